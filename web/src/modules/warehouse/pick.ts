import { addDecimals, compareDecimals, lesserDecimal, subtractDecimals } from "@/ui/decimals";

/** One line of a shipment, as whoever picks it sees it. */
export interface PickLine {
  id: string;
  /** The line of the order that it fulfils. */
  orderItem: string;
  product: { id: string; reference: string; name: string; barcode: string; unit: string };
  /** How much is to be picked, as decimal text. */
  wanted: string;
  /** Where it lies: what is kept for the order, and where. */
  places: { code: string; name: string; quantity: string }[];
}

/** How far a shipment is picked. */
export interface Pick {
  /** The line that is picked now; empty when all are. */
  at: string;
  /** By line, how much was taken. */
  taken: Record<string, string>;
  /** By line, that no more is looked for. */
  done: Record<string, boolean>;
}

/** What a scan meant. */
export type Scanned = "counted" | "next" | "full" | "other" | "unknown";

export function begin(lines: PickLine[]): Pick {
  return { at: lines[0]?.id ?? "", taken: {}, done: {} };
}

export function takenOf(pick: Pick, line: PickLine): string {
  return pick.taken[line.id] ?? "0";
}

/** What is still to be taken of a line. */
export function missingOf(pick: Pick, line: PickLine): string {
  return subtractDecimals(line.wanted, takenOf(pick, line));
}

/** Says how much was taken of a line: never less than nothing, never more than is wanted. */
export function take(pick: Pick, line: PickLine, quantity: string): Pick {
  const taken = compareDecimals(quantity, "0") < 0 ? "0" : lesserDecimal(quantity, line.wanted);
  return { ...pick, taken: { ...pick.taken, [line.id]: taken } };
}

export function more(pick: Pick, line: PickLine, by: "1" | "-1"): Pick {
  return take(pick, line, addDecimals(takenOf(pick, line), by));
}

/** Ends a line with what was taken of it, and goes on to the next that is not ended. */
export function confirm(pick: Pick, lines: PickLine[], line: PickLine): Pick {
  const done = { ...pick.done, [line.id]: true };
  const from = lines.indexOf(line);
  const next = [...lines.slice(from + 1), ...lines.slice(0, from)].find((one) => !done[one.id]);
  return { ...pick, done, at: next?.id ?? "" };
}

/** Takes a line up again. */
export function reopen(pick: Pick, line: PickLine): Pick {
  return { ...pick, at: line.id, done: { ...pick.done, [line.id]: false } };
}

/** Whether a code is that of a line's product: its barcode or its SKU. */
export function isOf(line: PickLine, code: string): boolean {
  const wanted = code.toUpperCase();
  const { barcode, reference } = line.product;
  return (barcode !== "" && sameCode(barcode, wanted)) || reference.toUpperCase() === wanted;
}

/** GTINs of different lengths are the same number. */
function sameCode(barcode: string, code: string): boolean {
  if (barcode.toUpperCase() === code) return true;
  return /^\d{8,14}$/.test(code) && code.padStart(14, "0") === barcode.padStart(14, "0");
}

/**
 * Counts what was scanned. A full line is ended by the first piece of another; what belongs
 * to another line before that, and what belongs to none, is not counted.
 */
export function scan(pick: Pick, lines: PickLine[], code: string): { pick: Pick; scanned: Scanned; line?: PickLine } {
  const current = lines.find((line) => line.id === pick.at);
  const found = current && isOf(current, code) ? current : lines.find((line) => isOf(line, code));
  if (!found) return { pick, scanned: "unknown" };
  const full = compareDecimals(missingOf(pick, found), "0") <= 0;
  if (full || pick.done[found.id]) return { pick, scanned: "full", line: found };
  if (found === current) return { pick: more(pick, found, "1"), scanned: "counted", line: found };
  if (current && compareDecimals(missingOf(pick, current), "0") > 0) return { pick, scanned: "other", line: found };
  const ended = current ? confirm(pick, lines, current) : pick;
  return { pick: more({ ...ended, at: found.id }, found, "1"), scanned: "next", line: found };
}

/** The lines of which less was found than is wanted. */
export function shortOf(pick: Pick, lines: PickLine[]): PickLine[] {
  return lines.filter((line) => compareDecimals(missingOf(pick, line), "0") > 0);
}

/** Whether nothing at all was found. */
export function isEmptyPick(pick: Pick, lines: PickLine[]): boolean {
  return lines.every((line) => compareDecimals(takenOf(pick, line), "0") === 0);
}

export function isComplete(pick: Pick, lines: PickLine[]): boolean {
  return lines.every((line) => pick.done[line.id]);
}

/** A line of a shipment as a change of it is sent. */
export interface ItemBody {
  id: string;
  order_item: string;
  quantity: string;
}

/** The lines that a shipment has after it was picked: those that were found, as much as was found. */
export function itemsOf(pick: Pick, lines: PickLine[]): ItemBody[] {
  return lines
    .filter((line) => compareDecimals(takenOf(pick, line), "0") > 0)
    .map((line) => ({ id: line.id, order_item: line.orderItem, quantity: takenOf(pick, line) }));
}
