import { useDraggable } from "@dnd-kit/core";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";
import classes from "./Board.module.css";
import { moveOf } from "./moves";

interface Props {
  entity: Entity;
  /** The field that says in which column the card is. */
  field: Field;
  row: Row;
  values: string[];
  onMove: (row: Row, to: string) => void;
  /** It follows the pointer. */
  overlay?: boolean;
  title: string;
  /** What stands below the title. */
  children: ReactNode;
}

/** A record as a card: it is dragged, moved by its menu, or by Shift and an arrow. */
export function BoardCard({ entity, field, row, values, onMove, overlay = false, title, children }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: row.id, data: row, disabled: overlay });
  const from = String(row[field.name]);
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
      data-card={overlay ? undefined : row.id}
      data-dragging={isDragging || undefined}
      data-overlay={overlay || undefined}
      onKeyDown={onKeyDown}
      {...(overlay ? {} : listeners)}
    >
      <a href={`/${entity.plural}/${row.id}`} className={classes.title} draggable={false}>
        {title}
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
      {children}
    </article>
  );
}
