import { Link } from "@tanstack/react-router";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import { ago, decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Chart } from "./parts/Chart";
import { everyFive, useAsked } from "./parts/data";
import { countBy, jobsIn, oldestOpen, open } from "./parts/figures";
import { LiveSwitch } from "./parts/live";
import { Page, Section } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Waiting } from "./parts/Sheet";
import { useSamples } from "./parts/samples";

/** How the installation does, at a glance. */
export function Overview() {
  const { t } = useTranslation();
  const health = useAsked<Known<"Health">>("health", { every: everyFive });
  const summary = useAsked<Known<"Summary">>("jobs/summary", { every: everyFive });
  const counts = summary.data?.data ?? [];
  const depth = useSamples(summary.data && jobsIn(counts, open), summary.dataUpdatedAt);
  const rate = useSamples(
    summary.data?.rates.reduce((sum, one) => sum + one.last_minute, 0),
    summary.dataUpdatedAt,
  );
  if (health.error) return <ProblemPanel error={health.error} retry={() => void health.refetch()} />;
  return (
    <Page
      title={t("operator.nav.overview")}
      note={
        health.data && (
          <Pill state={health.data.healthy ? "up" : "warning"}>
            {t(health.data.healthy ? "operator.healthy" : "operator.unwell")}
          </Pill>
        )
      }
      actions={<LiveSwitch />}
    >
      {health.data ? <Tiles health={health.data} counts={counts} /> : <Waiting />}
      {health.data && health.data.wrong.length > 0 && (
        <Section title={t("operator.wrong")}>
          <ul className={classes.trouble}>
            {health.data.wrong.map((one) => (
              <li key={one} dir="auto">
                {one}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <div className={classes.charts}>
        <Chart title={t("operator.depth")} kind="line" points={depth} />
        <Chart title={t("operator.perMinute")} kind="line" points={rate} />
        <TenantsByTier />
        <Chart
          title={t("operator.answers")}
          kind="bars"
          unit="ms"
          points={(health.data?.databases ?? [])
            .slice(0, 8)
            .map((one) => ({ label: one.name, value: Math.round(one.answer_ms) }))}
        />
        <Chart
          title={t("operator.openByKind")}
          kind="bars"
          points={countBy(
            counts.filter((one) => open.includes(one.state)),
            (one) => one.kind,
            (one) => one.jobs,
          ).slice(0, 8)}
        />
      </div>
    </Page>
  );
}

function Tiles({ health, counts }: { health: Known<"Health">; counts: Known<"JobCount">[] }) {
  const { t } = useTranslation();
  const firing = health.alerts.filter((one) => one.state === "firing").length;
  const lost = health.processes.filter((one) => one.lost).length;
  const oldest = oldestOpen(counts);
  const failed = jobsIn(counts, ["failed"]);
  const tiles = [
    { key: "alerts", to: "/operator/alerts", value: decimal(firing), bad: firing > 0, note: "" },
    {
      key: "openJobs",
      to: "/operator/jobs",
      value: decimal(jobsIn(counts, open)),
      bad: false,
      note: oldest ? t("operator.oldest", { ago: ago(oldest) }) : "",
    },
    { key: "failedJobs", to: "/operator/jobs", search: { state: "failed" }, value: decimal(failed), bad: failed > 0, note: "" },
    {
      key: "deadLetters",
      to: "/operator/dead-letters",
      value: decimal(health.dead_letters),
      bad: health.dead_letters > 0,
      note: "",
    },
    {
      key: "processes",
      to: "/operator/health",
      value: decimal(health.processes.length - lost),
      bad: lost > 0,
      note: lost > 0 ? t("operator.lost", { count: lost }) : "",
    },
    {
      key: "disk",
      to: "/operator/health",
      value: health.disk_free === null ? "–" : `${decimal(Math.round(health.disk_free * 100))} %`,
      bad: health.disk_free !== null && health.disk_free < 0.1,
      note: "",
    },
  ];
  return (
    <div className={classes.tiles}>
      {tiles.map((tile) => (
        <Link
          key={tile.key}
          to={tile.to}
          search={tile.search ?? {}}
          className={classes.tile}
          data-tone={tile.bad ? "red" : undefined}
        >
          <span className={classes.tileName}>{t(`operator.tile.${tile.key}`)}</span>
          <span className={classes.tileValue}>{tile.value}</span>
          <span className={classes.tileName}>{tile.note}</span>
        </Link>
      ))}
    </div>
  );
}

/** How many tenants there are on each tier; more than a page of them are not counted. */
function TenantsByTier() {
  const { t } = useTranslation();
  const shared = useAsked<Known<"ClientPage">>("clients?tier=shared&limit=200");
  const schema = useAsked<Known<"ClientPage">>("clients?tier=schema&limit=200");
  const database = useAsked<Known<"ClientPage">>("clients?tier=database&limit=200");
  const points = Object.entries({ shared, schema, database }).flatMap(([tier, { data }]) =>
    data ? [{ label: t(`operator.tier.${tier}`) + (data.next ? " (200+)" : ""), value: data.data.length }] : [],
  );
  return <Chart title={t("operator.byTier")} kind="bars" points={points} />;
}
