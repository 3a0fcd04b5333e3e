import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Chart } from "./parts/Chart";
import { everyFive, useAsked } from "./parts/data";
import { LiveSwitch } from "./parts/live";
import { Page, Section } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Facts, Sheet } from "./parts/Sheet";
import { useSamples } from "./parts/samples";
import { When } from "./parts/time";

/** What the installation stands on: databases, processes, Redis, the disk. */
export function Health() {
  const { t } = useTranslation();
  const query = useAsked<Known<"Health">>("health", { every: everyFive });
  const health = query.data;
  const slowest = useSamples(
    health && Math.round(Math.max(0, ...health.databases.map((one) => one.answer_ms))),
    query.dataUpdatedAt,
  );
  return (
    <Page
      title={t("operator.nav.health")}
      note={
        health && (
          <Pill state={health.healthy ? "up" : "warning"}>{t(health.healthy ? "operator.healthy" : "operator.unwell")}</Pill>
        )
      }
      actions={<LiveSwitch />}
    >
      {health && health.wrong.length > 0 && (
        <ul className={classes.trouble}>
          {health.wrong.map((one) => (
            <li key={one} dir="auto">
              {one}
            </li>
          ))}
        </ul>
      )}
      <Section title={t("operator.databases")}>
        <Sheet
          caption={t("operator.databases")}
          query={query}
          rows={health?.databases ?? []}
          id={(one) => one.name}
          empty={t("operator.noneMatch")}
          columns={[
            { key: "name", title: t("operator.col.database"), render: (one) => <bdi className={classes.code}>{one.name}</bdi> },
            { key: "up", title: t("operator.col.state"), render: (one) => <Pill state={one.up ? "up" : "down"} /> },
            { key: "tier", title: t("operator.col.tier"), render: (one) => t(`operator.tier.${one.tier}`) },
            {
              key: "answer",
              title: t("operator.col.answer"),
              end: true,
              render: (one) => `${decimal(one.answer_ms.toFixed(1))} ms`,
            },
            { key: "lag", title: t("operator.col.lag"), end: true, render: (one) => `${decimal(one.lag_s)} s` },
            { key: "error", title: t("operator.col.error"), render: (one) => one.error ?? "" },
          ]}
        />
      </Section>
      {health && (
        <Section title={t("operator.processes")}>
          <Sheet
            caption={t("operator.processes")}
            rows={health.processes}
            id={(one) => one.id}
            empty={t("operator.noneMatch")}
            columns={[
              { key: "host", title: t("operator.col.host"), render: (one) => <bdi>{`${one.host} · ${one.pid}`}</bdi> },
              { key: "state", title: t("operator.col.state"), render: (one) => <Pill state={one.lost ? "lost" : "up"} /> },
              { key: "roles", title: t("operator.col.roles"), render: (one) => <bdi>{one.roles.join(", ")}</bdi> },
              {
                key: "version",
                title: t("operator.col.version"),
                render: (one) => <bdi className={classes.code}>{one.version}</bdi>,
              },
              { key: "started", title: t("operator.col.started"), render: (one) => <When at={one.started_at} /> },
              { key: "seen", title: t("operator.col.seen"), render: (one) => <When at={one.seen_at} since /> },
            ]}
          />
        </Section>
      )}
      {health && (
        <Facts
          facts={[
            ["Redis", t(`operator.redis.${health.redis}`)],
            [t("operator.tile.disk"), health.disk_free === null ? "" : `${decimal((health.disk_free * 100).toFixed(1))} %`],
            [t("operator.tile.deadLetters"), decimal(health.dead_letters)],
          ]}
        />
      )}
      <div className={classes.charts}>
        <Chart title={t("operator.slowest")} kind="line" unit="ms" points={slowest} />
      </div>
    </Page>
  );
}
