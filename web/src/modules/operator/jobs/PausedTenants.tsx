import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { Choice } from "../parts/Choice";
import { useAct } from "../parts/data";
import classes from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";
import { TenantChoice, useTenantNames } from "../parts/TenantChoice";
import { When } from "../parts/time";

/** The tenants whose jobs are kept from being begun. */
export function PausedTenants({ paused, kinds }: { paused: Known<"Paused">[]; kinds: string[] }) {
  const { t } = useTranslation();
  const nameOf = useTenantNames();
  const { act, busy } = useAct({ loud: true });
  const [client, setClient] = useState<string | null>(null);
  const [kind, setKind] = useState("");
  const pause = () =>
    void act(
      "jobs/clients/pause",
      { body: { client, ...(kind ? { kind } : {}) } },
      t("operator.jobs.tenantPaused", { name: nameOf(client) }),
    );
  const resume = (one: Known<"Paused">) =>
    void act(
      "jobs/clients/resume",
      { body: { client: one.client, ...(one.kind ? { kind: one.kind } : {}) } },
      t("operator.jobs.tenantResumed", { name: nameOf(one.client) }),
    );
  return (
    <>
      <div className={classes.toolbar}>
        <div className={classes.filters}>
          <TenantChoice value={client ?? undefined} onChange={setClient} />
          <Choice
            name="kind"
            values={kinds.map((one) => ({ value: one, label: one }))}
            filters={kind ? { kind } : {}}
            change={(changed) => setKind(changed.kind ?? "")}
          />
          <Button disabled={!client || busy} onClick={pause}>
            {t("operator.jobs.pauseTenant")}
          </Button>
        </div>
      </div>
      <Sheet
        caption={t("operator.jobs.paused")}
        rows={paused}
        id={(one) => `${one.client} ${one.kind}`}
        empty={t("operator.jobs.nonePaused")}
        columns={[
          { key: "tenant", title: t("operator.col.tenant"), render: (one) => <bdi>{nameOf(one.client)}</bdi> },
          { key: "kind", title: t("operator.col.kind"), render: (one) => <bdi>{one.kind || t("operator.everyKind")}</bdi> },
          { key: "since", title: t("operator.col.since"), render: (one) => <When at={one.since} /> },
          {
            key: "actions",
            title: t("operator.col.actions"),
            silent: true,
            render: (one) => (
              <div className={classes.rowActions}>
                <Button variant="default" size="compact-xs" disabled={busy} onClick={() => resume(one)}>
                  {t("operator.resume")}
                </Button>
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
