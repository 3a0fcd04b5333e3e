import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "./door.module.css";

/** A field for a new password, which says how good its length is; what the server says of it stands below. */
export function NewPassword(props: { name: string; label: string; error?: string; size?: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const level = strength(typed);
  return (
    <div>
      <PasswordInput
        name={props.name}
        label={props.label}
        error={props.error}
        size={props.size}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        autoComplete="new-password"
        maxLength={1024}
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
      />
      <div className={classes.meter} data-level={typed ? level : 0}>
        <i />
        <i />
        <i />
        <span aria-live="polite">{typed ? t(`door.strength.${level}`) : t("door.strength.hint")}</span>
      </div>
    </div>
  );
}

/** From 1 to 3: how hard a password is to guess, by its length and by how many different characters it has. */
export function strength(password: string): 1 | 2 | 3 {
  const different = new Set(password).size;
  if (password.length < 12 || different < 6) return 1;
  return password.length >= 16 && different >= 9 ? 3 : 2;
}
