import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, client, type Made, oldest, page, settled, visit } from "../ground";

// What happens while a page has been loaded and hears of nothing yet.

/** Keeps the page's connection waiting until it is let go. */
async function held(one: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await one.routeWebSocket(/events\/stream/, async (socket) => {
    await released;
    socket.connectToServer();
  });
  return release;
}

/** Changes a record behind the back of the page. */
async function changed(one: Page, path: string, made: Made, data: object): Promise<void> {
  const answer = await one.request.patch(`/api/client/${path}/${made.id}`, {
    headers: { "If-Match": `"${made.version}"` },
    data,
  });
  expect(answer.status()).toBe(200);
}

const rowOf = (one: Page, text: string) => one.getByRole("row").filter({ hasText: text });
const word = () => `Gap${crypto.randomUUID().slice(0, 8)}`;
const month = new Date().toISOString().slice(0, 8);

/** Something to be done on a day of this month. */
async function task(subject: string, day: string): Promise<Made> {
  const { id } = await oldest("shared", "clients");
  return asked<Made>("shared", "owner", "/api/client/activities", { subject, kind: "task", due: month + day, client: id });
}

it("shows in a list, and on a record, what was changed before it heard of anything", async () => {
  const name = word();
  const made = await client("shared", { name });
  const one = await page("shared", "owner");
  const release = await held(one);
  await one.goto(`/clients?q=${name}`);
  await rowOf(one, name).waitFor();
  await settled(one);
  await changed(one, "clients", made, { name: `${name} renamed` });
  release();
  await rowOf(one, `${name} renamed`).waitFor();

  const other = await page("shared", "owner");
  const releaseOther = await held(other);
  await other.goto(`/clients/${made.id}`);
  await other.getByRole("heading", { level: 1, name: `${name} renamed` }).waitFor();
  await settled(other);
  await changed(other, "clients", { ...made, version: made.version + 1 }, { name: `${name} again` });
  releaseOther();
  await other.getByRole("heading", { level: 1, name: `${name} again` }).waitFor();
});

it.each(["calendar", "board"])("shows on a %s what was changed before it heard of anything", async (mode) => {
  const subject = word();
  const made = await task(subject, "10");
  const one = await page("shared", "owner");
  const release = await held(one);
  await one.goto(`/activities?mode=${mode}&q=${subject}`);
  await one.getByRole("link", { name: subject }).waitFor();
  await settled(one);
  await changed(one, "activities", made, { subject: `${subject} renamed` });
  release();
  await one.getByRole("link", { name: `${subject} renamed` }).waitFor();
});

it("asks for nothing again of which nothing was missed", async () => {
  const made = await asked<Made>("database", "owner", "/api/client/vendors", { name: word() });
  const one = await page("database", "owner");
  const release = await held(one);
  await one.goto(`/vendors/${made.id}`);
  await one.getByRole("heading", { level: 1, name: String(made.name) }).waitFor();
  await settled(one, 500);
  const again: string[] = [];
  one.on("request", (request) => {
    if (request.url().includes(made.id)) again.push(request.url());
  });
  release();
  await one.waitForTimeout(1_500);
  expect(again).toEqual([]);
});

it("shows everywhere what was moved on a calendar", async () => {
  const subject = word();
  const made = await task(subject, "10");
  const one = await page("shared", "owner");
  await held(one); // for good: what is seen is seen without being told
  await one.goto(`/activities/${made.id}`);
  const due = one.getByLabel("Due", { exact: false }).first();
  await due.waitFor();
  const before = await due.inputValue();
  await visit(one, `/activities?q=${subject}&columns=subject,due`);
  const row = rowOf(one, subject);
  const listed = await row.innerText();
  await visit(one, `/activities?mode=calendar&q=${subject}`);
  const entry = one.getByRole("link", { name: subject });
  await entry.focus();
  await one.keyboard.press("Shift+ArrowRight");
  await expect
    .poll(async () => (await asked<{ due: string }>("shared", "owner", `/api/client/activities/${made.id}`)).due)
    .toBe(`${month}11`);
  await visit(one, `/activities?q=${subject}&columns=subject,due`);
  await expect.poll(() => row.innerText()).not.toBe(listed);
  await visit(one, `/activities/${made.id}`);
  await expect.poll(() => due.inputValue()).not.toBe(before);
});
