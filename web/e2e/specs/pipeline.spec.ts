import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, byKeyboard, byMouse, focused, page, shot, type Tier, tabTo } from "../ground";

interface Lead {
  id: string;
  status: string;
  disqualify_reason: string;
  estimated_value: { amount: string };
}

/** The lead of a company's name, as the server has it. */
async function leadOf(tier: Tier, company: string): Promise<Lead | undefined> {
  return (await asked<{ data: Lead[] }>(tier, "owner", `/api/client/leads?company=${encodeURIComponent(company)}`)).data[0];
}

const name = (what: string) => `${what} ${crypto.randomUUID().slice(0, 8)}`;
const column = (one: Page, state: string) => one.getByRole("region", { name: state, exact: true });
const card = (one: Page, state: string, company: string) => column(one, state).getByRole("link", { name: company });

it.each(byMouse)("takes a lead from the first word to a client and a quote on the tier %s", async (tier) => {
  const company = name("Harbour Works");
  const one = await page(tier, "owner");
  const dialog = one.getByRole("dialog");
  await one.goto("/pipeline");
  await one.getByRole("button", { name: "Add a lead: New" }).click();
  await one.getByLabel("Company or name").fill(company);
  await one.getByLabel("Value", { exact: true }).fill("1,200.50");
  await one.keyboard.press("Enter");
  await card(one, "New", company).waitFor();
  expect((await leadOf(tier, company))?.estimated_value.amount).toBe("1200.50");
  await axe(one);

  // Dragged to the next column: what the step takes is asked before anything is done.
  await card(one, "New", company).hover();
  await one.mouse.down();
  const target = await column(one, "Contacted").boundingBox();
  if (!target) throw new Error("there is no column for what was contacted");
  await one.mouse.move(target.x + 60, target.y + 120, { steps: 12 });
  await one.mouse.up();
  await dialog.getByRole("button", { name: "Contact" }).click();
  await card(one, "Contacted", company).waitFor();

  const moveTo = async (state: string) => {
    await one.getByRole("button", { name: new RegExp(`^Move .*${company}`) }).click();
    await one.getByRole("menuitem", { name: state, exact: true }).click();
  };
  await moveTo("Qualified");
  await dialog.getByRole("button", { name: "Qualify" }).click();
  await card(one, "Qualified", company).waitFor();
  await moveTo("Converted");
  await dialog.getByText("What is made of the lead").waitFor();
  await dialog.getByText(`${company} · Company`).waitFor();
  await axe(one);
  await shot(one, `convert-${tier}`);
  await dialog.getByRole("button", { name: "Make a client" }).click();
  await one.waitForURL(/\/clients\/[0-9a-f-]{36}/);
  await one.getByRole("heading", { level: 1, name: company }).waitFor();
  await one.getByRole("main").getByRole("link", { name: "Make a quote" }).click();
  await one.waitForURL(/\/quotes\/new\?client=/);
  expect((await leadOf(tier, company))?.status).toBe("converted");
});

it.each(byKeyboard)("disqualifies a lead with the reason by keyboard alone on the tier %s", async (tier) => {
  const company = name("Quayside");
  const one = await page(tier, "sales");
  const dialog = one.getByRole("dialog");
  await one.goto("/pipeline");
  await tabTo(one, one.getByRole("button", { name: "Add a lead: New" }), 80);
  await one.keyboard.press("Enter");
  await one.keyboard.type(company);
  await one.keyboard.press("Enter");
  await card(one, "New", company).waitFor();
  await one.keyboard.press("Escape");
  await tabTo(one, card(one, "New", company));
  await one.keyboard.press("Shift+ArrowRight");
  await tabTo(one, dialog.getByRole("button", { name: "Contact" }));
  await one.keyboard.press("Enter");
  await card(one, "Contacted", company).waitFor();
  // The keyboard has gone with the card.
  await expect.poll(() => card(one, "Contacted", company).evaluate((link) => link === document.activeElement)).toBe(true);
  await one.keyboard.press("Tab");
  await one.keyboard.press("Enter");
  await one.getByRole("menuitem", { name: "Disqualified" }).waitFor();
  for (let presses = 0; presses < 8 && (await focused(one)) !== "menuitem: Disqualified"; presses++)
    await one.keyboard.press("ArrowDown");
  await one.keyboard.press("Enter");
  const disqualify = dialog.getByRole("button", { name: "Disqualify" });
  await tabTo(one, disqualify);
  await one.keyboard.press("Enter");
  await dialog.getByText("Must be given").waitFor();
  await expect.poll(async () => (await leadOf(tier, company))?.status).toBe("contacted");
  await tabTo(one, dialog.getByRole("textbox", { name: /reason/i }));
  await one.keyboard.type("Buys elsewhere");
  await tabTo(one, disqualify);
  await one.keyboard.press("Enter");
  await card(one, "Contacted", company).waitFor({ state: "detached" });
  // The card goes at once, before the server has answered.
  await expect.poll(async () => (await leadOf(tier, company))?.disqualify_reason).toBe("Buys elsewhere");
  expect((await leadOf(tier, company))?.status).toBe("disqualified");
});

it("puts a card back when the server refuses the move, and says why", async () => {
  const company = name("Slipway");
  const one = await page("shared", "owner");
  const live = one
    .waitForEvent("websocket")
    .then((socket) => socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes("subscribed")));
  await one.goto("/pipeline");
  await live;
  const lead = await asked<{ id: string }>("shared", "owner", "/api/client/leads", { company, currency: "GBP" });
  await card(one, "New", company).waitFor();
  await one.route(`**/leads/${lead.id}/contact`, (route) =>
    // Somebody else was faster: the version that the page knows is an old one.
    route.continue({ headers: { ...route.request().headers(), "if-match": '"999"' } }),
  );
  await one.getByRole("button", { name: new RegExp(`^Move .*${company}`) }).click();
  await one.getByRole("menuitem", { name: "Contacted" }).click();
  await one.getByRole("dialog").getByRole("button", { name: "Contact" }).click();
  await one.getByText(/cannot be moved there/).waitFor();
  await card(one, "New", company).waitFor();
  expect(await card(one, "Contacted", company).count()).toBe(0);
});

it("warns of a client that looks the same, and joins the lead to it", async () => {
  const company = name("Granary");
  const client = await asked<{ id: string }>("shared", "owner", "/api/client/clients", {
    name: `${company} Ltd`,
    country: "GB",
    currency: "GBP",
  });
  await asked("shared", "owner", "/api/client/leads", { company, contact_name: "Ann Lee", currency: "GBP" });
  const one = await page("shared", "owner");
  const dialog = one.getByRole("dialog");
  await one.goto("/pipeline");
  for (const [state, step] of [
    ["Contacted", "Contact"],
    ["Qualified", "Qualify"],
  ] as const) {
    await one.getByRole("button", { name: new RegExp(`^Move .*${company}`) }).click();
    await one.getByRole("menuitem", { name: state, exact: true }).click();
    await dialog.getByRole("button", { name: step }).click();
    await card(one, state, company).waitFor();
  }
  await card(one, "Qualified", company).click();
  await one.waitForURL(/\/leads\//);
  await one.getByRole("button", { name: "Convert", exact: true }).click();
  await dialog.getByRole("radio", { name: `It is ${company} Ltd` }).check();
  await axe(one);
  await dialog.getByRole("button", { name: "Join to the client" }).click();
  await one.waitForURL(new RegExp(`/clients/${client.id}`));
  const contacts = await asked<{ data: { last_name: string }[] }>("shared", "owner", `/api/client/contacts?client=${client.id}`);
  expect(contacts.data.map((contact) => contact.last_name)).toEqual(["Lee"]);
});

it("keeps in the address whose leads are shown, and adds to them", async () => {
  const company = name("Mine");
  const one = await page("shared", "sales");
  await one.goto("/pipeline");
  await one.getByText("Mine", { exact: true }).click();
  await one.waitForURL(/owner=[0-9a-f-]{36}/);
  await one.reload();
  expect(await one.getByRole("radio", { name: "Mine" }).isChecked()).toBe(true);
  await one.getByRole("button", { name: "Add a lead: Contacted" }).click();
  await one.getByLabel("Company or name").fill(company);
  await one.keyboard.press("Enter");
  await card(one, "Contacted", company).waitFor();
  await one.getByLabel("By owner").check();
  await one.getByRole("heading", { name: "sales of brightwater" }).first().waitFor();
});

it("asks little of the server: sums in one request, what is next in another", async () => {
  const one = await page("shared", "owner");
  await one.routeWebSocket(/events\/stream/, () => {}); // what others have just done is another matter
  const paths: string[] = [];
  one.on("request", (request) => paths.push(new URL(request.url()).pathname));
  const asking = (plural: string) => one.waitForResponse((response) => response.url().includes(`/api/client/${plural}?`));
  const answers = Promise.all([asking("activities"), asking("leads/summary")]);
  await one.goto("/pipeline");
  await answers;
  await one.waitForLoadState("networkidle");
  expect(paths.filter((path) => path.endsWith("/leads/summary"))).toHaveLength(1);
  expect(paths.filter((path) => path.endsWith("/activities"))).toHaveLength(1);
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (how, look) => {
  const one = await page("shared", "sales", look);
  await one.goto("/pipeline?group=owner", { waitUntil: "networkidle" });
  await one.getByRole("heading", { level: 1 }).waitFor();
  await axe(one);
  await shot(one, `pipeline-${how.replaceAll(" ", "-")}`);
});
