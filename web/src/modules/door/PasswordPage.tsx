import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { ask } from "./ask";
import { Frame } from "./Frame";
import { NewPassword } from "./NewPassword";
import { secretOf } from "./place";
import { Refused } from "./Refused";
import { useStep } from "./useStep";

/** The pages /reset and /invitation: sets a password by the secret of a letter. */
export function PasswordPage({ kind }: { kind: "reset" | "invitation" }) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const [secret] = useState(() => secretOf(location.hash));
  const [done, setDone] = useState(false);
  const set = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void take(async () => {
      await ask("password/reset", { secret: secret || String(data.get("secret")).trim(), password: data.get("password") });
      setDone(true);
    });
  };
  if (done) {
    return (
      <Frame title={t("door.set.done")} text={t("door.set.doneText")}>
        <Button component="a" href="/signin" size="sm" fullWidth autoFocus>
          {t("door.signIn")}
        </Button>
      </Frame>
    );
  }
  const wrong = problem?.at("/password");
  return (
    <Frame
      title={t(`door.set.${kind}`)}
      text={t("door.set.text")}
      below={
        <Anchor size="sm" href={kind === "reset" ? "/forgot" : "/signin"}>
          {t(kind === "reset" ? "door.set.another" : "door.back")}
        </Anchor>
      }
    >
      <form onSubmit={set}>
        <Stack gap="sm">
          {problem && !wrong && <Refused error={problem} />}
          {!secret && (
            <TextInput
              name="secret"
              size="sm"
              label={t("door.set.secret")}
              description={t("door.set.secretHelp")}
              dir="ltr"
              required
              withAsterisk={false}
            />
          )}
          <NewPassword name="password" label={t("door.set.password")} error={wrong} size="sm" />
          <Button type="submit" size="sm" loading={busy}>
            {t("door.set.save")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
