import { IconTrash } from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, memo } from "react";
import { label, useTranslation } from "@/i18n";
import type { Field, Row } from "@/meta/types";
import { isEditable, isNothing, type Line } from "../values";
import { isNumeric, isWide } from "./columns";
import { CellInput, CellText, type GridContext } from "./LineCell";
import classes from "./LineGrid.module.css";

/** What rows have done; the same for all of them, and for ever. */
export interface RowDeeds {
  enter: (row: number, column: number) => void;
  change: (row: number, field: Field, value: unknown, chosen?: Row) => void;
  press: (event: KeyboardEvent, row: number, column: number) => void;
  pressHandle: (event: KeyboardEvent, row: number) => void;
  remove: (row: number) => void;
  drag: (row: number) => void;
  over: (event: DragEvent, row: number) => void;
  drop: (event: DragEvent, row: number) => void;
}

interface Props {
  grid: GridContext;
  columns: Field[];
  line: Line;
  index: number;
  /** The column that is worked on. */
  active: number | undefined;
  /** Where Tab comes in, while nothing is worked on. */
  door: number | undefined;
  /** By name, what is wrong. */
  errors: Record<string, string> | undefined;
  fixed: boolean;
  over: boolean;
  deeds: RowDeeds;
  /** Hears how high the row is, where not all of them are drawn. */
  measure: ((row: HTMLElement | null) => void) | undefined;
}

/** One line: text, but for the cell that is worked on. */
export const LineRow = memo(function LineRow(props: Props) {
  const { grid, columns, line, index, active, door, errors, fixed, deeds } = props;
  const { t } = useTranslation();
  return (
    <div
      ref={props.measure}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      className={classes.row}
      data-index={index}
      data-over={props.over || undefined}
      onDragOver={fixed ? undefined : (event) => deeds.over(event, index)}
      onDrop={fixed ? undefined : (event) => deeds.drop(event, index)}
    >
      <div role="rowheader" tabIndex={-1}>
        {fixed ? (
          <span className={classes.handle}>{index + 1}</span>
        ) : (
          <button
            type="button"
            className={classes.handle}
            tabIndex={-1}
            draggable
            data-handle={index}
            aria-label={t("form.lineHandle", { number: index + 1 })}
            onDragStart={() => deeds.drag(index)}
            onKeyDown={(event) => deeds.pressHandle(event, index)}
          >
            {index + 1}
          </button>
        )}
      </div>
      {columns.map((field, column) => {
        const editable = !fixed && isEditable(field);
        const isActive = active === column;
        const error = errors?.[field.name];
        return (
          <div
            key={field.name}
            role="gridcell"
            aria-colindex={column + 2}
            aria-readonly={!editable}
            tabIndex={door === column ? 0 : -1}
            className={classes.cell}
            data-cell={`${index}:${column}`}
            data-active={isActive || undefined}
            data-editable={editable || undefined}
            data-read={(!editable && !fixed) || undefined}
            data-number={isNumeric(field) || undefined}
            data-label={label(field.label)}
            data-wide={isWide(field) || undefined}
            data-main={field === columns[0] || undefined}
            data-empty={isNothing(line[field.name]) || undefined}
            data-invalid={error ? true : undefined}
            title={error}
            onFocus={editable && !isActive ? () => deeds.enter(index, column) : undefined}
            onClick={editable && !isActive ? () => deeds.enter(index, column) : undefined}
            onKeyDown={isActive ? (event) => deeds.press(event, index, column) : undefined}
          >
            {isActive ? (
              <CellInput
                grid={grid}
                field={field}
                line={line}
                wiring={wiringOf(`${label(field.label)}, ${t("form.line", { number: index + 1 })}`, error)}
                onChange={(value, row) => deeds.change(index, field, value, row)}
              />
            ) : (
              <CellText grid={grid} field={field} line={line} />
            )}
          </div>
        );
      })}
      <div role="gridcell" tabIndex={-1}>
        {!fixed && (
          <button
            type="button"
            className={classes.remove}
            tabIndex={-1}
            aria-label={t("form.removeLine", { number: index + 1 })}
            onClick={() => deeds.remove(index)}
          >
            <IconTrash size={15} />
          </button>
        )}
      </div>
    </div>
  );
});

/** An input within a cell has no label of its own: it is named by its column and its line. */
function wiringOf(name: string, error: string | undefined) {
  return {
    id: "",
    "aria-label": name,
    "aria-describedby": undefined,
    "aria-invalid": error ? (true as const) : undefined,
    "aria-required": undefined,
  };
}
