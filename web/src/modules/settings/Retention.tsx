import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, post } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import type { Page } from "@/meta/types";
import { ago, decimal } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";
import { useSaving } from "./parts/useSaving";
import classes from "./settings.module.css";

type Kept = Schemas["GovernanceRetention"];

/** For how long is kept what goes by itself. */
export function Retention() {
  const { t } = useTranslation();
  const kept = useQuery({ queryKey: ["retentions"], queryFn: () => api<Page<Kept>>("retentions?limit=100") });
  return (
    <Panel first title={t("settings.parts.retention")} text={t("settings.retention.text")}>
      <Fetched query={kept}>
        {({ data }) => (
          <div className={parts.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">{t("settings.retention.what")}</th>
                  <th scope="col">{t("settings.retention.gone")}</th>
                  <th scope="col">{t("settings.retention.days")}</th>
                </tr>
              </thead>
              <tbody>
                {data.map((one) => (
                  <KeptRow key={one.id} kept={one} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Fetched>
    </Panel>
  );
}

function KeptRow({ kept }: { kept: Kept }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const saving = useSaving();
  const [days, setDays] = useState(String(kept.days));
  const save = (event: FormEvent) => {
    event.preventDefault();
    void saving.save(async () => {
      await post(`retentions/${kept.id}/keep`, { days: Number(days) }, { version: kept.version });
      await queries.invalidateQueries({ queryKey: ["retentions"] });
    });
  };
  const name = label(kept.label);
  return (
    <tr>
      <td>
        <div className={parts.name}>{name}</div>
        <div className={parts.sub}>{kept.why}</div>
      </td>
      <td className={parts.sub}>
        {kept.purged_at
          ? t("settings.retention.purged", { count: kept.purged, number: decimal(kept.purged), ago: ago(kept.purged_at) })
          : "–"}
      </td>
      <td>
        <form className={classes.inline} onSubmit={save}>
          <input
            className={`${parts.native} ${classes.number}`}
            type="number"
            min={kept.minimum}
            max={36500}
            aria-label={t("settings.retention.daysOf", { name })}
            value={days}
            onChange={(e) => setDays(e.currentTarget.value)}
            disabled={!may("governance.retention.edit")}
          />
          <span className={parts.sub}>{t("settings.retention.least", { count: kept.minimum })}</span>
          {days !== String(kept.days) && (
            <Button type="submit" size="compact-xs" loading={saving.busy}>
              {t("app.save")}
            </Button>
          )}
          <span className={parts.sub} role="status">
            {saving.problem?.message ?? (saving.saved ? t("settings.saved") : "")}
          </span>
        </form>
      </td>
    </tr>
  );
}
