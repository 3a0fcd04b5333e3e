import "@/i18n/parts/stock";
import { Button, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useLive } from "@/api/live";
import { Message, ProblemPanel } from "@/app/errors";
import { NotFound } from "@/app/NotFound";
import { queries } from "@/app/queries";
import { stringifySearch } from "@/app/search";
import { useSession } from "@/app/session";
import { Grid } from "@/grid/Grid";
import type { GridColumn, GridLine } from "@/grid/types";
import { useTranslation } from "@/i18n";
import { Beside } from "@/pages/record/Beside";
import { compareDecimals } from "@/ui/decimals";
import { decimal } from "@/ui/format";
import { SearchBox } from "@/ui/SearchBox";
import { Status } from "@/ui/Status";
import { Ledger } from "./Ledger";
import { StockDeeds } from "./StockDeeds";
import { type Site, useSite } from "./sites";
import { type StockRow, shortageOf } from "./stock";
import classes from "./stock.module.css";
import { stockKey, useStockRows } from "./stockRows";

/** What there is of every product, at a site or at all, with the ledger of one of them beside. */
export function StockPage() {
  const { model } = useSession();
  const { peek } = useSearch({ strict: false }) as { peek?: string };
  if (!model.named("inventory.level") || !model.named("catalog.product")) return <NotFound />;
  return (
    <>
      <Stock />
      {peek && <Beside />}
    </>
  );
}

type Asked = Partial<Record<"q" | "short" | "product" | "site", string>>;

function Stock() {
  const { t } = useTranslation();
  const { site, sites, setSite } = useSite();
  const search = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const phone = !!useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const ask = useCallback(
    (change: Asked, replace = false) => void navigate({ to: ".", search: (old) => ({ ...old, ...change }), replace }),
    [navigate],
  );
  const short = search.short === "1";
  const { query, rows } = useStockRows(search.q ?? "", site, short);
  useLive(["levels", "shipments", "adjustments", "orders"], () => void queries.invalidateQueries({ queryKey: stockKey }));
  return (
    <div className={classes.page} data-beside={search.product ? true : undefined}>
      <div className={classes.main}>
        <header className={classes.head}>
          <h1>{t("nav.stock")}</h1>
          <StockDeeds site={sites.find((one) => one.id === site)} />
        </header>
        <div className={classes.toolbar} role="search">
          <SearchBox q={search.q ?? ""} onSearch={(q) => ask({ q }, true)} />
          {sites.length > 1 && (
            <Select
              aria-label={t("stock.site")}
              value={site}
              onChange={(value) => setSite(value ?? "")}
              allowDeselect={false}
              data={[{ value: "", label: t("stock.allSites") }, ...sites.map((one) => ({ value: one.id, label: one.name }))]}
            />
          )}
          <Button
            variant={short ? "light" : "default"}
            leftSection={<IconAlertTriangle size={14} />}
            aria-pressed={short}
            onClick={() => ask({ short: short ? "" : "1" })}
          >
            {t("stock.onlyShort")}
          </Button>
        </div>
        <Rows query={query} rows={rows} site={site} sites={sites} asked={search} phone={phone} />
      </div>
      {search.product && (
        <Ledger
          key={`${search.product} ${site}`}
          product={search.product}
          site={sites.find((one) => one.id === site)}
          onClose={() => {
            ask({ product: "" });
            document.querySelector<HTMLElement>("[data-grid]")?.focus();
          }}
        />
      )}
    </div>
  );
}

interface RowsProps extends Pick<ReturnType<typeof useStockRows>, "query" | "rows"> {
  site: string;
  sites: Site[];
  asked: Asked;
  phone: boolean;
}

const nobody = () => {};

function Rows({ query, rows, site, sites, asked, phone }: RowsProps) {
  const { t } = useTranslation();
  const { preferences } = useSession();
  const navigate = useNavigate();
  const columns = useColumns(site ? [] : sites, phone, rows);
  const [widths, setWidths] = useState<Record<string, number>>({});
  const lines = useMemo<GridLine<StockRow>[]>(() => {
    const shown = rows.map<GridLine<StockRow>>((row) => ({ kind: "row", key: row.id, row }));
    return query.hasNextPage || query.isPending ? [...shown, { kind: "wait", key: "wait" }] : shown;
  }, [rows, query.hasNextPage, query.isPending]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const rest = stringifySearch({ ...asked, product: "" });
  const cell = useCallback(
    (row: StockRow, column: string) => cellOf(row, column, `/stock${rest}${rest ? "&" : "?"}product=${row.id}`, t),
    [rest, t],
  );
  if (query.error && rows.length === 0) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  if (lines.length === 0) {
    return (
      <Message title={t(asked.short ? "stock.nothingShort" : "stock.nothing")}>
        {t(asked.short ? "stock.nothingShortHelp" : "stock.nothingHelp")}
      </Message>
    );
  }
  const roomy = preferences.density ? preferences.density === "comfortable" : matchMedia("(pointer: coarse)").matches;
  return (
    <>
      <Grid
        label={t("nav.stock")}
        columns={columns.map((column) => ({ ...column, width: widths[column.id] ?? column.width }))}
        lines={lines}
        total={-1}
        rowHeight={roomy ? 44 : 32}
        cell={cell}
        nameOf={(row) => row.name}
        selected={undefined}
        onSelect={nobody}
        onSelectAll={nobody}
        onOpen={(row) => void navigate({ to: ".", search: (old) => ({ ...old, product: row.id }) })}
        onSort={nobody}
        onResize={(column, width) => setWidths((old) => ({ ...old, [column]: Math.max(60, width) }))}
        onEnd={onEnd}
      />
      <div className={classes.foot} role="status">
        {t(hasNextPage ? "stock.loadedMore" : "stock.loaded", { count: rows.length })}
      </div>
    </>
  );
}

const mostSites = 6;

/** The columns: what there is in all, and what may be promised at each site where all are shown. */
function useColumns(sites: Site[], phone: boolean, rows: StockRow[]): GridColumn[] {
  const { t } = useTranslation();
  const transit = rows.some((row) => compareDecimals(row.transit, "0") !== 0);
  return useMemo(() => {
    const number = (id: string, text: string, width = 84): GridColumn => ({ id, label: text, width, end: true });
    if (phone)
      return [
        { id: "name", label: t("stock.product"), width: 150 },
        number("available", t("stock.available"), 84),
        { id: "shortage", label: t("stock.state"), width: 130 },
      ];
    const bySite = sites.length > 1 ? sites.slice(0, mostSites) : [];
    return [
      { id: "name", label: t("stock.product"), width: 200 },
      { id: "reference", label: t("stock.sku"), width: 90 },
      number("onHand", t("stock.onHand")),
      number("reserved", t("stock.reserved")),
      number("available", t("stock.available")),
      { id: "shortage", label: t("stock.state"), width: 160 },
      ...(transit ? [number("transit", t("stock.transit"))] : []),
      number("reorder", t("stock.reorder"), 110),
      ...bySite.map((site) => ({
        ...number(`site:${site.id}`, site.name, 120),
        help: t("stock.availableAt", { site: site.name }),
      })),
    ];
  }, [sites, phone, transit, t]);
}

function cellOf(row: StockRow, column: string, href: string, t: (key: string, values?: Record<string, unknown>) => string) {
  switch (column) {
    case "name":
      return (
        <a href={href} tabIndex={-1}>
          {row.name}
        </a>
      );
    case "reference":
      return <bdi>{row.reference}</bdi>;
    case "shortage":
      return <Shortfall row={row} t={t} />;
    case "reorder":
      return compareDecimals(row.reorder, "0") > 0 ? <Figure value={row.reorder} /> : null;
    case "onHand":
    case "reserved":
    case "available":
    case "transit":
      return <Figure value={row[column]} />;
    default:
      return <Figure value={row.sites[column.slice(5)]} />;
  }
}

function Figure({ value }: { value: string | undefined }) {
  if (value === undefined) return <span className="muted">–</span>;
  return <bdi className={compareDecimals(value, "0") < 0 ? classes.negative : undefined}>{decimal(value)}</bdi>;
}

/** Says in words that there is too little. */
export function Shortfall({ row, t }: { row: StockRow; t: (key: string) => string }) {
  const shortage = shortageOf(row);
  if (!shortage) return null;
  return (
    <Status value={shortage} tone={shortage === "below-zero" ? "red" : "amber"}>
      {t(`stock.${shortage}`)}
    </Status>
  );
}
