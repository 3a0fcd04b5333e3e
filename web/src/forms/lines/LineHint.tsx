import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Amount, Field, Page, Reference, Row } from "@/meta/types";
import { decimal, money } from "@/ui/format";
import type { Line } from "../values";
import classes from "./LineGrid.module.css";

/** What is known of the product of the line that is worked on: what is in stock, what it costs. */
export function LineHint({ field, line }: { field: Field; line: Line | undefined }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const part = field.lines?.find((one) => one.target === "catalog.product");
  const id = part && (line?.[part.name] as Reference | null | undefined)?.id;
  const product = model.named("catalog.product");
  const levels = model.named("inventory.level");
  const { data: record } = useQuery({
    queryKey: [product?.plural, id, "hint"],
    queryFn: ({ signal }) => api<Row>(`${product?.plural}/${id}`, { signal }),
    enabled: !!id && !!product,
    staleTime: 60_000,
  });
  const { data: stock } = useQuery({
    queryKey: [levels?.plural, "of", id],
    queryFn: ({ signal }) => api<Page>(`${levels?.plural}?product=${id}&limit=100`, { signal }),
    enabled: !!id && !!levels,
    staleTime: 30_000,
  });
  if (!id || !record) return null;
  const available = stock?.data.reduce((sum, row) => sum + Number(row.available ?? 0), 0);
  const said = [
    record.price ? t("form.listPrice", { price: money(record.price as Amount) }) : "",
    record.kind === "goods" && available !== undefined ? t("form.inStock", { quantity: decimal(available) }) : "",
  ].filter(Boolean);
  return <div className={classes.hint}>{said.join(" · ")}</div>;
}
