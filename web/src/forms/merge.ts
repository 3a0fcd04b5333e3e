import type { Field } from "@/meta/types";
import { isEditable, type Line, linesOf, same, sameLine, type Values } from "./values";

/** A field that two people have changed to different values. */
export interface Conflict {
  field: Field;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  /** Theirs, with mine where only I have changed something. Conflicts are as I have them. */
  values: Values;
  conflicts: Conflict[];
}

/** Puts together what two people have made of the same record. */
export function merge(fields: Field[], base: Values, mine: Values, theirs: Values): Merged {
  const values: Values = { ...theirs };
  const conflicts: Conflict[] = [];
  for (const field of fields.filter(isEditable)) {
    const [was, my, their] = [base[field.name], mine[field.name], theirs[field.name]];
    if (same(field, was, my) || same(field, my, their)) continue;
    if (same(field, was, their)) {
      values[field.name] = my;
      continue;
    }
    const lines = field.type === "lines" ? mergeLines(field, linesOf(was), linesOf(my), linesOf(their)) : undefined;
    values[field.name] = lines ?? my;
    if (!lines) conflicts.push({ field, base: was, mine: my, theirs: their });
  }
  return { values, conflicts };
}

/** Lines one by one, in their order with mine that are new at the end; nothing when both changed the same line. */
function mergeLines(field: Field, base: Line[], mine: Line[], theirs: Line[]): Line[] | undefined {
  const byId = (lines: Line[]) => new Map(lines.filter((line) => line.id).map((line) => [line.id, line]));
  const [was, my] = [byId(base), byId(mine)];
  const their = byId(theirs);
  const out: Line[] = [];
  for (const line of theirs) {
    const old = was.get(line.id);
    const own = my.get(line.id);
    if (!old) out.push(line);
    else if (!own) {
      if (!sameLine(field, old, line)) return undefined;
    } else if (sameLine(field, old, own)) out.push(line);
    else if (sameLine(field, old, line) || sameLine(field, own, line)) out.push(own);
    else return undefined;
  }
  for (const line of mine) {
    if (!line.id) out.push(line);
    else if (!their.has(line.id)) {
      const old = was.get(line.id);
      if (old && !sameLine(field, old, line)) return undefined;
    }
  }
  return out;
}
