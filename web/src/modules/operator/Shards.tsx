import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "./parts/api";
import { Chart } from "./parts/Chart";
import { everyFive, useAsked } from "./parts/data";
import { LiveSwitch } from "./parts/live";
import { Page, Section } from "./parts/Page";
import { Pill } from "./parts/Pill";
import classes from "./parts/parts.module.css";
import { Sheet } from "./parts/Sheet";

/** The servers on which tenants live, and how far the tables of each place are. */
export function Shards() {
  const { t } = useTranslation();
  const shards = useAsked<Known<"ShardPage">>("shards");
  const health = useAsked<Known<"Health">>("health", { every: everyFive });
  return (
    <Page title={t("operator.nav.shards")} actions={<LiveSwitch />}>
      <Sheet
        caption={t("operator.nav.shards")}
        query={shards}
        rows={shards.data?.data ?? []}
        id={(shard) => shard.id}
        empty={t("operator.noneMatch")}
        columns={[
          { key: "id", title: t("operator.col.name"), render: (shard) => <bdi>{shard.id}</bdi> },
          { key: "region", title: t("operator.region"), render: (shard) => shard.region || "–" },
          {
            key: "accepts",
            title: t("operator.col.state"),
            render: (shard) => (
              <Pill state={shard.accepts ? "on" : "off"}>{t(shard.accepts ? "operator.accepts" : "operator.acceptsNot")}</Pill>
            ),
          },
          { key: "tenants", title: t("operator.col.tenants"), end: true, render: (shard) => decimal(shard.tenants) },
          { key: "places", title: t("operator.col.places"), end: true, render: (shard) => decimal(shard.places) },
          { key: "capacity", title: t("operator.col.capacity"), end: true, render: (shard) => decimal(shard.capacity) },
        ]}
      />
      <Section title={t("operator.migrations")}>
        <Sheet
          caption={t("operator.migrations")}
          query={health}
          rows={health.data?.databases ?? []}
          id={(database) => database.name}
          empty={t("operator.noneMatch")}
          columns={[
            { key: "name", title: t("operator.col.database"), render: (one) => <bdi className={classes.code}>{one.name}</bdi> },
            { key: "tier", title: t("operator.col.tier"), render: (one) => t(`operator.tier.${one.tier}`) },
            { key: "places", title: t("operator.col.places"), end: true, render: (one) => decimal(one.places) },
            {
              key: "behind",
              title: t("operator.col.migrations"),
              end: true,
              render: (one) => (
                <Pill state={one.behind > 0 ? "warning" : "up"}>
                  {one.behind > 0 ? t("operator.behind", { count: one.behind }) : t("operator.current")}
                </Pill>
              ),
            },
          ]}
        />
      </Section>
      <div className={classes.charts}>
        <Chart
          title={t("operator.tenantsByShard")}
          kind="bars"
          points={(shards.data?.data ?? []).map((shard) => ({ label: shard.id, value: shard.tenants }))}
        />
      </div>
    </Page>
  );
}
