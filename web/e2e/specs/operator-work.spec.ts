import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, inject, it, vi } from "vitest";
import { asked, axe, bothHands, company, type Hands, hands, invoiced, type Own, page, settled, shot, visit } from "../ground";

// What takes its time, and what becomes of it when it fails: jobs, dead letters, alerts.

interface Job {
  id: number;
  state: string;
  attempt: number;
}
const kind = "billing.keep-original";
let own: Own;

// What a company has given up is there from the beginning: an alert takes a while to come.
beforeAll(async () => {
  own = await company("shared");
  await dead();
  own = await company("shared");
});

/** Where the company's files are kept. */
const folder = () => join(inject("data"), "files", "attachments", own.id);

/** Has a file lie where the company's folder of files was, as on a disk that is broken: nothing can be kept there. */
async function breakDisk(): Promise<void> {
  await mendDisk();
  await rename(folder(), `${folder()}.away`).catch(() => {});
  await writeFile(folder(), "");
}

async function mendDisk(): Promise<void> {
  await rm(folder(), { force: true }).catch(() => {});
  await rename(`${folder()}.away`, folder()).catch(() => {});
}

function ofOwn<T>(what: string): Promise<T[]> {
  return asked<{ data: T[] }>("shared", "operator", `/api/enterprise/${what}?client=${own.id}`).then(({ data }) => data);
}

/** The company's newest job. */
async function newest(): Promise<Job | undefined> {
  return (await ofOwn<Job>("jobs"))[0];
}

const patience = { timeout: 20_000, interval: 50 };

/** Posts an invoice whose document cannot be kept, and gives the job that has failed of it. */
async function failing(): Promise<Job> {
  const left = (await ofOwn<Job>("jobs")).filter((job) => job.state === "failed").map((job) => job.id);
  if (left.length > 0) await asked("shared", "operator", "/api/enterprise/jobs/cancel", { ids: left });
  const before = (await newest())?.id;
  await breakDisk();
  await invoiced(own, "100.00");
  return vi.waitFor(async () => {
    const job = await newest();
    if (!job || job.id === before || job.state !== "failed") throw new Error("no job has failed");
    return job;
  }, patience);
}

/** Has a job tried until it is given up, and is with the dead letters. */
async function dead(): Promise<void> {
  const { id } = await failing();
  await vi.waitFor(async () => {
    const now = await newest();
    if (now?.id === id && now.state === "failed") await asked("shared", "operator", "/api/enterprise/jobs/retry", { ids: [id] });
    expect(await ofOwn("dead-letters")).toHaveLength(1);
  }, patience);
}

/** Opens a place of the console, showing what is the company's. */
async function at(place: string): Promise<Page> {
  const one = await page("shared", "operator");
  await one.goto(`/operator/${place}`);
  await settled(one);
  return one;
}

it.each(bothHands)("looks at a job that fails, tries it again and cancels it, by %s", async (by) => {
  const { look, press, choose }: Hands = hands[by];
  const job = await failing();
  const one = await at("jobs");
  await choose(one, one.getByRole("combobox", { name: "Tenant" }), own.slug);
  await choose(one, one.getByRole("combobox", { name: "State" }), "Failed");
  await press(one, one.getByRole("button", { name: `Job ${job.id}` }));
  const dialog = one.getByRole("dialog", { name: `Job ${job.id}` });
  await dialog.getByText("keep the document").first().waitFor();
  await look(one);
  await shot(one, `job-${by}`);
  await press(one, dialog.getByRole("button", { name: "Try again" }));
  await dialog.getByText(/^[2-6] \/ 6$/).waitFor(); // the first retry comes by itself, too
  await press(one, dialog.getByRole("button", { name: "Cancel" }));
  await dialog.getByText("Cancelled").waitFor();
  await one.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await choose(one, one.getByRole("combobox", { name: "State" }), "Cancelled");
  await one
    .getByRole("row")
    .filter({ hasText: String(job.id) })
    .getByText("Cancelled")
    .waitFor();
});

it.each(bothHands)("sees which jobs fail, and tries again or cancels all that match, by %s", async (by) => {
  const { press, choose, take, type }: Hands = hands[by];
  const job = await failing();
  const one = await at("jobs?tab=failures");
  const row = one.getByRole("row").filter({ hasText: own.slug });
  await row.getByText("keep the document").waitFor();
  await press(one, row.getByRole("button", { name: "Try again" }));
  await one.getByText("1 job to be tried again.").waitFor();
  await expect.poll(async () => (await newest())?.attempt).toBeGreaterThan(1);
  await expect.poll(async () => (await newest())?.state).toBe("failed");
  await press(one, row.getByRole("link", { name: kind }));
  await choose(one, one.getByRole("combobox", { name: "State" }), "Failed");
  await take(one, one.getByRole("button", { name: "All that match" }), "Cancel");
  const dialog = one.getByRole("dialog", { name: "Cancel 1 job?" });
  await type(one, dialog.getByLabel("Type 1 to confirm"), "1");
  await press(one, dialog.getByRole("button", { name: "Cancel", exact: true }).last());
  await one.getByText("1 job cancelled.").waitFor();
  expect(await newest()).toMatchObject({ id: job.id, state: "cancelled" });
});

it.each(bothHands)("keeps a tenant's jobs from being begun and lets them go on, by %s", async (by) => {
  const { look, press, choose }: Hands = hands[by];
  await mendDisk();
  const one = await at("jobs?tab=paused");
  await choose(one, one.getByRole("combobox", { name: "Tenant" }), own.slug);
  await choose(one, one.getByRole("combobox", { name: "Kind" }), kind);
  await press(one, one.getByRole("button", { name: "Pause the tenant’s jobs" }));
  const row = one.getByRole("row").filter({ hasText: own.slug });
  await row.getByText(kind).waitFor();
  await look(one);
  const before = (await newest())?.id;
  await invoiced(own, "100.00");
  await expect.poll(async () => (await newest())?.id).not.toBe(before);
  expect((await newest())?.state).toBe("waiting");
  await press(one, row.getByRole("button", { name: "Resume" }));
  await row.waitFor({ state: "hidden" });
  await expect.poll(async () => (await newest())?.state).toBe("done");
});

it("holds a kind of jobs and lets it go on", async () => {
  const hints = "enterprise.hints";
  const one = await at("jobs?tab=kinds");
  await asked("shared", "operator", "/api/enterprise/schedules/run", { kind: hints });
  const row = one.getByRole("row").filter({ hasText: hints });
  await row.getByRole("button", { name: "Pause" }).click();
  await row.getByText("Paused").waitFor();
  await row.getByRole("button", { name: "Resume" }).click();
  await row.getByText("On", { exact: true }).waitFor();
});

it.each(bothHands)("reads a dead letter and has it delivered again, by %s", async (by) => {
  const { look, press, choose }: Hands = hands[by];
  await dead();
  const one = await at("dead-letters");
  await choose(one, one.getByRole("combobox", { name: "Tenant" }), own.slug);
  const row = one.getByRole("row").filter({ hasText: own.slug });
  await expect.poll(() => row.count()).toBe(1);
  await shot(one, `dead-letters-${by}`);
  await look(one);
  await press(one, row.getByRole("button", { name: /Event$/ }));
  const dialog = one.getByRole("dialog");
  await dialog.getByText("keep the document").waitFor();
  await look(one);
  await shot(one, `dead-letter-${by}`);
  await mendDisk();
  await press(one, dialog.getByRole("button", { name: "Deliver again" }));
  await one.getByText("1 is delivered again.").waitFor();
  await one.getByText("Nothing was given up.").waitFor();
  await expect.poll(async () => (await newest())?.state).toBe("done");
});

it.each(bothHands)("drops dead letters for a reason, by %s", async (by) => {
  const { press, choose, turn, type }: Hands = hands[by];
  await dead();
  const one = await at("dead-letters");
  await choose(one, one.getByRole("combobox", { name: "Tenant" }), own.slug);
  await turn(one, one.getByRole("checkbox", { name: new RegExp(own.slug) }));
  await press(one, one.getByRole("button", { name: "Discard" }));
  const dialog = one.getByRole("dialog", { name: "Discard 1 delivery?" });
  await type(one, dialog.getByLabel("Reason"), "The invoice is only for trying");
  await type(one, dialog.getByLabel(/^Type own-/), own.slug);
  await press(one, dialog.getByRole("button", { name: "Discard" }));
  await one.getByText("1 was discarded.").waitFor();
  await visit(one, `/operator/audit?tenant=${own.id}`);
  await one
    .getByRole("row")
    .filter({ hasText: "The invoice is only for trying" })
    .getByText("dead_letter.discard")
    .first()
    .waitFor();
});

it("is told of what is wrong, says that somebody looks at it and keeps it silent, by keyboard and mouse", async () => {
  const { press, type } = hands.keyboard;
  const rule = "dead-letters-waiting";
  const one = await at("alerts");
  const row = one.getByRole("region", { name: "Alerts" }).getByRole("row").filter({ hasText: rule });
  await row.getByText("Firing").waitFor({ timeout: 45_000 });
  await one.getByRole("navigation").getByText("Firing").waitFor();
  await shot(one, "alerts");
  const dialog = one.getByRole("dialog");
  await press(one, row.getByRole("button", { name: "Acknowledge" }));
  await type(one, dialog.getByLabel("Reason"), "The disk is being changed");
  await axe(one);
  await press(one, dialog.getByRole("button", { name: "Acknowledge" }));
  await row.getByText("First operator: The disk is being changed").waitFor();
  for (const by of bothHands) {
    const { look, ...hand }: Hands = hands[by];
    await hand.press(one, row.getByRole("button", { name: "Silence" }));
    await hand.type(one, dialog.getByLabel("Minutes"), "5");
    await hand.type(one, dialog.getByLabel("Reason"), "Until the disk is there");
    await look(one);
    await hand.press(one, dialog.getByRole("button", { name: "Silence" }));
    const silence = one.getByRole("region", { name: "Silences" }).getByRole("row").filter({ hasText: "Until the disk is there" });
    await silence.getByText(rule).waitFor();
    await look(one);
    await shot(one, `alerts-silenced-${by}`);
    await hand.press(one, silence.getByRole("button", { name: "End" }));
    await silence.waitFor({ state: "hidden" });
  }

  await visit(one, "/operator/health");
  await one.getByRole("listitem").filter({ hasText: rule }).waitFor();
  const chart = one.getByRole("figure", { name: "Slowest answer of a database" });
  await chart.getByRole("img", { name: /^Slowest answer of a database: between/ }).waitFor();
  await press(one, chart.getByRole("button", { name: /show as a table$/ }));
  await chart.getByRole("table").waitFor();
  await axe(one);
  await shot(one, "health");
  await press(one, chart.getByRole("button", { name: /show as a chart$/ }));
  await chart.getByRole("img", { name: /between/ }).waitFor();
});
