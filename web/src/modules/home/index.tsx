import "@/i18n/parts/home";
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSession } from "@/app/session";
import { useTranslation } from "@/i18n";
import { currentLocale } from "@/ui/format";
import { Checklist } from "./Checklist";
import { Figures } from "./Figures";
import { taskQuery } from "./fetch";
import classes from "./home.module.css";
import { Tile } from "./Tile";
import { dayOf, inOrder, tasks } from "./tasks";
import { Worklist } from "./Worklist";

const worklists = 4;

/** What needs somebody today, by their roles. */
export function Home() {
  const { t } = useTranslation();
  const { me, model, may, company } = useSession();
  const day = useMemo(() => dayOf(new Date(), company.time_zone, me.user.id), [company.time_zone, me.user.id]);
  const mine = useMemo(
    () => inOrder(tasks, me.roles).filter((task) => model.named(task.entity) && (!task.need || task.need.some(may))),
    [me.roles, model, may],
  );
  const found = useQueries({ queries: mine.map((task) => taskQuery(task, model.named(task.entity)?.plural ?? "", day)) });
  const waiting = mine.flatMap((task, at) => {
    const { data } = found[at] ?? {};
    return data && data.count > 0 ? [{ task, found: data }] : [];
  });
  const looking = found.some((one) => one.isPending);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{t("home.hello", { name: me.name.split(" ")[0] })}</h1>
        <span className="muted">
          {new Intl.DateTimeFormat(currentLocale(), { dateStyle: "full", timeZone: company.time_zone }).format(new Date())}
        </span>
      </header>
      <Checklist />
      <section aria-labelledby="home-waiting" aria-busy={looking}>
        <h2 id="home-waiting">{t("home.waiting")}</h2>
        {waiting.length > 0 && (
          <ul className={classes.tiles}>
            {waiting.map((one) => (
              <Tile key={one.task.key} task={one.task} count={one.found.count} more={one.found.more} day={day} />
            ))}
          </ul>
        )}
        {waiting.length === 0 && !looking && (
          <div className={classes.clear}>
            <strong>{t("home.clear")}</strong>
            <span className="muted">{t("home.clearText")}</span>
          </div>
        )}
      </section>
      <div className={classes.columns}>
        {waiting.slice(0, worklists).map((one) => (
          <Worklist key={one.task.key} task={one.task} rows={one.found.rows} count={one.found.count} day={day} />
        ))}
      </div>
      <Figures today={day.today} />
    </div>
  );
}
