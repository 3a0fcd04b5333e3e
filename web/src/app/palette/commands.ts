import { choice, label, type Translate } from "@/i18n";
import type { Model } from "@/meta/model";
import { navigation } from "../nav";

/** Something that the palette can do. */
export interface Command {
  key: string;
  group: "recent" | "records" | "pages" | "create" | "actions";
  title: string;
  /** A second line: city, client, what it is. */
  detail?: string;
  /** The keys that do the same: "G O". */
  keys?: string;
  /** Where it leads; else run does it. */
  to?: string;
  run?: () => void;
}

/** The name of an entity's list. */
export function pluralName(t: Translate, entity: { plural: string; label: string }): string {
  return t(`plural.${entity.plural}`, { defaultValue: label(entity.label) });
}

/** The pages that somebody may go to: those of the navigation, and every other list. */
export function pageCommands(model: Model, t: Translate): Command[] {
  const entries = navigation.flatMap((group) => group.entries).filter((entry) => !entry.entity || model.named(entry.entity));
  const listed = new Set(entries.map((entry) => entry.to));
  const pages = entries.map<Command>((entry) => {
    const entity = entry.key.includes(".") ? model.named(entry.key) : undefined;
    return {
      key: `go ${entry.to}`,
      group: "pages",
      title: entity ? pluralName(t, entity) : t(`nav.${entry.key}`),
      keys: entry.letter && `G ${entry.letter.toUpperCase()}`,
      to: entry.to,
    };
  });
  const rest = model.entities
    .filter((entity) => !listed.has(`/${entity.plural}`))
    .map<Command>((entity) => ({
      key: `go ${entity.plural}`,
      group: "pages",
      title: pluralName(t, entity),
      to: `/${entity.plural}`,
    }));
  return [...pages, ...rest];
}

/** What somebody may create. */
export function createCommands(model: Model, t: Translate): Command[] {
  const letters = new Map(navigation.flatMap((group) => group.entries).map((entry) => [entry.entity, entry.letter]));
  return model.entities
    .filter((entity) => entity.may_create)
    .map((entity) => {
      const letter = letters.get(entity.name);
      return {
        key: `new ${entity.plural}`,
        group: "create",
        title: t("palette.new", { name: label(entity.label) }),
        keys: letter && `C ${letter.toUpperCase()}`,
        to: `/${entity.plural}/new`,
      };
    });
}

/** A record as search found it. */
export interface Hit {
  entity: string;
  id: string;
  title: string;
  detail: string;
  status?: string;
}

export function hitCommands(hits: Hit[], model: Model): Command[] {
  return hits.flatMap((hit) => {
    const entity = model.named(hit.entity);
    if (!entity) return [];
    const detail = [label(entity.label), hit.detail, hit.status && choice(hit.status)].filter(Boolean).join(" · ");
    return [{ key: `hit ${hit.id}`, group: "records" as const, title: hit.title, detail, to: `/${entity.plural}/${hit.id}` }];
  });
}

/** How well a title fits what was typed: every word must be in it; 0 is best, undefined is not at all. */
export function rankOf(title: string, typed: string): number | undefined {
  const [text, wanted] = [title.toLocaleLowerCase(), typed.trim().toLocaleLowerCase()];
  if (text.startsWith(wanted)) return 0;
  const words = wanted.split(/\s+/);
  if (!words.every((word) => text.includes(word))) return undefined;
  return words.every((word) => text.split(/\s+/).some((part) => part.startsWith(word))) ? 1 : 2;
}

/** The commands that fit, the best first, a few of each group. */
export function fitting(commands: Command[], typed: string, each = 6): Command[] {
  if (!typed.trim()) return commands;
  const ranked = commands.flatMap((command) => {
    const rank = rankOf(command.title, typed);
    return rank === undefined ? [] : [{ command, rank }];
  });
  const taken = new Map<string, number>();
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .map((one) => one.command)
    .filter((command) => {
      const count = (taken.get(command.group) ?? 0) + 1;
      taken.set(command.group, count);
      return count <= each;
    });
}
