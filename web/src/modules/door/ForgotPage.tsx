import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "@/i18n";
import { ask } from "./ask";
import { Frame } from "./Frame";
import { recentCompanies } from "./place";
import { Refused } from "./Refused";
import { useStep } from "./useStep";

/** The page /forgot: has a letter sent, and says the same whether somebody is known or not. */
export function ForgotPage() {
  const { t } = useTranslation();
  const { busy, problem, take } = useStep();
  const [sent, setSent] = useState("");
  const query = new URLSearchParams(location.search);
  const operator = query.has("operator");
  const back = (
    <Anchor size="sm" href={operator ? "/signin?operator" : "/signin"}>
      {t("door.back")}
    </Anchor>
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = String(data.get("username"));
    const tenant =
      String(data.get("tenant") ?? "")
        .trim()
        .toLowerCase() || undefined;
    void take(async () => {
      await ask("password/forgot", { email, tenant });
      setSent(email);
    });
  };
  if (sent) {
    return (
      <Frame title={t("door.forgot.sent")} below={back}>
        <p role="status">{t("door.forgot.sentText", { email: sent })}</p>
      </Frame>
    );
  }
  return (
    <Frame title={t("door.forgot.title")} text={t("door.forgot.text")} below={back}>
      <form onSubmit={send}>
        <Stack gap="sm">
          {problem && <Refused error={problem} />}
          {!operator && (
            <TextInput
              name="tenant"
              size="sm"
              label={t("door.company")}
              defaultValue={query.get("tenant") ?? recentCompanies()[0]}
              autoComplete="organization"
              autoCapitalize="none"
              required
              withAsterisk={false}
            />
          )}
          <TextInput
            name="username"
            type="email"
            size="sm"
            label={t("door.email")}
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
          />
          <Button type="submit" size="sm" loading={busy}>
            {t("door.forgot.send")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
