import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { label, useTranslation } from "@/i18n";
import { type NavEntry, navigation } from "./nav";
import classes from "./Shell.module.css";
import { useSession } from "./session";

/** The entries of the navigation that somebody may see, and the views that are pinned to it. */
export function Entries({ collapsed, onGo }: { collapsed?: boolean; onGo?: () => void }) {
  const { t } = useTranslation();
  const { model, views } = useSession();
  const seen = (entry: NavEntry) => !entry.entity || model.named(entry.entity);
  const pinned = views.filter((view) => view.pinned && model.named(view.entity));
  return (
    <div className={classes.entries}>
      {navigation.map((group) => {
        const entries = group.entries.filter(seen);
        if (entries.length === 0) return null;
        return (
          <div key={group.key} role="group" aria-label={group.key ? t(`nav.${group.key}`) : undefined}>
            {group.key && !collapsed && <div className={classes.group}>{t(`nav.${group.key}`)}</div>}
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} collapsed={collapsed} onGo={onGo} />
            ))}
          </div>
        );
      })}
      {pinned.length > 0 && !collapsed && (
        <div role="group" aria-label={t("nav.pinned")}>
          <div className={classes.group}>{t("nav.pinned")}</div>
          {pinned.map((view) => (
            <a key={view.id} className={classes.entry} href={`/${model.named(view.entity)?.plural}?${view.query}`} onClick={onGo}>
              <span className={classes.entryName}>{view.name}</span>
            </a>
          ))}
        </div>
      )}
    </div>
  );
}

function Entry({ entry, collapsed, onGo }: { entry: NavEntry; collapsed?: boolean; onGo?: () => void }) {
  const { t } = useTranslation();
  const { model, unread } = useSession();
  const entity = entry.key.includes(".") ? model.named(entry.key) : undefined;
  const name = entity ? t(`plural.${entity.plural}`, { defaultValue: label(entity.label) }) : t(`nav.${entry.key}`);
  const link = (
    <Link
      to={entry.to}
      search={entry.search ?? {}}
      className={classes.entry}
      activeOptions={{ exact: entry.to === "/", includeSearch: Boolean(entry.search) }}
      activeProps={{ "data-active": true }}
      onClick={onGo}
      aria-label={collapsed ? name : undefined}
    >
      <entry.icon size={17} stroke={1.7} />
      {!collapsed && <span className={classes.entryName}>{name}</span>}
      {!collapsed && entry.key === "inbox" && unread > 0 && <span className={classes.count}>{unread}</span>}
    </Link>
  );
  if (!collapsed) return link;
  return (
    <Tooltip label={name} position="right">
      {link}
    </Tooltip>
  );
}
