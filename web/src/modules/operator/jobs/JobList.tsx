import { Button, Drawer } from "@mantine/core";
import { useState } from "react";
import type { Search } from "@/app/search";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { Choice } from "../parts/Choice";
import { everyFive, useFilters, usePages } from "../parts/data";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Brief, type Column, Sheet } from "../parts/Sheet";
import { TenantChoice, useTenantNames } from "../parts/TenantChoice";
import { When } from "../parts/time";
import { JobFacts } from "./JobFacts";
import { Matching } from "./Matching";

type Job = Known<"Job">;
const states = ["ready", "running", "scheduled", "waiting", "failed", "held", "done", "cancelled", "dead"];

/** Jobs by state, kind and tenant, and what can be done to all that match. */
export function JobList({ kinds }: { kinds: string[] }) {
  const { t } = useTranslation();
  const [filters, change] = useFilters("state", "kind", "client");
  const query = usePages<Job>("jobs", filters, { every: everyFive });
  const [shown, setShown] = useState<Job>();
  return (
    <>
      <div className={classes.toolbar}>
        <Filters kinds={kinds} filters={filters} change={change} />
        <Matching filters={filters} />
      </div>
      <Sheet
        caption={t("operator.nav.jobs")}
        query={query}
        rows={query.rows}
        id={(one) => String(one.id)}
        empty={t("operator.noJobs")}
        columns={useColumns(setShown)}
      />
      <Drawer
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        position="right"
        size={460}
        title={shown ? t("operator.job", { id: shown.id }) : ""}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {shown && <JobFacts listed={shown} />}
      </Drawer>
    </>
  );
}

function Filters({ kinds, filters, change }: { kinds: string[]; filters: Search; change: (change: Search) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.filters} role="search">
      <Choice
        name="state"
        values={states.map((one) => ({ value: one, label: t(`operator.state.${one}`) }))}
        {...{ filters, change }}
      />
      <Choice name="kind" values={kinds.map((one) => ({ value: one, label: one }))} {...{ filters, change }} />
      <TenantChoice value={filters.client} onChange={(id) => change({ client: id ?? "" })} />
    </div>
  );
}

function useColumns(show: (job: Job) => void): Column<Job>[] {
  const { t } = useTranslation();
  const nameOf = useTenantNames();
  return [
    {
      key: "id",
      title: t("operator.col.job"),
      render: (job) => (
        <Button variant="subtle" size="compact-xs" onClick={() => show(job)} aria-label={t("operator.job", { id: job.id })}>
          {job.id}
        </Button>
      ),
    },
    { key: "kind", title: t("operator.col.kind"), render: (job) => <bdi className={classes.code}>{job.kind}</bdi> },
    { key: "state", title: t("operator.col.state"), render: (job) => <Pill state={job.state} /> },
    { key: "tenant", title: t("operator.col.tenant"), render: (job) => <bdi>{nameOf(job.client)}</bdi> },
    {
      key: "attempt",
      title: t("operator.col.attempts"),
      end: true,
      render: (job) => `${decimal(job.attempt)} / ${decimal(job.attempts)}`,
    },
    { key: "made", title: t("operator.col.made"), render: (job) => <When at={job.made_at} since /> },
    { key: "due", title: t("operator.col.due"), render: (job) => <When at={job.due_at} /> },
    { key: "word", title: t("operator.col.word"), render: (job) => <Brief text={job.failures?.at(-1)?.error ?? job.word} /> },
  ];
}
