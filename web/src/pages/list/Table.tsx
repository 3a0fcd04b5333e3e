import { Kbd } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo } from "react";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { Grid } from "@/grid/Grid";
import { useSelection } from "@/grid/selection";
import type { GridColumn, GridLine } from "@/grid/types";
import { help, label, type Translate, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Amount, Entity, Field, Reference, Row } from "@/meta/types";
import { usePeek } from "@/pages/record/usePeek";
import { cellOf, textOf } from "@/ui/cells";
import { isNumeric, kindOf, sortKeyOf } from "@/ui/kind";
import { Cards } from "./Cards";
import { clampWidth, remember, widthOf } from "./columns";
import { Empty } from "./Empty";
import { useGroups } from "./groups";
import classes from "./list.module.css";
import { type Foot, useNextPage, type useRows } from "./rows";
import { directionOf, nextSort } from "./sort";
import type { ListState } from "./state";
import { commonCurrency, countOf, footOf, summable } from "./sums";
import { useRecordTitles } from "./titles";
import { useCellEdit } from "./useCellEdit";
import type { SetState } from "./useListState";

const BulkBar = lazy(() => import("./BulkBar").then((m) => ({ default: m.BulkBar })));

interface Props {
  entity: Entity;
  name: string;
  state: ListState;
  set: SetState;
  columns: Field[];
  rows: ReturnType<typeof useRows>;
  foot: Foot;
  phone: boolean;
}

const none: GridLine<Row>[] = [];

/** The rows of a list, one below the other: a grid, or cards on a phone. */
export function Table({ entity, name, state, set, columns, rows, foot, phone }: Props) {
  const { t } = useTranslation();
  const { history } = useRouter();
  const peek = usePeek();
  const { preferences, prefer } = useSession();
  const { query } = rows;
  const groups = useGroups(entity, state, columns, t);
  const lines = useMemo(() => {
    if (state.group) return none;
    const flat = rows.rows.map<GridLine<Row>>((row) => ({ kind: "row", key: row.id, row }));
    return query.hasNextPage ? [...flat, { kind: "wait" as const, key: "wait" }] : flat;
  }, [rows.rows, query.hasNextPage, state.group]);
  const shown = state.group ? groups.lines : lines;
  const ids = useMemo(() => shown.flatMap((line) => (line.kind === "row" ? [line.row.id] : [])), [shown]);
  const summed = state.group ? groups.summary.data : foot.groups;
  const selection = useSelection(ids);
  const { clear } = selection;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was selected belongs to one list
  useEffect(clear, [clear, entity, state.filters, state.q]);
  const { edit, editor } = useCellEdit(entity);
  const preferred = preferences.columns?.[entity.name];
  const inSight = useMemo(() => shown.flatMap((line) => (line.kind === "row" ? [line.row] : [])), [shown]);
  const gridColumns = useGridColumns(columns, inSight, state.sort || entity.sort, preferred, t);
  const cell = useCell(entity, columns, inSight, gridColumns);

  const onEnd = useNextPage(query);

  const failed = state.group ? groups.summary.error : query.error;
  const waiting = state.group ? groups.summary.isPending : query.isPending;
  const rowHeight = useRowHeight(preferences.density);
  if (failed && shown.length === 0)
    return <ProblemPanel error={failed} retry={() => void (state.group ? groups.summary : query).refetch()} />;
  if (!waiting && shown.length === 0) return <Empty entity={entity} state={state} set={set} />;
  if (phone) {
    return (
      <div className={classes.body} aria-busy={query.isPlaceholderData}>
        <Cards entity={entity} columns={columns} rows={rows.rows} label={name} onEnd={onEnd} />
      </div>
    );
  }
  const exact = countOf(foot.groups) ?? (query.hasNextPage ? -1 : rows.rows.length);
  return (
    <div className={classes.body} aria-busy={query.isPlaceholderData}>
      <Grid
        label={name}
        columns={gridColumns}
        lines={waiting ? placeholders : shown}
        total={state.group ? -1 : exact}
        rowHeight={rowHeight}
        cell={cell}
        nameOf={(row) => titleOf(entity, row)}
        selected={entity.view ? undefined : selection.ids}
        onSelect={(key, how) => (how === "range" ? selection.range(key) : selection.toggle(key))}
        onSelectAll={selection.all}
        onOpen={(row) => history.push(`/${entity.plural}/${row.id}`)}
        onPeek={(row) => peek(entity.plural, row.id)}
        onEdit={edit}
        editor={editor}
        busy={!!editor}
        onSort={(column, add) => {
          const field = columns.find((one) => one.name === column);
          const key = field && sortKeyOf(field);
          if (key) set({ sort: nextSort(state.sort, key, add) });
        }}
        onResize={(column, width) => {
          const names = columns.map((one) => one.name);
          const next = remember(names, preferred, { name: column, width: clampWidth(width) });
          prefer({ columns: { ...preferences.columns, [entity.name]: next } });
        }}
        onEnd={onEnd}
        onGroup={groups.toggle}
        onMore={groups.more}
        foot={summed && summable(columns).length > 0 ? footOf(columns, summed) : undefined}
      />
      {query.isFetchNextPageError && <ProblemPanel error={query.error} retry={() => void query.fetchNextPage()} />}
      {selection.ids.size > 0 && (
        <Suspense>
          <BulkBar entity={entity} state={state} columns={columns} lines={shown} selection={selection} more={query.hasNextPage} />
        </Suspense>
      )}
      <Hints count={state.group ? (countOf(summed) ?? 0) : ids.length} more={!state.group && query.hasNextPage} />
    </div>
  );
}

const placeholders: GridLine<Row>[] = Array.from({ length: 12 }, (_, i) => ({ kind: "wait", key: `wait ${i}` }));

function Hints({ count, more }: { count: number; more: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.footer}>
      <span role="status">{t(more ? "list.loadedMore" : "list.loaded", { count })}</span>
      {(["move", "open", "peek", "select", "edit"] as const).map((key) => (
        <span key={key} className={classes.hinted} aria-hidden>
          <Kbd size="xs">{{ move: "↑↓", open: "Enter", peek: "P", select: "X", edit: "E" }[key]}</Kbd>
          {t(`list.keys.${key}`)}
        </span>
      ))}
    </div>
  );
}

function useGridColumns(
  columns: Field[],
  rows: Row[],
  sort: string,
  preferred: { name: string; width?: number }[] | undefined,
  language: Translate,
): GridColumn[] {
  const units = columns.map((field) => commonCurrency(field, rows) ?? "").join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels and helps are in the language that is spoken
  return useMemo(
    () =>
      columns.map((field, at) => {
        const key = sortKeyOf(field);
        return {
          id: field.name,
          label: label(field.label),
          unit: units.split(",")[at] || undefined,
          help: help(field.help, field.label),
          width: widthOf(field, preferred),
          end: isNumeric(field),
          sortable: key !== undefined,
          sorted: key ? directionOf(sort, key) : undefined,
        };
      }),
    [columns, units, sort, preferred, language],
  );
}

/** What stands in a cell. The first cell of every row is the way to its record. */
function useCell(entity: Entity, columns: Field[], rows: Row[], gridColumns: GridColumn[]) {
  const { model } = useSession();
  const titles = useRecordTitles(columns, rows);
  return useCallback(
    (row: Row, column: string, at: number) => {
      const field = columns[at];
      if (!field || field.name !== column) return null;
      const value = row[column];
      if (at === 0) {
        return (
          <a href={`/${entity.plural}/${row.id}`} tabIndex={-1}>
            {textOf(field, value) || titleOf(entity, row)}
          </a>
        );
      }
      const alone = kindOf(field) === "amount" && (value as Amount | null)?.currency === gridColumns[at]?.unit;
      if (kindOf(field) === "record") {
        const named = titles.of(value as Reference | null);
        return cellOf(field, named, model.named(named?.entity as string | undefined), false);
      }
      return cellOf(field, value, field.target ? model.named(field.target) : undefined, !alone);
    },
    [entity, columns, gridColumns, model, titles],
  );
}

/** How high a row is: as the person prefers, or as a finger needs it. */
function useRowHeight(density: string | undefined): number {
  return useMemo(() => {
    if (density) return density === "comfortable" ? 44 : 32;
    return matchMedia("(pointer: coarse)").matches ? 44 : 32;
  }, [density]);
}
