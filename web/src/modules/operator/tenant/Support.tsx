import { Button, Group, NumberInput, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import { Section } from "../parts/Page";
import { Pill } from "../parts/Pill";
import { Sheet } from "../parts/Sheet";
import { When } from "../parts/time";

/** Asks a tenant to let operators look into its records; its people decide. */
export function Support({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const path = `clients/${client.id}/support`;
  const query = useAsked<Known<"SupportPage">>(path);
  return (
    <>
      <Request path={path} name={client.name} />
      <Section title={t("operator.requests")}>
        <Sheet
          caption={t("operator.requests")}
          query={query}
          rows={query.data?.data ?? []}
          id={(request) => request.id}
          empty={t("operator.noRequests")}
          columns={[
            { key: "name", title: t("operator.col.operator"), render: (request) => request.name },
            { key: "reason", title: t("operator.reason"), render: (request) => request.reason },
            { key: "status", title: t("operator.col.state"), render: (request) => <Pill state={request.status} /> },
            { key: "reach", title: t("operator.col.reach"), render: (request) => t(`operator.reach.${request.reach}`) },
            {
              key: "hours",
              title: t("operator.hours"),
              end: true,
              render: (request) => decimal(request.hours ?? request.asked),
            },
            { key: "until", title: t("operator.col.until"), render: (request) => <When at={request.until} /> },
          ]}
        />
      </Section>
    </>
  );
}

function Request({ path, name }: { path: string; name: string }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState<number | string>(4);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { reason: reason.trim(), hours: Number(hours) };
    if (await act(path, { body }, t("operator.requested", { name }))) setReason("");
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm" maw={520}>
        <Textarea
          label={t("operator.supportReason")}
          description={t("operator.supportReasonHelp")}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          maxLength={500}
          required
        />
        <Group align="flex-end" gap="sm">
          <NumberInput
            size="xs"
            label={t("operator.hours")}
            value={hours}
            onChange={setHours}
            min={1}
            max={168}
            allowDecimal={false}
            hideControls
            w={120}
            required
          />
          <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
            {t("operator.request")}
          </Button>
        </Group>
        {problem !== undefined && <ProblemPanel error={problem} />}
      </Stack>
    </form>
  );
}
