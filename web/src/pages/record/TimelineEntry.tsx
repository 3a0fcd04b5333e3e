import {
  IconArrowRight,
  IconCheck,
  IconFile,
  IconLock,
  IconMail,
  IconMessage,
  IconPencil,
  IconPlus,
  IconRefresh,
} from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "@/app/session";
import { plainText, Shown } from "@/forms/Shown";
import { isEmpty, type Line, linesOf } from "@/forms/values";
import { choice, label, useTranslation } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Entity, Field } from "@/meta/types";
import { ago, instant } from "@/ui/format";
import { CommentEntry } from "./CommentEntry";
import type { FeedEntry } from "./feed";
import { PeekLink } from "./PeekLink";
import classes from "./Timeline.module.css";

interface Props {
  entity: Entity;
  entry: FeedEntry;
  onAnswer: (entry: FeedEntry) => void;
  onChanged: () => void;
}

/** One thing that happened. */
export function TimelineEntry({ entity, entry, onAnswer, onChanged }: Props) {
  const { t } = useTranslation();
  return (
    <li className={classes.entry}>
      <EntryIcon entity={entity} entry={entry} />
      {entry.kind === "comment" ? (
        <CommentEntry entry={entry} onAnswer={onAnswer} onChanged={onChanged} />
      ) : entry.kind === "change" ? (
        <Change entity={entity} entry={entry} />
      ) : (
        <Paper entry={entry} />
      )}
      <time className={classes.when} dateTime={entry.at} title={instant(entry.at)}>
        {when(entry.at)}
      </time>
      {entry.kind === "comment" && entry.state === "edited" && <span className={classes.badge}>{t("timeline.edited")}</span>}
    </li>
  );
}

interface RecomputedProps {
  entity: Entity;
  entries: FeedEntry[];
  onAnswer: (entry: FeedEntry) => void;
  onChanged: () => void;
}

/** What the system has recomputed several times, in one line that opens. */
export function RecomputedEntry({ entity, entries, onAnswer, onChanged }: RecomputedProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [latest] = entries;
  if (!latest) return null;
  return (
    <>
      <li className={classes.entry}>
        <span className={classes.icon} data-kind="change" aria-hidden>
          <IconRefresh size={13} />
        </span>
        <div className={classes.line}>
          <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("timeline.recomputed", { count: entries.length })}
          </button>
        </div>
        <time className={classes.when} dateTime={latest.at} title={instant(latest.at)}>
          {when(latest.at)}
        </time>
      </li>
      {open &&
        entries.map((entry) => (
          <TimelineEntry key={entry.id} entity={entity} entry={entry} onAnswer={onAnswer} onChanged={onChanged} />
        ))}
    </>
  );
}

/** How long ago something was, or when, if that is longer than a week. */
function when(at: string): string {
  return Date.now() - Date.parse(at) < 7 * 86_400_000 ? ago(at) : instant(at);
}

function EntryIcon({ entity, entry }: { entity: Entity; entry: FeedEntry }) {
  const step = entity.steps?.some((one) => one.verb === entry.verb) || entry.verb === "create";
  const kind = entry.kind === "comment" ? entry.audience : step ? "step" : entry.kind;
  const Icon = iconOf(entry, step);
  return (
    <span className={classes.icon} data-kind={kind} aria-hidden>
      <Icon size={13} />
    </span>
  );
}

function iconOf(entry: FeedEntry, step: boolean) {
  if (entry.kind === "comment") return entry.audience === "client" ? IconMail : IconLock;
  if (entry.kind === "letter") return IconMail;
  if (entry.kind === "document") return IconFile;
  if (entry.verb === "create") return IconPlus;
  if (entry.verb === "derive") return IconRefresh;
  return step ? IconCheck : entry.verb === "update" ? IconPencil : IconMessage;
}

/** A letter, or another record that came of this one. */
function Paper({ entry }: { entry: FeedEntry }) {
  const { t } = useTranslation();
  const { model } = useSession();
  const target = model.named(String(entry.record?.entity ?? ""));
  const what = entry.kind === "letter" ? t("timeline.letter") : label(target?.label);
  return (
    <div className={classes.line}>
      {what}{" "}
      {target && entry.record ? (
        <PeekLink entity={target} id={entry.record.id}>
          {entry.title}
        </PeekLink>
      ) : (
        entry.title
      )}
      {entry.state && <span className={classes.badge}>{choice(entry.state)}</span>}
    </div>
  );
}

const shown = 4;
const never = new Set(["version", "updated_at", "created_at", "id"]);

function Change({ entity, entry }: { entity: Entity; entry: FeedEntry }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const step = entity.steps?.find((one) => one.verb === entry.verb);
  const created = entry.verb === "create";
  const said = created
    ? t("timeline.created")
    : entry.verb === "update"
      ? t("timeline.updated")
      : entry.verb === "derive"
        ? t("timeline.derived")
        : step
          ? step.from.includes(step.to)
            ? label(step.label)
            : choice(step.to)
          : choice(entry.verb);
  const changes = created
    ? []
    : Object.entries(entry.changes ?? {}).flatMap(([name, pair]) => {
        const field = fieldOf(entity, name);
        return field && !never.has(name) && !(step && name === "status") ? [{ field, pair }] : [];
      });
  const seen = all ? changes : changes.slice(0, shown);
  return (
    <>
      <div className={classes.line}>{t("timeline.by", { what: said, who: nameOf(entry, t) })}</div>
      {seen.length > 0 && (
        <ul className={classes.changes}>
          {seen.map(({ field, pair }) => (
            <li key={field.name}>
              {label(field.label)}: <Difference field={field} from={pair[0]} to={pair[1]} />
            </li>
          ))}
          {changes.length > seen.length && (
            <li>
              <button type="button" className={classes.more} onClick={() => setAll(true)}>
                {t("timeline.moreChanges", { count: changes.length - seen.length })}
              </button>
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function nameOf(entry: FeedEntry, t: (key: string) => string): string {
  return entry.actor_name === "system" ? t("timeline.system") : entry.actor_name;
}

function Difference({ field, from, to }: { field: Field; from: unknown; to: unknown }) {
  const { t } = useTranslation();
  if (field.type === "lines") return <Lines field={field} changed={changedLines(linesOf(from), linesOf(to))} />;
  if (field.type === "custom") return <>{t("timeline.changed")}</>;
  return (
    <>
      {!isEmpty(from) && (
        <>
          <span className={classes.old}>
            <Shown field={field} value={from} />
          </span>
          <span className={classes.arrow}>
            <IconArrowRight size={11} aria-label={t("timeline.becomes")} />
          </span>
        </>
      )}
      {isEmpty(to) ? t("timeline.cleared") : <Shown field={field} value={to} />}
    </>
  );
}

/** How many lines were changed, and what a few of them were and are. */
function Lines({ field, changed }: { field: Field; changed: [from: Line | undefined, to: Line | undefined][] }) {
  const { t } = useTranslation();
  return (
    <>
      {t("timeline.linesChanged", { count: changed.length })}
      {changed.slice(0, shown).map(([from, to]) => (
        <div key={(to ?? from)?.$key}>
          {from && <span className={classes.old}>{wordsOf(field, from)}</span>}
          {from && to && (
            <span className={classes.arrow}>
              <IconArrowRight size={11} aria-label={t("timeline.becomes")} />
            </span>
          )}
          {to && <bdi>{wordsOf(field, to)}</bdi>}
        </div>
      ))}
    </>
  );
}

function wordsOf(field: Field, line: Line): string {
  const parts = (field.lines ?? []).filter((part) => part.name !== "id" && part.name !== "position");
  const words = parts.map((part) => plainText(part, line[part.name]));
  return words.filter((one) => one !== "").join(" · ");
}

function changedLines(from: Line[], to: Line[]): [from: Line | undefined, to: Line | undefined][] {
  const old = new Map(from.map((line) => [line.$key, line]));
  const now = new Set(to.map((line) => line.$key));
  const same = (a: Line | undefined, b: Line) => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...from.filter((line) => !now.has(line.$key)).map((line): [Line, undefined] => [line, undefined]),
    ...to.filter((line) => !same(old.get(line.$key), line)).map((line): [Line | undefined, Line] => [old.get(line.$key), line]),
  ];
}
