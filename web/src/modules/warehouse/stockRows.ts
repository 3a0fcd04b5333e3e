import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { stringifySearch } from "@/app/search";
import type { Page, Reference, Row } from "@/meta/types";
import { grouped } from "./grouped";
import { type StockRow, shortageOf, stockOf } from "./stock";

const atOnce = 48;
const ofLevels = 12; // a value of a filter has at most 500 bytes

/** What is asked first of everything that is known of stock. */
export const stockKey = ["stock"];

interface Stocked {
  product: Row;
  levels: Row[];
}

/** The goods of the company with what there is of them, page after page; of all that is loaded, those that are short. */
export function useStockRows(q: string, site: string, short: boolean) {
  const query = useInfiniteQuery({
    queryKey: [...stockKey, "rows", q],
    queryFn: ({ pageParam, signal }) => loadStock(q, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (old) => old,
  });
  const rows = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.stocked.map((one) => stockOf(one.product, one.levels, site))) ?? [];
    return short ? all.filter((row) => shortageOf(row)) : all;
  }, [query.data, site, short]);
  return { query, rows };
}

/** One product with what there is of it. */
export async function loadProduct(id: string, site: string, signal?: AbortSignal): Promise<StockRow> {
  const [product, levels] = await Promise.all([api<Row>(`products/${id}`, { signal }), levelsOf([id], signal)]);
  return stockOf(product, levels, site);
}

async function loadStock(q: string, cursor: string, signal: AbortSignal): Promise<{ stocked: Stocked[]; next: string | null }> {
  const fields = "reference,name,unit,reorder_level";
  const page = await api<Page>(
    `products${stringifySearch({ kind: "goods", q, fields, sort: "reference", limit: atOnce, cursor })}`,
    { signal },
  );
  const levels = await levelsOf(
    page.data.map((product) => product.id),
    signal,
  );
  const byProduct = grouped(levels, (level) => (level.product as Reference).id);
  return {
    stocked: page.data.map((product) => ({ product, levels: byProduct.get(product.id) ?? [] })),
    next: page.next_cursor,
  };
}

async function levelsOf(products: string[], signal?: AbortSignal): Promise<Row[]> {
  const parts = Array.from({ length: Math.ceil(products.length / ofLevels) }, (_, i) =>
    products.slice(i * ofLevels, (i + 1) * ofLevels),
  );
  return (await Promise.all(parts.map((part) => allLevels(part, signal)))).flat();
}

async function allLevels(products: string[], signal?: AbortSignal): Promise<Row[]> {
  const levels: Row[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = { "product[in]": products.join(","), include: "location", limit: 200, cursor };
    const page: Page = await api<Page>(`levels${stringifySearch(query)}`, { signal });
    levels.push(...page.data);
    cursor = page.next_cursor;
  }
  return levels;
}
