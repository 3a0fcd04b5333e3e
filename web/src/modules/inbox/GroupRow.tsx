import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { ago, instant } from "@/ui/format";
import type { Group, Item } from "./group";
import classes from "./inbox.module.css";

const shown = 3;

interface Props {
  group: Group;
  onRead: () => void;
}

/** What is new about one record, with the way to it. */
export function GroupRow({ group, onRead }: Props) {
  const { t } = useTranslation();
  const { model } = useSession();
  const [latest] = group.items;
  if (!latest) return null;
  const entity = model.named(group.about?.entity);
  const content = (
    <>
      <span className={classes.line}>
        {group.unread.length > 0 && <span className={classes.dot} role="img" aria-label={t("inbox.new")} />}
        {entity && <span className={classes.entity}>{label(entity.label)}</span>}
        <span className={classes.title}>{latest.title}</span>
      </span>
      {group.items.slice(0, shown).map((item) => (
        <ItemLine key={item.id} item={item} first={item === latest} />
      ))}
      {group.items.length > shown && (
        <span className={classes.rest}>{t("inbox.rest", { count: group.items.length - shown })}</span>
      )}
    </>
  );
  return (
    <li className={classes.group} data-unread={group.unread.length > 0 || undefined}>
      {entity && group.about ? (
        <Link
          to="/$plural/$id"
          params={{ plural: entity.plural, id: group.about.id }}
          className={classes.record}
          data-record
          onClick={onRead}
        >
          {content}
        </Link>
      ) : (
        <button type="button" className={classes.record} data-record onClick={onRead}>
          {content}
        </button>
      )}
      {group.unread.length > 0 && (
        <Button variant="subtle" color="gray" size="compact-xs" className={classes.read} onClick={onRead}>
          {t("inbox.read")}
        </Button>
      )}
    </li>
  );
}

function ItemLine({ item, first }: { item: Item; first: boolean }) {
  const { t } = useTranslation();
  const said = [item.actor?.title, first ? "" : item.title, item.text].filter(Boolean).join(": ");
  return (
    <span className={classes.item}>
      <span className={classes.text}>{said || t(`profile.notify.kinds.${item.kind}`)}</span>
      {item.count > 1 && <span className={classes.count}>×{item.count}</span>}
      <time dateTime={item.at ?? undefined} title={instant(item.at)}>
        {item.at && ago(item.at)}
      </time>
    </span>
  );
}
