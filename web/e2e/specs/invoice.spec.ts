import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, hands, invoiced, type Look, type Made, page, shot, type Tier, tabTo, ways } from "../ground";

async function opened(tier: Tier, invoice: Made, look: Look = {}): Promise<Page> {
  const one = await page(tier, "owner", look);
  await one.goto(`/invoices/${invoice.id}`);
  await one.getByRole("heading", { level: 1 }).waitFor();
  return one;
}

it.each(ways)("is posted, paid in part and credited on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const draft = await invoiced(tier, "100.10", { post: false });
  const one = await opened(tier, draft);
  const taxes = one.getByRole("region", { name: "Taxes by rate" });
  await taxes.getByRole("cell", { name: "€20.02" }).waitFor();
  await by.press(one, one.getByRole("button", { name: "Post", exact: true }));
  const dialog = one.getByRole("dialog");
  await dialog.getByText("It gets its final number").waitFor();
  await by.press(one, dialog.getByRole("button", { name: "Post", exact: true }));
  const standing = one.getByRole("region", { name: "How it stands with the money" });
  await standing.getByText("Not paid").waitFor();
  await standing.getByText("due today").waitFor();
  await by.look(one);

  const client = (draft.client as { id: string }).id;
  const amount = { amount: "20.12", currency: "EUR" };
  const origin = { entity: "billing.invoice", id: draft.id };
  const body = { client, amount, currency: "EUR", method: "cash", origin };
  const pending = await asked<Made>(tier, "owner", "/api/client/payments", body);
  await asked(tier, "owner", `/api/client/payments/${pending.id}/charge`, {}, pending.version);
  await one.reload();
  await standing.getByText("€100.00").waitFor();
  await standing.getByText("Partial").waitFor();
  await one.getByRole("region", { name: "Payments" }).getByRole("link", { name: pending.number }).waitFor();
  await by.look(one);
  await shot(one, `invoice-${tier}`);

  await by.press(one, one.getByRole("link", { name: "Credit it" }));
  await one.waitForURL(/\/credit-notes\/new/);
  await by.type(one, one.getByLabel("Reason"), "Taken back");
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.waitForURL(/\/credit-notes\/[0-9a-f-]{36}/);
  await one.goto(`/invoices/${draft.id}`);
  await one.getByRole("region", { name: "Credit notes" }).getByText("Taken back").waitFor();
});

it("is written off by keyboard alone", async () => {
  const invoice = await invoiced("shared", "10.00");
  const one = await opened("shared", invoice);
  await tabTo(one, one.getByRole("button", { name: "More actions" }), 80);
  await one.keyboard.press("Enter");
  const item = one.getByRole("menuitem", { name: "Write off", exact: true });
  await item.waitFor();
  for (let i = 0; i < 12 && !(await item.evaluate((at) => at === document.activeElement)); i++)
    await one.keyboard.press("ArrowDown");
  await one.keyboard.press("Enter");
  await one.getByRole("dialog").getByText("given up as lost").waitFor();
  await one.waitForTimeout(300); // the focus comes into the dialog
  await one.keyboard.type("Insolvent");
  await tabTo(one, one.getByRole("dialog").getByRole("button", { name: "Write off", exact: true }));
  await one.keyboard.press("Enter");
  await one.getByRole("region", { name: "How it stands with the money" }).getByText("Written off").first().waitFor();
  const after = await asked<{ payment_state: string }>("shared", "owner", `/api/client/invoices/${invoice.id}`);
  expect(after.payment_state).toBe("written_off");
});

it.each([
  ["dark", { scheme: "dark" }],
  ["in Arabic", { language: "ar" }],
  ["on a telephone", { phone: true }],
] as const)("passes WCAG %s", async (name, look) => {
  const invoice = await invoiced("shared", "10.00");
  const one = await opened("shared", invoice, look);
  await one.getByRole("region").getByRole("table").first().waitFor();
  await axe(one);
  await shot(one, `invoice-${name.replaceAll(" ", "-")}`);
});
