import { PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { Foot } from "@/modules/settings/parts/Foot";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { send } from "./send";

/** The address with which one signs in: a new one counts as soon as its letter was answered. */
export function ChangeEmail() {
  const { t } = useTranslation();
  const { me } = useSession();
  const saving = useSaving();
  const [sent, setSent] = useState("");
  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = String(data.get("email"));
    void saving.save(async () => {
      await send("email/change", { email, password: data.get("password") });
      setSent(email);
    });
  };
  return (
    <Panel title={t("profile.email.title")} text={<bdi>{me.email}</bdi>}>
      {sent ? (
        <p role="status">{t("profile.email.sent", { email: sent })}</p>
      ) : (
        <form className={parts.form} onSubmit={change}>
          <TextInput
            name="email"
            type="email"
            label={t("profile.email.new")}
            autoComplete="email"
            required
            withAsterisk={false}
            error={saving.problem?.at("/email")}
          />
          <PasswordInput
            visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
            name="password"
            label={t("door.password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <Foot saving={saving} beside={["/email"]} label={t("profile.email.change")} />
        </form>
      )}
    </Panel>
  );
}
