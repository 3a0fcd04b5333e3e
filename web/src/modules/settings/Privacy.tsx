import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import type { Schemas } from "@/api/problem";
import { choice, label, useTranslation } from "@/i18n";
import { kindName, verbName } from "@/meta/model";
import { ago, day, decimal, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { Fetched } from "./parts/Fetched";
import { Panel } from "./parts/Panel";
import parts from "./parts/parts.module.css";

/** What is kept about private persons, and who has seen it. */
interface Report {
  made_at: string;
  since: string;
  personal: Schemas["GovernancePrivacyReportAnswerPersonalLine"][];
  readings: Schemas["GovernancePrivacyReportAnswerReadingsLine"][];
  requests: Schemas["GovernancePrivacyReportAnswerRequestsLine"][];
  tallies: Schemas["GovernancePrivacyReportAnswerTalliesLine"][];
}

export function Privacy() {
  const { t } = useTranslation();
  const report = useQuery({ queryKey: ["privacy-report"], queryFn: () => api<Report>("privacy/report") });
  return (
    <Fetched query={report}>
      {(data) => (
        <>
          <Panel
            first
            title={t("settings.parts.privacy")}
            text={t("settings.privacy.text", { since: day(data.since.slice(0, 10)) })}
          >
            <Personal report={data} />
          </Panel>
          <Panel title={t("settings.privacy.agreed")}>
            <Rows
              none={t("settings.privacy.noneAgreed")}
              rows={data.tallies.map((one) => [choice(one.what), one.name, choice(one.state), decimal(one.count)])}
            />
          </Panel>
          <Panel title={t("settings.privacy.readings")} text={t("settings.privacy.readingsText")}>
            <Readings report={data} />
          </Panel>
          <Panel title={t("settings.privacy.requests")}>
            <Rows
              none={t("settings.privacy.noneRequests")}
              rows={data.requests.map((one) => [verbName(one.verb), kindName(one.subject), one.actor_name, instant(one.at)])}
            />
          </Panel>
        </>
      )}
    </Fetched>
  );
}

function Personal({ report }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <div className={parts.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("settings.privacy.kind")}</th>
            <th scope="col">{t("settings.privacy.fields")}</th>
            <th scope="col" className="end">
              {t("settings.privacy.records")}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.personal.map((one) => (
            <tr key={one.name}>
              <td>
                <span className={parts.name}>{label(one.label)}</span>{" "}
                {one.sensitive && (
                  <span className={parts.tag} data-tone="amber">
                    {t("settings.privacy.watched")}
                  </span>
                )}
              </td>
              <td className={parts.sub}>{one.fields.map(choice).join(", ")}</td>
              <td className="end">{decimal(one.records)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Readings({ report }: { report: Report }) {
  const { t } = useTranslation();
  const rows = report.readings.map((one) => [
    one.actor_name,
    kindName(one.subject),
    t("settings.privacy.times", { count: one.times }),
    one.last_at ? ago(one.last_at) : "",
  ]);
  return <Rows none={t("settings.privacy.noneReadings")} rows={rows} />;
}

function Rows({ rows, none }: { rows: ReactNode[][]; none: string }) {
  if (rows.length === 0) return <div className={parts.empty}>{none}</div>;
  return (
    <table className={table.table}>
      <tbody>
        {rows.map((cells) => (
          <tr key={cells.join(" ")}>
            {cells.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
              <td key={at}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
