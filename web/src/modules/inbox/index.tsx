import "@/i18n/parts/home";
import "@/i18n/parts/profile";
import { Button, SegmentedControl, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { ProblemPanel } from "@/app/errors";
import { useTranslation } from "@/i18n";
import { Approvals } from "./Approvals";
import { GroupRow } from "./GroupRow";
import { grouped } from "./group";
import classes from "./inbox.module.css";
import { useInbox } from "./useInbox";
import { useKeys } from "./useKeys";

const kinds = ["mention", "comment", "assignment", "status", "approval", "reminder", "alert", "system"];

/** What is new for somebody, by the record that it is about. */
export function Inbox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { show, kind } = useSearch({ strict: false }) as { show?: string; kind?: string };
  const unreadOnly = show !== "all";
  const { query, unread, read, readAll } = useInbox(unreadOnly, kind);
  const groups = grouped(query.data?.pages.flatMap((page) => page.data) ?? []);
  const list = useRef<HTMLUListElement>(null);
  useKeys(list, groups, read);
  const look = (change: { show?: string; kind?: string }) => {
    const chosen = Object.entries({ show, kind, ...change }).filter((one): one is [string, string] => !!one[1]);
    void navigate({ to: "/inbox", search: Object.fromEntries(chosen) });
  };
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{t("nav.inbox")}</h1>
        <SegmentedControl
          size="xs"
          aria-label={t("inbox.show")}
          data={[
            { value: "unread", label: t("inbox.onlyUnread", { count: unread }) },
            { value: "all", label: t("inbox.everything") },
          ]}
          value={unreadOnly ? "unread" : "all"}
          onChange={(value) => look({ show: value === "all" ? "all" : undefined })}
        />
        <Select
          aria-label={t("inbox.kind")}
          placeholder={t("inbox.everyKind")}
          data={kinds.map((value) => ({ value, label: t(`profile.notify.kinds.${value}`) }))}
          value={kind ?? null}
          onChange={(value) => look({ kind: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": t("inbox.everyKind") }}
          w={190}
        />
        <Button variant="default" className={classes.all} disabled={unread === 0} onClick={readAll}>
          {t("inbox.readAll")}
        </Button>
      </header>
      <Approvals />
      {query.error && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
      {query.data && groups.length === 0 && (
        <div className={classes.empty}>
          <strong>{t(unreadOnly ? "inbox.done" : "inbox.empty")}</strong>
          <span className="muted">{t("inbox.emptyText")}</span>
        </div>
      )}
      <ul ref={list} className={classes.list} aria-label={t("nav.inbox")}>
        {groups.map((group) => (
          <GroupRow key={group.key} group={group} onRead={() => read(group)} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("inbox.more")}
        </Button>
      )}
      <p className={classes.keys}>{t("inbox.keys")}</p>
    </div>
  );
}
