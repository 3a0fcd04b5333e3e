import { Button, Code, CopyButton, Group, Loader, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "./door.module.css";
import { Refused } from "./Refused";
import { useStep } from "./useStep";

/** Asks the door for those who are signed in. */
export type Send = <T>(path: string, body?: unknown) => Promise<T>;

/** Sets an authenticator program up; recovery codes come with the first factor only. */
export function Authenticator({ send, onDone }: { send: Send; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const [proposal, setProposal] = useState<{ qr: string; secret: string }>();
  const propose = useRef(() => void take(async () => setProposal(await send("totp/propose", {}))));
  useEffect(() => propose.current(), []);
  const confirm = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "").replace(/\s/g, "");
    void take(async () => {
      const { codes } = await send<{ codes: string[] | null }>("totp/confirm", { code });
      onDone(codes ?? []);
    });
  };
  return (
    <form onSubmit={confirm}>
      <Stack gap="sm">
        {problem && <Refused error={problem} />}
        <Text size="sm">{t("door.totp.scan")}</Text>
        <div className={classes.qr}>
          {proposal ? (
            <img src={`data:image/svg+xml,${encodeURIComponent(proposal.qr)}`} alt={t("door.totp.qr")} />
          ) : (
            <Loader size="sm" />
          )}
        </div>
        {proposal && (
          <Group gap="xs" justify="center">
            <Code className={classes.secret}>{proposal.secret}</Code>
            <CopyButton value={proposal.secret}>
              {({ copied, copy }) => (
                <Button variant="subtle" color="gray" size="compact-xs" onClick={copy}>
                  {copied ? t("app.copied") : t("door.totp.copy")}
                </Button>
              )}
            </CopyButton>
          </Group>
        )}
        <TextInput
          name="code"
          size="sm"
          label={t("door.totp.code")}
          inputMode="numeric"
          autoComplete="one-time-code"
          dir="ltr"
          maxLength={12}
          required
          withAsterisk={false}
        />
        <Button type="submit" size="sm" loading={busy} disabled={!proposal}>
          {t("door.totp.confirm")}
        </Button>
      </Stack>
    </form>
  );
}
