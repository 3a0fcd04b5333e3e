import type { Values } from "@/forms/values";
import { choice, help, label, type Translate } from "@/i18n";
import { fieldOf } from "@/meta/model";
import type { Action, Entity, Field, Row, Step } from "@/meta/types";

/** Something that can be done to a record: a step of its flow, or an action. */
export interface Deed {
  /** The last part of its address. */
  verb: string;
  name: string;
  summary?: string;
  /** What it asks for first. */
  fields: Field[];
  /** Why it cannot be done now. */
  refused?: string;
  /** It answers with a document to look at. */
  file: boolean;
  /** It only tells. */
  query: boolean;
  /** It cannot be undone. */
  final: boolean;
  /** It ends something, or takes it back. */
  negative: boolean;
  step?: Step;
  action?: Action;
}

// What people do when something goes wrong: never the first thing that is offered.
const negative = new Set([
  "cancel",
  "hold",
  "decline",
  "disqualify",
  "archive",
  "anonymise",
  "block",
  "revoke",
  "withdraw",
  "expire",
  "skip",
  "close-short",
  "write-off",
  "return",
  "nurture",
  "refund",
]);
const lasting = new Set(["post", "write-off", "anonymise", "rotate-secret", "refund"]);

/** Everything that this person may do to a record, with why not now. */
export function deedsOf(entity: Entity, record: Row, t: Translate): Deed[] {
  const state = String(record.status ?? "");
  const steps = (entity.steps ?? []).map((step): Deed => {
    const refused = !step.from.includes(state)
      ? t("record.onlyWhen", { states: step.from.map((one) => choice(one)).join(", ") })
      : onHold(step.verb, record, t);
    return {
      verb: step.verb,
      name: label(step.label),
      fields: takenBy(entity, step),
      refused,
      file: false,
      query: false,
      final: isFinal(entity, step),
      negative: negative.has(step.verb),
      step,
    };
  });
  const actions = (entity.actions ?? []).map((action): Deed => {
    const path = action.path.replace(/\.pdf$/, "");
    return {
      verb: action.path,
      name: action.file ? t("record.pdf", { name: choice(path) }) : choice(path),
      summary: help(action.summary),
      fields: action.in ?? [],
      refused: notNow(action, state, t),
      file: !!action.file,
      query: !!action.query,
      final: lasting.has(action.path),
      negative: negative.has(action.path),
      action,
    };
  });
  return [...steps, ...actions];
}

/** Why an action is of no use in the state that a record is in, where the server says in which it is. */
function notNow(action: Action, state: string, t: Translate): string | undefined {
  if (!action.from?.length || action.from.includes(state)) return undefined;
  return t("record.onlyWhen", { states: action.from.map((one) => choice(one)).join(", ") });
}

function onHold(verb: string, record: Row, t: Translate): string | undefined {
  if (typeof record.on_hold !== "boolean") return undefined;
  if (verb === "resume") return record.on_hold ? undefined : t("record.notOnHold");
  return record.on_hold && verb !== "cancel" ? t("record.onHold") : undefined;
}

/** The fields that a step takes, to be written whatever they are at other times. */
export function takenBy(entity: Entity, step: Step): Field[] {
  return (step.takes ?? []).flatMap(({ name, required }) => {
    const field = fieldOf(entity, name);
    return field ? [{ ...field, readonly: false, required: !!required }] : [];
  });
}

/** Whether no step leads back to where one starts from. */
export function isFinal(entity: Entity, step: Step): boolean {
  if (lasting.has(step.verb)) return true;
  if (step.from.includes(step.to)) return false;
  const seen = new Set([step.to]);
  const open = [step.to];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of entity.steps ?? []) {
      if (next.from.includes(at) && !seen.has(next.to)) {
        seen.add(next.to);
        open.push(next.to);
      }
    }
  }
  // What leads on is a step of the work; what leads nowhere is its end.
  return seen.size === 1 && !step.from.includes(step.to);
}

type Likely = (record: Row) => string | undefined;

// What comes next for documents whose next step is no step of their flow, or depends on
// more than their state.
const next: Record<string, Likely> = {
  "sales.order": (order) => {
    if (order.status !== "confirmed") return undefined;
    if (order.on_hold) return "resume";
    return order.invoice_state === "invoiced" ? "close" : "invoice";
  },
  "billing.payment": (payment) => ({ pending: "charge", failed: "retry", unknown: "resolve" })[String(payment.status)],
};

/** The one thing that is offered first: what leads on from here. */
export function primaryOf(entity: Entity, record: Row, deeds: Deed[]): Deed | undefined {
  const open = deeds.filter((deed) => !deed.refused && !deed.file && !deed.query);
  const likely = next[entity.name]?.(record);
  const over = entity.steps?.every((step) => !step.from.includes(String(record.status ?? "")));
  return (
    open.find((deed) => deed.verb === likely) ??
    open.find((deed) => deed.step && !deed.negative && !deed.step.from.includes(deed.step.to)) ??
    (over ? undefined : open.find((deed) => deed.action && !deed.negative && leadsOn(deed.action, entity)))
  );
}

/** Whether an action makes the next document, and does not merely send or show something. */
function leadsOn(action: Action, entity: Entity): boolean {
  const answers = action.answers;
  return !!answers && answers !== entity.name && answers !== "communications.message";
}

/**
 * Whether a record can still be changed. A draft that went on its way, and what has come to
 * an end, is changed by steps alone; the server has the last word.
 */
export function isFrozen(entity: Entity, record: Row): boolean {
  const state = String(record.status ?? "");
  // Of a payment nothing is changed once a provider was asked.
  if (entity.name === "billing.payment") return state !== "pending";
  if (!entity.states || !entity.start) return false;
  if (state === entity.start) return false;
  if (entity.start === "draft" || entity.start === "pending") return true;
  const leads = (entity.steps ?? []).filter((step) => step.from.includes(state));
  return leads.every((step) => step.to === entity.start || step.to === state || step.verb === "anonymise");
}

/** A step starts from what the record has, an action from nothing. */
export function knownOf(deed: Deed, record: Row): Values {
  const fields = deed.step ? deed.fields.map((field) => [field.name, record[field.name] ?? null]) : [];
  return { currency: record.currency, ...Object.fromEntries(fields) };
}
