import { notifications } from "@mantine/notifications";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, post } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Page, Row, Step } from "@/meta/types";
import { AskDialog, takenFields } from "./AskDialog";
import { reasonOf } from "./bulk";
import { moved, moveOf } from "./moves";
import { rowsKey, summaryKey } from "./rows";

/** The key of a column's rows, given what its path is. */
export const columnKey = (entity: Entity, path: string) => [...rowsKey(entity), "board", path];

/** Moves cards from column to column: at once, and back when the server refuses, saying why. */
export function useBoardMove(entity: Entity, field: Field, pathOf: (value: string) => string) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<{ row: Row; to: string; step: Step }>();
  const [said, setSaid] = useState("");

  const put = (value: string, row: Row, role: "from" | "to") =>
    queries.setQueryData<InfiniteData<Page>>(
      columnKey(entity, pathOf(value)),
      (old) =>
        old && {
          ...old,
          pages: old.pages.map((page, at) =>
            role === "from" || at === 0 ? { ...page, data: moved(page.data, row, role) } : page,
          ),
        },
    );
  const send = (row: Row, to: string, step: Step | undefined, input: Record<string, unknown>) =>
    step
      ? post<Row>(`${entity.plural}/${row.id}/${step.verb}`, input, { version: row.version })
      : api<Row>(`${entity.plural}/${row.id}`, { method: "PATCH", version: row.version, body: { [field.name]: to } });

  const refuse = (row: Row, message: string) =>
    notifications.show({ color: "red", title: t("list.board.cannot", { name: titleOf(entity, row) }), message });

  const perform = async (row: Row, to: string, step: Step | undefined, input: Record<string, unknown> = {}) => {
    setAsking(undefined);
    const from = String(row[field.name]);
    const after = { ...row, [field.name]: to };
    put(from, row, "from");
    put(to, after, "to");
    try {
      const fresh = await send(row, to, step, input);
      put(to, { ...after, version: fresh.version }, "to");
      setSaid(t("list.board.moved", { name: titleOf(entity, row), to: choice(to) }));
      await queries.invalidateQueries({ queryKey: summaryKey(entity) });
    } catch (thrown) {
      put(to, row, "from");
      put(from, row, "to");
      refuse(row, reasonOf(asProblem(thrown)));
      await queries.invalidateQueries({ queryKey: rowsKey(entity) });
    }
  };

  const move = (row: Row, to: string) => {
    const from = String(row[field.name]);
    const meant = moveOf(entity, field, from, to, may);
    if (meant.kind === "change") void perform(row, to, undefined);
    else if (meant.kind === "step" && meant.step.takes?.length) setAsking({ row, to, step: meant.step });
    else if (meant.kind === "step") void perform(row, to, meant.step);
    else if (meant.kind === "refused") {
      const why = meant.step
        ? t("list.board.noPermission", { step: label(meant.step.label) })
        : t("list.board.noStep", { from: choice(from), to: choice(to) });
      refuse(row, why);
    }
  };
  const dialog = asking && (
    <AskDialog
      title={`${label(asking.step.label)}: ${titleOf(entity, asking.row)}`}
      fields={takenFields(entity.fields, asking.step.takes)}
      currency={typeof asking.row.currency === "string" ? asking.row.currency : undefined}
      confirm={label(asking.step.label)}
      onDone={(input) => void perform(asking.row, asking.to, asking.step, input)}
      onClose={() => setAsking(undefined)}
    />
  );
  return { move, dialog, said };
}
