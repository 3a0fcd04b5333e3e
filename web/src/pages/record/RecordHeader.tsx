import { ActionIcon, Avatar, Button, Tooltip } from "@mantine/core";
import { IconArrowsDiagonal, IconLayoutSidebarRight, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePresence } from "@/api/live";
import { useDirty } from "@/forms/store";
import { label, useTranslation } from "@/i18n";
import { stateField, titleOf } from "@/meta/model";
import type { Entity } from "@/meta/types";
import { Status } from "@/ui/Status";
import { Deeds } from "./Deeds";
import classes from "./Record.module.css";
import type { Work } from "./useRecord";

/** What the list of an entity is called. */
export function usePluralName(entity: Entity): string {
  const { t } = useTranslation();
  return t(`plural.${entity.plural}`, { defaultValue: label(entity.label) });
}

interface Props {
  entity: Entity;
  work: Work;
  fixed: boolean;
  /** Beside another page: can be closed, and opened in full. */
  onClose?: () => void;
  aside?: { open: boolean; toggle: () => void };
}

/** The head of a record: where it belongs, what it is called, how it stands, what can be done. */
export function RecordHeader({ entity, work, fixed, onClose, aside }: Props) {
  const { t } = useTranslation();
  const plural = usePluralName(entity);
  const { record } = work;
  const title = titleOf(entity, record);
  const state = stateField(entity);
  const dirty = useDirty(work.form);
  return (
    <header className={classes.head}>
      <div className={classes.titles}>
        <nav className={classes.crumbs} aria-label={t("record.where")}>
          <Link to="/$plural" params={{ plural: entity.plural }}>
            {plural}
          </Link>
        </nav>
        <div className={classes.titleRow}>
          <h1 className={classes.title}>
            <bdi>{title}</bdi>
          </h1>
          {state && typeof record.status === "string" && <Status value={record.status} />}
          <SaveState work={work} fixed={fixed} dirty={dirty} />
          <Presence entity={entity} id={record.id} />
        </div>
      </div>
      <div className={classes.tools}>
        {dirty && (
          <>
            <Button variant="subtle" color="gray" onClick={work.discard}>
              {t("record.discard")}
            </Button>
            <Tooltip label="Ctrl S">
              <Button onClick={() => void work.save()} loading={work.state === "saving"}>
                {t("app.save")}
              </Button>
            </Tooltip>
          </>
        )}
        <Deeds entity={entity} work={work} />
        {aside && (
          <Tooltip label={t(aside.open ? "timeline.hide" : "timeline.show")}>
            <ActionIcon
              size={30}
              onClick={aside.toggle}
              aria-pressed={aside.open}
              aria-label={t(aside.open ? "timeline.hide" : "timeline.show")}
            >
              <IconLayoutSidebarRight size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        {onClose && (
          <>
            <ActionIcon
              size={30}
              aria-label={t("record.openFull")}
              renderRoot={(props) => (
                <Link to="/$plural/$id" params={{ plural: entity.plural, id: record.id }} search={{}} {...props} />
              )}
            >
              <IconArrowsDiagonal size={16} />
            </ActionIcon>
            <ActionIcon size={30} aria-label={t("app.close")} onClick={onClose}>
              <IconX size={16} />
            </ActionIcon>
          </>
        )}
      </div>
    </header>
  );
}

function SaveState({ work, fixed, dirty }: { work: Work; fixed: boolean; dirty: boolean }) {
  const { t } = useTranslation();
  const clean = fixed ? "fixed" : "saved";
  const state = work.state === "saving" ? "saving" : !dirty ? clean : work.state === "failed" ? "failed" : "dirty";
  return (
    <span className={classes.saved} data-state={state} role="status">
      {t(`record.state.${state}`)}
    </span>
  );
}

/** Who else looks at the record now. */
function Presence({ entity, id }: { entity: Entity; id: string }) {
  const { t } = useTranslation();
  const people = usePresence(entity.name, id);
  if (people.length === 0) return null;
  const names = people.map((person) => person.name).join(", ");
  return (
    <Tooltip label={t("record.presence", { names })}>
      <span className={classes.people} role="img" aria-label={t("record.presence", { names })}>
        {people.slice(0, 4).map((person) => (
          <Avatar key={person.id} size={22} name={person.name} color="initials" />
        ))}
      </span>
    </Tooltip>
  );
}
