import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import classes from "./parts.module.css";

/** A column of a sheet. */
export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** Numbers stand at the end. */
  end?: boolean;
  /** For buttons: the title is read out and not shown. */
  silent?: boolean;
}

/** What a query says of the rows. */
interface Asked {
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface Props<T> {
  /** What the rows are, for those who hear the page. */
  caption: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  query?: Asked;
  empty: string;
}

/** Rows under columns; on a telephone every row is a card. */
export function Sheet<T>({ caption, columns, rows, id, query, empty }: Props<T>) {
  const { t } = useTranslation();
  if (query?.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  if (query?.isPending) return <Waiting />;
  if (rows.length === 0) return <p className={classes.empty}>{empty}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes.sheetFrame} aria-label={caption} tabIndex={0}>
        <table className={classes.sheet}>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" data-end={column.end || undefined}>
                  <span className={column.silent ? "visually-hidden" : undefined}>{column.title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={id(row)}>
                {columns.map((column) => (
                  <td key={column.key} data-end={column.end || undefined} data-label={column.silent ? undefined : column.title}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {query?.hasNextPage && (
        <Button
          className={classes.more}
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage?.()}
        >
          {t("operator.more")}
        </Button>
      )}
    </>
  );
}

/** The beginning of what may be long, such as an error: a row stays a row. */
export function Brief({ text }: { text: string }) {
  return (
    <bdi className={classes.brief} title={text}>
      {text}
    </bdi>
  );
}

/** Stands where rows will be. */
export function Waiting() {
  return (
    <div className={classes.waiting} aria-hidden="true">
      {[0, 1, 2, 3, 4].map((n) => (
        <Skeleton key={n} height={18} />
      ))}
    </div>
  );
}

/** Names and values below each other. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === "" || value === undefined || value === null ? "–" : value}</dd>
        </div>
      ))}
    </dl>
  );
}
