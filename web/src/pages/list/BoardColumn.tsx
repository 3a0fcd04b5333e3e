import { useDroppable } from "@dnd-kit/core";
import { ActionIcon, Button, Skeleton } from "@mantine/core";
import { IconChevronsLeft } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { ProblemPanel } from "@/app/errors";
import { choice, useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import { decimal } from "@/ui/format";
import { toneOf } from "@/ui/tone";
import classes from "./Board.module.css";
import { loadPage } from "./rows";
import { columnKey } from "./useBoardMove";

/** What a column of a board is, besides the cards in it. */
export interface ColumnFacts {
  value: string;
  /** Where its cards are asked for. */
  path: string;
  count: number;
  sum: string;
  /** What is dragged may not come here. */
  refuses: boolean;
}

/** What boards may have that not all of them do. */
export interface ColumnExtras {
  /** What stands below the head of a column. */
  foot?: (value: string) => ReactNode;
  /** The name of the group in which a card stands within its column. */
  laneOf?: (row: Row) => string;
  /** Columns that are shown by their names alone. */
  folded?: ReadonlySet<string>;
  onFold?: (value: string) => void;
}

interface Props extends ColumnFacts, ColumnExtras {
  entity: Entity;
  card: (row: Row) => ReactNode;
}

/** One column of a board. */
export function BoardColumn(props: Props) {
  const { value, count, refuses, folded, onFold } = props;
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: value, disabled: refuses });
  const marks = { "data-over": isOver || undefined, "data-refuses": refuses || undefined, "data-tone": toneOf(value) };
  if (folded?.has(value)) {
    return (
      <section ref={setNodeRef} className={classes.folded} aria-label={choice(value)} {...marks}>
        <button
          type="button"
          className={classes.unfold}
          aria-expanded={false}
          title={t("list.board.unfold")}
          onClick={() => onFold?.(value)}
        >
          <span className={classes.dot} />
          <span className={classes.foldedName}>{choice(value)}</span>
          <span className="muted">{decimal(count)}</span>
        </button>
      </section>
    );
  }
  return (
    <section ref={setNodeRef} className={classes.column} aria-label={choice(value)} {...marks}>
      <header className={classes.head}>
        <span className={classes.dot} />
        <h2>{choice(value)}</h2>
        <span className="muted">{decimal(count)}</span>
        <span className={classes.sum}>{props.sum}</span>
        {onFold && (
          <ActionIcon
            size="sm"
            className={classes.fold}
            aria-expanded
            aria-label={t("list.board.fold", { name: choice(value) })}
            onClick={() => onFold(value)}
          >
            <IconChevronsLeft size={14} />
          </ActionIcon>
        )}
      </header>
      {props.foot?.(value)}
      <Cards {...props} />
    </section>
  );
}

function Cards({ entity, path, card, laneOf }: Props) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: columnKey(entity, path),
    queryFn: ({ pageParam, signal }) => loadPage(path, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className={classes.cards}>
      {query.isPending && <Skeleton h={64} />}
      {query.isError && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
      {lanesOf(rows, laneOf).map((lane) => (
        <Fragment key={lane.name}>
          {laneOf && <h3 className={classes.lane}>{lane.name}</h3>}
          {lane.rows.map(card)}
        </Fragment>
      ))}
      {query.isSuccess && rows.length === 0 && <p className={classes.none}>{t("list.board.empty")}</p>}
      {query.hasNextPage && (
        <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("list.board.more")}
        </Button>
      )}
    </div>
  );
}

/** Cards by their lanes, in the order of their names. */
export function lanesOf(rows: Row[], laneOf: ((row: Row) => string) | undefined): { name: string; rows: Row[] }[] {
  if (!laneOf) return rows.length > 0 ? [{ name: "", rows }] : [];
  const lanes = new Map<string, Row[]>();
  for (const row of rows) lanes.set(laneOf(row), [...(lanes.get(laneOf(row)) ?? []), row]);
  return [...lanes].map(([name, of]) => ({ name, rows: of })).sort((a, b) => a.name.localeCompare(b.name));
}
