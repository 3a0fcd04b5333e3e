import {
  DndContext, type DragEndEvent, DragOverlay, PointerSensor, pointerWithin, useSensor, useSensors,
} from "@dnd-kit/core"; // biome-ignore format: a list
import { type ReactNode, useState } from "react";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Entity, Field, Row } from "@/meta/types";
import { useLinks } from "@/ui/links";
import classes from "./Board.module.css";
import { BoardCard } from "./BoardCard";
import { BoardColumn, type ColumnExtras, type ColumnFacts } from "./BoardColumn";
import { moveOf } from "./moves";
import { type AskMove, useBoardMove } from "./useBoardMove";

interface Props extends ColumnExtras {
  entity: Entity;
  /** The field whose values the columns are. */
  field: Field;
  columns: Omit<ColumnFacts, "refuses">[];
  /** Where the cards of a value are asked for, whether it has a column or not. */
  pathOf: (value: string) => string;
  titleOf: (row: Row) => string;
  /** What a card shows below its title. */
  face: (row: Row) => ReactNode;
  /** Asks for what a move needs, where the plain dialog is not enough. */
  ask?: AskMove;
}

/** Columns of cards: moving a card takes the step that leads to its new column. */
export function BoardColumns({ entity, field, columns, pathOf, titleOf, face, ask, ...extras }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [dragged, setDragged] = useState<Row>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const links = useLinks();
  const { move, dialog, said } = useBoardMove(entity, field, pathOf, ask);
  const values = columns.map((one) => one.value);
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(undefined);
    const row = active.data.current as Row | undefined;
    if (row && over) move(row, String(over.id));
  };
  const card = (row: Row, overlay = false) => (
    <BoardCard
      key={row.id}
      entity={entity}
      field={field}
      row={row}
      values={values}
      onMove={move}
      overlay={overlay}
      title={titleOf(row)}
    >
      {face(row)}
    </BoardCard>
  );
  return (
    <>
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
          {columns.map((one) => {
            const from = dragged && String(dragged[field.name]);
            const refuses = from !== undefined && moveOf(entity, field, from, one.value, may).kind === "refused";
            return <BoardColumn key={one.value} entity={entity} {...one} {...extras} refuses={refuses} card={card} />;
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
