import "@/i18n/parts/record";
import "@/i18n/parts/form";
import "@/i18n/parts/timeline";
import { Drawer } from "@mantine/core";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import classes from "./Peek.module.css";
import { useRoomToPeek } from "./PeekLink";
import { RecordView } from "./RecordView";
import { useRecord } from "./useRecord";

/**
 * Shows a second record beside a page: the one that the address names as peek=orders/<id>.
 * It can be worked on; Escape closes it, and the focus goes back to where it came from.
 */
export function PeekPanel() {
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { model } = useSession();
  const room = useRoomToPeek();
  const [plural = "", id = ""] = (search.peek ?? "").split("/");
  const entity = model.at(plural);
  if (!entity || !id) return null;
  if (!room) return <Navigate to="/$plural/$id" params={{ plural, id }} search={{}} replace />;
  return <Panel key={search.peek} entity={entity} id={id} />;
}

function Panel({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const close = useCallback(() => void navigate({ to: ".", search: (old) => ({ ...old, peek: undefined }) }), [navigate]);
  const { data, error, refetch } = useRecord(entity, id);
  useEffect(() => {
    const from = document.activeElement;
    return () => {
      if (from instanceof HTMLElement && from.isConnected) requestAnimationFrame(() => from.focus());
    };
  }, []);
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={620}
      withCloseButton={false}
      overlayProps={{ backgroundOpacity: 0.12 }}
      transitionProps={{ duration: 120 }}
      classNames={{ body: classes.body, content: classes.content }}
      aria-label={t("record.panel")}
      data-peek
    >
      {error && <ProblemPanel error={error} retry={() => void refetch()} />}
      {data && <RecordView key={id} entity={entity} record={data} onClose={close} />}
    </Drawer>
  );
}
