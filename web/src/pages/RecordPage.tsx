import "@/i18n/parts/record";
import "@/i18n/parts/form";
import "@/i18n/parts/timeline";
import { useParams } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { NotFound } from "@/app/NotFound";
import { useEntity } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import { PeekPanel } from "./record/PeekPanel";
import { RecordView } from "./record/RecordView";
import { useRecord } from "./record/useRecord";

/** The page of one record, of whatever entity. */
export function RecordPage() {
  const { plural = "", id = "" } = useParams({ strict: false }) as { plural?: string; id?: string };
  const entity = useEntity(plural);
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
  if (data) return <RecordView entity={entity} record={data} />;
  if (!error) return <div aria-busy aria-label={t("record.loading")} role="status" />;
  if (asProblem(error).status === 404) return <NotFound />;
  return <ProblemPanel error={error} retry={() => void refetch()} />;
}
