import { Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "@/i18n";
import type { Known } from "./parts/api";
import { auditColumns } from "./parts/audit";
import { useAsked, useFilters, usePages } from "./parts/data";
import { Page } from "./parts/Page";
import classes from "./parts/parts.module.css";
import { Sheet } from "./parts/Sheet";
import { TenantChoice } from "./parts/TenantChoice";
import { useTyped } from "./parts/typed";

/** Who did what to the installation. */
export function Audit() {
  const { t } = useTranslation();
  const [filters, change] = useFilters("verb", "actor", "tenant", "from", "until");
  const { from, until, ...plain } = filters;
  const instants = { ...(from ? { from: `${from}T00:00:00Z` } : {}), ...(until ? { until: `${until}T00:00:00Z` } : {}) };
  const query = usePages<Known<"AuditEntry">>("audit", { ...plain, ...instants });
  const operators = useAsked<Known<"OperatorPage">>("operators");
  const verb = useTyped(filters.verb ?? "", (value) => change({ verb: value.trim() }));
  return (
    <Page title={t("operator.nav.audit")}>
      <div className={classes.filters} role="search">
        <TextInput
          {...verb}
          type="search"
          w={220}
          dir="ltr"
          aria-label={t("operator.byVerb")}
          placeholder="tenant."
          leftSection={<IconSearch size={14} />}
        />
        <Select
          aria-label={t("operator.col.actor")}
          placeholder={t("operator.col.actor")}
          data={(operators.data?.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={filters.actor ?? null}
          onChange={(value) => change({ actor: value ?? "" })}
          clearable
          clearButtonProps={{ "aria-label": t("operator.clear", { name: t("operator.col.actor") }) }}
          w={180}
        />
        <TenantChoice value={filters.tenant} onChange={(value) => change({ tenant: value ?? "" })} />
        <TextInput
          type="date"
          label={t("operator.from")}
          value={from ?? ""}
          onChange={(e) => change({ from: e.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("operator.until")}
          value={until ?? ""}
          onChange={(e) => change({ until: e.currentTarget.value })}
        />
      </div>
      <Sheet
        caption={t("operator.nav.audit")}
        query={query}
        rows={query.rows}
        id={(entry) => entry.id}
        empty={t("operator.noneMatch")}
        columns={auditColumns(t)}
      />
    </Page>
  );
}
