import { Button, Group, Menu, Modal, Select, Stack, TextInput } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import { label, useTranslation } from "@/i18n";
import type { Known } from "./parts/api";
import { useAct, useAsked } from "./parts/data";
import { Page } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Refusal } from "./parts/Refusal";
import { Sheet } from "./parts/Sheet";
import { TenantChoice } from "./parts/TenantChoice";
import { When } from "./parts/time";

type Schedule = Known<"Schedule">;

/** Whose schedule is meant: everybody's, or that of a tenant. */
function which(schedule: Schedule) {
  return { kind: schedule.kind, ...(schedule.client ? { client: schedule.client } : {}) };
}

/** What is done again and again, and when. */
export function Schedules() {
  const { t } = useTranslation();
  const query = useAsked<Known<"ScheduleList">>("schedules", { every: 15_000 });
  const [changing, setChanging] = useState<Schedule>();
  return (
    <Page title={t("operator.nav.schedules")}>
      <Sheet
        caption={t("operator.nav.schedules")}
        query={query}
        rows={query.data?.data ?? []}
        id={(one) => `${one.kind} ${one.client}`}
        empty={t("operator.noneMatch")}
        columns={[
          { key: "label", title: t("operator.col.name"), render: (one) => label(one.label) },
          { key: "kind", title: t("operator.col.kind"), render: (one) => <bdi className={classes.code}>{one.kind}</bdi> },
          { key: "for", title: t("operator.col.tenant"), render: (one) => one.slug ?? t("operator.everyTenant") },
          {
            key: "cron",
            title: t("operator.col.cron"),
            render: (one) => <bdi className={classes.code}>{`${one.cron} ${one.time_zone}`}</bdi>,
          },
          { key: "state", title: t("operator.col.state"), render: (one) => <Pill state={one.paused ? "paused" : "on"} /> },
          { key: "next", title: t("operator.col.next"), render: (one) => <When at={one.next_at} /> },
          { key: "last", title: t("operator.col.last"), render: (one) => <When at={one.last_begun} since /> },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (one) => <Actions schedule={one} onChange={() => setChanging(one)} />,
          },
        ]}
      />
      <Modal
        opened={changing !== undefined}
        onClose={() => setChanging(undefined)}
        title={label(changing?.label)}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {changing && <Changing schedule={changing} onClose={() => setChanging(undefined)} />}
      </Modal>
    </Page>
  );
}

function Actions({ schedule, onChange }: { schedule: Schedule; onChange: () => void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct({ loud: true });
  const body = which(schedule);
  const pause = () =>
    void act(
      "schedules/change",
      { body: { ...body, paused: !schedule.paused } },
      t(schedule.paused ? "operator.scheduleResumed" : "operator.schedulePaused", { name: label(schedule.label) }),
    );
  return (
    <div className={classes.rowActions}>
      <Button
        variant="default"
        size="compact-xs"
        loading={busy}
        onClick={() => void act("schedules/run", { body }, t("operator.begun", { name: label(schedule.label) }))}
      >
        {t("operator.runNow")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={`${t("operator.moreActions")}: ${label(schedule.label)}`}
          >
            <IconDots size={15} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={pause}>{t(schedule.paused ? "operator.resume" : "operator.pause")}</Menu.Item>
          <Menu.Item onClick={onChange}>{t("operator.change")}</Menu.Item>
          {schedule.client && (
            <Menu.Item color="red" onClick={() => void act("schedules/drop", { body }, t("operator.dropped"))}>
              {t("operator.drop")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function Changing({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy, problem } = useAct();
  const [client, setClient] = useState<string | null>(schedule.client || null);
  const [cron, setCron] = useState(schedule.cron);
  const [zone, setZone] = useState(schedule.time_zone);
  const [catchUp, setCatchUp] = useState<string>(schedule.catch_up);
  const refused = problem === undefined ? undefined : asProblem(problem);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { kind: schedule.kind, cron, time_zone: zone, catch_up: catchUp, ...(client ? { client } : {}) };
    if (await act("schedules/change", { body }, t("operator.saved"))) onClose();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        {!schedule.client && (
          <div>
            <TenantChoice value={client ?? undefined} onChange={setClient} />
            <p className="muted">{t("operator.ownSchedule")}</p>
          </div>
        )}
        <TextInput
          label={t("operator.col.cron")}
          description={t("operator.cronHelp")}
          value={cron}
          onChange={(e) => setCron(e.currentTarget.value)}
          error={refused?.at("/cron")}
          dir="ltr"
          required
          data-autofocus
        />
        <TextInput
          label={t("operator.col.zone")}
          value={zone}
          onChange={(e) => setZone(e.currentTarget.value)}
          error={refused?.at("/time_zone")}
          dir="ltr"
          required
        />
        <Select
          label={t("operator.missed")}
          data={["once", "skip"].map((one) => ({ value: one, label: t(`operator.catchUp.${one}`) }))}
          value={catchUp}
          onChange={(value) => setCatchUp(value ?? "once")}
          allowDeselect={false}
        />
        <Refusal problem={refused} fields={["cron", "time_zone"]} />
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
