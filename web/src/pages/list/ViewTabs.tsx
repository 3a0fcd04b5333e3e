import { ActionIcon, Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { asProblem } from "@/api/problem";
import { stringifySearch } from "@/app/search";
import { type SavedView, useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Entity } from "@/meta/types";
import { useLinks } from "@/ui/links";
import classes from "./list.module.css";
import { emptyState, type ListState, queryOf, sameState, writeState } from "./state";
import type { SetState } from "./useListState";
import { type Tab, tabOf, tabsOf, useViews } from "./views";

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
}

/** The views of a list as tabs, and what can be done when the list is not as its view was saved. */
export function ViewTabs({ entity, state, set }: Props) {
  const { t } = useTranslation();
  const { views } = useSession();
  const links = useLinks();
  const tabs = tabsOf(entity, views);
  const current = tabOf(tabs, state);
  // What one looks for, and how, is no change of a view that nobody saved.
  const compared = current?.saved ? state : { ...state, q: "", mode: current?.state.mode ?? "table", by: "", span: "" };
  const changed = current && !sameState(current.state, compared);
  const nameOf = (tab: Tab) => (tab.kind === "all" ? t("list.all") : tab.kind === "state" ? choice(tab.name) : tab.name);
  return (
    <div className={classes.tabs}>
      <nav className={classes.tabList} aria-label={t("list.views")} ref={links}>
        {tabs.map((tab) => (
          <a
            key={tab.key}
            href={`/${entity.plural}${stringifySearch(writeState({ ...tab.state, view: tab.kind === "all" ? "" : tab.key }))}`}
            className={classes.tab}
            aria-current={tab.key === current?.key ? "page" : undefined}
            title={tab.saved ? t(`list.shared.${tab.saved.shared}`) : undefined}
          >
            {nameOf(tab)}
          </a>
        ))}
      </nav>
      {current && <ViewActions entity={entity} state={state} set={set} tab={current} changed={!!changed} />}
    </div>
  );
}

const NameView = lazy(() => import("./NameView").then((m) => ({ default: m.NameView })));

function ViewActions({ entity, state, set, tab, changed }: Props & { tab: Tab; changed: boolean }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { add, change, remove } = useViews();
  const [naming, setNaming] = useState<SavedView["shared"]>();
  const saved = tab.saved;
  const own = saved?.may_change;
  const attempt = async (doing: Promise<unknown>) => {
    try {
      await doing;
    } catch (thrown) {
      notifications.show({ color: "red", message: asProblem(thrown).message });
    }
  };
  const open = (view: SavedView) => set({ ...emptyState, ...state, view: view.id }, true);
  return (
    <div className={classes.viewActions}>
      {changed && (
        <>
          <span className="muted" role="status">
            {t("list.unsaved")}
          </span>
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() =>
              own && saved.shared !== "everyone" ? void attempt(change(saved.id, { query: queryOf(state) })) : setNaming("me")
            }
          >
            {t("list.saveForMe")}
          </Button>
          {may("workspace.view.share") && (
            <Button
              variant="subtle"
              size="compact-xs"
              onClick={() =>
                own && saved.shared === "everyone"
                  ? void attempt(change(saved.id, { query: queryOf(state) }))
                  : setNaming("everyone")
              }
            >
              {t("list.saveForAll")}
            </Button>
          )}
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => set({ ...tab.state, view: state.view })}>
            {t("list.reset")}
          </Button>
        </>
      )}
      {own && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon size="sm" aria-label={t("list.viewMenu", { name: saved.name })}>
              <IconDots size={15} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void attempt(change(saved.id, { pinned: !saved.pinned }))}>
              {t(saved.pinned ? "list.unpin" : "list.pin")}
            </Menu.Item>
            <Menu.Item onClick={() => void attempt(change(saved.id, { is_default: !saved.is_default }))}>
              {t(saved.is_default ? "list.notDefault" : "list.makeDefault")}
            </Menu.Item>
            <Menu.Item onClick={() => void attempt(change(saved.id, { shared: saved.shared === "team" ? "me" : "team" }))}>
              {t(saved.shared === "team" ? "list.unshare" : "list.shareTeam")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => void attempt(remove(saved.id).then(() => set({ view: "" }, true)))}>
              {t("list.removeView")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {naming && (
        <Suspense>
          <NameView
            shared={naming}
            onClose={() => setNaming(undefined)}
            onSave={(name, pinned) => attempt(add(entity, name, state, naming ?? "me", pinned).then(open))}
          />
        </Suspense>
      )}
    </div>
  );
}
