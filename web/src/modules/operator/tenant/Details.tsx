import { Button, Group, Modal, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { useAct, useAsked } from "../parts/data";
import classes from "../parts/parts.module.css";
import { Refusal } from "../parts/Refusal";
import { Facts } from "../parts/Sheet";
import { When } from "../parts/time";
import { Size } from "./Size";

/** What is known of a tenant, and what of it may change. */
export function Details({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const code = (text: string) => <bdi className={classes.code}>{text}</bdi>;
  return (
    <Stack gap="md" align="flex-start">
      <Facts
        facts={[
          [t("operator.col.tier"), t(`operator.tier.${client.tier}`)],
          [t("operator.col.plan"), client.plan],
          [t("operator.adminEmail"), <bdi key="email">{client.admin_email}</bdi>],
          [t("operator.col.country"), client.country],
          [t("operator.currency"), client.currency],
          [t("operator.region"), client.region],
          [t("operator.col.database"), code(client.database)],
          [t("operator.schema"), code(client.schema)],
          [t("operator.domains"), client.domains.join(", ")],
          ["ID", code(client.id)],
          [t("operator.col.users"), client.usage && decimal(client.usage.users)],
          [t("operator.col.size"), <Size key="size" usage={client.usage} />],
          [t("operator.col.activity"), <When key="activity" at={client.usage?.last_activity} since />],
          [t("operator.measured"), <When key="measured" at={client.usage?.measured_at} since />],
          [t("operator.col.created"), <When key="created" at={client.created_at} />],
          [t("operator.col.updated"), <When key="updated" at={client.updated_at} />],
          ...Object.entries(client.settings).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
        ]}
      />
      <Button variant="default" onClick={() => setEditing(true)}>
        {t("operator.change")}
      </Button>
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={t("operator.changeOf", { name: client.name })}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <Change client={client} onClose={() => setEditing(false)} />
      </Modal>
    </Stack>
  );
}

function Change({ client, onClose }: { client: Known<"Client">; onClose: () => void }) {
  const { t } = useTranslation();
  const plans = useAsked<Known<"PlanPage">>("plans");
  const { act, busy, problem } = useAct();
  const [name, setName] = useState(client.name);
  const [plan, setPlan] = useState<string | null>(client.plan);
  const [domains, setDomains] = useState(client.domains);
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name, plan, domains, version: client.version };
    if (await act(`clients/${client.id}`, { method: "PUT", body }, t("operator.saved"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <TextInput
          label={t("operator.col.name")}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={refused?.at("/name")}
          maxLength={200}
          required
          data-autofocus
        />
        <Select
          label={t("operator.col.plan")}
          data={(plans.data?.data ?? []).map((one) => ({ value: one.name, label: one.label }))}
          value={plan}
          onChange={setPlan}
          error={refused?.at("/plan")}
          allowDeselect={false}
        />
        <TagsInput
          size="xs"
          label={t("operator.domains")}
          description={t("operator.domainsHelp")}
          value={domains}
          onChange={setDomains}
          error={refused?.errors.find((e) => e.pointer.startsWith("/domains"))?.message}
        />
        <Refusal problem={refused} fields={["name", "plan"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("app.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
