import {
  DndContext,
  type DragEndEvent,
  PointerSensor,
  pointerWithin,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { ActionIcon, Button, NativeSelect, Popover, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { api } from "@/api/client";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { useSession } from "@/app/session";
import { label, useTranslation } from "@/i18n";
import { fieldOf, titleOf } from "@/meta/model";
import type { Entity, Field, Row } from "@/meta/types";
import { daysOf, focusMoved, walkDays } from "@/ui/focus";
import { currentLocale, day as dayText } from "@/ui/format";
import { isEditable, kindOf } from "@/ui/kind";
import { useLinks } from "@/ui/links";
import { toneOf } from "@/ui/tone";
import { reasonOf } from "./bulk";
import classes from "./Calendar.module.css";
import { addDays, dayOf, daysShown, firstDayOfWeek, monthOf } from "./days";
import { loadPage, outdate, patchRows, rowsKey } from "./rows";
import { type ListState, listPath } from "./state";
import type { SetState } from "./useListState";

interface Props {
  entity: Entity;
  state: ListState;
  set: SetState;
}

const most = 1000; // records that one look at the calendar shows
const perDay = 4; // in a month

/** The fields that a calendar may go by: days before instants, what can be changed before what cannot. */
export function calendarFields(entity: Entity): Field[] {
  const rank = (field: Field) => Number(kindOf(field) === "instant") * 2 + Number(!!field.readonly);
  return entity.fields
    .filter((field) => field.operators?.includes("gte") && !field.own && ["date", "instant"].includes(kindOf(field)))
    .sort((a, b) => rank(a) - rank(b));
}

/** The list by day: a month or a week. */
export function Calendar({ entity, state, set }: Props) {
  const { may, company } = useSession();
  const fields = calendarFields(entity);
  const field = fields.find((one) => one.name === state.by) ?? fields[0];
  const span = state.span === "week" ? "week" : "month";
  const today = dayOf(new Date().toISOString(), company.time_zone);
  const around = /^\d{4}-\d\d-\d\d$/.test(state.at) ? state.at : today;
  const days = daysShown(around, span, firstDayOfWeek(currentLocale()));
  const query = useDays(entity, state, field, days);
  const links = useLinks();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const reschedule = useReschedule(entity, field);
  if (!field) return null;
  const movable = kindOf(field) === "date" && isEditable(entity, field, may);
  const byDay = new Map<string, Row[]>();
  for (const row of query.data?.rows ?? []) {
    const day = dayOf(String(row[field.name]), company.time_zone);
    byDay.set(day, [...(byDay.get(day) ?? []), row]);
  }
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const row = active.data.current as Row | undefined;
    if (row && over) reschedule(row, String(over.id));
  };
  return (
    <>
      <Bar fields={fields} field={field} span={span} around={around} today={today} set={set} cut={!!query.data?.cut} />
      {query.isError && <ProblemPanel error={query.error} retry={() => void query.refetch()} />}
      <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragEnd={onDragEnd}>
        <div className={classes.calendar} data-span={span} ref={links}>
          {days.slice(0, 7).map((one) => (
            <div key={one} className={classes.weekday}>
              {weekdayName(one, span === "week")}
            </div>
          ))}
          {days.map((one) => (
            <Day
              key={one}
              day={one}
              today={one === today}
              outside={span === "month" && monthOf(one) !== monthOf(around)}
              limit={span === "week" ? 200 : perDay}
              events={(byDay.get(one) ?? []).map((row) => ({ row, title: eventTitle(entity, row) }))}
              plural={entity.plural}
              onMove={movable ? reschedule : undefined}
            />
          ))}
        </div>
      </DndContext>
    </>
  );
}

// The client says more than the number alone, where there is one.
function eventTitle(entity: Entity, row: Row): string {
  const client = (row.client as { title?: string } | null | undefined)?.title;
  return [titleOf(entity, row), client].filter(Boolean).join(" · ");
}

function useDays(entity: Entity, state: ListState, field: Field | undefined, days: string[]) {
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const wide = field && kindOf(field) === "instant" ? 1 : 0; // midnight is elsewhere in other zones
  const filters = { ...state.filters };
  if (field) filters[field.name] = { gte: addDays(first, -wide), lt: addDays(last, 1 + wide) };
  const names = field ? [field.name, ...["client"].filter((name) => fieldOf(entity, name))] : [];
  const path = listPath(entity, { ...state, filters, sort: field?.name ?? "" }, names, 200);
  return useQuery({
    queryKey: [...rowsKey(entity), "calendar", path],
    queryFn: async ({ signal }) => {
      const rows: Row[] = [];
      let cursor: string | null = "";
      while (cursor !== null && rows.length < most) {
        const page: Awaited<ReturnType<typeof loadPage>> = await loadPage(path, cursor, signal);
        rows.push(...page.data);
        cursor = page.next_cursor;
      }
      return { rows, cut: cursor !== null };
    },
    enabled: !!field,
    placeholderData: keepPreviousData,
  });
}

/** Moves a record to another day: at once, and back when the server refuses. */
function useReschedule(entity: Entity, field: Field | undefined) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return async (row: Row, to: string) => {
    if (!field || row[field.name] === to) return;
    const put = (change: Record<string, unknown>) => patchRows(queries, entity, row.id, change);
    // What is being read is of before the move.
    await queries.cancelQueries({ queryKey: rowsKey(entity) });
    put({ [field.name]: to });
    focusMoved(`[data-entry="${row.id}"]`);
    try {
      const fresh = await api<Row>(`${entity.plural}/${row.id}`, {
        method: "PATCH",
        version: row.version,
        body: { [field.name]: to },
      });
      put({ version: fresh.version });
      void outdate(queries, entity, "none");
      notifications.show({
        message: t("list.calendar.moved", { name: titleOf(entity, row), day: dayText(to) }),
        autoClose: 2500,
      });
    } catch (thrown) {
      put({ [field.name]: row[field.name] });
      focusMoved(`[data-entry="${row.id}"]`);
      notifications.show({
        color: "red",
        title: t("list.board.cannot", { name: titleOf(entity, row) }),
        message: reasonOf(asProblem(thrown)),
      });
    }
  };
}

function weekdayName(day: string, withDate: boolean): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: "short",
    timeZone: "UTC",
    ...(withDate ? { day: "numeric", month: "short" } : {}),
  };
  return new Intl.DateTimeFormat(currentLocale(), options).format(new Date(`${day}T00:00:00Z`));
}

interface BarProps {
  fields: Field[];
  field: Field;
  span: "month" | "week";
  around: string;
  today: string;
  set: SetState;
  cut: boolean;
}

function Bar({ fields, field, span, around, today, set, cut }: BarProps) {
  const { t } = useTranslation();
  const go = (by: number) => set({ at: span === "week" ? addDays(around, 7 * by) : monthOf(around, by) }, true);
  const name = new Intl.DateTimeFormat(currentLocale(), { month: "long", year: "numeric", timeZone: "UTC" });
  return (
    <div className={classes.bar}>
      <h2 aria-live="polite">{name.format(new Date(`${around}T00:00:00Z`))}</h2>
      <ActionIcon onClick={() => go(-1)} aria-label={t("list.calendar.previous")}>
        <IconChevronLeft size={16} className={classes.arrow} />
      </ActionIcon>
      <Button variant="default" size="compact-xs" onClick={() => set({ at: today }, true)}>
        {t("list.calendar.today")}
      </Button>
      <ActionIcon onClick={() => go(1)} aria-label={t("list.calendar.next")}>
        <IconChevronRight size={16} className={classes.arrow} />
      </ActionIcon>
      {cut && <span className="muted">{t("list.calendar.cut")}</span>}
      <div className={classes.end}>
        {fields.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t("list.calendar.by")}
            value={field.name}
            onChange={(event) => set({ by: event.currentTarget.value })}
            data={fields.map((one) => ({ value: one.name, label: label(one.label) }))}
          />
        )}
        <SegmentedControl
          size="xs"
          value={span}
          onChange={(next) => set({ span: next === "week" ? "week" : "" })}
          data={[
            { value: "month", label: t("list.calendar.month") },
            { value: "week", label: t("list.calendar.week") },
          ]}
        />
      </div>
    </div>
  );
}

interface CalendarEvent {
  row: Row;
  title: string;
}

interface DayProps {
  day: string;
  today: boolean;
  outside: boolean;
  limit: number;
  events: CalendarEvent[];
  plural: string;
  onMove: ((row: Row, to: string) => void) | undefined;
}

function Day({ day, today, outside, limit, events, plural, onMove }: DayProps) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: day, disabled: !onMove });
  const [open, setOpen] = useState(false);
  const shown = events.length > limit ? events.slice(0, limit - 1) : events;
  const date = Number(day.slice(8));
  return (
    <div
      ref={setNodeRef}
      className={classes.day}
      data-day={day}
      data-today={today || undefined}
      data-outside={outside || undefined}
      data-over={isOver || undefined}
    >
      <time dateTime={day} className={classes.date}>
        {new Intl.NumberFormat(currentLocale()).format(date)}
      </time>
      {shown.map((event) => (
        <Entry key={event.row.id} event={event} day={day} plural={plural} onMove={onMove} />
      ))}
      {events.length > shown.length && (
        <Popover
          opened={open}
          onChange={setOpen}
          position="bottom"
          shadow="md"
          width={260}
          withinPortal={false}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <button
              type="button"
              className={classes.more}
              onClick={() => setOpen(!open)}
              onKeyDown={(pressed) => {
                const by = daysOf(pressed.key);
                if (by !== undefined && !open) walkDays(pressed.currentTarget, by);
              }}
              data-entry
            >
              {t("list.calendar.more", { count: events.length - shown.length })}
            </button>
          </Popover.Target>
          <Popover.Dropdown p={8} className={classes.all}>
            {events.map((event) => (
              <Entry key={event.row.id} event={event} day={day} plural={plural} onMove={undefined} />
            ))}
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
}

function Entry({
  event,
  day,
  plural,
  onMove,
}: {
  event: CalendarEvent;
  day: string;
  plural: string;
  onMove: DayProps["onMove"];
}) {
  const { row, title } = event;
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: row.id, data: row, disabled: !onMove });
  const onKeyDown = (pressed: KeyboardEvent<HTMLElement>) => {
    const by = daysOf(pressed.key);
    if (by === undefined || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    pressed.preventDefault();
    if (!pressed.shiftKey) walkDays(pressed.currentTarget, by);
    else onMove?.(row, addDays(day, by));
  };
  return (
    <a
      ref={setNodeRef}
      href={`/${plural}/${row.id}`}
      className={classes.event}
      data-tone={typeof row.status === "string" ? toneOf(row.status) : undefined}
      data-dragging={isDragging || undefined}
      style={transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : undefined}
      draggable={false}
      title={title}
      onKeyDown={onKeyDown}
      data-entry={row.id}
      {...listeners}
    >
      {title}
    </a>
  );
}
