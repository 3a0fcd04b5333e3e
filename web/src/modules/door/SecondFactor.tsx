import { Anchor, Button, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import { ask, type Entered, type Method } from "./ask";
import { Refused } from "./Refused";
import { useStep } from "./useStep";
import { knowsPasskeys, takePasskey } from "./webauthn";

/** What the first step has given: a secret for the second, and by what it may be taken. */
export interface Challenge {
  secret: string;
  methods: Method[];
}

interface Props {
  challenge: Challenge;
  onEntered: (entered: Entered) => void;
  onBack: () => void;
}

const order: Method[] = ["passkey", "totp", "sms", "recovery_code"];

/** Takes the second step, by a passkey first where there is one. */
export function SecondFactor({ challenge, onEntered, onBack }: Props) {
  const { t } = useTranslation();
  const methods = order.filter((m) => challenge.methods.includes(m) && (m !== "passkey" || knowsPasskeys()));
  const [method, setMethod] = useState<Method>(methods[0] ?? "recovery_code");
  return (
    <Stack gap="sm">
      <div>
        <Title order={2}>{t("door.second.title")}</Title>
        <Text className="muted">{t(`door.second.${method}`)}</Text>
      </div>
      {method === "passkey" ? (
        <ByPasskey challenge={challenge.secret} onEntered={onEntered} />
      ) : (
        <ByCode key={method} method={method} challenge={challenge.secret} onEntered={onEntered} />
      )}
      <Stack gap={4} align="flex-start">
        {methods
          .filter((m) => m !== method)
          .map((m) => (
            <Anchor key={m} component="button" type="button" size="sm" onClick={() => setMethod(m)}>
              {t(`door.second.by.${m}`)}
            </Anchor>
          ))}
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          {t("door.second.back")}
        </Anchor>
      </Stack>
    </Stack>
  );
}

function ByPasskey({ challenge, onEntered }: { challenge: string; onEntered: Props["onEntered"] }) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const use = () =>
    void take(async () => {
      const { options } = await ask<{ options: Record<string, unknown> }>("login-mfa/prepare", { challenge, method: "passkey" });
      const passkey = await takePasskey(options);
      onEntered(await ask("login-mfa", { challenge, method: "passkey", passkey }));
    });
  return (
    <>
      {problem && <Refused error={problem} />}
      <Button size="sm" fullWidth onClick={use} loading={busy} autoFocus>
        {t("door.second.usePasskey")}
      </Button>
    </>
  );
}

function ByCode({ method, challenge, onEntered }: { method: Method; challenge: string; onEntered: Props["onEntered"] }) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const [sentTo, setSentTo] = useState("");
  const send = () =>
    void take(async () => {
      const answer = await ask<{ sent_to?: string }>("login-mfa/prepare", { challenge, method: "sms" });
      setSentTo(answer.sent_to ?? "");
    });
  const first = useRef(send);
  useEffect(() => {
    if (method === "sms") first.current();
  }, [method]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").replace(/\s/g, "");
    void take(async () => onEntered(await ask("login-mfa", { challenge, method, code })));
  };
  const digits = method !== "recovery_code";
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {problem && <Refused error={problem} />}
        {sentTo && <Text size="sm">{t("door.second.sentTo", { number: sentTo })}</Text>}
        <TextInput
          name="code"
          size="sm"
          label={t(digits ? "door.second.code" : "door.second.recoveryCode")}
          autoComplete={digits ? "one-time-code" : "off"}
          inputMode={digits ? "numeric" : "text"}
          dir="ltr"
          maxLength={64}
          required
          withAsterisk={false}
          autoFocus
        />
        <Button type="submit" size="sm" fullWidth loading={busy}>
          {t("door.signIn")}
        </Button>
        {method === "sms" && (
          <Anchor component="button" type="button" size="sm" onClick={send}>
            {t("door.second.again")}
          </Anchor>
        )}
      </Stack>
    </form>
  );
}
