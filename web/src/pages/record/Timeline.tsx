import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isKnown, useLive } from "@/api/live";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import type { Entity, Row } from "@/meta/types";
import { Composer } from "./Composer";
import { Follow } from "./Follow";
import { askFeed, askHistory, type FeedEntry, type FeedKind, fold } from "./feed";
import classes from "./Timeline.module.css";
import { RecomputedEntry, TimelineEntry } from "./TimelineEntry";

const kinds: (FeedKind | "")[] = ["", "comment", "change", "letter", "document"];

/** Everything that happened to a record: what was changed, said, sent, and what came of it. */
export function Timeline({ entity, record }: { entity: Entity; record: Row }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const feed = may("collaboration.feed.read");
  const [kind, setKind] = useState<FeedKind | "">("");
  const [answering, setAnswering] = useState<FeedEntry | undefined>();
  const query = useInfiniteQuery({
    queryKey: ["feed", record.id, kind],
    queryFn: ({ pageParam, signal }) =>
      feed ? askFeed(entity, record.id, kind, pageParam, signal) : askHistory(entity, record.id, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next || undefined,
  });
  useLive([`${entity.name}:${record.id}`], (hint) => {
    // It was asked for after the record.
    if (!isKnown(hint, record)) void query.refetch();
  });
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  const onChanged = () => void query.refetch();
  return (
    <section aria-label={t("timeline.title")}>
      <div className={classes.head}>
        <h2 className={classes.heading}>{t("timeline.title")}</h2>
        <Follow entity={entity} id={record.id} />
      </div>
      {may("collaboration.comment.write") && (
        <Composer
          entity={entity}
          record={record}
          answering={answering}
          onAnswered={() => setAnswering(undefined)}
          onWritten={onChanged}
        />
      )}
      {feed && (
        <div className={classes.filters} role="group" aria-label={t("timeline.filter")}>
          {kinds.map((one) => (
            <button key={one} type="button" className={classes.filter} aria-pressed={kind === one} onClick={() => setKind(one)}>
              {t(`timeline.kind.${one || "all"}`)}
            </button>
          ))}
        </div>
      )}
      {query.error && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
      <ol className={classes.feed}>
        {fold(entries).map((entry) =>
          entry.kind === "recomputed" ? (
            <RecomputedEntry
              key={entry.id}
              entity={entity}
              entries={entry.entries}
              onAnswer={setAnswering}
              onChanged={onChanged}
            />
          ) : (
            <TimelineEntry key={entry.id} entity={entity} entry={entry} onAnswer={setAnswering} onChanged={onChanged} />
          ),
        )}
      </ol>
      {query.data && entries.length === 0 && <p className="muted">{t("timeline.empty")}</p>}
      {query.hasNextPage && (
        <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("timeline.earlier")}
        </Button>
      )}
    </section>
  );
}
