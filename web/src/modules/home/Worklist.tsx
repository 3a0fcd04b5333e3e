import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { post } from "@/api/client";
import { parseSearch } from "@/app/search";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { fieldOf, titleOf } from "@/meta/model";
import type { Amount, Entity, Reference, Row } from "@/meta/types";
import { useSaving } from "@/modules/settings/parts/useSaving";
import { Wrong } from "@/modules/settings/parts/Wrong";
import { ago, money, day as writeDay } from "@/ui/format";
import classes from "./home.module.css";
import type { Day, Task } from "./tasks";

/** The first records of a task. */
export function Worklist({ task, rows, count, day }: { task: Task; rows: Row[]; count: number; day: Day }) {
  const { t } = useTranslation();
  const entity = useSession().model.named(task.entity);
  if (!entity) return null;
  return (
    <section className={classes.list} aria-labelledby={`home-${task.key}`}>
      <header>
        <h3 id={`home-${task.key}`}>{t(`home.lists.${task.key}`)}</h3>
        {count > rows.length && (
          <Link to="/$plural" params={{ plural: entity.plural }} search={parseSearch(task.query(day))} className={classes.all}>
            {t("home.all", { count })}
          </Link>
        )}
      </header>
      <ul>
        {rows.map((row) => (
          <li key={row.id} className={classes.row}>
            <Link to="/$plural/$id" params={{ plural: entity.plural, id: row.id }} className={classes.record}>
              <span className={classes.name}>{label(titleOf(entity, row))}</span>
              <span className={classes.detail}>{detailOf(task, row)}</span>
              <span className={classes.end}>{endOf(entity, task, row)}</span>
            </Link>
            {task.key === "approvals" && <Approve id={row.id} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function detailOf(task: Task, row: Row): string {
  const titles = (task.include ?? []).map((name) => (row[name] as Reference | null)?.title);
  return titles.find((title) => !!title) ?? "";
}

function endOf(entity: Entity, task: Task, row: Row): string {
  const value = task.end && row[task.end];
  if (!task.end || value === null || value === undefined || value === "") return "";
  if (typeof value === "object") return money(value as Amount);
  const type = fieldOf(entity, task.end)?.type;
  if (type === "date") return writeDay(String(value));
  return type === "instant" ? ago(String(value)) : String(value);
}

/** Approves an exception, or ends it, in place. */
function Approve({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const saving = useSaving();
  const act = (verb: "approve" | "revoke") =>
    void saving.save(async () => {
      await post(`exceptions/${id}/${verb}`);
      await queries.invalidateQueries({ queryKey: ["exceptions"] });
    });
  return (
    <span className={classes.approve}>
      <Button size="compact-xs" variant="default" loading={saving.busy} onClick={() => act("approve")}>
        {t("home.approve")}
      </Button>
      <Button size="compact-xs" variant="subtle" color="red" disabled={saving.busy} onClick={() => act("revoke")}>
        {t("home.refuse")}
      </Button>
      {saving.problem && <Wrong problem={saving.problem} />}
    </span>
  );
}
