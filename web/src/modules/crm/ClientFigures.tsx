import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Amount, Entity, Row } from "@/meta/types";
import { resolve } from "@/pages/list/moments";
import type { Group } from "@/pages/list/rows";
import { countOf, footOf, sumsText } from "@/pages/list/sums";
import { money } from "@/ui/format";
import classes from "./Client.module.css";
import { creditLeft, overdueOf } from "./client";

/** Counts and sums over a client's records, asked for once the first paint is over. */
function useGroups(entity: Entity | undefined, query: string, later: boolean): Group[] | undefined {
  const { data } = useQuery({
    queryKey: [entity?.plural, "figures", query],
    queryFn: async ({ signal }) => (await api<{ data: Group[] }>(`${entity?.plural}/summary?${query}`, { signal })).data,
    enabled: later && !!entity,
  });
  return data;
}

/** How it stands with a client: what is owed, what may be, what is offered, ordered and was invoiced. */
export function ClientFigures({ client, later }: { client: Row; later: boolean }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const [invoice, quote, order] = ["billing.invoice", "sales.quote", "sales.order"].map((name) => model.named(name));
  const of = `client=${client.id}`;
  const today = resolve("@today");
  const since = resolve("@month-12");
  const owed = useGroups(invoice, `${of}&status=posted&open[gt]=0&group_by=due&sum=open`, later);
  const year = useGroups(invoice, `${of}&status=posted&issued[gte]=${since}&sum=net`, later);
  const quotes = useGroups(quote, `${of}&status[in]=draft,sent&sum=total`, later);
  const orders = useGroups(order, `${of}&status[in]=draft,confirmed&group_by=status&sum=total,invoiced`, later);
  const late = owed && overdueOf(owed, today);
  const limit = client.credit_limit as Amount | null | undefined;
  const left = owed && (orders ?? !order) && creditLeft(client, owed, orders || []);
  return (
    <dl className={classes.figures} aria-label={t("crm.client.figures")}>
      {invoice && (
        <Figure name={t("crm.client.open")} entity={invoice} search={{ client: client.id, status: "posted", "open[gt]": "0" }}>
          {told(invoice, "open", owed, client)}
        </Figure>
      )}
      {invoice && (
        <Figure
          name={t("crm.client.overdue")}
          entity={invoice}
          search={{ client: client.id, status: "posted", "open[gt]": "0", "due[lt]": "@today" }}
          tone={late && late.length > 0 ? "bad" : undefined}
        >
          {told(invoice, "open", late, client)}
        </Figure>
      )}
      <Figure name={t("crm.client.credit")} help={t("crm.client.creditHelp")} tone={left && isBelow(left) ? "bad" : undefined}>
        {!limit && <span className="muted">{t("crm.client.noLimit")}</span>}
        {limit && (left ? t("crm.client.left", { left: money(left), limit: money(limit) }) : "–")}
      </Figure>
      {quote && (
        <Figure name={t("crm.client.quotes")} entity={quote} search={{ client: client.id, "status[in]": "draft,sent" }}>
          {told(quote, "total", quotes, client, true)}
        </Figure>
      )}
      {order && (
        <Figure name={t("crm.client.orders")} entity={order} search={{ client: client.id, "status[in]": "draft,confirmed" }}>
          {told(order, "total", orders, client, true)}
        </Figure>
      )}
      {invoice && (
        <Figure
          name={t("crm.client.revenue")}
          help={t("crm.client.revenueHelp")}
          entity={invoice}
          search={{ client: client.id, status: "posted", "issued[gte]": "@month-12" }}
        >
          {told(invoice, "net", year, client)}
        </Figure>
      )}
    </dl>
  );
}

function isBelow(amount: Amount): boolean {
  return amount.amount.startsWith("-");
}

/** A sum, in each of its currencies; nothing is nothing of the client's own. */
function told(entity: Entity, name: string, groups: Group[] | undefined, client: Row, counted = false): string {
  if (!groups) return "–";
  const field = fieldOf(entity, name);
  const sum = field ? footOf([field], groups)[name] : "";
  const count = countOf(groups) ?? 0;
  const none = { count: 0, currency: String(client.currency), [name]: "0" };
  const text = sum || (field && sumsText([field], [none])[name]) || "";
  return counted && count > 0 ? `${count} · ${text}` : text;
}

interface FigureProps {
  name: string;
  help?: string;
  tone?: "bad";
  /** The list in which it can be read up. */
  entity?: Entity;
  search?: Record<string, string>;
  children: ReactNode;
}

function Figure({ name, help, tone, entity, search, children }: FigureProps) {
  return (
    <div className={classes.figure} data-tone={tone}>
      <dt>
        {help ? (
          <Tooltip label={help} multiline maw={280}>
            <span className={classes.helped}>{name}</span>
          </Tooltip>
        ) : (
          name
        )}
      </dt>
      <dd>
        {entity ? (
          <Link to="/$plural" params={{ plural: entity.plural }} search={search}>
            {children}
          </Link>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}
