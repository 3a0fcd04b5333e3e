import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type FocusEvent, useEffect, useMemo, useRef } from "react";
import { useSession } from "@/app/session";
import { help, label, useTranslation } from "@/i18n";
import type { Amount, Field } from "@/meta/types";
import { currencyOf } from "../FormField";
import { type FormStore, useErrors } from "../store";
import { isBlank, isEditable, type Line, linesOf } from "../values";
import { columnsOf, isNumeric, templateOf } from "./columns";
import { type GridContext, useLineTitles } from "./LineCell";
import classes from "./LineGrid.module.css";
import { LineHint } from "./LineHint";
import { LineRow } from "./LineRow";
import { useSourceLines } from "./source";
import { Totals } from "./Totals";
import { useGrid } from "./useGrid";

/** Above so many lines only those that are seen are drawn. */
const many = 100;
const rowHeight = 35;

interface Props {
  form: FormStore;
  field: Field;
  fixed: boolean;
  totals: Field[];
  isNew: boolean;
}

/** The lines of a document, worked on as in a spreadsheet. */
export function LineGrid({ form, field, fixed, totals, isNew }: Props) {
  const { t } = useTranslation();
  const { company } = useSession();
  const currency = currencyOf(form.values) ?? company.currency;
  const saved = form.base[field.name];
  const columns = useMemo(() => columnsOf(field, linesOf(saved), fixed), [field, saved, fixed]);
  const { template, width } = useMemo(() => templateOf(columns), [columns]);
  const { lines, active, setActive, over, said, deeds, append, paste } = useGrid(form, field, columns, currency);
  const titles = useLineTitles(field, lines);
  const sources = useSourceLines(form, field);
  const grid = useMemo<GridContext>(() => ({ lines: field, currency, titles, sources }), [field, currency, titles, sources]);
  const errors = useLineErrors(form, field, lines);
  const scroll = useRef<HTMLDivElement>(null);
  const long = lines.length > many;
  const virtual = useVirtualizer({
    count: long ? lines.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (long && active) virtual.scrollToIndex(active.row);
  }, [long, active, virtual]);
  const shown = long ? virtual.getVirtualItems().map((item) => item.index) : lines.map((_, i) => i);
  const before = long ? (virtual.getVirtualItems()[0]?.start ?? 0) : 0;
  const after = long ? virtual.getTotalSize() - (virtual.getVirtualItems().at(-1)?.end ?? 0) : 0;
  const door = fixed ? undefined : columns.findIndex(isEditable);
  const leave = (event: FocusEvent) => {
    const to = event.relatedTarget;
    if (!(to instanceof Element) || event.currentTarget.contains(to)) return;
    // A dialog that a cell has opened is the cell's own.
    const dialog = to.closest("[role=dialog]");
    if (!dialog || dialog.contains(event.currentTarget)) setActive(undefined);
  };
  return (
    <div data-field={field.name}>
      <div ref={scroll} className={classes.scroll} data-long={long || undefined}>
        <div
          role="grid"
          tabIndex={-1}
          className={classes.grid}
          style={{ "--template": template, "--least": `${width}px` } as CSSProperties}
          aria-label={label(field.label)}
          aria-rowcount={lines.length + 1}
          aria-colcount={columns.length + 2}
          aria-readonly={fixed}
          onBlur={leave}
          onPaste={fixed ? undefined : (event) => void paste(event)}
        >
          <Head columns={columns} lines={lines} currency={currency} />
          {before > 0 && <div style={{ height: before }} />}
          {shown.map((index) => {
            const line = lines[index];
            if (!line) return null;
            return (
              <LineRow
                key={line.$key}
                grid={grid}
                columns={columns}
                line={line}
                index={index}
                active={active?.row === index ? active.column : undefined}
                door={!active && index === 0 ? door : undefined}
                errors={errors.get(index)}
                fixed={fixed}
                over={over === index}
                deeds={deeds}
                measure={long ? virtual.measureElement : undefined}
              />
            );
          })}
          {after > 0 && <div style={{ height: after }} />}
        </div>
      </div>
      <div className={classes.foot}>
        <div>
          {!fixed && (
            <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={append}>
              {t("form.addLine")}
            </Button>
          )}
          {active && <LineHint field={field} line={lines[active.row]} />}
          <div className="visually-hidden" role="status">
            {said}
          </div>
        </div>
        {totals.length > 0 && <Totals form={form} fields={totals} isNew={isNew} />}
      </div>
    </div>
  );
}

interface HeadProps {
  columns: Field[];
  lines: Line[];
  currency: string;
}

function Head({ columns, lines, currency }: HeadProps) {
  const foreign = lines.some((line) => Object.values(line).some((value) => isForeign(value, currency)));
  return (
    <div role="row" tabIndex={-1} aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
      <div role="columnheader" tabIndex={-1} className={classes.cell}>
        #
      </div>
      {columns.map((field, at) => (
        <div
          key={field.name}
          role="columnheader"
          tabIndex={-1}
          aria-colindex={at + 2}
          className={classes.cell}
          data-number={isNumeric(field) || undefined}
          data-help={help(field.help, field.label) || undefined}
        >
          {label(field.label)}
          {field.type === "amount" && !foreign && ` ${currency}`}
        </div>
      ))}
      <div role="columnheader" tabIndex={-1} className={classes.cell} />
    </div>
  );
}

function isForeign(value: unknown, currency: string): boolean {
  return typeof value === "object" && value !== null && "amount" in value && (value as Amount).currency !== currency;
}

/** What is wrong with each line, by its place among those that are shown: empty ones are not sent. */
function useLineErrors(form: FormStore, field: Field, lines: Line[]): Map<number, Record<string, string>> {
  const all = useErrors(form);
  return useMemo(() => {
    const found = new Map<number, Record<string, string>>();
    if (all.size === 0) return found;
    const places = lines.flatMap((line, i) => (isBlank(field, line) ? [] : [i]));
    for (const [pointer, message] of all) {
      const [, name, at, part] = pointer.split("/");
      const index = places[Number(at)];
      if (name === field.name && index !== undefined && part) found.set(index, { ...found.get(index), [part]: message });
    }
    return found;
  }, [all, field, lines]);
}
