import type { Search } from "@/app/search";
import { stringifySearch } from "@/app/search";
import { meantBy } from "@/app/self";
import { fieldOf } from "@/meta/model";
import type { Entity } from "@/meta/types";
import { resolve } from "./moments";

export type Mode = "table" | "board" | "calendar";

/** What is asked of one field, by operator: { gte: "100", lt: "200" }. */
export type Conditions = Record<string, string>;

/** A list as its address describes it. */
export interface ListState {
  /** By field, in the order in which they were added. */
  filters: Record<string, Conditions>;
  q: string;
  /** As the API has it: "-placed,number"; empty for the entity's own order. */
  sort: string;
  /** A field, maybe with a period: "placed.month". */
  group: string;
  /** Names of the columns; empty for those that the person prefers. */
  columns: string[];
  mode: Mode;
  /** The saved view, or the state, from which it was made. */
  view: string;
  /** The field that a board has as columns or a calendar as days. */
  by: string;
  /** The day around which a calendar stands, and how much it shows: "2026-05-30", "week". */
  at: string;
  span: string;
}

const own = ["q", "sort", "group", "columns", "mode", "view", "by", "at", "span"] as const;
const names = new Set<string>([...own, "peek"]);

export const emptyState: ListState = {
  filters: {}, q: "", sort: "", group: "", columns: [], mode: "table", view: "", by: "", at: "", span: "",
}; // biome-ignore format: short

/** Reads the query of an address. Fields whose names have a meaning here are written with their operator. */
export function readState(search: Search): ListState {
  const filters: Record<string, Conditions> = {};
  for (const [key, value] of Object.entries(search)) {
    const match = /^([a-z][\w.]*)(?:\[(\w+)\])?$/.exec(key);
    const name = match?.[1];
    if (!name || (names.has(name) && !match[2])) continue;
    filters[name] = { ...filters[name], [match[2] ?? "eq"]: value };
  }
  const text = (name: string) => search[name] ?? "";
  const mode = text("mode");
  return {
    filters,
    q: text("q"),
    sort: text("sort"),
    group: text("group"),
    columns: text("columns").split(",").filter(Boolean),
    mode: mode === "board" || mode === "calendar" ? mode : "table",
    view: text("view"),
    by: text("by"),
    at: text("at"),
    span: text("span"),
  };
}

/** Writes the query of an address. */
export function writeState(state: ListState): Search {
  const search: Search = {};
  for (const [name, conditions] of Object.entries(state.filters)) {
    for (const [op, value] of Object.entries(conditions)) {
      search[op === "eq" && !names.has(name) ? name : `${name}[${op}]`] = value;
    }
  }
  for (const name of own) {
    const value = name === "columns" ? state.columns.join(",") : state[name];
    if (value && !(name === "mode" && value === "table")) search[name] = value;
  }
  return search;
}

/** A query as saved views have it: without the question mark, the view itself, and the day looked at. */
export function queryOf(state: ListState): string {
  return stringifySearch(writeState({ ...state, view: "", at: "" })).slice(1);
}

/** Whether two states show the same. */
export function sameState(one: ListState, other: ListState): boolean {
  const sorted = (state: ListState) => queryOf(state).split("&").sort().join("&");
  return sorted(one) === sorted(other);
}

/**
 * The conditions of a state as the API takes them, with movable days made real and "me" made
 * whoever asks; unknown fields are left to the API to refuse.
 */
export function conditionsOf(entity: Entity, state: Pick<ListState, "filters" | "q">, today?: Date): Search {
  const search: Search = {};
  for (const [name, conditions] of Object.entries(state.filters)) {
    const people = fieldOf(entity, name)?.target === "identity.user";
    for (const [op, value] of Object.entries(conditions)) {
      search[op === "eq" ? name : `${name}[${op}]`] = people ? meantBy(value) : resolve(value, today);
    }
  }
  if (state.q) search.q = state.q;
  return search;
}

/** The fields that rows need: the columns, what the title is made of, and what stands in every row. */
export function neededFields(entity: Entity, columns: string[]): string[] {
  const title = [...entity.title.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "");
  const state = entity.states ? ["status"] : [];
  return [...new Set(["id", "version", "updated_at", ...title, ...state, ...columns])].filter((name) => fieldOf(entity, name));
}

/** The path of a list at the API. */
export function listPath(
  entity: Entity,
  state: Pick<ListState, "filters" | "q" | "sort">,
  columns: string[],
  limit = 100,
): string {
  const fields = neededFields(entity, columns);
  const include = fields.filter((name) => name !== "id" && fieldOf(entity, name)?.type === "reference");
  return `${entity.plural}${stringifySearch({
    ...conditionsOf(entity, state),
    sort: state.sort,
    limit,
    include: include.slice(0, 8).join(","),
    // What the company has added comes with whole records only.
    fields: fields.some((name) => fieldOf(entity, name)?.own) ? "" : fields.join(","),
  })}`;
}

/** The path of counts and sums over a list; bounded ones are not reckoned of very many rows. */
export function summaryPath(
  entity: Entity,
  state: Pick<ListState, "filters" | "q">,
  groupBy = "",
  sums: string[] = [],
  bounded = false,
): string {
  return `${entity.plural}/summary${stringifySearch({
    ...conditionsOf(entity, state),
    group_by: groupBy,
    sum: sums.slice(0, 5).join(","),
    count: bounded ? "bounded" : "",
  })}`;
}
