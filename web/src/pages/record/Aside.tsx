import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Row } from "@/meta/types";
import classes from "./Record.module.css";

const DocumentView = lazy(() => import("./DocumentView").then((m) => ({ default: m.DocumentView })));
const Timeline = lazy(() => import("./Timeline").then((m) => ({ default: m.Timeline })));

interface AsideProps {
  entity: Entity;
  record: Row;
  later: boolean;
}

/** Beside the fields: what happened to the record, or its document as it would be printed now. */
export function Aside({ entity, record, later }: AsideProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const document = useDocumentBeside(entity);
  const file = documentOf(entity);
  return (
    <aside className={classes.aside} aria-label={t(document ? "record.document" : "timeline.title")}>
      {file && (
        <SegmentedControl
          size="xs"
          fullWidth
          mb="sm"
          className={classes.beside}
          aria-label={t("record.beside")}
          value={document ? "document" : "timeline"}
          onChange={(value) =>
            void navigate({
              to: ".",
              search: (old) => ({ ...old, beside: value === "document" ? value : undefined }),
              replace: true,
            })
          }
          data={[
            { value: "timeline", label: t("timeline.title") },
            { value: "document", label: t("record.document") },
          ]}
        />
      )}
      {later && (
        <Suspense>
          {document && file ? (
            <DocumentView
              key={record.version}
              title={t("record.document")}
              path={`${entity.plural}/${record.id}/${file}`}
              fileName={`${titleOf(entity, record)}.pdf`}
            />
          ) : (
            <Timeline entity={entity} record={record} />
          )}
        </Suspense>
      )}
    </aside>
  );
}

/** The document that a record is printed as, by the last part of its address. */
function documentOf(entity: Entity): string | undefined {
  return entity.actions?.find((action) => action.file)?.path;
}

/** Whether the address asks for the document beside the fields. */
export function useDocumentBeside(entity: Entity): boolean {
  const { beside } = useSearch({ strict: false }) as { beside?: string };
  return beside === "document" && !!documentOf(entity);
}
