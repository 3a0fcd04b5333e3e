import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { ask } from "./ask";
import { Frame } from "./Frame";
import { secretOf } from "./place";
import { Refused } from "./Refused";
import { useStep } from "./useStep";

/**
 * The pages /confirm-email and /undo-email. They ask first: programs that look what is
 * behind the links of letters follow them, too.
 */
export function AddressPage({ kind }: { kind: "confirm" | "undo" }) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const [secret] = useState(() => secretOf(location.hash));
  const [done, setDone] = useState(false);
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void take(async () => {
      await ask(`email/${kind}`, { secret: secret || String(data.get("secret")).trim() });
      setDone(true);
    });
  };
  const on = (
    <Anchor size="sm" href="/signin">
      {t("door.back")}
    </Anchor>
  );
  if (done) {
    return (
      <Frame title={t(`door.address.${kind}Done`)} text={t(`door.address.${kind}DoneText`)} below={on}>
        {kind === "undo" && (
          <Button component="a" href="/forgot" size="sm" fullWidth>
            {t("door.set.reset")}
          </Button>
        )}
      </Frame>
    );
  }
  return (
    <Frame title={t(`door.address.${kind}`)} text={t(`door.address.${kind}Text`)} below={on}>
      <form onSubmit={go}>
        <Stack gap="sm">
          {problem && <Refused error={problem} />}
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
          <Button type="submit" size="sm" loading={busy}>
            {t(`door.address.${kind}Button`)}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
