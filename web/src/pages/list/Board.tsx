import {
  DndContext, type DragEndEvent, DragOverlay, PointerSensor, pointerWithin, useDraggable, useDroppable, useSensor, useSensors,
} from "@dnd-kit/core"; // biome-ignore format: a list
import { ActionIcon, Button, Menu, NativeSelect, Skeleton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { choice, label, useTranslation } from "@/i18n";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";
import { decimal } from "@/ui/format";
import { useLinks } from "@/ui/links";
import { toneOf } from "@/ui/tone";
import classes from "./Board.module.css";
import { factsOf } from "./Cards";
import { folders } from "./groups";
import { boardFields, boardValues, moveOf } from "./moves";
import { loadPage, useSummary } from "./rows";
import { type ListState, listPath } from "./state";
import { summable, sumsText } from "./sums";
import { columnKey, useBoardMove } from "./useBoardMove";
import type { SetState } from "./useListState";

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
  columns: Field[];
}

/** The list as cards in columns, one for each state or choice; moving a card takes the step that leads there. */
export function Board({ entity, state, set, columns }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const fields = boardFields(entity);
  const field = fieldOf(entity, state.by) ?? fields[0];
  const [dragged, setDragged] = useState<Row>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const links = useLinks();
  const sums = summable(columns).slice(0, 1);
  const summary = useSummary(
    entity,
    state,
    field?.name ?? "",
    sums.map((one) => one.name),
    !!field,
  );
  const names = [...new Set([...columns.map((one) => one.name), field?.name ?? ""])];
  const pathOf = (value: string) =>
    listPath(entity, { ...state, filters: { ...state.filters, [field?.name ?? ""]: { eq: value } } }, names, 30);
  const { move, dialog, said } = useBoardMove(entity, field ?? { name: "", label: "", type: "" }, pathOf);
  if (!field) return null;
  const values = boardValues(entity, field, state.filters[field.name]);
  const groups = folders(summary.data ?? [], field.name);
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(undefined);
    const row = active.data.current as Row | undefined;
    if (row && over) move(row, String(over.id));
  };
  const card = (row: Row, overlay = false) => (
    <Card
      key={row.id}
      entity={entity}
      field={field}
      columns={columns}
      row={row}
      values={values}
      onMove={move}
      overlay={overlay}
    />
  );
  return (
    <>
      {fields.length > 1 && (
        <div className={classes.by}>
          <NativeSelect
            size="xs"
            aria-label={t("list.board.by")}
            value={field.name}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={fields.map((one) => ({ value: one.name, label: label(one.label) }))}
          />
        </div>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={pointerWithin}
        onDragStart={({ active }) => setDragged(active.data.current as Row)}
        onDragEnd={onDragEnd}
        onDragCancel={() => setDragged(undefined)}
        accessibility={{
          screenReaderInstructions: { draggable: "" },
          announcements: {
            onDragStart: () => undefined,
            onDragOver: ({ over }) => (over ? t("list.board.over", { to: choice(String(over.id)) }) : undefined),
            onDragEnd: () => undefined,
            onDragCancel: () => undefined,
          },
        }}
      >
        <div className={classes.board} ref={links}>
          {values.map((value) => {
            const group = groups.find((one) => one.key === value);
            const from = dragged && String(dragged[field.name]);
            const refuses = from !== undefined && moveOf(entity, field, from, value, may).kind === "refused";
            return (
              <Column
                key={value}
                entity={entity}
                value={value}
                path={pathOf(value)}
                count={group?.count ?? 0}
                sum={sums[0] && group ? (sumsText(columns, group.parts)[sums[0].name] ?? "") : ""}
                refuses={refuses}
                card={card}
              />
            );
          })}
        </div>
        <DragOverlay dropAnimation={null}>{dragged && card(dragged, true)}</DragOverlay>
      </DndContext>
      <div role="status" className="visually-hidden">
        {said}
      </div>
      {dialog}
    </>
  );
}

interface ColumnProps {
  entity: Entity;
  value: string;
  path: string;
  count: number;
  sum: string;
  refuses: boolean;
  card: (row: Row) => React.ReactNode;
}

function Column({ entity, value, path, count, sum, refuses, card }: ColumnProps) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: value, disabled: refuses });
  const query = useInfiniteQuery({
    queryKey: columnKey(entity, path),
    queryFn: ({ pageParam, signal }) => loadPage(path, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section ref={setNodeRef} className={classes.column} data-over={isOver || undefined} data-refuses={refuses || undefined}>
      <header className={classes.head} data-tone={toneOf(value)}>
        <h2>{choice(value)}</h2>
        <span className="muted">{decimal(count)}</span>
        <span className={classes.sum}>{sum}</span>
      </header>
      <div className={classes.cards}>
        {query.isPending && <Skeleton h={64} />}
        {query.isError && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
        {rows.map(card)}
        {query.isSuccess && rows.length === 0 && <p className={classes.none}>{t("list.board.empty")}</p>}
        {query.hasNextPage && (
          <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("list.board.more")}
          </Button>
        )}
      </div>
    </section>
  );
}

interface CardProps {
  entity: Entity;
  field: Field;
  columns: Field[];
  row: Row;
  values: string[];
  onMove: (row: Row, to: string) => void;
  overlay: boolean;
}

function Card({ entity, field, columns, row, values, onMove, overlay }: CardProps) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: row.id, data: row, disabled: overlay });
  const from = String(row[field.name]);
  const facts = factsOf(
    entity,
    columns.filter((one) => one.name !== field.name),
    row,
  );
  const targets = values.filter((value) => ["step", "change"].includes(moveOf(entity, field, from, value, may).kind));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.shiftKey || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    const forward = (event.key === "ArrowRight") !== (document.documentElement.dir === "rtl");
    const at = values.indexOf(from);
    const to = forward ? targets.find((one) => values.indexOf(one) > at) : targets.findLast((one) => values.indexOf(one) < at);
    event.preventDefault();
    if (to) onMove(row, to);
  };
  return (
    <article
      ref={overlay ? undefined : setNodeRef}
      className={classes.card}
      data-dragging={isDragging || undefined}
      data-overlay={overlay || undefined}
      onKeyDown={onKeyDown}
      {...(overlay ? {} : listeners)}
    >
      <a href={`/${entity.plural}/${row.id}`} className={classes.title} draggable={false}>
        {facts.title}
      </a>
      {targets.length > 0 && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon size="sm" className={classes.menu} aria-label={t("list.board.moveCard", { name: titleOf(entity, row) })}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("list.board.moveTo")}</Menu.Label>
            {targets.map((value) => (
              <Menu.Item key={value} onClick={() => onMove(row, value)}>
                {choice(value)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <span className={classes.detail}>{facts.detail}</span>
      {facts.amount && <span className={classes.amount}>{facts.amount}</span>}
    </article>
  );
}
