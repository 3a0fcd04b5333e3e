import { useMemo } from "react";
import { useSession } from "@/app/session";
import { choice } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Amount, Field, Reference, Row } from "@/meta/types";
import { money } from "@/ui/format";
import fieldClasses from "../Field.module.css";
import { FieldControl } from "../FieldControl";
import type { Wiring } from "../Frame";
import { ReferenceInput } from "../inputs/ReferenceInput";
import { useTitles } from "../reference";
import { plainText } from "../Shown";
import type { Line } from "../values";
import classes from "./LineGrid.module.css";

/** What the cells of a grid share. */
export interface GridContext {
  lines: Field;
  /** Of the document, for amounts that have none yet. */
  currency: string;
  /** Titles of what lines refer to, by id, where lines do not say them themselves. */
  titles: Map<string, Row>;
  /** Of the record that lines of this one can point at, by the name of the field. */
  sources: Map<string, Line[]>;
}

/** The ids of records that lines refer to without telling what they are called. */
export function useLineTitles(lines: Field, rows: Line[]): Map<string, Row> {
  const field = lines.lines?.find((one) => one.type === "reference" && one.target);
  const ids = useMemo(() => {
    if (!field) return [];
    return rows
      .map((row) => (typeof row.name === "string" && row.name ? undefined : (row[field.name] as Reference | undefined)))
      .filter((one) => one?.id && !one.title)
      .map((one) => one?.id ?? "");
  }, [field, rows]);
  return useTitles(field?.target, ids);
}

/** A value of a line as text. */
export function CellText({ grid, field, line }: { grid: GridContext; field: Field; line: Line }) {
  const { model } = useSession();
  const value = line[field.name];
  if (field.type === "reference") {
    const reference = value as Reference | string | null | undefined;
    const id = typeof reference === "string" ? reference : reference?.id;
    if (!id) return null;
    const source = grid.sources.get(field.name)?.find((one) => one.id === id);
    if (source) return <span className={classes.text}>{lineName(source)}</span>;
    const target = model.named(field.target);
    const row = grid.titles.get(id);
    const title = typeof reference === "object" ? reference?.title : undefined;
    const name = (typeof line.name === "string" && line.name) || title || (target && row ? titleOf(target, row) : "");
    const code = typeof line.reference === "string" ? line.reference : typeof row?.reference === "string" ? row.reference : "";
    return (
      <span className={classes.text} title={name}>
        {code && (
          <>
            <bdi className={classes.code}>{code}</bdi>{" "}
          </>
        )}
        {name || id.slice(-8)}
      </span>
    );
  }
  if (field.type === "amount") return <bdi>{value ? money(value as Amount, false) : ""}</bdi>;
  if (field.choices && typeof value === "string") return <span className={classes.text}>{value && choice(value)}</span>;
  return <bdi className={classes.text}>{plainText(field, value)}</bdi>;
}

/** What a line of another record is called. */
export function lineName(line: Line): string {
  const text = (name: string) => (typeof line[name] === "string" ? (line[name] as string) : "");
  return [text("reference"), text("name")].filter(Boolean).join(" ") || String(line.position ?? "");
}

interface InputProps {
  grid: GridContext;
  field: Field;
  line: Line;
  wiring: Wiring;
  onChange: (value: unknown, row?: Row) => void;
}

/** The one input of the grid, in the cell that is worked on. */
export function CellInput({ grid, field, line, wiring, onChange }: InputProps) {
  const value = line[field.name];
  const source = grid.sources.get(field.name);
  if (source) return <SourceInput {...{ wiring, value, onChange }} source={source} />;
  if (field.type === "reference") {
    const reference = value as Reference | null | undefined;
    const name = typeof line.name === "string" && line.name ? line.name : undefined;
    return (
      <ReferenceInput
        wiring={wiring}
        field={field}
        value={reference?.id ? { ...reference, title: reference.title ?? name } : null}
        onChange={onChange}
        autoFocus
        plain
        cell
      />
    );
  }
  // A cell is one line high, whatever is written into it.
  const flat = field.long ? { ...field, long: false } : field;
  return <FieldControl wiring={wiring} field={flat} value={value} onChange={onChange} currency={grid.currency} autoFocus />;
}

interface SourceProps {
  wiring: Wiring;
  value: unknown;
  source: Line[];
  onChange: (value: unknown) => void;
}

function SourceInput({ wiring, value, source, onChange }: SourceProps) {
  const id = typeof value === "string" ? value : ((value as Reference | null | undefined)?.id ?? "");
  return (
    <select
      {...wiring}
      className={fieldClasses.input}
      value={id}
      // biome-ignore lint/a11y/noAutofocus: the cell has just been entered
      autoFocus
      onChange={(event) => onChange(event.currentTarget.value ? { id: event.currentTarget.value } : null)}
    >
      <option value="" />
      {source.map((line) => (
        <option key={line.$key} value={line.id}>
          {lineName(line)}
        </option>
      ))}
    </select>
  );
}
