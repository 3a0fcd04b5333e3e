import { notifications } from "@mantine/notifications";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { api, post } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useSession } from "@/app/session";
import { choice, label, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Field, Page, Row, Step } from "@/meta/types";
import { focusMoved } from "@/ui/focus";
import { takenBy } from "../record/flow";
import { reasonOf } from "./bulk";
import { moved, moveOf } from "./moves";
import { outdate, patchRows, rowsKey } from "./rows";

const AskDialog = lazy(() => import("@/forms/AskDialog").then((m) => ({ default: m.AskDialog })));

/** The key of a column's rows, given what its path is. */
export const columnKey = (entity: Entity, path: string) => [...rowsKey(entity), "board", path];

/** A move that waits for what its step takes. */
export interface AskedMove {
  row: Row;
  to: string;
  step: Step;
}

/** Asks for what a move needs; undefined where the plain dialog does. */
export type AskMove = (
  asked: AskedMove,
  /** Makes the move. What it leads to is done with the answer. */
  go: (input: Record<string, unknown>, then?: (answer: Row) => void) => void,
  close: () => void,
) => ReactNode | undefined;

/** Moves cards from column to column: at once, and back when the server refuses, saying why. */
export function useBoardMove(entity: Entity, field: Field, pathOf: (value: string) => string, ask?: AskMove) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<AskedMove>();
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

  const perform = async (
    row: Row,
    to: string,
    step: Step | undefined,
    input: Record<string, unknown> = {},
    then?: (answer: Row) => void,
  ) => {
    setAsking(undefined);
    const from = String(row[field.name]);
    const after = { ...row, [field.name]: to };
    // What is being read is of before the move.
    await queries.cancelQueries({ queryKey: [...rowsKey(entity), "board"] });
    put(from, row, "from");
    put(to, after, "to");
    focusMoved(`[data-card="${row.id}"] a`);
    try {
      const fresh = await send(row, to, step, input);
      put(from, row, "from");
      put(to, { ...after, version: fresh.version }, "to");
      // Columns by another field, and rows, know the record by its version before.
      patchRows(queries, entity, row.id, { version: fresh.version });
      then?.(fresh);
      setSaid(t("list.board.moved", { name: titleOf(entity, row), to: choice(to) }));
      await outdate(queries, entity, "none");
    } catch (thrown) {
      put(to, row, "from");
      put(from, row, "to");
      focusMoved(`[data-card="${row.id}"] a`);
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
  const own =
    asking &&
    ask?.(
      asking,
      (input, then) => void perform(asking.row, asking.to, asking.step, input, then),
      () => setAsking(undefined),
    );
  const dialog =
    own ??
    (asking && (
      <Suspense>
        <AskDialog
          title={`${label(asking.step.label)}: ${titleOf(entity, asking.row)}`}
          fields={takenBy(entity, asking.step)}
          known={{ currency: asking.row.currency }}
          confirm={label(asking.step.label)}
          onRun={async (input) => void perform(asking.row, asking.to, asking.step, input)}
          onClose={() => setAsking(undefined)}
        />
      </Suspense>
    ));
  return { move, dialog, said };
}
