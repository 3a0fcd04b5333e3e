import "@/i18n/parts/record";
import "@/i18n/parts/form";
import "@/i18n/parts/timeline";
import { Navigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { NotFound } from "@/app/NotFound";
import { rememberRecent, shelfOf } from "@/app/recent";
import { useEntity, useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Entity, Row } from "@/meta/types";
import { frameOf } from "@/modules/frames";
import { PeekPanel } from "./record/PeekPanel";
import { RecordView } from "./record/RecordView";
import { useRecord } from "./record/useRecord";

/** The page of one record, of whatever entity; messages name it by its entity instead of the plural. */
export function RecordPage() {
  const { plural = "", id = "" } = useParams({ strict: false }) as { plural?: string; id?: string };
  const entity = useEntity(plural);
  const { model } = useSession();
  const named = model.named(plural);
  if (named) return <Navigate to="/$plural/$id" params={{ plural: named.plural, id }} replace />;
  if (!entity) return <NotFound />;
  return (
    <>
      <Loaded key={`${plural}/${id}`} entity={entity} id={id} />
      <PeekPanel />
    </>
  );
}

function Loaded({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useRecord(entity, id);
  useRemembered(entity, data);
  if (data) return <RecordView entity={entity} record={data} frame={frameOf(entity)} />;
  if (!error) return <div aria-busy aria-label={t("record.loading")} role="status" />;
  if (asProblem(error).status === 404) return <NotFound />;
  return <ProblemPanel error={error} retry={() => void refetch()} />;
}

/** Puts the record among what was opened lately, by the name that it has now. */
function useRemembered(entity: Entity, record: Row | undefined): void {
  const { meta, me } = useSession();
  const shelf = shelfOf(meta.tenant.id, me.user.id);
  const title = record && titleOf(entity, record);
  const id = record?.id;
  useEffect(() => {
    if (id && title) rememberRecent(shelf, { entity: entity.name, id, title });
  }, [entity, id, shelf, title]);
}
