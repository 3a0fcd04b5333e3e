import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Page, Row } from "@/meta/types";
import table from "@/ui/Table.module.css";
import classes from "./money.module.css";

interface Column {
  name: string;
  end?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Props {
  title: string;
  /** The entity of the rows; nothing is shown to those who may not see it. */
  entity: string;
  /** What is asked of its list. */
  query: string;
  columns: Column[];
  /** Said when there are none; without it nothing is shown then. */
  empty?: string;
}

/** The records of one kind that belong to a document of money. */
export function Refers({ title, entity, query, columns, empty }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const of = model.named(entity);
  const { data, error, refetch } = useQuery({
    queryKey: [of?.plural, "of", query],
    queryFn: ({ signal }) => api<Page>(`${of?.plural}?${query}&limit=50`, { signal }),
    enabled: !!of,
  });
  if (!of) return null;
  if (error) return <ProblemPanel error={error} retry={() => void refetch()} />;
  if (!data || (data.data.length === 0 && !empty)) return null;
  return (
    <section className={classes.part} aria-label={title}>
      <h2>{title}</h2>
      {data.data.length === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.name} scope="col" data-end={column.end || undefined}>
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.data.map((row) => (
                <tr key={row.id}>
                  {columns.map((column) => (
                    <td key={column.name} data-end={column.end || undefined}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {data.next_cursor !== null && <p className="muted">{t("money.more")}</p>}
        </div>
      )}
    </section>
  );
}
