import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page, Reference, Row } from "@/meta/types";
import { PeekLink } from "@/pages/record/PeekLink";
import { decimal, money, percent } from "@/ui/format";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import classes from "./Deal.module.css";
import { isOpen, priceKind, productsOf, type Supplied, suppliesOf } from "./supply";

const atOnce = 12; // a value of a filter has at most 500 bytes
const most = 60;

/** What the catalogue and the stock say of the lines of a document, as they were saved. */
export function Supply({ record }: { record: Row }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const products = model.named("catalog.product");
  const levels = model.named("inventory.level");
  const wanted = isOpen(record) ? productsOf(record).slice(0, most) : [];
  const site = (record.site as Reference | null)?.id;
  const { data } = useQuery({
    queryKey: [products?.plural, "supply", site, ...wanted],
    queryFn: async ({ signal }) => {
      const [found, stock] = await Promise.all([
        products
          ? inParts(wanted, (ids) => `${products.plural}?id[in]=${ids}&limit=50&fields=id,price,reference,name`, signal)
          : [],
        levels
          ? inParts(wanted, (ids) => `${levels.plural}?product[in]=${ids}&limit=200${site ? `&site=${site}` : ""}`, signal)
          : [],
      ]);
      return { found, stock };
    },
    enabled: wanted.length > 0 && !!products,
    staleTime: 30_000,
  });
  if (!data || !products || wanted.length === 0) return null;
  const lines = suppliesOf(record, data.found, data.stock);
  return (
    <details className={classes.supply} open={lines.some((line) => line.missing > 0)}>
      <summary>{t("deal.supply.title")}</summary>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t("deal.supply.product")}</th>
              <th scope="col" data-end>
                {t("deal.supply.quantity")}
              </th>
              {levels && (
                <th scope="col" data-end>
                  {t("deal.supply.available")}
                </th>
              )}
              <th scope="col">{t("deal.supply.price")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <td>
                  <PeekLink entity={products} id={line.product}>
                    <bdi>{line.name}</bdi>
                  </PeekLink>
                </td>
                <td data-end>{decimal(line.quantity)}</td>
                {levels && <Stock line={line} />}
                <td>
                  <Price line={line} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

async function inParts(ids: string[], path: (ids: string) => string, signal: AbortSignal): Promise<Row[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, i) => ids.slice(i * atOnce, (i + 1) * atOnce));
  const pages = await Promise.all(parts.map((part) => api<Page>(path(part.join(",")), { signal })));
  return pages.flatMap((page) => page.data);
}

function Stock({ line }: { line: Supplied }) {
  const { t } = useTranslation();
  if (line.available === undefined) return <td data-end>{t("deal.supply.noStock")}</td>;
  return (
    <td data-end>
      {decimal(line.available)}{" "}
      {line.missing > 0 && (
        <Status value="short" tone="amber">
          {t("deal.supply.missing", { quantity: decimal(line.missing) })}
        </Status>
      )}
    </td>
  );
}

function Price({ line }: { line: Supplied }) {
  const { t } = useTranslation();
  const kind = priceKind(line);
  if (kind === "unknown") return <span className="muted">{line.price ? money(line.price) : ""}</span>;
  return (
    <span>
      {money(line.price)}{" "}
      <span className="muted">
        {t(`deal.supply.${kind}`, { discount: percent(line.discount), listed: line.listed ? money(line.listed) : "" })}
        {kind === "other" && Number(line.discount) !== 0 && `, ${t("deal.supply.less", { discount: percent(line.discount) })}`}
      </span>
    </span>
  );
}
