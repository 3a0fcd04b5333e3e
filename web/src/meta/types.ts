/** A field of an entity, as the server describes it. */
export interface Field {
  name: string;
  label: string;
  help?: string;
  /** text, amount, quantity, percent, number, date, instant, flag, choice, reference, lines, … */
  type: string;
  required?: boolean;
  readonly?: boolean;
  unique?: boolean;
  /** The permission, besides edit, that changing it needs. */
  need?: string;
  /** Taken, never shown. */
  secret?: boolean;
  /** Several lines of text. */
  long?: boolean;
  /** Of one of something, such as its price: sums of it say nothing. */
  each?: boolean;
  max_length?: number;
  choices?: string[];
  /** The entity that a reference points at. */
  target?: string;
  /** How lists may be filtered by it; absent when they may not. */
  operators?: string[];
  /** The company has added it: its values stand in the field custom. */
  own?: boolean;
  /** The fields of each line. */
  lines?: Field[];
}

/** A step of a flow. */
export interface Step {
  verb: string;
  label: string;
  from: string[];
  to: string;
  need: string;
  takes?: { name: string; required?: boolean }[];
}

/** A business action on a record, or of a module. */
export interface Action {
  path: string;
  module: string;
  on?: string;
  query?: boolean;
  file?: boolean;
  need: string;
  /** The states in which it is of use; left out for all. */
  from?: string[];
  summary: string;
  in?: Field[];
  answers?: string;
}

/** An entity, as the server describes it to this person. */
export interface Entity {
  name: string;
  module: string;
  plural: string;
  label: string;
  help?: string;
  /** What a record is called, with fields in braces: "{number}". */
  title: string;
  /** The columns that a list shows first. */
  list: string[];
  sort: string;
  searchable: boolean;
  /** Only read. */
  view: boolean;
  /** Tells what was done to others; what it told of has a history, and it has none. */
  trail?: boolean;
  fields: Field[];
  start?: string;
  states?: string[];
  steps?: Step[];
  actions?: Action[];
  may_create: boolean;
  may_update: boolean;
  may_delete: boolean;
  /** What refers to a record of it. */
  related?: { entity: string; field: string }[];
}

/** A record as the API answers it. */
export interface Row {
  id: string;
  version: number;
  [field: string]: unknown;
}

/** A reference within a record; the title is there when it was included. */
export interface Reference {
  id: string;
  title?: string;
  [field: string]: unknown;
}

/** An amount: the number as decimal text, and its ISO 4217 currency. */
export interface Amount {
  amount: string;
  currency: string;
}

/** One page of a list. */
export interface Page<T = Row> {
  data: T[];
  next_cursor: string | null;
}
