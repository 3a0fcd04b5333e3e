import { PasswordInput } from "@mantine/core";
import { type FormEvent, useRef } from "react";
import { useTranslation } from "@/i18n";
import { NewPassword } from "@/modules/door/NewPassword";
import { Foot } from "@/modules/settings/parts/Foot";
import { Panel } from "@/modules/settings/parts/Panel";
import parts from "@/modules/settings/parts/parts.module.css";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { SecondFactors } from "./SecondFactors";
import { send } from "./send";

/** How one signs in: the password, and what is asked for besides. */
export function Security() {
  return (
    <>
      <ChangePassword />
      <SecondFactors />
    </>
  );
}

function ChangePassword() {
  const { t } = useTranslation();
  const saving = useSaving();
  const form = useRef<HTMLFormElement>(null);
  const change = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void saving
      .save(() => send("password/change", { old: data.get("old"), password: data.get("password") }))
      .then((done) => done && form.current?.reset());
  };
  const wrong = saving.problem?.at("/password");
  return (
    <Panel first title={t("door.password")} text={t("profile.security.passwordText")}>
      <form ref={form} className={parts.form} onSubmit={change}>
        <PasswordInput
          visibilityToggleButtonProps={{ "aria-label": t("door.showPassword") }}
          name="old"
          label={t("profile.security.old")}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <NewPassword name="password" label={t("door.set.password")} error={wrong} />
        <Foot saving={wrong ? { ...saving, problem: undefined } : saving} label={t("profile.security.change")} />
      </form>
    </Panel>
  );
}
