import { Tabs } from "@mantine/core";
import { useTranslation } from "@/i18n";
import { Failing } from "./jobs/Failing";
import { JobList } from "./jobs/JobList";
import { Kinds } from "./jobs/Kinds";
import { PausedTenants } from "./jobs/PausedTenants";
import type { Known } from "./parts/api";
import { Chart } from "./parts/Chart";
import { everyFive, useAsked, useFilters } from "./parts/data";
import { countBy, jobsIn, open } from "./parts/figures";
import { LiveSwitch } from "./parts/live";
import { Page } from "./parts/Page";
import classes from "./parts/parts.module.css";
import { useSamples } from "./parts/samples";

/** What takes its time: how much waits, what fails, and how to steer it. */
export function Jobs() {
  const { t } = useTranslation();
  const [{ tab = "list" }, change] = useFilters("tab");
  const summary = useAsked<Known<"Summary">>("jobs/summary", { every: everyFive });
  const counts = summary.data?.data ?? [];
  const depth = useSamples(summary.data && jobsIn(counts, open), summary.dataUpdatedAt);
  return (
    <Page title={t("operator.nav.jobs")} actions={<LiveSwitch />}>
      <div className={classes.charts}>
        <Chart title={t("operator.depth")} kind="line" points={depth} />
        <Chart
          title={t("operator.byState")}
          kind="bars"
          points={countBy(
            counts,
            (one) => t(`operator.state.${one.state}`),
            (one) => one.jobs,
          ).slice(0, 6)}
        />
      </div>
      <Tabs value={tab} onChange={(next) => change({ tab: next && next !== "list" ? next : "" })}>
        <Tabs.List>
          {["list", "kinds", "failures", "paused"].map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`operator.jobs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="list" pt="sm">
          <JobList kinds={[...new Set(counts.map((one) => one.kind))]} />
        </Tabs.Panel>
        <Tabs.Panel value="kinds" pt="sm">
          <Kinds query={summary} />
        </Tabs.Panel>
        <Tabs.Panel value="failures" pt="sm">
          <Failing />
        </Tabs.Panel>
        <Tabs.Panel value="paused" pt="sm">
          <PausedTenants paused={summary.data?.paused_clients ?? []} kinds={[...new Set(counts.map((one) => one.kind))]} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
