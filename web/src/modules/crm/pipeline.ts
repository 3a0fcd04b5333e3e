import type { Model } from "@/meta/model";
import type { Amount, Entity, Reference, Row, Step } from "@/meta/types";

/** The way of a lead as people tell it; states that a flow has besides come after. */
const way = ["new", "contacted", "qualified", "nurture"];

/** States in which nothing is expected any more. */
export const over = new Set(["converted", "disqualified"]);

/** The columns of the pipeline, in the order of the way. */
export function columnsOf(entity: Entity): string[] {
  const states = entity.states ?? [];
  return [...way.filter((one) => states.includes(one)), ...states.filter((one) => !way.includes(one))];
}

/** The fields that cards show, besides those of every row. */
export const cardFields = [
  "company",
  "contact_name",
  "currency",
  "estimated_value",
  "owner",
  "source",
  "next_follow_up",
  "updated_at",
];

/** What a lead is called on its card: the company, or who asked. */
export function nameOf(lead: Row): string {
  return String(lead.company || lead.contact_name || lead.number || "");
}

/** Something that is planned with a lead. */
export interface Planned {
  id: string;
  subject: string;
  due: string;
  kind: string;
}

/** The first thing that is planned with each lead, from activities in the order of their days. */
export function nextOf(activities: Row[]): Map<string, Planned> {
  const next = new Map<string, Planned>();
  for (const one of activities) {
    const lead = (one.lead as Reference | null)?.id;
    if (!lead || next.has(lead)) continue;
    next.set(lead, { id: one.id, subject: String(one.subject), due: String(one.due), kind: String(one.kind) });
  }
  return next;
}

/** After so many days without a change a lead looks forgotten. */
const patience = 14;

/** How many days ago a lead was changed last, and whether that is too long. */
export function ageOf(lead: Row, now = Date.now()): { days: number; old: boolean } {
  const days = Math.max(0, Math.floor((now - Date.parse(String(lead.updated_at))) / 86_400_000));
  return { days, old: days >= patience && !over.has(String(lead.status)) };
}

/**
 * The step that takes a new lead to a column; null where new ones begin, and undefined
 * where they cannot be put at once.
 */
export function stepInto(entity: Entity, column: string, may: (permission: string) => boolean): Step | null | undefined {
  if (column === entity.start) return null;
  return entity.steps?.find(
    (step) =>
      step.to === column &&
      step.from.includes(entity.start ?? "") &&
      may(step.need) &&
      !over.has(column) &&
      !step.takes?.some((one) => one.required),
  );
}

/** What a new lead is, besides what was typed: what the pipeline is narrowed to. */
export function givenBy(filters: Record<string, Record<string, string>>): Record<string, unknown> {
  const { owner, source } = filters;
  return {
    ...(owner?.eq && owner.eq !== "null" ? { owner: owner.eq } : {}),
    ...(source?.eq ? { source: source.eq } : {}),
  };
}

/** What is made when a lead becomes a client, as the server does it. */
export interface Made {
  client: { name: string; kind: "company" | "person" };
  contact?: { first: string; last: string };
  address?: string;
}

/** What converting a lead makes: the last word of a name is taken for the family name. */
export function madeOf(lead: Row): Made {
  const text = (name: string) => String(lead[name] ?? "").trim();
  const company = text("company");
  const person = text("contact_name");
  const cut = person.lastIndexOf(" ");
  const town = [text("street"), [text("postal_code"), text("city")].filter(Boolean).join(" ")].filter(Boolean);
  const placed = text("country") && (text("street") || text("city"));
  return {
    client: { name: company || person, kind: company ? "company" : "person" },
    contact: person ? { first: cut < 0 ? "" : person.slice(0, cut).trim(), last: person.slice(cut + 1) } : undefined,
    address: placed ? [...town, text("country")].join(", ") : undefined,
  };
}

/** What companies are besides their name; searching for it finds everybody. */
const forms = /\b(ltd|limited|inc|llc|plc|co|corp|gmbh|ag|kg|ohg|ug|se|sa|sarl|bv|nv|srl|spa)\b\.?/gi;

/** The words by which clients are sought that may be the same. */
export function soughtBy(lead: Row): string {
  const { client } = madeOf(lead);
  return client.name
    .replace(forms, " ")
    .replace(/[.,&]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Where clients like a lead are asked for: by name, and by e-mail address. */
export function likePaths(model: Model, lead: Row): string[] {
  const clients = model.named("crm.client");
  if (!clients) return [];
  const fields = "status=active&limit=5&fields=id,number,name,email,country";
  const email = String(lead.email ?? "");
  const name = soughtBy(lead);
  return [
    ...(email ? [`${clients.plural}?email=${encodeURIComponent(email)}&${fields}`] : []),
    ...(name ? [`${clients.plural}?q=${encodeURIComponent(name)}&${fields}`] : []),
  ];
}

/** The value that is hoped for, when there is any. */
export function worthOf(lead: Row): Amount | undefined {
  const value = lead.estimated_value as Amount | null | undefined;
  return value && Number(value.amount) !== 0 ? value : undefined;
}
