import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { Entity, Field, Reference, Row } from "@/meta/types";
import { kindOf } from "@/ui/kind";
import { useLinks } from "@/ui/links";
import { Status } from "@/ui/Status";
import { factsOf } from "./facts";
import classes from "./list.module.css";
import { useRecordTitles } from "./titles";

const height = 64;

interface Props {
  entity: Entity;
  columns: Field[];
  rows: Row[];
  label: string;
  onEnd: () => void;
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
  const titles = useRecordTitles(columns, rows);
  const records = columns.filter((field) => kindOf(field) === "record");
  const named = (row: Row): Row =>
    Object.assign({ ...row }, ...records.map(({ name }) => ({ [name]: titles.of(row[name] as Reference | null) })));
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
          const facts = factsOf(entity, columns, named(row));
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
