import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import type { Known } from "../parts/api";
import classes from "../parts/parts.module.css";

const kilo = 1024;

/** How much a tenant keeps: its records, and its bytes where they can be told from those of others. */
export function Size({ usage }: { usage: Known<"Client">["usage"] }) {
  const { t } = useTranslation();
  if (!usage) return <span className="muted">–</span>;
  const records = t("operator.records", { count: usage.records, shown: decimal(usage.records) });
  return (
    <span className={classes.when}>
      {usage.bytes ? `${records} · ${t("operator.megabytes", { size: decimal(Math.ceil(usage.bytes / kilo / kilo)) })}` : records}
    </span>
  );
}
