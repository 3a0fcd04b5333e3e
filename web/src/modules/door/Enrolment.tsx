import { Anchor, Button, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { Authenticator, type Send } from "./Authenticator";
import { addPasskey } from "./passkeys";
import { RecoveryCodes } from "./RecoveryCodes";
import { Refused } from "./Refused";
import { useStep } from "./useStep";
import { knowsPasskeys } from "./webauthn";

/** Has somebody set a second factor up, because their company wants everybody to have one. */
export function Enrolment({ send, onDone }: { send: Send; onDone: () => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<string[]>();
  const [passkey, setPasskey] = useState(false);
  const { busy, problem, take } = useStep();
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  const make = () => void take(async () => setCodes(await addPasskey(send, t("door.enrol.passkeyName"))));
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t("door.enrol.title")}</Title>
        <Text className="muted">{t("door.enrol.text")}</Text>
      </div>
      {problem && <Refused error={problem} />}
      {passkey ? (
        <Button size="sm" onClick={make} loading={busy}>
          {t("door.enrol.makePasskey")}
        </Button>
      ) : (
        <Authenticator send={send} onDone={setCodes} />
      )}
      {knowsPasskeys() && (
        <Anchor component="button" type="button" size="sm" onClick={() => setPasskey(!passkey)}>
          {t(passkey ? "door.enrol.byTotp" : "door.enrol.byPasskey")}
        </Anchor>
      )}
    </Stack>
  );
}
