import { Button, Skeleton, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCalendar, IconLayoutKanban, IconPlus, IconTable } from "@tabler/icons-react";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { NotFound } from "@/app/NotFound";
import { useEntity, useSession } from "@/app/session";
import { useListed } from "@/forms/custom";
import { help, label, useTranslation } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Entity } from "@/meta/types";
import { decimal } from "@/ui/format";
import { kindOf } from "@/ui/kind";
import { type ColumnChoice, columnsOf, remember } from "./list/columns";
import { Export } from "./list/Export";
import classes from "./list/list.module.css";
import { type Foot, useFoot, useLiveRows, useRows } from "./list/rows";
import type { ListState, Mode } from "./list/state";
import { countOf, summable } from "./list/sums";
import { Table } from "./list/Table";
import { Toolbar } from "./list/Toolbar";
import { useLastView } from "./list/useLastView";
import { type SetState, useListState } from "./list/useListState";
import { ViewTabs } from "./list/ViewTabs";
import { usePeekOf } from "./record/usePeek";

const Board = lazy(() => import("./list/Board").then((m) => ({ default: m.Board })));
const Beside = lazy(() => import("./record/Beside").then((m) => ({ default: m.Beside })));
const Calendar = lazy(() => import("./list/Calendar").then((m) => ({ default: m.Calendar })));

/** The list of any entity: what its address says, as rows, a board or a calendar. */
export function ListPage() {
  const { plural } = useParams({ strict: false });
  const entity = useEntity(plural ?? "");
  if (!entity) return <NotFound />;
  return <EntityList key={entity.name} known={entity} />;
}

function EntityList({ known }: { known: Entity }) {
  const { t } = useTranslation();
  const { preferences, prefer } = useSession();
  const [address, set] = useListState();
  const state = useLastView(known, address, set);
  const [later, setLater] = useState(false);
  const entity = useListed(known, later || asksForMore(known, state, preferences.columns?.[known.name]));
  const peek = usePeekOf();
  const { peek: peeked } = useSearch({ strict: false }) as { peek?: string };
  const phone = !!useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const name = t(`plural.${entity.plural}`, { defaultValue: label(entity.label) });
  const preferred = preferences.columns?.[entity.name];
  const columns = useMemo(() => columnsOf(entity, state.columns, preferred), [entity, state.columns, preferred]);
  const names = useMemo(() => columns.map((column) => column.name), [columns]);
  const mode = modesOf(entity).includes(state.mode) ? state.mode : "table";
  const rows = useRows(entity, state, names, mode === "table" && !state.group);
  const sums = useMemo(() => summable(columns).map((column) => column.name), [columns]);
  const foot = useFoot(entity, state, sums, mode === "table" && rows.rows.length > 0);
  useLiveRows(entity, rows.path);
  const painted = !rows.query.isPending || mode !== "table" || !!state.group;
  useEffect(() => {
    if (!painted) return;
    // Behind the frame that shows the rows: nothing is asked for on their way.
    const frame = requestAnimationFrame(() => setTimeout(() => setLater(true)));
    return () => cancelAnimationFrame(frame);
  }, [painted]);

  // A view that names its columns keeps them in the address; others have those that the person prefers.
  const onColumns = (next: string[]) => {
    if (state.columns.length > 0 || (state.view && !entity.states?.includes(state.view))) set({ columns: next });
    else
      prefer({ columns: { ...preferences.columns, [entity.name]: remember(next.length > 0 ? next : entity.list, preferred) } });
  };
  return (
    <div className={classes.page} ref={peek}>
      <header className={classes.heading}>
        <h1 data-help={help(entity.help) || undefined}>{name}</h1>
        {mode === "table" && !state.group && <Count rows={rows} foot={foot} />}
        <div className={classes.headingEnd}>
          {(!phone || mode !== "table") && <ModeSwitch entity={entity} mode={mode} set={set} />}
          {!phone && mode === "table" && <Export entity={entity} state={state} columns={columns} />}
          {!phone && entity.may_create && <New entity={entity} />}
        </div>
      </header>
      <ViewTabs entity={entity} state={state} set={set} />
      <Toolbar entity={entity} state={state} set={set} columns={names} onColumns={onColumns} phone={phone} />
      {mode === "table" && (
        <Table entity={entity} name={name} state={state} set={set} columns={columns} rows={rows} foot={foot} phone={phone} />
      )}
      <Suspense fallback={<Skeleton m="md" h={200} />}>
        {mode === "board" && <Board entity={entity} state={state} set={set} columns={columns} />}
        {mode === "calendar" && <Calendar entity={entity} state={state} set={set} />}
      </Suspense>
      {phone && entity.may_create && (
        <div className={classes.below}>
          <New entity={entity} wide />
        </div>
      )}
      {peeked && (
        <Suspense>
          <Beside />
        </Suspense>
      )}
    </div>
  );
}

/** Whether a list cannot be shown without knowing the fields that the company has added. */
function asksForMore(entity: Entity, state: ListState, preferred: ColumnChoice[] | undefined): boolean {
  const sorted = state.sort.split(",").map((key) => key.replace("-", ""));
  const names = [...state.columns, ...(preferred ?? []).map((one) => one.name), ...Object.keys(state.filters), ...sorted];
  return names.some((name) => name && !fieldOf(entity, name.split(".")[0] ?? ""));
}

/** How else than as rows an entity can be shown. */
export function modesOf(entity: Entity): Mode[] {
  const filtered = entity.fields.filter((field) => field.operators && !field.own);
  const modes: Mode[] = ["table"];
  if (filtered.some((field) => kindOf(field) === "choice")) modes.push("board");
  if (filtered.some((field) => kindOf(field) === "date" || kindOf(field) === "instant")) modes.push("calendar");
  return modes;
}

const icons = { table: IconTable, board: IconLayoutKanban, calendar: IconCalendar };

function ModeSwitch({ entity, mode, set }: { entity: Entity; mode: Mode; set: SetState }) {
  const { t } = useTranslation();
  const modes = modesOf(entity);
  if (modes.length < 2) return null;
  return (
    <div className={classes.modes} role="group" aria-label={t("list.mode")}>
      {modes.map((one) => {
        const Icon = icons[one];
        return (
          <Tooltip key={one} label={t(`list.modes.${one}`)}>
            <button
              type="button"
              aria-pressed={one === mode}
              aria-label={t(`list.modes.${one}`)}
              onClick={() => set({ mode: one })}
            >
              <Icon size={15} />
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}

function New({ entity, wide }: { entity: Entity; wide?: boolean }) {
  const { t } = useTranslation();
  return (
    <Button
      fullWidth={wide}
      leftSection={<IconPlus size={14} />}
      renderRoot={(props) => <Link to="/$plural/new" params={{ plural: entity.plural }} {...props} />}
    >
      {t("list.new", { name: label(entity.label) })}
    </Button>
  );
}

// The server counts no more rows than these without being asked.
const counted = 10_000;

/** How many there are: as far as that is known without counting, and exactly when somebody wants to know. */
function Count({ rows, foot }: { rows: ReturnType<typeof useRows>; foot: Foot }) {
  const { t } = useTranslation();
  const loaded = rows.rows.length;
  const exact = rows.query.hasNextPage ? countOf(foot.groups) : loaded;
  if (rows.query.isPending || rows.query.isError) return null;
  if (exact !== undefined) return <span className={classes.count}>{decimal(exact)}</span>;
  return (
    <Tooltip label={t("list.countAll")}>
      <button type="button" className={classes.count} onClick={foot.reckon}>
        {decimal(foot.many ? Math.max(counted, loaded) : loaded)}+<span className="visually-hidden"> {t("list.countAll")}</span>
      </button>
    </Tooltip>
  );
}
