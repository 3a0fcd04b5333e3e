import { Link } from "@tanstack/react-router";
import { parseSearch } from "@/app/search";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { decimal } from "@/ui/format";
import classes from "./home.module.css";
import type { Day, Task } from "./tasks";

/** How much there is of one task, with the way to all of it. */
export function Tile({ task, count, more, day }: { task: Task; count: number; more: boolean; day: Day }) {
  const { t } = useTranslation();
  const plural = useSession().model.named(task.entity)?.plural ?? "";
  return (
    <li>
      <Link
        to="/$plural"
        params={{ plural }}
        search={parseSearch(task.query(day))}
        className={classes.tile}
        data-urgent={task.urgent || undefined}
      >
        <span className={classes.number}>
          {decimal(count)}
          {more && "+"}
        </span>
        <span>{t(`home.tasks.${task.key}`, { count })}</span>
      </Link>
    </li>
  );
}
