// pictures takes the screenshots of docs/screenshots from a server with companies of the
// demonstration: node web/e2e/pictures.mjs http://localhost:8080 EMAIL-PASSWORD OPERATOR-TOKEN
import { mkdirSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, password, operator] = process.argv.slice(2);
if (!operator) throw new Error("usage: node web/e2e/pictures.mjs URL PASSWORD OPERATOR-TOKEN");
const out = new URL("../../docs/screenshots/", import.meta.url);
const desk = { width: 1360, height: 850 };
const phone = { width: 390, height: 844 };

/** What is shown: name, address, and how it differs from an English desk in the light. */
const pages = [
  ["signin", "/signin?tenant=brightwater", { out: true }],
  ["home", "/"],
  ["orders", "/orders"],
  ["orders-dark", "/orders", { scheme: "dark" }],
  ["orders-grouped", "/orders?group=status"],
  ["orders-phone", "/orders", { phone }],
  ["orders-arabic", "/orders", { language: "ar" }],
  ["order", "orders"],
  ["order-dark", "orders", { scheme: "dark" }],
  ["order-phone", "orders", { phone }],
  ["quote", "quotes"],
  ["quote-german", "quotes", { language: "de", tenant: "lindner" }],
  ["client", "clients"],
  ["pipeline", "/pipeline"],
  ["pipeline-dark", "/pipeline", { scheme: "dark" }],
  ["invoices-calendar", "/invoices?mode=calendar"],
  ["products", "/products"],
  ["stock", "/stock"],
  ["picking-phone", "/picking", { phone, shipping: true }],
  ["pick-phone", "picking", { phone, of: "shipments?status=draft" }],
  ["invoice", "invoices"],
  ["payment", "payments"],
  ["quote-phone-arabic", "quotes", { phone, language: "ar" }],
  ["stock-dark", "/stock", { scheme: "dark" }],
  ["palette", "/orders", { keys: ["Control+k", "SO-2026-0004"] }],
  ["settings-roles", "/settings/roles"],
  ["settings-company-dark", "/settings/company", { scheme: "dark" }],
  ["profile", "/profile"],
  ["home-phone-dark", "/", { phone, scheme: "dark" }],
  ["operator", "/operator", { operator: true }],
  ["operator-tenants-dark", "/operator/tenants", { operator: true, scheme: "dark" }],
];

const browser = await chromium.launch({
  executablePath: process.env.GUILDHALL_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
mkdirSync(out, { recursive: true });
for (const [name, path, how = {}] of pages) {
  const { tenant = "brightwater", language = "en", scheme = "light" } = how;
  const context = await browser.newContext({
    viewport: how.phone ?? desk,
    isMobile: Boolean(how.phone),
    hasTouch: Boolean(how.phone),
    colorScheme: scheme,
    locale: { en: "en-GB", de: "de-DE", ar: "ar-EG" }[language],
    extraHTTPHeaders: how.operator ? { Authorization: `Bearer ${operator}` } : {},
  });
  const page = await context.newPage();
  if (!how.out && !how.operator) {
    const signedIn = await page.request.post(`${base}/api/auth/login`, {
      data: { tenant, email: `owner@${tenant}.example`, password },
    });
    if (!signedIn.ok()) throw new Error(`sign in: ${await signedIn.text()}`);
  }
  const list = async (of) =>
    (await (await page.request.get(`${base}/api/client/${of}${of.includes("?") ? "&" : "?"}limit=9`)).json()).data;
  const first = async (of) => (await list(of)).at(-1).id;
  if (how.shipping) {
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
  const { data } = await cdp.send("Page.captureScreenshot", { format: "webp", quality: 82 });
  writeFileSync(new URL(`${name}.webp`, out), Buffer.from(data, "base64"));
  console.log(`${name}.webp ${Math.round((data.length * 3) / 4 / 1024)} kB`);
  await context.close();
}
await browser.close();
