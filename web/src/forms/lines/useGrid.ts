import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Field, Reference } from "@/meta/types";
import { type FormStore, useValue } from "../store";
import { isBlank, isEditable, type Line, linesOf } from "../values";
import { afterChoice, beside, type Cell, changeLine, duplicateLine, moveLine, newLine, removeLine, tabFrom } from "./edit";
import { findByText } from "./find";
import type { RowDeeds } from "./LineRow";
import { isTable, pastedValue, planPaste, readRows } from "./paste";

/** The lines of a form as a spreadsheet has them: which cell is worked on, and what keys do. */
export function useGrid(form: FormStore, field: Field, columns: Field[], currency: string) {
  const { t } = useTranslation();
  const { model } = useSession();
  const [value, set] = useValue(form, field.name);
  const lines = useMemo(() => linesOf(value), [value]);
  const [active, setActive] = useState<Cell | undefined>();
  const [over, setOver] = useState<number | undefined>();
  const [said, say] = useState("");
  const dragged = useRef<number | undefined>(undefined);
  const editable = useMemo(() => columns.flatMap((one, i) => (isEditable(one) ? [i] : [])), [columns]);
  // Deeds stay the same for ever, so that rows are not drawn anew: they look here.
  const now = useRef({ lines, columns, editable, active });
  useEffect(() => {
    now.current = { lines, columns, editable, active };
  });
  const put = useCallback(
    (to: Line[]) => {
      now.current.lines = to;
      set(to);
    },
    [set],
  );
  const append = useCallback(() => {
    const to = [...now.current.lines, newLine()];
    put(to);
    setActive({ row: to.length - 1, column: now.current.editable[0] ?? 0 });
  }, [put]);
  const deeds = useMemo<RowDeeds>(() => {
    const go = (row: number, column: number) => setActive({ row, column });
    const remove = (row: number) => {
      put(removeLine(now.current.lines, row));
      say(t("form.lineRemoved", { number: row + 1 }));
      setActive((cell) => cell && { ...cell, row: Math.max(0, Math.min(cell.row, now.current.lines.length - 1)) });
      if (now.current.lines.length === 0) setActive(undefined);
    };
    const move = (row: number, to: number) => {
      if (to < 0 || to >= now.current.lines.length) return false;
      put(moveLine(now.current.lines, row, to));
      say(t("form.lineMoved", { number: to + 1 }));
      return true;
    };
    return {
      enter: go,
      remove,
      change: (row, part, to, chosen) => {
        const line = now.current.lines[row];
        if (!line) return;
        const choice = part.type === "reference" && part.target && (to as Reference | null)?.id;
        const more = choice ? afterChoice(field, line, part, chosen) : undefined;
        put(changeLine(now.current.lines, row, { ...more, [part.name]: to }));
        const next = choice ? beside(beforeQuantity(now.current.columns, part), 1, now.current.editable) : undefined;
        if (next !== undefined) go(row, next);
      },
      press: (event, row, column) => {
        const { lines: all, editable: doors } = now.current;
        const steps = {
          remove,
          move,
          go,
          append,
          leave: () => setActive(undefined),
          duplicate: () => put(duplicateLine(all, row)),
        };
        pressed(event, { row, column }, all, doors, field, steps);
      },
      pressHandle: (event, row) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (event.key === "Delete") remove(row);
        else if (step && event.altKey && move(row, row + step)) focusHandle(event.currentTarget, row + step);
        else return;
        event.preventDefault();
      },
      drag: (row) => {
        dragged.current = row;
      },
      over: (event: DragEvent, row) => {
        if (dragged.current === undefined) return;
        event.preventDefault();
        setOver(row);
      },
      drop: (event: DragEvent, row) => {
        event.preventDefault();
        if (dragged.current !== undefined) move(dragged.current, row);
        dragged.current = undefined;
        setOver(undefined);
      },
    };
  }, [append, field, put, t]);

  const paste = async (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (!active || !isTable(text)) return;
    event.preventDefault();
    const plan = planPaste(readRows(text), columns.slice(active.column).filter(isEditable));
    const at = active.row;
    const reference = plan.fields.find((one) => one?.type === "reference");
    const position = plan.fields.indexOf(reference);
    const target = model.named(reference?.target);
    const names = plan.rows.map((row) => row[position] ?? "").filter(Boolean);
    say(t("form.pasting", { count: plan.rows.length }));
    const found = target && reference ? await findByText(target, names) : new Map();
    const pasted = plan.rows.map((cells, i): Line => {
      let line = now.current.lines[at + i] ?? newLine();
      plan.fields.forEach((part, column) => {
        const cell = cells[column] ?? "";
        if (!part) return;
        if (part !== reference) line = { ...line, [part.name]: pastedValue(part, cell, currency) };
        else {
          const row = found.get(cell);
          if (row) line = { ...line, ...afterChoice(field, line, part, row), [part.name]: { id: row.id, title: row.name } };
        }
      });
      return line;
    });
    const all = now.current.lines;
    put([...all.slice(0, at), ...pasted, ...all.slice(at + pasted.length)]);
    const missing = [...new Set(names.filter((name) => reference && !found.has(name)))];
    say(
      missing.length > 0
        ? t("form.pastedMissing", { count: missing.length, names: missing.slice(0, 5).join(", ") })
        : t("form.pasted", { count: pasted.length }),
    );
    if (missing.length > 0) {
      form.refuse(
        pasted.flatMap((_, i) => {
          const name = plan.rows[i]?.[position] ?? "";
          if (!reference || !missing.includes(name)) return [];
          const message = t("form.notFound", { name });
          return [{ pointer: `/${field.name}/${at + i}/${reference.name}`, code: "not-found", message }];
        }),
      );
    }
  };
  return { lines, active, setActive, over, said, deeds, append, paste };
}

/** After a choice comes how much of it, or whatever stands beside it. */
function beforeQuantity(columns: Field[], chosen: Field): number {
  const at = columns.findIndex((one) => one.name === "quantity");
  return at < 0 ? columns.findIndex((one) => one.name === chosen.name) : at - 1;
}

interface Steps {
  remove: (row: number) => void;
  move: (row: number, to: number) => boolean;
  go: (row: number, column: number) => void;
  append: () => void;
  duplicate: () => void;
}

/** What a key does in the cell that is worked on; a list of options that is open comes first. */
function pressed(event: KeyboardEvent, cell: Cell, lines: Line[], editable: number[], field: Field, steps: Steps): void {
  if (event.defaultPrevented) return;
  const { row, column } = cell;
  const control = event.ctrlKey || event.metaKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const blank = () => lines[row] && isBlank(field, lines[row]);
  if (event.key === "Tab") {
    const to = tabFrom(cell, event.shiftKey, lines.length, editable);
    if (!to || (to === "new" && blank())) return; // out of the grid, as the browser does
    if (to === "new") steps.append();
    else steps.go(to.row, to.column);
  } else if (event.key === "Enter" && !control) {
    if (event.shiftKey) steps.go(Math.max(0, row - 1), column);
    else if (row + 1 < lines.length) steps.go(row + 1, column);
    else if (!blank()) steps.append();
  } else if (control && event.key.toLowerCase() === "d") {
    steps.duplicate();
    steps.go(row + 1, column);
  } else if (control && (event.key === "Delete" || event.key === "Backspace")) steps.remove(row);
  else if (step && event.altKey) {
    if (steps.move(row, row + step)) steps.go(row + step, column);
  } else if (step && !(event.target instanceof HTMLSelectElement)) {
    steps.go(Math.max(0, Math.min(lines.length - 1, row + step)), column);
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const to = sideways(event, column, editable);
    if (to === undefined) return;
    steps.go(row, to);
  } else return;
  event.preventDefault();
}

/** Left and right leave the cell only at the end of its text, or while all of it is selected. */
function sideways(event: KeyboardEvent, column: number, editable: number[]): number | undefined {
  const input = event.target;
  const right = (event.key === "ArrowRight") === (document.documentElement.dir !== "rtl");
  if (input instanceof HTMLInputElement && input.selectionStart !== null) {
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const edge = input.selectionStart === input.selectionEnd && input.selectionStart === (right ? input.value.length : 0);
    if (!whole && !edge) return undefined;
  }
  return beside(column, right ? 1 : -1, editable);
}

function focusHandle(from: EventTarget, row: number): void {
  const grid = (from as HTMLElement).closest('[role="grid"]');
  requestAnimationFrame(() => grid?.querySelector<HTMLElement>(`[data-handle="${row}"]`)?.focus());
}
