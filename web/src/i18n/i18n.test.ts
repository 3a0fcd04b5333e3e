import { readFileSync } from "node:fs";
import { renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import helpsAr from "./helps.ar.json";
import helpsDe from "./helps.de.json";
import { choice, help, label, learnHelps, speak, teach, useTranslation, type Words } from "./index";
import labelsAr from "./labels.ar.json";
import labelsDe from "./labels.de.json";

const files = import.meta.glob<Words>("./??/*.json", { eager: true, import: "default" });
const [en, de, ar] = ["en", "de", "ar"].map((language) =>
  Object.fromEntries(
    Object.entries(files).flatMap(([path, words]) => (path.startsWith(`./${language}/`) ? [[path.slice(5, -5), words]] : [])),
  ),
) as [Words, Words, Words];
const named = readFileSync("../docs/generated/labels.txt", "utf8").trim().split(/\n/);
const explained = readFileSync("../docs/generated/helps.txt", "utf8").trim().split(/\n/);
const form = /_(zero|one|two|few|many|other)$/;

/** Every text with its key; the forms of a plural count as one. */
function keys(words: Words, at = ""): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, text] of Object.entries(words)) {
    if (typeof text === "string")
      found.set((at + name).replace(form, ""), [...(found.get((at + name).replace(form, "")) ?? []), text]);
    else for (const [key, texts] of keys(text, `${at}${name}.`)) found.set(key, texts);
  }
  return found;
}

function blanks(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].filter((blank) => blank !== "{{count}}").sort();
}

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { eager: true, query: "?raw", import: "default" });

it("has words for every key that is written out in code", () => {
  const known = keys(en);
  const asked = Object.entries(sources).flatMap(([path, code]) =>
    path.endsWith(".test.ts")
      ? []
      : [...code.matchAll(/\bt\(\s*"([a-z][\w-]*\.[\w.-]+)"/g)].map(([, key]) => [path, key] as const),
  );
  expect(asked.length).toBeGreaterThan(500);
  expect(asked.filter(([, key]) => !known.has(key ?? ""))).toEqual([]);
});

it("is given what fills the blanks of every text that is written out in code", () => {
  const known = keys(en);
  const asked = Object.entries(sources).flatMap(([path, code]) =>
    [...code.matchAll(/\bt\(\s*"([a-z][\w-]*\.[\w.-]+)"(?:,\s*\{([^{}]*)\})?,?\s*\)/g)].map(([, key = "", given = ""]) => {
      const names = given.split(",").map((part) => part.split(":")[0]?.trim());
      const empty = (known.get(key) ?? []).flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
      return { path, key, empty: empty.filter((name) => !given.includes("...") && !names.includes(name)) };
    }),
  );
  expect(asked.length).toBeGreaterThan(500);
  expect(asked.filter(({ empty }) => empty.length > 0)).toEqual([]);
});

it("says in words of its own what the rules of the operator's alerts say", () => {
  const rules = readFileSync("../docs/generated/prometheus-rules.yaml", "utf8");
  const told = [...rules.matchAll(/- alert: (\S+)[\s\S]*?summary: "([^"]+)"/g)].map(([, name, text]) => [name, text]);
  expect(told.length).toBeGreaterThan(5);
  expect((en.operator as Words).rules).toEqual(Object.fromEntries(told));
});

describe.each([
  ["de", de, labelsDe, helpsDe],
  ["ar", ar, labelsAr, helpsAr],
] as const)("%s", (language, words, labels, helps) => {
  const [theirs, ours] = [keys(words), keys(en)];

  it("says everything that English says, and nothing else", () => {
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
  });

  it("fills the same blanks", () => {
    for (const [key, texts] of theirs) {
      const want = (ours.get(key) ?? []).flatMap(blanks);
      // A form for one or two may spell the number out instead.
      const filled = texts.length > 1 ? [...new Set(texts.flatMap(blanks))] : texts.flatMap(blanks);
      expect([key, filled.sort()]).toEqual([key, [...new Set(want)].sort()]);
    }
  });

  it("has every form of its plurals", () => {
    const want = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const written = JSON.stringify(words);
    for (const name of written.match(/"\w+_other"/g) ?? []) {
      for (const category of want) expect(written).toContain(name.replace("_other", `_${category}`));
    }
  });

  it("names everything that the server names", () => {
    expect(named.filter((name) => !(name in labels))).toEqual([]);
    expect(Object.keys(labels).filter((name) => !named.includes(name))).toEqual([]);
  });

  it("says in help of it what the server says", () => {
    expect(explained.filter((text) => !(text in helps))).toEqual([]);
    expect(Object.keys(helps).filter((text) => !explained.includes(text))).toEqual([]);
    expect(Object.values(helps).filter((text) => !text.trim())).toEqual([]);
  });
});

describe("speaking", () => {
  it("chooses the form by the number", async () => {
    await speak("ar");
    const { t } = renderHook(() => useTranslation()).result.current;
    expect(t("inbox.unread", { count: 2 })).toBe("صندوق الوارد، رسالتان غير مقروءتين");
    expect(t("inbox.unread", { count: 100 })).toContain("100");
    expect(document.documentElement.dir).toBe("rtl");
    expect(label("Invoice")).toBe("الفاتورة");
  });

  it("learns parts that come at once, and goes on to know them in another language", async () => {
    await speak("en");
    const part = (name: string) =>
      teach(name, {
        en: async () => ({ default: { a: `${name} en` } }),
        de: async () => ({ default: { a: `${name} de` } }),
        ar: async () => ({ default: { a: `${name} ar` } }),
      });
    const changing = speak("de");
    await Promise.all([part("one"), part("two"), part("three"), changing]);
    const { t } = renderHook(() => useTranslation()).result.current;
    expect(["one", "two", "three"].map((name) => t(`${name}.a`))).toEqual(["one de", "two de", "three de"]);
    await speak("ar");
    expect(t("two.a")).toBe("two ar");
  });

  it("has helps once they are asked for, as sentences, and none that only repeats a name", async () => {
    await speak("de");
    expect(help("who buys")).toBe("Who buys.");
    await learnHelps();
    expect(help("who buys")).toBe("Kunde, der kauft.");
    expect(help("country", "Country")).toBe("");
    await speak("en");
    expect(help("who buys")).toBe("Who buys.");
  });

  it("says a key that is not there, and a choice by its own words", async () => {
    await speak("en");
    const { t } = renderHook(() => useTranslation()).result.current;
    expect(t("no.such")).toBe("no.such");
    expect(choice("on_delivery")).toBe("On delivery");
    expect(document.documentElement.dir).toBe("ltr");
  });
});
