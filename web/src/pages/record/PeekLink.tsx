import { useMediaQuery } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import type { Entity } from "@/meta/types";

interface Props {
  entity: Entity;
  id: string;
  children: ReactNode;
  className?: string;
  label?: string;
}

/** Whether there is room beside a page for a second record. */
export function useRoomToPeek(): boolean {
  return !useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
}

/** A link to a record that shows it beside the page; in a tab of its own with Ctrl, and in full on a phone. */
export function PeekLink({ entity, id, children, className, label }: Props) {
  const navigate = useNavigate();
  const room = useRoomToPeek();
  const peek = (event: MouseEvent) => {
    if (!room || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate({ to: ".", search: (old) => ({ ...old, peek: `${entity.plural}/${id}` }) });
  };
  return (
    <Link to="/$plural/$id" params={{ plural: entity.plural, id }} className={className} aria-label={label} onClick={peek}>
      {children}
    </Link>
  );
}
