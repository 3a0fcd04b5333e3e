import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { stringifySearch } from "@/app/search";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Model } from "@/meta/model";
import type { Page } from "@/meta/types";
import { loadTitles } from "@/pages/list/titles";
import { PeekLink } from "@/pages/record/PeekLink";
import { addDecimals, compareDecimals } from "@/ui/decimals";
import { decimal, instant } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { grouped } from "./grouped";
import { StockDeeds } from "./StockDeeds";
import { Shortfall } from "./StockPage";
import type { Site } from "./sites";
import { balancesOf, type Entry, entryOf, type StockRow } from "./stock";
import classes from "./stock.module.css";
import { loadProduct, stockKey } from "./stockRows";

interface Props {
  product: string;
  /** All sites when none is named. */
  site: Site | undefined;
  onClose: () => void;
}

/** What happened to a product at a site, the latest first, with what there was after it. */
export function Ledger({ product, site, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: [...stockKey, "product", product, site?.id],
    queryFn: ({ signal }) => loadProduct(product, site?.id ?? "", signal),
  });
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className={classes.ledger}
      aria-label={t("stock.ledger")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={classes.ledgerHead}>
        <div>
          <h2>{data ? <Name row={data} /> : "…"}</h2>
          <div className="muted">{site?.name ?? t("stock.allSites")}</div>
        </div>
        <ActionIcon size={30} aria-label={t("app.close")} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      {error && <ProblemPanel error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <Figures row={data} />
          <StockDeeds site={site} row={data} />
          <Moves row={data} site={site?.id ?? ""} />
        </>
      )}
    </section>
  );
}

function Name({ row }: { row: StockRow }) {
  const { model } = useSession();
  const entity = model.named("catalog.product");
  if (!entity) return row.name;
  return (
    <PeekLink entity={entity} id={row.id}>
      {row.name} <bdi className="muted">{row.reference}</bdi>
    </PeekLink>
  );
}

function Figures({ row }: { row: StockRow }) {
  const { t } = useTranslation();
  const figures = ["onHand", "reserved", "available", "transit"] as const;
  return (
    <>
      <dl className={classes.figures}>
        {figures.map((name) => (
          <div key={name}>
            <dt>{t(`stock.${name}`)}</dt>
            <dd>
              <bdi>{decimal(row[name])}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <Shortfall row={row} t={t} />
      {row.places.length > 0 && (
        <ul className={classes.places} aria-label={t("stock.places")}>
          {row.places.map((place) => (
            <li key={place.location}>
              <bdi>{place.code}</bdi> <span className="muted">{place.name}</span>
              <span className={classes.placeCount}>
                {t("stock.ofPromised", { onHand: decimal(place.onHand), reserved: decimal(place.reserved) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface LedgerPage {
  entries: Entry[];
  titles: Map<string, string>;
  next: string | null;
}

async function loadMoves(model: Model, product: string, site: string, cursor: string, signal: AbortSignal): Promise<LedgerPage> {
  const query = { product, include: "from,to,owner", limit: 50, cursor };
  const page = await api<Page>(`moves${stringifySearch(query)}`, { signal });
  const entries = page.data.flatMap((move) => entryOf(move, site) ?? []);
  const origins = grouped(entries, (entry) => entry.origin.entity);
  const found = await Promise.all(
    [...origins].map(([name, of]) => {
      const entity = model.named(name);
      const ids = [...new Set(of.map((entry) => entry.origin.id))];
      return entity ? loadTitles(entity, ids).catch(() => new Map<string, string>()) : new Map<string, string>();
    }),
  );
  return { entries, titles: new Map(found.flatMap((one) => [...one])), next: page.next_cursor };
}

function Moves({ row, site }: { row: StockRow; site: string }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const query = useInfiniteQuery({
    queryKey: [...stockKey, "moves", row.id, site],
    queryFn: ({ pageParam, signal }) => loadMoves(model, row.id, site, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: !!model.named("inventory.move"),
  });
  if (!model.named("inventory.move")) return <p className="muted">{t("stock.mayNotSee")}</p>;
  if (query.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  const titles = new Map(query.data?.pages.flatMap((page) => [...page.titles]));
  const balances = balancesOf(entries, addDecimals(row.onHand, row.transit));
  return (
    <>
      <table className={`${table.table} ${classes.moves}`}>
        <caption className="visually-hidden">{t("stock.ledger")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("stock.when")}</th>
            <th scope="col">{t("stock.what")}</th>
            <th scope="col" data-end>
              {t("stock.change")}
            </th>
            <th scope="col" data-end>
              {t("stock.balance")}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, i) => (
            <MoveRow key={entry.id} entry={entry} balance={balances[i] ?? ""} title={titles.get(entry.origin.id)} />
          ))}
        </tbody>
      </table>
      {query.data && entries.length === 0 && !query.hasNextPage && <p className="muted">{t("stock.noMoves")}</p>}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("stock.earlier")}
        </Button>
      )}
    </>
  );
}

function MoveRow({ entry, balance, title }: { entry: Entry; balance: string; title: string | undefined }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const entity = model.named(entry.origin.entity);
  const sign = compareDecimals(entry.change, "0");
  return (
    <tr>
      <td>
        <time dateTime={entry.at}>{instant(entry.at)}</time>
        {entry.who && <div className="muted">{entry.who}</div>}
      </td>
      <td>
        {choice(entry.reason)}{" "}
        {entity && title ? (
          <PeekLink entity={entity} id={entry.origin.id}>
            <bdi>{title}</bdi>
          </PeekLink>
        ) : (
          title && <bdi>{title}</bdi>
        )}
        <div className="muted">{t("stock.fromTo", { from: String(entry.from.code ?? ""), to: String(entry.to.code ?? "") })}</div>
      </td>
      <td data-end className={sign < 0 ? classes.less : undefined}>
        <bdi>
          {sign === 0 ? t("stock.carried", { quantity: decimal(entry.quantity) }) : (sign > 0 ? "+" : "") + decimal(entry.change)}
        </bdi>
      </td>
      <td data-end>
        <bdi>{decimal(balance)}</bdi>
      </td>
    </tr>
  );
}
