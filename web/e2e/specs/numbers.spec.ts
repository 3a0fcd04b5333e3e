import { expect, it } from "vitest";
import { asked, hands, page, settled, shot, ways } from "../ground";

// How a company has its documents numbered.

it.each(ways)("numbers vendors by a pattern and from a number of the company's own, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const one = await page(tier, "owner", { scheme: tier === "database" ? "dark" : "light" });
  await one.goto("/settings/numbers");
  await one.getByRole("heading", { name: "Number series" }).waitFor();
  await settled(one, 300);
  const dialog = one.getByRole("dialog");
  const row = one.getByRole("row", { name: /^Vendor/ });

  await by.press(one, row.getByRole("button", { name: "Change the numbers: Vendor" }));
  await by.type(one, dialog.getByLabel("Pattern"), "SUP-{year}");
  await by.press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.getByText("Must have {n} once, where the count stands.").first().waitFor();
  await by.look(one);
  await by.type(one, dialog.getByLabel("Pattern"), "SUP-{year}-{n}");
  await by.type(one, dialog.getByLabel("Digits at least"), "4");
  const year = new Date().getFullYear();
  await dialog.getByText(`SUP-${year}-0042`).waitFor();
  await by.press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.waitFor({ state: "hidden" });
  await row.getByText(`SUP-${year}-0001`).waitFor();

  await by.press(one, row.getByRole("button", { name: "Go on with another number: Vendor" }));
  await by.type(one, dialog.getByLabel("Next number"), "700");
  await by.press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog.waitFor({ state: "hidden" });
  await row.getByText(`SUP-${year}-0700`).waitFor();
  const made = await asked<{ number: string }>(tier, "owner", "/api/client/vendors", { name: "Stahl AG", currency: "EUR" });
  expect(made.number).toBe(`SUP-${year}-0700`);

  const invoices = one.getByRole("row", { name: /^Invoice/ });
  await by.press(one, invoices.getByRole("button", { name: "Go on with another number: Invoice" }));
  await by.type(one, dialog.getByLabel("Next number"), "90000");
  await by.press(one, dialog.getByRole("button", { name: "Save" }));
  await dialog
    .getByText(/No number may be missing, and some have been given already/)
    .first()
    .waitFor();
  await by.look(one);
  await shot(one, `numbers-refused-${tier}`);
  await one.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await by.look(one);
  await shot(one, `numbers-${tier}`);

  await by.press(one, row.getByRole("link", { name: "Vendor" }));
  await one.getByText("SUP-{year}-{n}").first().waitFor();
  await shot(one, `numbers-history-${tier}`);
});
