// pictures takes the screenshots of docs/screenshots, writes the page that shows them and the
// gallery of the project's README, from a server with companies of the demonstration:
//   node web/e2e/pictures.mjs http://localhost:8080 EMAIL-PASSWORD OPERATOR-TOKEN [NAME …]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, password, operator, ...only] = process.argv.slice(2);
if (!operator) throw new Error("usage: node web/e2e/pictures.mjs URL PASSWORD OPERATOR-TOKEN [NAME …]");
const out = new URL("../../docs/screenshots/", import.meta.url);

/** Every page is shown on a desk and on a telephone, in the light and in the dark. */
const looks = {
  "": {},
  "-dark": { scheme: "dark" },
  "-phone": { phone: true },
  "-phone-dark": { phone: true, scheme: "dark" },
};

/** Key pages: name, title, and address; of a kind without a slash, the first of it that is listed last. */
const pages = [
  ["signin", "Signing in", "/signin?tenant=brightwater", { out: true }],
  ["home", "What needs somebody today", "/"],
  ["pipeline", "The pipeline of leads", "/pipeline"],
  ["client", "A client, with everything about them", "clients"],
  ["quote", "A quote, and where the deal stands", "quotes"],
  ["orders", "Orders", "/orders"],
  ["order", "An order", "orders"],
  ["picking", "Shipments to pick", "/picking", { shipping: true }],
  ["pick", "Picking, one line at a time", "picking", { of: "shipments?status=draft" }],
  ["stock", "Stock by site", "/stock"],
  ["products", "Products", "/products"],
  ["invoice", "An invoice, and what was paid of it", "invoices"],
  ["payment", "A payment, and what it is used for", "payments"],
  ["profile", "One's own account", "/profile"],
  ["settings-company", "A company's letterhead, logo and colour", "/settings/company"],
  ["settings-roles", "Who may do what", "/settings/roles"],
  ["settings-numbers", "How documents are numbered", "/settings/numbers"],
  ["changes", "All changes of a company", "/changes"],
  ["operator", "The operator's console", "/operator", { operator: true }],
  ["operator-tenants", "Tenants", "/operator/tenants", { operator: true }],
  ["operator-health", "Health", "/operator/health", { operator: true }],
];

/** Ways to look at them that are told apart: name, title, address, look. */
const more = [
  ["orders-grouped", "Orders by state, with sums", "/orders?group=status", {}],
  ["invoices-calendar", "Invoices in a calendar", "/invoices?mode=calendar", {}],
  ["palette", "Search and commands", "/orders", { keys: ["Control+k", "SO-2026-0004"] }],
  ["quote-german", "A quote, in German", "quotes", { language: "de", tenant: "lindner" }],
  ["orders-arabic", "Orders, in Arabic", "/orders", { language: "ar" }],
  ["quote-phone-arabic", "A quote on a telephone, in Arabic", "quotes", { phone: true, language: "ar" }],
];

const browser = await chromium.launch({
  executablePath: process.env.GUILDHALL_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const sessions = new Map();

/** Takes one picture. */
async function take(name, path, how) {
  if (only.length > 0 && !only.includes(name)) return;
  const { tenant = "brightwater", language = "en", scheme = "light", phone = false } = how;
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1360, height: 850 },
    isMobile: phone,
    hasTouch: phone,
    colorScheme: scheme,
    locale: { en: "en-GB", de: "de-DE", ar: "ar-EG" }[language],
    extraHTTPHeaders: how.operator ? { Authorization: `Bearer ${operator}` } : {},
  });
  if (!how.out && !how.operator) await admit(context, tenant);
  const page = await context.newPage();
  const list = async (of) =>
    (await (await page.request.get(`${base}/api/client/${of}${of.includes("?") ? "&" : "?"}limit=9`)).json()).data;
  const first = async (of) => (await list(of)).at(-1).id;
  if (how.shipping && (await list("shipments?status=draft")).length === 0) {
    for (const { id } of await list("orders?status=confirmed&shipment_state=pending")) {
      await page.request.post(`${base}/api/client/shipments`, { data: { order: id } });
    }
  }
  await page.goto(base + (path.startsWith("/") ? path : `/${path}/${await first(how.of ?? path)}`));
  await page.waitForLoadState("networkidle");
  for (const key of how.keys ?? []) {
    await page.waitForTimeout(800);
    await (key.includes("+") ? page.keyboard.press(key) : page.keyboard.type(key));
  }
  await page.waitForTimeout(1500);
  const cdp = await context.newCDPSession(page);
  const { data } = await cdp.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  writeFileSync(new URL(`${name}.webp`, out), Buffer.from(data, "base64"));
  console.log(`${name}.webp ${Math.round((data.length * 3) / 4 / 1024)} kB`);
  await context.close();
}

/** Gives a browser the session of a company's owner, who signs in once. */
async function admit(context, tenant) {
  if (!sessions.has(tenant)) {
    const answer = await context.request.post(`${base}/api/auth/login`, {
      data: { tenant, email: `owner@${tenant}.example`, password },
    });
    if (!answer.ok()) throw new Error(`sign in: ${await answer.text()}`);
    sessions.set(tenant, await context.cookies());
  }
  await context.addCookies(sessions.get(tenant));
}

mkdirSync(out, { recursive: true });
const gallery = ["| | Light | Dark | On a telephone | At night |", "|---|---|---|---|---|"];
const shown = ["# What it looks like", "Taken by `web/e2e/pictures.mjs` from `make run ARGS=--demo`."];
for (const [name, title, path, how = {}] of pages) {
  for (const [suffix, look] of Object.entries(looks)) await take(name + suffix, path, { ...how, ...look });
  const [desk, dark, phone, both] = Object.keys(looks).map((suffix) => `${name}${suffix}.webp`);
  const small = (file, what, width) => `<img src="docs/screenshots/${file}" alt="${title}${what}" width="${width}">`;
  gallery.push(
    `| ${title} | ${small(desk, "", 280)} | ${small(dark, ", dark", 280)} | ${small(phone, ", on a telephone", 90)} | ${small(both, ", on a telephone, dark", 90)} |`,
  );
  shown.push(`## ${title}\n\n![${title}](${desk})\n![${title}, dark](${dark})`);
  shown.push(`![${title}, on a telephone](${phone}) ![${title}, on a telephone, dark](${both})`);
}
for (const [name, title, path, how] of more) {
  await take(name, path, how);
  shown.push(`## ${title}\n\n![${title}](${name}.webp)`);
}
writeFileSync(new URL("README.md", out), `${shown.join("\n\n")}\n`);
const front = new URL("../../README.md", import.meta.url);
const [start, end] = ["<!-- pictures -->\n\n", "\n\n<!-- end of pictures -->"];
const text = readFileSync(front, "utf8");
const [at, until] = [text.indexOf(start), text.indexOf(end)];
if (at < 0 || until < at) throw new Error("the README has no place for pictures");
writeFileSync(front, text.slice(0, at + start.length) + gallery.join("\n") + text.slice(until));
await browser.close();
