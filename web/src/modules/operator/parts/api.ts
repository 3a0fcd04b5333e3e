import type { Schemas } from "@/api/problem";

/** The lists within an answer, which the server writes as [] when they are empty, whatever a nil slice may look like. */
type Full<T> = T extends (infer One)[]
  ? Full<One>[]
  : T extends object
    ? { [Key in keyof T]: Extract<T[Key], unknown[]> extends never ? Full<T[Key]> : Full<NonNullable<T[Key]>> }
    : T;

/** What the API answers, by the name of its schema. */
export type Known<Name extends keyof Schemas> = Full<Schemas[Name]>;
