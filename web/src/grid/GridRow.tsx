// biome-ignore-all lint/a11y/useFocusableInteractive: a grid has one tab stop and names what is active within it
import { type CSSProperties, memo, type ReactNode } from "react";
import classes from "./Grid.module.css";
import type { GridColumn } from "./types";

interface Props<R> {
  id: string;
  row: R;
  index: number;
  columns: GridColumn[];
  top: number;
  selectable: boolean;
  selected: boolean;
  /** The column where the keyboard stands, -1 for the row, undefined when it is elsewhere. */
  active: number | undefined;
  name: string;
  cell: (row: R, column: string, index: number) => ReactNode;
  /** The editor of one cell, and which. */
  editor?: { column: string; node: ReactNode };
}

function Row<R>({ id, row, index, columns, top, selectable, selected, active, name, cell, editor }: Props<R>) {
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selectable ? selected : undefined}
      data-index={index}
      data-active={active !== undefined || undefined}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` } as CSSProperties}
    >
      {selectable && (
        <div role="gridcell" aria-colindex={1} className={classes.check} data-check>
          <input type="checkbox" tabIndex={-1} checked={selected} readOnly aria-label={name} />
        </div>
      )}
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + (selectable ? 2 : 1)}
          data-column={column.id}
          data-end={column.end || undefined}
          data-here={active === at || undefined}
          data-edited={editor?.column === column.id || undefined}
          id={active === at ? `${id}-${at}` : undefined}
          className={at === 0 ? `${classes.cell} ${classes.first}` : classes.cell}
        >
          {editor?.column === column.id ? editor.node : cell(row, column.id, at)}
        </div>
      ))}
    </div>
  );
}

/** One row, drawn anew only when something of it has changed. */
export const GridRow = memo(Row) as typeof Row;
