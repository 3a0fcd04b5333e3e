import type { components } from "./schema";

export type Schemas = components["schemas"];

/** What is wrong with one field of what was sent. */
export interface FieldError {
  /** RFC 6901 pointer into the body ("/items/0/quantity"), or "?name" for a parameter. */
  pointer: string;
  code: string;
  message: string;
}

/** An answer that is no success: RFC 9457, or a connection that failed. */
export class Problem extends Error {
  /** The last part of the problem's type: "invalid", "stale-version", "offline". */
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  readonly requestId: string;
  readonly errors: FieldError[];
  /** What else the problem says: the current version, the allowed verbs. */
  readonly more: Record<string, unknown>;

  constructor(body: Record<string, unknown>, status: number) {
    const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
    super(text("detail") || text("title") || `HTTP ${status}`);
    this.name = "Problem";
    this.slug = text("type").split("/").at(-1) || "unknown";
    this.status = status;
    this.title = text("title");
    this.requestId = text("request_id");
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.more = body;
  }

  /** The connection failed before there was an answer. */
  static offline(): Problem {
    return new Problem({ type: "offline", title: "No connection" }, 0);
  }

  /** What is said of a field of the body, by its pointer. */
  at(pointer: string): string | undefined {
    return this.errors.find((e) => e.pointer === pointer)?.message;
  }
}

/** Turns whatever was thrown into a problem that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem({ type: "unknown", title: thrown instanceof Error ? thrown.message : String(thrown) }, 0);
}
