import { choice, label, say } from "@/i18n";
import type { Entity, Field, Reference, Row } from "./types";

// What the server calls entities, whoever looks: known from the first model that has them.
const labels = new Map<string, string>();

/** What a kind of record is called that is known by its name; one that nobody here may see, by its noun. */
export function kindName(name: string): string {
  return label(labels.get(name) ?? choice(name.slice(name.indexOf(".") + 1)));
}

/** What was done to a record, as people read it. */
export function verbName(verb: string): string {
  return say(`list.verbs.${verb}`, { defaultValue: label(choice(verb)) });
}

/** The entities that somebody may see, by name and by plural. */
export class Model {
  private readonly byName = new Map<string, Entity>();
  private readonly byPlural = new Map<string, Entity>();

  constructor(readonly entities: Entity[]) {
    for (const entity of entities) {
      labels.set(entity.name, entity.label);
      this.byName.set(entity.name, entity);
      this.byPlural.set(entity.plural, entity);
    }
  }

  named(name: string | undefined): Entity | undefined {
    return name === undefined ? undefined : this.byName.get(name);
  }

  at(plural: string): Entity | undefined {
    return this.byPlural.get(plural);
  }

  /** What a log can tell that was done to records. */
  verbs(): string[] {
    const steps = this.entities.flatMap((entity) => entity.steps?.map((step) => step.verb) ?? []);
    return [...new Set(["create", "update", "delete", "derive", ...steps])];
  }

  /** The entities that refer to one, with the field by which they do. */
  related(entity: Entity): { entity: Entity; field: Field }[] {
    return this.entities.flatMap((other) =>
      other.fields
        .filter((field) => field.type === "reference" && field.target === entity.name && field.operators?.includes("eq"))
        .map((field) => ({ entity: other, field })),
    );
  }
}

/** What every record has besides what its entity is about. */
const standard = new Set(["id", "version", "created_at", "updated_at", "custom"]);

export function isStandard(field: Field): boolean {
  return standard.has(field.name);
}

export function fieldOf(entity: Entity, name: string): Field | undefined {
  return entity.fields.find((field) => field.name === name);
}

/** The field that holds the state of an entity: that of its flow, or one that follows from what happens to it. */
export function stateField(entity: Entity): Field | undefined {
  const status = fieldOf(entity, "status");
  return entity.states || status?.choices ? status : undefined;
}

/** What a record is called, by the pattern of its entity. */
export function titleOf(entity: Entity, record: Row | Reference): string {
  if (typeof record.title === "string" && record.title) return record.title;
  const title = entity.title.replace(/\{(\w+)\}/g, (_, name: string) => part(fieldOf(entity, name), record[name])).trim();
  return title.replace(/^\/+|\/+$/g, "") || record.id.slice(-8);
}

/** A field of a title: kinds and verbs by what they are called. */
function part(field: Field | undefined, value: unknown): string {
  if (typeof value === "string" && field?.type === "kind") return kindName(value);
  if (typeof value === "string" && field?.type === "verb") return verbName(value);
  return plain(value);
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  const { title, amount, currency } = value as Record<string, unknown>;
  if (typeof title === "string") return title;
  return typeof amount === "string" ? `${amount} ${currency}` : "";
}

/** The references among some columns, for the parameter include. */
export function included(entity: Entity, columns: string[]): string[] {
  return columns.filter((name) => fieldOf(entity, name)?.type === "reference" && name !== "id");
}
