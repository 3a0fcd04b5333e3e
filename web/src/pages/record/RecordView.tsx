import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { isKnown, useLive } from "@/api/live";
import { useSession } from "@/app/session";
import { FormSections } from "@/forms/FormSections";
import type { Entity, Field, Row } from "@/meta/types";
import { inChain } from "@/modules/sales/chain";
import { Aside, useDocumentBeside } from "./Aside";
import { ClashDialog } from "./ClashDialog";
import { isFrozen } from "./flow";
import { Guard } from "./Guard";
import { DraftNotice, ErrorSummary, NewerNotice } from "./Notices";
import classes from "./Record.module.css";
import { RecordHeader } from "./RecordHeader";
import { useDraft } from "./useDraft";
import { useWork, type Work } from "./useRecord";

const Chain = lazy(() => import("@/modules/sales/Chain").then((m) => ({ default: m.Chain })));
const Related = lazy(() => import("./Related").then((m) => ({ default: m.Related })));

/** What a page by hand is given that stands around the fields of a record. */
export interface FrameProps {
  entity: Entity;
  work: Work;
  /** The fields. */
  children: ReactNode;
  /** The first paint is over: what else the page needs can be asked for. */
  later: boolean;
}

interface Props {
  entity: Entity;
  record: Row;
  /** What stands around the fields, instead of what belongs to every record. */
  frame?: ComponentType<FrameProps>;
  /** Beside another page, to be closed. */
  onClose?: () => void;
}

/** A record: its fields, what can be done, what belongs to it, what happened to it. */
export function RecordView({ entity, record, frame: Frame, onClose }: Props) {
  const { may, meta, preferences, prefer } = useSession();
  const work = useWork(entity, record);
  const { draft, restore, forget } = useDraft(entity, record.id, work.form);
  const fixed = !entity.may_update || meta.tenant.read_only || isFrozen(entity, record);
  const locked = useCallback((field: Field) => !!field.need && !may(field.need), [may]);
  const later = useLater();
  const panel = !!onClose;
  const hasAside = !panel && !entity.trail;
  const asideOpen = hasAside && preferences.timeline !== false;
  const document = useDocumentBeside(entity);
  useHints(entity, work);
  const root = useRef<HTMLDivElement>(null);
  useKeys(root, work, panel);
  const fields = <FormSections entity={entity} form={work.form} fixed={fixed} locked={locked} />;
  return (
    <div ref={root} className={classes.page} data-record={record.id}>
      <RecordHeader
        entity={entity}
        work={work}
        fixed={fixed}
        onClose={onClose}
        aside={hasAside ? { open: asideOpen, toggle: () => prefer({ timeline: !asideOpen }) } : undefined}
      />
      <div className={classes.body} data-aside={asideOpen || undefined} data-document={document || undefined}>
        <div className={classes.form}>
          <ErrorSummary form={work.form} problem={work.problem} />
          {!panel && inChain(entity) && (
            <Suspense>
              <Chain entity={entity} record={record} />
            </Suspense>
          )}
          {work.newer && <Newer entity={entity} work={work} />}
          {draft && !fixed && <DraftNotice at={draft.at} onRestore={restore} onForget={forget} />}
          {Frame ? (
            <Suspense>
              <Frame entity={entity} work={work} later={later}>
                {fields}
              </Frame>
            </Suspense>
          ) : (
            fields
          )}
          {later && !panel && !Frame && (
            <Suspense>
              <Related entity={entity} id={record.id} />
            </Suspense>
          )}
        </div>
        {asideOpen && <Aside entity={entity} record={record} later={later} />}
      </div>
      {work.clash && <ClashDialog clash={work.clash} onSettle={work.settle} />}
      <Guard form={work.form} save={work.save} discard={work.discard} panel={panel} />
    </div>
  );
}

/** Whether the first paint is over: what is below the fold comes after it. */
function useLater(): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), 60);
    return () => clearTimeout(timer);
  }, []);
  return later;
}

/** Takes over what others change; what I have changed myself stays until I have looked. */
function useHints(entity: Entity, work: Work): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive([`${entity.name}:${work.record.id}`], (hint) => {
    if (isKnown(hint, work.record)) return;
    if (work.form.dirty && (hint.version ?? 0) <= Number(work.form.base.version)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void work.reload(), 150);
  });
}

/** Ctrl+S saves; Ctrl+Enter does what is offered first. */
function useKeys(root: React.RefObject<HTMLDivElement | null>, work: Work, panel: boolean): void {
  const { save } = work;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const inPanel = !!(event.target as Element | null)?.closest?.("[data-peek]");
      if (inPanel !== panel) return;
      if (event.key.toLowerCase() === "s") {
        event.preventDefault();
        void save();
      } else if (
        event.key === "Enter" &&
        !event.defaultPrevented &&
        !(event.target as Element | null)?.closest?.("[data-composer]")
      ) {
        root.current?.querySelector<HTMLButtonElement>("[data-primary]")?.click();
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [root, save, panel]);
}

function Newer({ entity, work }: { entity: Entity; work: Work }) {
  const { me } = useSession();
  const { data } = useQuery({
    queryKey: ["feed", work.record.id, "newer", work.newer?.version],
    queryFn: ({ signal }) =>
      api<{ data: { actor: string | null; actor_name: string }[] }>(
        `feed?entity=${entity.name}&record=${work.record.id}&kind=change`,
        { signal },
      ),
    retry: false,
  });
  const by = data?.data.find((entry) => entry.actor !== me.user.id)?.actor_name ?? "";
  return <NewerNotice by={by} onReview={work.review} />;
}
