import type { ReactNode } from "react";

/** A column of a grid. */
export interface GridColumn {
  id: string;
  label: string;
  /** Stands behind the label: the currency of all amounts below. */
  unit?: string;
  help?: string;
  width: number;
  /** Numbers stand at the end. */
  end?: boolean;
  sortable?: boolean;
  sorted?: "ascending" | "descending";
}

/** What stands in one line of a grid. */
export type GridLine<R> =
  | { kind: "row"; key: string; row: R }
  | { kind: "group"; key: string; label: ReactNode; count: number; open: boolean; sums: Record<string, string> }
  | { kind: "more"; key: string }
  | { kind: "wait"; key: string };

/** Where the keyboard stands: a line and a column; line -1 is the header, column -1 the line as a whole. */
export interface Place {
  line: number;
  column: number;
}
