import { Button, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";
import { type Column, Sheet } from "./Sheet";

interface Editable<T> {
  caption: string;
  query: { data?: { data: T[] }; isPending: boolean; error: unknown; refetch: () => unknown };
  id: (row: T) => string;
  columns: Column<T>[];
  empty: string;
  /** What the button and the dialog say that add one. */
  add: string;
  /** What the dialog says that changes one. */
  change: string;
  /** The form for one, or for a new one. */
  form: (row: T | undefined, close: () => void) => ReactNode;
  /** What else can be done to one. */
  more?: (row: T) => ReactNode;
}

/** Rows that are added and changed in a dialog: the button that adds, and the rows. */
export function useEditable<T>({ caption, query, id, columns, empty, add, change, form, more }: Editable<T>) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<T | "new">();
  const close = () => setEditing(undefined);
  const actions: Column<T> = {
    key: "actions",
    title: t("operator.col.actions"),
    silent: true,
    render: (row) => (
      <div className={classes.rowActions}>
        <Button variant="default" size="compact-xs" onClick={() => setEditing(() => row)}>
          {t("operator.change")}
        </Button>
        {more?.(row)}
      </div>
    ),
  };
  return {
    button: <Button onClick={() => setEditing("new")}>{add}</Button>,
    sheet: (
      <>
        <Sheet
          caption={caption}
          query={query}
          rows={query.data?.data ?? []}
          id={id}
          empty={empty}
          columns={[...columns, actions]}
        />
        <Modal
          opened={editing !== undefined}
          onClose={close}
          title={editing === "new" ? add : change}
          closeButtonProps={{ "aria-label": t("app.close") }}
        >
          {editing !== undefined && form(editing === "new" ? undefined : editing, close)}
        </Modal>
      </>
    ),
  };
}
