import { Button, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { useAct } from "../parts/data";
import { Refusal } from "../parts/Refusal";
import { Secret } from "../parts/Secret";

/** Makes a token that acts for a tenant's user: while nobody there has signed in yet, or by support access. */
export function Tokens({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [token, setToken] = useState("");
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = [...new FormData(event.currentTarget)].filter(([, value]) => value !== "");
    const made = await act<Known<"CreatedToken">>(`clients/${client.id}/tokens`, { body: Object.fromEntries(typed) });
    setToken(made?.answer.token ?? "");
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm" maw={520}>
        <Text size="sm" className="muted">
          {t("operator.tokenHelp")}
        </Text>
        <TextInput name="name" label={t("operator.tokenName")} error={refused?.at("/name")} maxLength={200} />
        <TextInput
          name="user"
          type="email"
          label={t("operator.tokenUser")}
          description={t("operator.tokenUserHelp", { email: client.admin_email })}
          error={refused?.at("/user")}
          dir="ltr"
        />
        <Refusal problem={refused} fields={["name", "user"]} />
        <Button type="submit" loading={busy} style={{ alignSelf: "flex-start" }}>
          {t("operator.makeToken")}
        </Button>
        {token && <Secret value={token} />}
      </Stack>
    </form>
  );
}
