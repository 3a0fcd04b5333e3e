import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { money } from "@/ui/format";
import { byDay, daysUntil, type Summed, total } from "./days";
import classes from "./home.module.css";
import { Sparkline } from "./Sparkline";

const span = 30;
const figures = [
  { key: "orders", entity: "sales.order", by: "placed", sum: "total", filter: "status[in]=confirmed,closed" },
  { key: "invoiced", entity: "billing.invoice", by: "issued", sum: "total", filter: "status=posted" },
] as const;

/** What was sold and invoiced in the last days, each with its course. */
export function Figures({ today }: { today: string }) {
  const { model } = useSession();
  const seen = figures.filter((figure) => model.named(figure.entity));
  if (seen.length === 0) return null;
  return (
    <div className={classes.figures}>
      {seen.map((figure) => (
        <Figure key={figure.key} figure={figure} today={today} />
      ))}
    </div>
  );
}

function Figure({ figure, today }: { figure: (typeof figures)[number]; today: string }) {
  const { t } = useTranslation();
  const { model, company } = useSession();
  const plural = model.named(figure.entity)?.plural ?? "";
  const days = daysUntil(today, span);
  const since = days[0] ?? today;
  const { data } = useQuery({
    queryKey: [plural, "figure", figure.key, today],
    queryFn: () =>
      api<{ data: Summed[] }>(
        `${plural}/summary?group_by=${figure.by}&sum=${figure.sum}&${figure.filter}&${figure.by}[gte]=${since}`,
      ),
  });
  const rows = (data?.data ?? []).filter((row) => row.currency === company.currency);
  return (
    <Link to="/$plural" params={{ plural }} search={{ [`${figure.by}[gte]`]: since }} className={classes.figure}>
      <span className="muted">{t(`home.figures.${figure.key}`, { count: span })}</span>
      <span className={classes.sum}>{data ? money({ amount: total(rows, figure.sum), currency: company.currency }) : "–"}</span>
      <Sparkline values={byDay(rows, figure.by, figure.sum, days)} />
    </Link>
  );
}
