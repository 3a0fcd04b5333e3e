import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { api } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Row } from "@/meta/types";
import { textOf } from "@/ui/cells";
import { isEditable } from "@/ui/kind";
import { outdate, patchRows } from "./rows";

const CellEditor = lazy(() => import("./CellEditor").then((m) => ({ default: m.CellEditor })));

/** Changes single values of a list: at once where they stand, and back when the server refuses. */
export function useCellEdit(entity: Entity) {
  const { t } = useTranslation();
  const { may, company } = useSession();
  const queries = useQueryClient();
  const [editing, setEditing] = useState<{ row: Row; column: string }>();

  const put = (id: string, change: Record<string, unknown>) => patchRows(queries, entity, id, change);

  const save = async (row: Row, column: string, value: unknown, version = row.version): Promise<void> => {
    const field = fieldOf(entity, column);
    if (!field) return;
    setEditing(undefined);
    put(row.id, { [column]: value });
    try {
      const fresh = await api<Row>(`${entity.plural}/${row.id}`, { method: "PATCH", version, body: { [column]: value } });
      put(row.id, { version: fresh.version });
      await outdate(queries, entity, field.type === "reference" ? "active" : "none");
    } catch (thrown) {
      put(row.id, { [column]: row[column] });
      const problem = asProblem(thrown);
      if (problem.status === 412) await conflict(row, column, value);
      else {
        notifications.show({
          color: "red",
          title: t("list.notSaved", { name: titleOf(entity, row) }),
          message: problem.errors[0]?.message ?? problem.message,
        });
      }
    }
  };

  // Somebody was quicker: shows theirs, and asks.
  const conflict = async (row: Row, column: string, mine: unknown) => {
    const field = fieldOf(entity, column);
    const theirs = await api<Row>(`${entity.plural}/${row.id}`);
    put(row.id, { [column]: theirs[column], version: theirs.version });
    if (!field) return;
    const id = `conflict-${row.id}`;
    notifications.show({
      id,
      color: "orange",
      autoClose: false,
      title: t("list.conflict", { name: titleOf(entity, row) }),
      message: (
        <>
          <div>{t("list.theirs", { field: label(field.label), value: textOf(field, theirs[column]) || "–" })}</div>
          <Button
            mt={6}
            variant="light"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              void save(theirs, column, mine, theirs.version);
            }}
          >
            {t("list.takeMine")}
          </Button>
        </>
      ),
    });
  };

  const edit = (row: Row, column: string) => {
    const field = fieldOf(entity, column);
    if (field && isEditable(entity, field, may)) setEditing({ row, column });
  };
  const field = editing && fieldOf(entity, editing.column);
  const editor =
    editing && field
      ? {
          id: editing.row.id,
          column: editing.column,
          node: (
            <Suspense>
              <CellEditor
                field={field}
                value={editing.row[editing.column]}
                currency={typeof editing.row.currency === "string" ? editing.row.currency : company.currency}
                onSave={(value) => void save(editing.row, editing.column, value)}
                onCancel={() => setEditing(undefined)}
              />
            </Suspense>
          ),
        }
      : undefined;
  return { edit, editor };
}
