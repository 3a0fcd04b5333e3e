// biome-ignore-all lint/a11y/noStaticElementInteractions: its role depends on whether there are groups
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: the same
// biome-ignore-all lint/a11y/useFocusableInteractive: a grid has one tab stop and names what is active within it
import { IconChevronRight } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { begunSequence } from "@/app/keys";
import { useTranslation } from "@/i18n";
import { useLinks } from "@/ui/links";
import classes from "./Grid.module.css";
import { GridHeader } from "./GridHeader";
import { GridRow } from "./GridRow";
import { move } from "./keys";
import type { GridColumn, GridLine, Place } from "./types";

export interface GridProps<R extends { id: string }> {
  label: string;
  columns: GridColumn[];
  lines: GridLine<R>[];
  /** How many rows there are in all; -1 when nobody has counted them. */
  total: number;
  rowHeight: number;
  /** What stands in a cell; must be the same function as long as the same stands there. */
  cell: (row: R, column: string, index: number) => ReactNode;
  nameOf: (row: R) => string;
  /** Ids that are selected; undefined when rows cannot be. */
  selected: ReadonlySet<string> | undefined;
  onSelect: (key: string, how: "toggle" | "range") => void;
  onSelectAll: () => void;
  onOpen: (row: R) => void;
  /** Shows a row beside the list. */
  onPeek?: (row: R) => void;
  onEdit?: (row: R, column: string) => void;
  editor?: { id: string; column: string; node: ReactNode };
  onSort: (column: string, add: boolean) => void;
  onResize: (column: string, width: number) => void;
  /** The last lines have come into sight. */
  onEnd: () => void;
  onGroup?: (key: string) => void;
  onMore?: (key: string) => void;
  /** What stands below the columns. */
  foot?: Record<string, string>;
  /** Is given the keyboard when it becomes true: after an editor has closed. */
  busy?: boolean;
}

/** A list of any length: rows are in the document only while they are in sight. One tab stop, the rest by arrows. */
export function Grid<R extends { id: string }>(props: GridProps<R>) {
  const { t } = useTranslation();
  const { lines, columns, rowHeight, selected } = props;
  const id = useId();
  const selectable = !!selected;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ line: 0, column: -1 });
  const [dragged, setDragged] = useState<{ column: string; width: number }>();
  const links = useLinks();
  // The same function as long as the lines are the same: else all of them would be measured at every scroll.
  const getItemKey = useCallback((index: number) => lines[index]?.key ?? index, [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    useFlushSync: false,
    getItemKey,
    scrollPaddingStart: rowHeight + 2,
    scrollPaddingEnd: rowHeight * 2,
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      // The row where the keyboard stands stays, since the grid refers to it.
      if (place.line >= 0 && place.line < range.count && !seen.includes(place.line)) seen.push(place.line);
      return seen;
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measures anew when the height changes
  useEffect(() => virtual.measure(), [rowHeight]);
  const items = virtual.getVirtualItems();
  const lastSeen = virtual.range?.endIndex ?? 0;
  const { onEnd } = props;
  useEffect(() => {
    if (lines.length > 0 && lastSeen >= lines.length - 30) onEnd();
  }, [lastSeen, lines.length, onEnd]);

  const template = useMemo(() => {
    const widths = columns.map((c) => (dragged?.column === c.id ? dragged.width : c.width));
    const fixed = selectable ? ["36px"] : [];
    return {
      columns: [...fixed, ...widths.map((w) => `minmax(${w}px, ${w}fr)`)].join(" "),
      least: widths.reduce((sum, w) => sum + w, selectable ? 36 : 0),
    };
  }, [columns, dragged, selectable]);

  const go = (to: Place) => {
    setPlace(to);
    if (to.line >= 0) virtual.scrollToIndex(to.line, { align: "auto" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as Element).closest("input:not([type=checkbox]), textarea, select, [role=dialog]")) return;
    if (act(props, place, event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const to = move(place, mirrored(event.key), { lines: lines.length, columns: columns.length, page });
    if (!to) return;
    event.preventDefault();
    go(to);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
    const line = lines[index];
    if (!line) return;
    setPlace({ line: index, column: -1 });
    if (line.kind === "row" && target.closest("[data-check]")) props.onSelect(line.key, event.shiftKey ? "range" : "toggle");
    else if (line.kind === "group") props.onGroup?.(line.key);
    else if (line.kind === "more") props.onMore?.(line.key);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-column]");
    const index = Number(cell?.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
    const line = lines[index];
    if (line?.kind !== "row" || !cell?.dataset.column) return;
    setPlace({ line: index, column: columns.findIndex((c) => c.id === cell.dataset.column) });
    props.onEdit?.(line.row, cell.dataset.column);
  };
  const { busy } = props;
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !busy) scroller.current?.focus({ preventScroll: true });
    wasBusy.current = !!busy;
  }, [busy]);

  const rowId = (line: number) => `${id}-${line}`;
  const marked = place.line < 0 ? `${id}-h${place.column}` : `${rowId(place.line)}${place.column >= 0 ? `-${place.column}` : ""}`;
  return (
    <div
      ref={scroller}
      role={lines.some((line) => line.kind === "group") ? "treegrid" : "grid"}
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={props.total < 0 ? -1 : props.total + 1}
      aria-colcount={columns.length + (selected ? 1 : 0)}
      aria-multiselectable={selected ? true : undefined}
      aria-activedescendant={lines.length > 0 || place.line < 0 ? marked : undefined}
      className={classes.grid}
      style={
        { "--columns": template.columns, "--least": `${template.least}px`, "--row": `${rowHeight}px` } as React.CSSProperties
      }
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      data-wide={template.least > (virtual.scrollRect?.width ?? 0) || undefined}
      data-grid
    >
      <GridHeader
        id={id}
        columns={columns}
        selectable={selectable}
        selected={allOrSome(lines, selected)}
        active={place.line < 0 ? place.column : undefined}
        onSelectAll={props.onSelectAll}
        onSort={props.onSort}
        onResize={(column, width, done) => {
          setDragged(done ? undefined : { column, width: Math.max(60, width) });
          if (done) props.onResize(column, width);
        }}
      />
      <div role="rowgroup" ref={links} className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const line = lines[item.index];
          if (line?.kind === "row") {
            return (
              <GridRow
                key={line.key}
                id={rowId(item.index)}
                row={line.row}
                index={item.index}
                columns={columns}
                top={item.start}
                selectable={selectable}
                selected={selected?.has(line.row.id) ?? false}
                active={place.line === item.index ? place.column : undefined}
                name={props.nameOf(line.row)}
                cell={props.cell}
                editor={props.editor?.id === line.row.id ? props.editor : undefined}
              />
            );
          }
          if (!line) return null;
          return (
            <div
              key={line.key}
              role="row"
              id={rowId(item.index)}
              aria-rowindex={item.index + 2}
              aria-level={line.kind === "group" ? 1 : undefined}
              aria-expanded={line.kind === "group" ? line.open : undefined}
              data-index={item.index}
              data-active={place.line === item.index || undefined}
              className={line.kind === "group" ? classes.group : classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {line.kind === "group" ? (
                <GroupCells line={line} columns={columns} selectable={selectable} />
              ) : (
                <div role="gridcell" className={classes.wide}>
                  {line.kind === "more" ? t("list.more") : <span className={classes.bone} />}
                </div>
              )}
            </div>
          );
        })}
      </div>
      {props.foot && (
        <div role="row" className={classes.foot}>
          {selected && <div role="gridcell" className={classes.check} />}
          {columns.map((column) => (
            <div role="gridcell" key={column.id} data-end={column.end || undefined} className={classes.cell}>
              {props.foot?.[column.id]}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function GroupCells<R>({
  line,
  columns,
  selectable,
}: {
  line: Extract<GridLine<R>, { kind: "group" }>;
  columns: GridColumn[];
  selectable: boolean;
}) {
  return (
    <>
      {selectable && (
        <div role="gridcell" className={classes.check}>
          <IconChevronRight size={15} className={classes.chevron} data-open={line.open || undefined} />
        </div>
      )}
      {columns.map((column, at) => (
        <div
          role="gridcell"
          key={column.id}
          className={at === 0 ? `${classes.cell} ${classes.groupCell}` : classes.cell}
          data-end={column.end || undefined}
        >
          {at === 0 ? (
            <>
              <span className={classes.groupName}>{line.label}</span> <span className="muted">{line.count}</span>
            </>
          ) : (
            line.sums[column.id]
          )}
        </div>
      ))}
    </>
  );
}

/** Does what a key means where the keyboard stands; false when it means nothing there. */
function act<R extends { id: string }>(props: GridProps<R>, place: Place, event: KeyboardEvent): boolean {
  const { lines, columns } = props;
  const column = columns[place.column];
  if (place.line < 0) {
    if (!column) return false;
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      props.onResize(column.id, column.width + (mirrored(event.key) === "ArrowRight" ? 16 : -16));
      return true;
    }
    if ((event.key === "Enter" || event.key === " ") && column.sortable) {
      props.onSort(column.id, event.shiftKey);
      return true;
    }
    return false;
  }
  const line = lines[place.line];
  if (!line) return false;
  const key = event.key;
  if (line.kind !== "row") {
    if (key !== "Enter" && key !== " ") return false;
    if (line.kind === "group") props.onGroup?.(line.key);
    else if (line.kind === "more") props.onMore?.(line.key);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (key !== "a" || event.altKey || !props.selected) return false;
    props.onSelectAll();
    return true;
  }
  if (key === "Enter") props.onOpen(line.row);
  else if (key === "x" || key === "X" || key === " ") props.onSelect(line.key, event.shiftKey ? "range" : "toggle");
  else if ((key === "p" || key === "P") && props.onPeek && !begunSequence()) props.onPeek(line.row);
  else if (key === "e" || key === "F2") props.onEdit?.(line.row, (column ?? columns[0])?.id ?? "");
  else return false;
  return true;
}

function mirrored(key: string): string {
  if (document.documentElement.dir !== "rtl") return key;
  return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
}

function allOrSome<R extends { id: string }>(
  lines: GridLine<R>[],
  selected: ReadonlySet<string> | undefined,
): "all" | "some" | "none" {
  if (!selected || selected.size === 0) return "none";
  return lines.every((line) => line.kind !== "row" || selected.has(line.row.id)) ? "all" : "some";
}
