import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { send } from "./send";

interface Props {
  gate: (step: (password?: string) => Promise<void>) => Promise<void>;
  onDone: (codes: string[]) => void;
}

/** Adds a telephone: it counts once the code that was sent to it is typed. */
export function AddPhone({ gate, onDone }: Props) {
  const { t } = useTranslation();
  const saving = useSaving();
  const [challenge, setChallenge] = useState("");
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void saving.save(async () => {
      if (challenge) {
        const { codes } = await send<{ codes: string[] | null }>("phones/confirm", {
          challenge,
          code: String(data.get("code")).trim(),
        });
        onDone(codes ?? []);
        return;
      }
      await gate(async (password) => {
        const answer = await send<{ challenge: string }>("phones/propose", { number: data.get("number"), password });
        setChallenge(answer.challenge);
      });
    });
  };
  return (
    <form onSubmit={go}>
      <Stack gap="sm">
        {saving.problem && <Wrong problem={saving.problem} />}
        {challenge ? (
          <TextInput
            key="code"
            name="code"
            label={t("door.second.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            dir="ltr"
            required
            withAsterisk={false}
            autoFocus
          />
        ) : (
          <TextInput
            name="number"
            type="tel"
            label={t("profile.factors.number")}
            description={t("profile.factors.numberHelp")}
            autoComplete="tel"
            dir="ltr"
            required
            withAsterisk={false}
            data-autofocus
          />
        )}
        <Button type="submit" loading={saving.busy}>
          {t(challenge ? "door.totp.confirm" : "profile.factors.sendCode")}
        </Button>
      </Stack>
    </form>
  );
}
