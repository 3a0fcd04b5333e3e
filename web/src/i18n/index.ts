import { useSyncExternalStore } from "react";
import { writeIn } from "@/ui/format";

/** The languages of the application, by their own names. */
export const languages = { en: "English", de: "Deutsch", ar: "العربية" } as const;
export type Language = keyof typeof languages;

const rightToLeft = new Set<string>(["ar"]);

/** Words by part and name; what depends on a number has a form for each CLDR plural category. */
export interface Words {
  [name: string]: string | Words;
}

// Words are what pages say themselves; labels are what the server calls entities, fields
// and choices, in English, which is also their key.
const inside: Record<Language, () => Promise<[Words, Record<string, string>]>> = {
  en: async () => [(await import("./en")).default, {}],
  de: async () => [(await import("./de")).default, (await import("./labels.de.json")).default],
  ar: async () => [(await import("./ar")).default, (await import("./labels.ar.json")).default],
};

/** What the pages before signing in say; nothing is named there by the server. */
export const atTheDoor: typeof inside = {
  en: async () => [(await import("./en/door")).default, {}],
  de: async () => [(await import("./de/door")).default, {}],
  ar: async () => [(await import("./ar/door")).default, {}],
};

let texts = inside;

/** Says what the program speaks of, when that is less than everything. */
export function speakOf(less: typeof inside): void {
  texts = less;
}

// Parts that most people never see; their words come with their pages.
const apart = new Map<string, Record<Language, () => Promise<{ default: Words }>>>();
const learned = new Map<Language, Words>();

// What the server says of these in help, in English, which is its own key too; nothing waits for it.
const helps: Partial<Record<Language, () => Promise<{ default: Record<string, string> }>>> = {
  de: () => import("./helps.de.json"),
  ar: () => import("./helps.ar.json"),
};

interface Spoken {
  language: Language;
  words: Words;
  labels: Record<string, string>;
  helps: Record<string, string>;
  plural: Intl.PluralRules;
  t: Translate;
}

/** Says a text by its key, with values in the places of {{name}}; count chooses the plural form. */
export type Translate = (key: string, values?: Record<string, unknown>) => string;

let spoken: Spoken = { language: "en", words: {}, labels: {}, helps: {}, plural: new Intl.PluralRules("en"), t: (key) => key };
const listeners = new Set<() => void>();

/** The language that somebody chose last, or the first of the browser's that is known. */
export function preferredLanguage(): Language {
  const candidates = [localStorage.getItem("guildhall.language"), ...navigator.languages.map((l) => l.split("-")[0])];
  return candidates.find((l): l is Language => !!l && l in languages) ?? "en";
}

/** Shows everything in a language from now on. */
export async function speak(language: Language, timeZone?: string): Promise<void> {
  const [[common, labels]] = await Promise.all([texts[language](), ...unlearned(language)]);
  for (let more = unlearned(language); more.length > 0; more = unlearned(language)) await Promise.all(more); // came meanwhile
  const words = { ...common, ...learned.get(language) };
  spoken = { language, words, labels, helps: {}, plural: new Intl.PluralRules(language), t: (key, values) => say(key, values) };
  localStorage.setItem("guildhall.language", language);
  document.documentElement.lang = language;
  document.documentElement.dir = rightToLeft.has(language) ? "rtl" : "ltr";
  writeIn(language, timeZone);
  for (const listener of listeners) listener();
}

/** Adds the words of a part that are kept apart from those of the others, and waits until they are there. */
export async function teach(part: string, words: Record<Language, () => Promise<{ default: Words }>>): Promise<void> {
  apart.set(part, words);
  let language: Language;
  do {
    language = spoken.language;
    await learn(part, language);
  } while (language !== spoken.language); // another was chosen meanwhile
  Object.assign(spoken.words, learned.get(language));
}

/** Loads the words of all parts that are not known in a language. */
function unlearned(language: Language): Promise<void>[] {
  return [...apart.keys()].filter((part) => !learned.get(language)?.[part]).map((part) => learn(part, language));
}

/** Loads the words of a part in a language. */
async function learn(part: string, language: Language): Promise<void> {
  const words = (await apart.get(part)?.[language]())?.default;
  if (words) learned.set(language, { ...learned.get(language), [part]: words });
}

export function currentLanguage(): Language {
  return spoken.language;
}

/** The words of the page's language, for a component, which is drawn anew when that changes. */
export function useTranslation(): { t: Translate } {
  return useSyncExternalStore(subscribe, () => spoken);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says something in the page's language, where no component does. */
export function say(key: string, values: Record<string, unknown> = {}): string {
  const form =
    typeof values.count === "number" ? (find(`${key}_${spoken.plural.select(values.count)}`) ?? find(`${key}_other`)) : undefined;
  const text = form ?? find(key) ?? (typeof values.defaultValue === "string" ? values.defaultValue : key);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ""));
}

function find(key: string): string | undefined {
  let at: string | Words | undefined = spoken.words;
  for (const part of key.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : undefined;
}

/** What the server calls something, in the language of the page. */
export function label(text: string | undefined): string {
  return text ? (spoken.labels[text] ?? text) : "";
}

/** Has helps in the language of the page, once that is drawn. */
export async function learnHelps(): Promise<void> {
  const { language } = spoken;
  const told = await helps[language]?.();
  if (!told || language !== spoken.language) return;
  spoken = { ...spoken, helps: told.default, t: (key, values) => say(key, values) };
  for (const listener of listeners) listener();
}

/** What the server says in help of something, as a sentence; nothing where that only repeats what it is called. */
export function help(text: string | undefined, name?: string): string {
  if (!text || text.toLowerCase() === name?.toLowerCase()) return "";
  const said = spoken.helps[text] ?? text;
  return said.charAt(0).toUpperCase() + said.slice(1) + (/[.!?…؟]$/.test(said) ? "" : ".");
}

/** A choice or a state as people read it: "on_delivery" is "On delivery". */
export function choice(value: string): string {
  const words = value.replace(/[_-]/g, " ");
  return spoken.labels[value] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
