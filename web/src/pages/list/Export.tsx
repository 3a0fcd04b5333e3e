import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { asProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import type { Entity, Field, Row } from "@/meta/types";
import { decimal } from "@/ui/format";
import { download, toCSV } from "./csv";
import { loadPage } from "./rows";
import { type ListState, listPath } from "./state";

const most = 10_000;

/** Gives what the list shows as a file: its columns, filters and order. */
export function Export({ entity, state, columns }: { entity: Entity; state: ListState; columns: Field[] }) {
  const { t } = useTranslation();
  const [count, setCount] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  const run = async () => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    const names = columns.map((field) => field.name);
    const path = listPath(entity, state, names, 200);
    const rows: Row[] = [];
    try {
      for (let cursor: string | null = ""; cursor !== null && rows.length < most; ) {
        setCount(rows.length);
        const page = await loadPage(path, cursor, signal);
        rows.push(...page.data);
        cursor = page.next_cursor;
        if (cursor !== null && rows.length >= most)
          notifications.show({ color: "orange", message: t("list.exportCut", { shown: decimal(most) }) });
      }
      download(`${entity.plural}.csv`, toCSV(columns, rows));
    } catch (thrown) {
      if (!signal.aborted) notifications.show({ color: "red", message: asProblem(thrown).message });
    } finally {
      setCount(undefined);
    }
  };
  if (count !== undefined) {
    return (
      <Button variant="default" onClick={() => stop.current?.abort()} role="status">
        {t("list.exporting", { shown: decimal(count) })}
      </Button>
    );
  }
  return (
    <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => void run()}>
      {t("list.export")}
    </Button>
  );
}
