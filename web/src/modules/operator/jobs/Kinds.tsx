import { Button } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { ago, decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { useAct, type useAsked } from "../parts/data";
import { jobsIn, oldestOpen, open } from "../parts/figures";
import { Pill } from "../parts/Pill";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";

/** How each kind of job goes, and the switch that keeps all of it from being begun. */
export function Kinds({ query }: { query: ReturnType<typeof useAsked<Known<"Summary">>> }) {
  const { t } = useTranslation();
  const { act, busy } = useAct({ loud: true });
  const summary = query.data;
  const kinds = [...new Set([...(summary?.data ?? []).map((one) => one.kind), ...(summary?.paused ?? [])])].sort();
  const countsOf = (kind: string) => (summary?.data ?? []).filter((one) => one.kind === kind);
  const rateOf = (kind: string) => summary?.rates.find((one) => one.kind === kind);
  const isPaused = (kind: string) => summary?.paused.includes(kind) ?? false;
  const turn = (kind: string) =>
    void act(
      `jobs/kinds/${isPaused(kind) ? "resume" : "pause"}`,
      { body: { kind } },
      t(isPaused(kind) ? "operator.jobs.kindResumed" : "operator.jobs.kindPaused", { kind }),
    );
  const seconds = (value: number | undefined) => (value === undefined ? "–" : `${decimal(value.toFixed(2))} s`);
  return (
    <Sheet
      caption={t("operator.jobs.kinds")}
      query={query}
      rows={kinds}
      id={(kind) => kind}
      empty={t("operator.noJobs")}
      columns={[
        { key: "kind", title: t("operator.col.kind"), render: (kind) => <bdi className={classes.code}>{kind}</bdi> },
        { key: "state", title: t("operator.col.state"), render: (kind) => <Pill state={isPaused(kind) ? "paused" : "on"} /> },
        { key: "open", title: t("operator.tile.openJobs"), end: true, render: (kind) => decimal(jobsIn(countsOf(kind), open)) },
        {
          key: "oldest",
          title: t("operator.col.oldest"),
          render: (kind) => {
            const oldest = oldestOpen(countsOf(kind));
            return oldest ? ago(oldest) : "–";
          },
        },
        {
          key: "failed",
          title: t("operator.state.failed"),
          end: true,
          render: (kind) => decimal(jobsIn(countsOf(kind), ["failed", "dead"])),
        },
        { key: "hour", title: t("operator.col.lastHour"), end: true, render: (kind) => decimal(rateOf(kind)?.last_hour ?? 0) },
        { key: "waited", title: t("operator.col.waited"), end: true, render: (kind) => seconds(rateOf(kind)?.waited_seconds) },
        { key: "worked", title: t("operator.col.worked"), end: true, render: (kind) => seconds(rateOf(kind)?.worked_seconds) },
        {
          key: "actions",
          title: t("operator.col.actions"),
          silent: true,
          render: (kind) => (
            <div className={classes.rowActions}>
              <Button variant="default" size="compact-xs" disabled={busy} onClick={() => turn(kind)}>
                {t(isPaused(kind) ? "operator.resume" : "operator.pause")}
              </Button>
            </div>
          ),
        },
      ]}
    />
  );
}
