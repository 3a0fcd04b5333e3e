import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import { everyFive, useAct, useAsked } from "../parts/data";
import classes from "../parts/parts.module.css";
import { Brief, Sheet } from "../parts/Sheet";
import { useTenantNames } from "../parts/TenantChoice";
import { When } from "../parts/time";

/** Which jobs fail, by kind and tenant. */
export function Failing() {
  const { t } = useTranslation();
  const query = useAsked<Known<"Failures">>("jobs/failures", { every: everyFive });
  const nameOf = useTenantNames();
  const { act, busy } = useAct({ loud: true });
  const retry = (one: Known<"Failing">) =>
    void act<Known<"CountOfJobs">>(
      "jobs/retry",
      { body: { kind: one.kind, state: "failed", ...(one.client ? { client: one.client } : {}) } },
      (answer) => t("operator.jobs.retryDone", { count: answer.count }),
    );
  return (
    <Sheet
      caption={t("operator.jobs.failures")}
      query={query}
      rows={query.data?.data ?? []}
      id={(one) => `${one.kind} ${one.client}`}
      empty={t("operator.noFailures")}
      columns={[
        {
          key: "kind",
          title: t("operator.col.kind"),
          render: (one) => (
            <Link to="/operator/jobs" search={{ kind: one.kind, ...(one.client ? { client: one.client } : {}) }}>
              <bdi className={classes.code}>{one.kind}</bdi>
            </Link>
          ),
        },
        { key: "tenant", title: t("operator.col.tenant"), render: (one) => <bdi>{nameOf(one.client)}</bdi> },
        { key: "jobs", title: t("operator.nav.jobs"), end: true, render: (one) => decimal(one.jobs) },
        { key: "attempts", title: t("operator.col.attempts"), end: true, render: (one) => decimal(one.attempts) },
        { key: "last", title: t("operator.col.last"), render: (one) => <When at={one.last_at} since /> },
        { key: "error", title: t("operator.col.error"), render: (one) => <Brief text={one.error} /> },
        {
          key: "actions",
          title: t("operator.col.actions"),
          silent: true,
          render: (one) => (
            <div className={classes.rowActions}>
              <Button variant="default" size="compact-xs" disabled={busy} onClick={() => retry(one)}>
                {t("operator.jobs.retry")}
              </Button>
            </div>
          ),
        },
      ]}
    />
  );
}
