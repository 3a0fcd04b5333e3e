import { api, post } from "@/api/client";
import type { Problem } from "@/api/problem";
import { stringifySearch } from "@/app/search";
import type { Entity, Row, Step } from "@/meta/types";
import { conditionsOf, type ListState } from "./state";

/** What is done to each of many records. */
export type Doing =
  | { do: "step"; step: Step; input: Record<string, unknown> }
  | { do: "change"; change: Record<string, unknown> }
  | { do: "delete" };

/** A record to which it could not be done, and why. */
export interface Failed {
  id: string;
  title: string;
  problem: { title?: string; detail?: string; errors?: { message: string }[] };
}

export interface Outcome {
  done: number;
  failed: Failed[];
}

/** As the server tells of a job of many records. */
export interface Job {
  id: string;
  state: "waiting" | "running" | "done" | "cancelled" | "failed";
  total: number;
  done: number;
  failed: number;
  problem: string;
  failures?: Failed[];
}

/** The steps that all of some records allow, from where they stand, to somebody with these permissions. */
export function commonSteps(entity: Entity, rows: Row[], may: (permission: string) => boolean): Step[] {
  const states = new Set(rows.map((row) => row.status as string));
  return (entity.steps ?? []).filter((step) => may(step.need) && [...states].every((state) => step.from.includes(state)));
}

/** What is sent for each record in a bulk request. */
export function operationOf(doing: Doing, row: Row): Record<string, unknown> {
  const about = { id: row.id, version: row.version };
  switch (doing.do) {
    case "step":
      return { op: `step:${doing.step.verb}`, ...about, body: doing.input };
    case "change":
      return { op: "update", ...about, body: doing.change };
    default:
      return { op: "delete", ...about };
  }
}

/** Does something to some records at once; each stands for itself. */
export async function runNow(entity: Entity, rows: Row[], doing: Doing, nameOf: (row: Row) => string): Promise<Outcome> {
  const answer = await post<{ results: { status: number; problem?: Failed["problem"] }[] }>(`${entity.plural}/bulk`, {
    atomic: false,
    operations: rows.map((row) => operationOf(doing, row)),
  });
  const failed = answer.results.flatMap((result, i) => {
    const row = rows[i];
    return result.problem && row ? [{ id: row.id, title: nameOf(row), problem: result.problem }] : [];
  });
  return { done: rows.length - failed.length, failed };
}

/** Has the server do something to all that a list shows, or to some records by their ids, as a job. */
export async function startJob(entity: Entity, which: { state: ListState } | { ids: string[] }, doing: Doing): Promise<Job> {
  const meant = "ids" in which ? { ids: which.ids } : { filter: stringifySearch(conditionsOf(entity, which.state)).slice(1) };
  const what =
    doing.do === "step"
      ? { verb: doing.step.verb, input: doing.input }
      : doing.do === "change"
        ? { change: doing.change }
        : { delete: true };
  return post<Job>("bulk-jobs", { entity: entity.name, ...meant, ...what });
}

export function jobOf(id: string): Promise<Job> {
  return api<Job>(`my-jobs/${id}`);
}

export function cancelJob(id: string): Promise<Job> {
  return post<Job>(`my-jobs/${id}/cancel`);
}

export function isOver(job: Job): boolean {
  return job.state !== "waiting" && job.state !== "running";
}

/** Why something failed, in a sentence. */
export function reasonOf(problem: Failed["problem"] | Problem): string {
  if (problem instanceof Error) return problem.errors[0]?.message ?? problem.message;
  return problem.errors?.[0]?.message ?? problem.detail ?? problem.title ?? "";
}
