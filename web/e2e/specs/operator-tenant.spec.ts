import { beforeAll, expect, inject, it } from "vitest";
import { axe, bothHands, company, type Hands, hands, type Own, page, pageWith, settled, shot, visit } from "../ground";

// What operators do for one tenant, and what its people see of it.

let own: Own;

beforeAll(async () => {
  own = await company("shared");
});

const unique = () => crypto.randomUUID().slice(0, 8);

/** What the API answers to a token. */
async function answers(token: string): Promise<number> {
  const answer = await fetch(`${inject("base")}/api/client/users`, { headers: { Authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
}

it.each(bothHands)("asks for access for a reason, is let in and shut out again by the tenant, by %s", async (by) => {
  const { look, press, choose, type }: Hands = hands[by];
  const reason = `Invoices are not sent, ${unique()}`;
  const [one, theirs] = await Promise.all([page("shared", "operator"), pageWith(own.cookie)]);
  await one.goto(`/operator/tenants/${own.id}?tab=tokens`);
  await press(one, one.getByRole("button", { name: "Make a token" }));
  await one
    .getByText(/support access/i)
    .last()
    .waitFor();
  await shot(one, `token-refused-${by}`);
  await visit(one, `/operator/tenants/${own.id}?tab=support`);
  await type(one, one.getByLabel("Why you need to look"), reason);
  await type(one, one.getByLabel("Hours"), "2");
  await press(one, one.getByRole("button", { name: "Ask for access" }));
  const request = one.getByRole("row").filter({ hasText: reason });
  await request.getByText("Requested").waitFor();
  await look(one);

  await theirs.goto("/settings/support");
  const asked = theirs.getByRole("row").filter({ hasText: reason });
  await asked.getByText("First operator").waitFor();
  await look(theirs);
  await shot(theirs, `support-${by}`);
  await choose(theirs, asked.getByRole("combobox", { name: "How far" }), "Look and work");
  await press(theirs, asked.getByRole("button", { name: "Accept" }));
  await asked.getByText("Accepted").waitFor();

  await one.reload();
  const banner = one.getByRole("status").filter({ hasText: reason });
  await banner.getByText("may look into this tenant (read and change)").waitFor();
  await request.getByText("Accepted").waitFor();
  await shot(one, `support-open-${by}`);
  await visit(one, `/operator/tenants/${own.id}?tab=tokens`);
  await type(one, one.getByLabel("What it is for"), reason);
  await press(one, one.getByRole("button", { name: "Make a token" }));
  await one.getByText("Shown this once").waitFor();
  const token = (await one.locator("code").last().innerText()).trim();
  expect(await answers(token)).toBe(200);

  await press(theirs, asked.getByRole("button", { name: "End access" }));
  await asked.getByText("Revoked").waitFor();
  expect(await answers(token)).toBe(401);
  await visit(one, `/operator/tenants/${own.id}?tab=history`);
  await one.reload();
  await one.getByRole("row").filter({ hasText: "tenant.token.create" }).first().waitFor();
  await one.getByRole("row").filter({ hasText: reason }).getByText("tenant.support.request").waitFor();
  expect(await banner.count()).toBe(0);
  await look(one);
  await shot(one, `history-${by}`);
});

it.each(bothHands)("makes a flag and turns it on for a tenant, whose people see it, by %s", async (by) => {
  const { press, turn, type }: Hands = hands[by];
  const flag = `desk-${unique()}`;
  const one = await page("shared", "operator");
  const dialog = one.getByRole("dialog");
  await one.goto("/operator/flags");
  await press(one, one.getByRole("button", { name: "New flag" }));
  await type(one, dialog.getByLabel("Name"), flag);
  await type(one, dialog.getByLabel("About"), "The new desk");
  await axe(one);
  await press(one, dialog.getByRole("button", { name: "Save" }));
  const row = one.getByRole("row").filter({ hasText: flag });
  await row.getByText("Off").waitFor();

  await visit(one, `/operator/tenants/${own.id}?tab=flags`);
  await press(one, row.getByRole("button", { name: "Turn on" }));
  await type(one, dialog.getByLabel("Reason"), "They try it first");
  await press(one, dialog.getByRole("button", { name: "Turn on" }));
  await dialog.waitFor({ state: "hidden" });
  await row.getByRole("button", { name: "Follow the rule for all" }).waitFor();
  await axe(one);
  const theirs = await pageWith(own.cookie);
  await theirs.goto("/settings/flags");
  await theirs.getByText(flag).waitFor();

  await visit(one, "/operator/flags");
  await row.getByText(`${own.slug}: On`).waitFor();
  await press(one, row.getByRole("button", { name: "Change" }));
  await turn(one, dialog.getByRole("switch", { name: "On" }));
  await press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.waitFor({ state: "hidden" });
  await visit(one, `/operator/tenants/${own.id}?tab=flags`);
  await press(one, row.getByRole("button", { name: "Follow the rule for all" }));
  await row.getByText("as for all").waitFor();
  await visit(one, `/operator/audit?verb=tenant.flag.&tenant=${own.id}`);
  await one.getByRole("row").filter({ hasText: flag }).getByText("tenant.flag.put").waitFor();
  await one.getByRole("row").filter({ hasText: flag }).getByText("tenant.flag.delete").waitFor();
});

it.each(bothHands)("makes a plan, puts a tenant on it and changes it, by %s", async (by) => {
  const { press, choose, type }: Hands = hands[by];
  const plan = `plan-${unique()}`;
  const one = await page("shared", "operator");
  const dialog = one.getByRole("dialog");
  await one.goto("/operator/plans");
  await press(one, one.getByRole("button", { name: "New plan" }));
  await type(one, dialog.getByLabel("Name", { exact: false }).first(), `Gold ${plan}`);
  await type(one, dialog.getByLabel("Short name"), plan);
  await type(one, dialog.getByLabel("Requests of each user"), "5000");
  await type(one, dialog.getByLabel("In a window of"), "soon");
  await press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.locator("[aria-invalid=true]").waitFor();
  await axe(one);
  await type(one, dialog.getByLabel("In a window of"), "1h");
  await press(one, dialog.getByRole("button", { name: "Save" }));
  const row = one.getByRole("row").filter({ hasText: plan });
  await row.getByText("5,000 in 1h").waitFor();
  await press(one, row.getByRole("button", { name: "Change" }));
  await type(one, dialog.getByLabel("Requests of each user"), "6000");
  await press(one, dialog.getByRole("button", { name: "Save" }));
  await row.getByText("6,000 in 1h").waitFor();

  await visit(one, `/operator/tenants/${own.id}`);
  await press(one, one.getByRole("button", { name: "Change" }));
  await choose(one, dialog.getByRole("combobox", { name: "Plan" }), `Gold ${plan}`);
  await axe(one);
  await press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.waitFor({ state: "hidden" });
  await one.getByRole("definition").filter({ hasText: plan }).waitFor();
  await visit(one, `/operator/tenants?plan=${plan}`);
  await settled(one);
  await one.getByRole("row").filter({ hasText: own.slug }).waitFor();
  expect(await one.getByRole("row").count()).toBe(2);
});

it.each(bothHands)("adds a super admin, has them look after a tenant, and keeps them out, by %s", async (by) => {
  const { look, press, choose, turn, type }: Hands = hands[by];
  const name = `Sue ${unique()}`;
  const email = `${unique()}@super.example`;
  const one = await page("shared", "operator");
  const dialog = one.getByRole("dialog");
  await one.goto("/operator/people?tab=superAdmins");
  await press(one, one.getByRole("button", { name: "Add a super admin" }));
  await type(one, dialog.getByLabel("Name"), name);
  await type(one, dialog.getByLabel("E-mail"), email);
  await press(one, dialog.getByRole("button", { name: "Add a super admin" }));
  await dialog.waitFor({ state: "hidden" });
  const row = one.getByRole("row").filter({ hasText: name });
  await row.getByText("nobody yet").waitFor();
  await press(one, row.getByRole("button", { name: "Assign" }));
  await choose(one, dialog.getByRole("combobox", { name: "Tenant" }), own.slug);
  await turn(one, dialog.getByRole("group", { name: "Modules" }).getByRole("checkbox", { name: "Billing" }));
  await look(one);
  await press(one, dialog.getByRole("button", { name: "Assign" }));
  await row.getByText(own.slug).waitFor();
  await press(one, row.getByRole("button", { name: "Make a token" }));
  await type(one, dialog.getByLabel("What it is for"), "A look");
  await press(one, dialog.getByRole("button", { name: "Make a token" }));
  await dialog.getByText("Shown this once").waitFor();
  await one.keyboard.press("Escape");
  await press(one, row.getByRole("button", { name: `${name} no longer looks after ${own.slug}` }));
  await row.getByText("nobody yet").waitFor();
  await look(one);

  await visit(one, "/operator/people");
  await press(one, row.getByRole("button", { name: "Block" }));
  await type(one, dialog.getByLabel(`Type ${email}`), email);
  await press(one, dialog.getByRole("button", { name: "Block" }));
  await row.getByText("Blocked").waitFor();
  await press(one, row.getByRole("button", { name: "Unblock" }));
  await row.getByText("Active").waitFor();
  await visit(one, `/operator/audit?verb=super_admin.&tenant=${own.id}`);
  for (const verb of ["super_admin.assign", "super_admin.unassign"]) {
    await one.getByRole("row").getByText(verb, { exact: true }).first().waitFor();
  }
});
