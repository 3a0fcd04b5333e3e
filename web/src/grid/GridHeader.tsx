// biome-ignore-all lint/a11y/useFocusableInteractive: a grid has one tab stop and names what is active within it
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type PointerEvent, useRef } from "react";
import { useTranslation } from "@/i18n";
import classes from "./Grid.module.css";
import type { GridColumn } from "./types";

interface Props {
  id: string;
  columns: GridColumn[];
  selectable: boolean;
  /** Whether all, some or none of the rows are selected. */
  selected: "all" | "some" | "none";
  active: number | undefined;
  onSelectAll: () => void;
  onSort: (column: string, add: boolean) => void;
  onResize: (column: string, width: number, done: boolean) => void;
}

/** The names of the columns: a click sorts, the edge is dragged to make a column wider. */
export function GridHeader({ id, columns, selectable, selected, active, onSelectAll, onSort, onResize }: Props) {
  const { t } = useTranslation();
  return (
    <div role="row" aria-rowindex={1} className={classes.header}>
      {selectable && (
        <div role="columnheader" aria-colindex={1} className={classes.check}>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected === "all"}
            ref={(input) => {
              if (input) input.indeterminate = selected === "some";
            }}
            onChange={onSelectAll}
            aria-label={t("list.selectAll")}
          />
        </div>
      )}
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="columnheader"
          id={`${id}-h${at}`}
          aria-colindex={at + (selectable ? 2 : 1)}
          aria-sort={column.sortable ? (column.sorted ?? "none") : undefined}
          data-end={column.end || undefined}
          data-here={active === at || undefined}
          className={at === 0 ? `${classes.head} ${classes.first}` : classes.head}
          data-help={column.help || undefined}
        >
          {column.sortable ? (
            <button type="button" tabIndex={-1} className={classes.sort} onClick={(e) => onSort(column.id, e.shiftKey)}>
              <Name column={column} />
            </button>
          ) : (
            <span className={classes.sort}>
              <Name column={column} />
            </span>
          )}
          <Edge column={column} onResize={onResize} />
        </div>
      ))}
    </div>
  );
}

function Name({ column }: { column: GridColumn }) {
  return (
    <>
      <span className={classes.headText}>{column.label}</span>
      {column.unit && <span className={classes.unit}>{column.unit}</span>}
      {column.sorted === "ascending" && <IconArrowUp size={13} />}
      {column.sorted === "descending" && <IconArrowDown size={13} />}
    </>
  );
}

function Edge({ column, onResize }: { column: GridColumn; onResize: Props["onResize"] }) {
  const begun = useRef<{ x: number; width: number } | undefined>(undefined);
  const widthAt = (event: PointerEvent) => {
    if (!begun.current) return column.width;
    const moved = event.clientX - begun.current.x;
    return begun.current.width + (document.documentElement.dir === "rtl" ? -moved : moved);
  };
  return (
    <span
      className={classes.edge}
      aria-hidden
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const head = event.currentTarget.parentElement;
        begun.current = { x: event.clientX, width: head?.offsetWidth ?? column.width };
      }}
      onPointerMove={(event) => begun.current && onResize(column.id, widthAt(event), false)}
      onPointerUp={(event) => {
        if (begun.current) onResize(column.id, widthAt(event), true);
        begun.current = undefined;
      }}
    />
  );
}
