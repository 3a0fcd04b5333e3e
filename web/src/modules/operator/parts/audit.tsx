import type { Translate } from "@/i18n";
import type { Known } from "./api";
import classes from "./parts.module.css";
import type { Column } from "./Sheet";
import { When } from "./time";

/** The columns of entries about who did what to the installation. */
export function auditColumns(t: Translate): Column<Known<"AuditEntry">>[] {
  return [
    { key: "at", title: t("operator.col.at"), render: (entry) => <When at={entry.at} /> },
    { key: "actor", title: t("operator.col.actor"), render: (entry) => entry.actor_name },
    { key: "verb", title: t("operator.col.verb"), render: (entry) => <bdi className={classes.code}>{entry.verb}</bdi> },
    {
      key: "subject",
      title: t("operator.col.subject"),
      render: (entry) => (
        <bdi>
          {entry.subject_kind} <span className={classes.code}>{entry.subject?.slice(-8)}</span>
        </bdi>
      ),
    },
    { key: "details", title: t("operator.col.details"), render: (entry) => <Given details={entry.details} /> },
  ];
}

function Given({ details }: { details: Record<string, unknown> }) {
  const said = Object.entries(details).filter(([, value]) => value !== "" && value !== null);
  return (
    <bdi className={classes.code}>
      {said.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ")}
    </bdi>
  );
}
