import { NativeSelect } from "@mantine/core";
import { label, useTranslation } from "@/i18n";
import type { Entity, Field, Row } from "@/meta/types";
import classes from "./Board.module.css";
import { BoardColumns } from "./BoardColumns";
import { factsOf } from "./facts";
import { folders } from "./groups";
import { boardFields, boardValues } from "./moves";
import { useSummary } from "./rows";
import { type ListState, listPath } from "./state";
import { summable, sumsText } from "./sums";
import type { SetState } from "./useListState";

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
  columns: Field[];
}

/** The list as cards in columns, one for each state or choice. */
export function Board({ entity, state, set, columns }: Props) {
  const { t } = useTranslation();
  const fields = boardFields(entity);
  const field = fields.find((one) => one.name === state.by) ?? fields[0];
  const sums = summable(columns).slice(0, 1);
  const summary = useSummary(
    entity,
    state,
    field?.name ?? "",
    sums.map((one) => one.name),
    !!field,
  );
  if (!field) return null;
  const names = [...new Set([...columns.map((one) => one.name), field.name])];
  const pathOf = (value: string) =>
    listPath(entity, { ...state, filters: { ...state.filters, [field.name]: { eq: value } } }, names, 30);
  const groups = folders(summary.data ?? [], field.name);
  const facts = boardValues(entity, field, state.filters[field.name]).map((value) => {
    const group = groups.find((one) => one.key === value);
    const sum = sums[0] && group ? (sumsText(columns, group.parts)[sums[0].name] ?? "") : "";
    return { value, path: pathOf(value), count: group?.count ?? 0, sum };
  });
  const told = (row: Row) =>
    factsOf(
      entity,
      columns.filter((one) => one.name !== field.name),
      row,
    );
  return (
    <>
      {fields.length > 1 && (
        <div className={classes.by}>
          <NativeSelect
            size="xs"
            aria-label={t("list.board.by")}
            value={field.name}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={fields.map((one) => ({ value: one.name, label: label(one.label) }))}
          />
        </div>
      )}
      <BoardColumns
        entity={entity}
        field={field}
        columns={facts}
        pathOf={pathOf}
        titleOf={(row) => told(row).title}
        face={(row) => <Face {...told(row)} />}
      />
    </>
  );
}

function Face({ detail, amount }: ReturnType<typeof factsOf>) {
  return (
    <>
      <span className={classes.detail}>{detail}</span>
      {amount && <span className={classes.amount}>{amount}</span>}
    </>
  );
}
