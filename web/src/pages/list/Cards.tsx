import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";
import { isState, textOf } from "@/ui/cells";
import { kindOf } from "@/ui/kind";
import { useLinks } from "@/ui/links";
import { Status } from "@/ui/Status";
import classes from "./list.module.css";

const height = 64;

interface Props {
  entity: Entity;
  columns: Field[];
  rows: Row[];
  label: string;
  onEnd: () => void;
}

/** What a card shows of a record besides its title: a state, an amount, and a second line of two other facts. */
export function factsOf(
  entity: Entity,
  columns: Field[],
  row: Row,
): { title: string; detail: string; amount: string; status?: string } {
  const inTitle = new Set([...entity.title.matchAll(/\{(\w+)\}/g)].map((m) => m[1]));
  const status = columns.find(isState) ?? fieldOf(entity, "status");
  const amount = columns.findLast((field) => kindOf(field) === "amount");
  const used = new Set([status?.name, amount?.name]);
  const rest = columns.filter((field) => !inTitle.has(field.name) && !used.has(field.name) && !isState(field));
  const detail = rest.map((field) => textOf(field, row[field.name])).filter(Boolean);
  return {
    title: titleOf(entity, row),
    detail: detail.slice(0, 2).join(" · "),
    amount: amount ? textOf(amount, row[amount.name]) : "",
    status: status && typeof row[status.name] === "string" ? (row[status.name] as string) : undefined,
  };
}

/** The rows of a list for narrow screens. */
export function Cards({ entity, columns, rows, label, onEnd }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const links = useLinks();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
    useFlushSync: false,
  });
  const lastSeen = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - 30) onEnd();
  }, [lastSeen, rows.length, onEnd]);
  return (
    <div ref={scroller} className={classes.cards} role="list" aria-label={label}>
      <div style={{ position: "relative", height: virtual.getTotalSize() }} role="presentation" ref={links}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const facts = factsOf(entity, columns, row);
          return (
            <div key={row.id} role="listitem" aria-posinset={item.index + 1} aria-setsize={-1}>
              <a
                href={`/${entity.plural}/${row.id}`}
                className={classes.card}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className={classes.cardTitle}>{facts.title}</span>
                <span className={classes.cardAmount}>{facts.amount}</span>
                <span className={classes.cardDetail}>{facts.detail}</span>
                <span className={classes.cardStatus}>{facts.status && <Status value={facts.status} />}</span>
              </a>
            </div>
          );
        })}
      </div>
    </div>
  );
}
