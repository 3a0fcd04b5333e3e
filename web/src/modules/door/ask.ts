import { Problem } from "@/api/problem";

/** How to sign in a second time, in the order in which they are offered. */
export type Method = "passkey" | "totp" | "sms" | "recovery_code";

/** What the door answers to whoever takes a step. */
export interface Entered {
  status: "signed_in" | "second_factor";
  challenge?: string;
  methods?: Method[] | null;
  /** A second factor must be set up before anything else can be done. */
  enrol?: boolean;
  user?: { id: string; email: string; name: string; tenant?: string };
}

/** A provider by whom people sign in instead of with a password. */
export interface Provider {
  id: string;
  name: string;
  start: string;
}

/**
 * Asks the door. Unlike the application's own client it takes an answer of 401 for what
 * it says, a wrong password most of the time, and not for a session that has ended.
 */
export async function ask<T>(path: string, body?: unknown, tenant?: string): Promise<T> {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (tenant) headers.set("X-Tenant-ID", tenant);
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw Problem.offline();
  }
  const answer = await read(response);
  if (response.ok) return answer as T;
  throw new Problem({ ...answer, retry_after: Number(response.headers.get("Retry-After")) || 0 }, response.status);
}

async function read(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  try {
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  } catch {
    return { type: "unreadable", title: `HTTP ${response.status}` };
  }
}

/** For how many seconds a problem asks to wait; 0 when waiting does not help. */
export function secondsToWait(problem: Problem): number {
  const { retry_after } = problem.more;
  return typeof retry_after === "number" ? retry_after : 0;
}
