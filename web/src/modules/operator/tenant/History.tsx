import { useTranslation } from "@/i18n";
import type { Known } from "../parts/api";
import { auditColumns } from "../parts/audit";
import { usePages } from "../parts/data";
import { Sheet } from "../parts/Sheet";

/** Who did what to a tenant. */
export function History({ client }: { client: Known<"Client"> }) {
  const { t } = useTranslation();
  const query = usePages<Known<"AuditEntry">>("audit", { tenant: client.id });
  return (
    <Sheet
      caption={t("operator.tab.history")}
      query={query}
      rows={query.rows}
      id={(entry) => entry.id}
      empty={t("operator.noneMatch")}
      columns={auditColumns(t)}
    />
  );
}
