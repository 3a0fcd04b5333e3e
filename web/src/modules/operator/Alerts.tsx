import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import type { Known } from "./parts/api";
import { Confirm } from "./parts/Confirm";
import { everyFive, useAct, useAsked, useFilters } from "./parts/data";
import { Page, Section } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Sheet } from "./parts/Sheet";
import { When } from "./parts/time";

type Alert = Known<"Alert">;

/** What the installation complains of, who looks at it, and what is kept silent. */
export function Alerts() {
  const { t } = useTranslation();
  const [{ all }, change] = useFilters("all");
  const query = useAsked<Known<"AlertPage">>(all ? "alerts?all=true" : "alerts", { every: everyFive });
  const [silencing, setSilencing] = useState<string>();
  return (
    <Page
      title={t("operator.nav.alerts")}
      actions={
        <>
          <Switch
            checked={!!all}
            onChange={(e) => change({ all: e.currentTarget.checked ? "true" : "" })}
            label={t("operator.alsoOver")}
          />
          <Button variant="default" onClick={() => setSilencing("")}>
            {t("operator.silence")}
          </Button>
        </>
      }
    >
      <List query={query} onSilence={setSilencing} />
      <Silences />
      <Modal
        opened={silencing !== undefined}
        onClose={() => setSilencing(undefined)}
        title={t("operator.silence")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <Silencing
          rule={silencing ?? ""}
          rules={[...new Set((query.data?.data ?? []).map((one) => one.rule))]}
          onClose={() => setSilencing(undefined)}
        />
      </Modal>
    </Page>
  );
}

type Asked = ReturnType<typeof useAsked<Known<"AlertPage">>>;

function List({ query, onSilence }: { query: Asked; onSilence: (rule: string) => void }) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState<Alert>();
  const { act, busy, problem } = useAct();
  const acknowledge = async (alert: Alert, reason: string) => {
    if (await act(`alerts/${alert.id}/acknowledge`, { body: { reason } }, t("operator.acknowledged"))) setLooking(undefined);
  };
  return (
    <>
      <Sheet
        caption={t("operator.nav.alerts")}
        query={query}
        rows={query.data?.data ?? []}
        id={(alert) => alert.id}
        empty={t("operator.noAlerts")}
        columns={[
          { key: "rule", title: t("operator.col.rule"), render: (alert) => <bdi className={classes.code}>{alert.rule}</bdi> },
          { key: "severity", title: t("operator.col.severity"), render: (alert) => <Pill state={alert.severity} /> },
          { key: "state", title: t("operator.col.state"), render: (alert) => <Pill state={alert.state} /> },
          {
            key: "summary",
            title: t("operator.col.about"),
            render: (alert) => t(`operator.rules.${alert.rule}`, { defaultValue: alert.summary }),
          },
          { key: "since", title: t("operator.col.since"), render: (alert) => <When at={alert.since} since /> },
          {
            key: "by",
            title: t("operator.col.looksAt"),
            render: (alert) => [alert.acknowledged_by, alert.reason].filter(Boolean).join(": ") || "–",
          },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (alert) => (
              <div className={classes.rowActions}>
                {alert.state !== "resolved" && !alert.acknowledged_at && (
                  <Button variant="default" size="compact-xs" onClick={() => setLooking(alert)}>
                    {t("operator.acknowledge")}
                  </Button>
                )}
                <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onSilence(alert.rule)}>
                  {t("operator.silence")}
                </Button>
              </div>
            ),
          },
        ]}
      />
      {looking && (
        <Confirm
          opened
          reason
          title={t("operator.acknowledge")}
          verb={t("operator.acknowledge")}
          busy={busy}
          problem={problem}
          onClose={() => setLooking(undefined)}
          onConfirm={(reason) => void acknowledge(looking, reason)}
        >
          {t(`operator.rules.${looking.rule}`, { defaultValue: looking.summary })} {t("operator.acknowledgeMeans")}
        </Confirm>
      )}
    </>
  );
}

function Silences() {
  const { t } = useTranslation();
  const query = useAsked<Known<"SilencePage">>("alerts/silences");
  const { act, busy } = useAct({ loud: true });
  return (
    <Section title={t("operator.silences")}>
      <Sheet
        caption={t("operator.silences")}
        query={query}
        rows={query.data?.data ?? []}
        id={(silence) => silence.id}
        empty={t("operator.noSilences")}
        columns={[
          { key: "rule", title: t("operator.col.rule"), render: (one) => one.rule || t("operator.everyRule") },
          { key: "reason", title: t("operator.reason"), render: (one) => one.reason },
          { key: "by", title: t("operator.col.actor"), render: (one) => one.made_by },
          { key: "until", title: t("operator.col.until"), render: (one) => <When at={one.until} /> },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (one) => (
              <div className={classes.rowActions}>
                <Button
                  variant="default"
                  size="compact-xs"
                  loading={busy}
                  onClick={() => void act(`alerts/silences/${one.id}`, { method: "DELETE" }, t("operator.silenceEnded"))}
                >
                  {t("operator.endSilence")}
                </Button>
              </div>
            ),
          },
        ]}
      />
    </Section>
  );
}

function Silencing({ rule, rules, onClose }: { rule: string; rules: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [chosen, setChosen] = useState<string | null>(rule || null);
  const [minutes, setMinutes] = useState<number | string>(60);
  const [reason, setReason] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { minutes: Number(minutes), reason: reason.trim(), ...(chosen ? { rule: chosen } : {}) };
    if (await act("alerts/silences", { body }, t("operator.silenced"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <Select
          label={t("operator.col.rule")}
          placeholder={t("operator.everyRule")}
          data={rules}
          value={chosen}
          onChange={setChosen}
          clearable
          clearButtonProps={{ "aria-label": t("operator.clear", { name: t("operator.col.rule") }) }}
        />
        <NumberInput
          size="xs"
          label={t("operator.minutes")}
          value={minutes}
          onChange={setMinutes}
          min={1}
          max={43_200}
          allowDecimal={false}
          hideControls
          required
        />
        <Textarea
          label={t("operator.reason")}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          maxLength={500}
          required
          data-autofocus
        />
        {problem !== undefined && <ProblemPanel error={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={reason.trim() === ""}>
            {t("operator.silence")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
