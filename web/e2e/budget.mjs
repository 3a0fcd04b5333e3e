// budget fails when the built application is larger than it may be, and when its style
// sheets had light-dark() rewritten, which takes Mantine its colours.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const chunks = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const kilo = 1024;

/** The sizes that hold, gzipped, in KiB. */
const budgets = { door: 130, list: 240, route: 90, css: 45, whole: 1500 };

const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / kilo;

/** All chunks that have to be there before some can run. */
function closure(...keys) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of chunks[key]?.imports ?? []) visit(next);
  };
  keys.forEach(visit);
  return seen;
}

const sum = (files) => [...new Set(files)].reduce((all, file) => all + size(file), 0);
const scripts = (keys) => sum([...keys].map((key) => chunks[key].file).filter((file) => file.endsWith(".js")));

function entry(name) {
  if (!chunks[name]) throw new Error(`the build has no ${name}: run make web`);
  return name;
}

/** The larger of two languages' words. */
const words = (name) =>
  ["de", "ar"]
    .map((language) => entry(`src/i18n/${language}/${name}.ts`))
    .sort((a, b) => size(chunks[b].file) - size(chunks[a].file))
    .slice(0, 1);
const index = closure(entry("index.html"), ...words("index"));
const door = closure(entry("door.html"), ...words("door"));
const list = closure("index.html", entry("src/pages/ListPage.tsx"), ...words("index"));
const lazy = Object.keys(chunks).filter((key) => chunks[key].isDynamicEntry && !key.includes("i18n/"));
const files = readdirSync(dist, { recursive: true }).map(String);
const sheets = files.filter((file) => file.endsWith(".css"));

const measured = [
  ["door", scripts(door), budgets.door],
  ["first list page", scripts(list), budgets.list],
  ["style sheets of the first page", sum([...index].flatMap((key) => chunks[key].css ?? [])), budgets.css],
  ["all scripts", sum(files.filter((file) => file.endsWith(".js"))), budgets.whole],
  ...lazy
    .map((key) => [key, scripts([...closure(key)].filter((one) => !index.has(one))), budgets.route])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5),
];
for (const [name, kib, most] of measured) console.log(`${kib.toFixed(1).padStart(8)} of ${most} KiB  ${name}`);
const wrong = measured
  .filter(([, kib, most]) => kib > most)
  .map(([name, kib, most]) => `${name}: ${kib.toFixed(1)} > ${most} KiB`);
for (const sheet of sheets) {
  if (readFileSync(new URL(sheet, dist), "utf8").includes("lightningcss-light"))
    wrong.push(`${sheet} has light-dark() rewritten`);
}
if (wrong.length > 0) {
  console.error(`over budget:\n  ${wrong.join("\n  ")}`);
  process.exit(1);
}
