import { expect, it } from "vitest";
import { hands, type Look, page, settled, type Tier, ways } from "../ground";

// What a company sets up once: whom it tells, and what its letters say.

async function at(tier: Tier, section: string, look?: Look) {
  const one = await page(tier, "owner", look);
  await one.goto(`/settings/${section}`);
  await one.getByRole("navigation", { name: "Settings" }).waitFor();
  await settled(one, 300);
  return one;
}

it.each(ways)("makes a webhook and its secret, shown once, on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const name = `Shop ${crypto.randomUUID().slice(0, 8)}`;
  const one = await at(tier, "webhooks");
  await by.press(one, one.getByRole("link", { name: "New webhook" }));
  await one.waitForURL(/\/webhooks\/new/);
  await by.type(one, one.getByRole("textbox", { name: "Name" }), name);
  await by.type(one, one.getByRole("textbox", { name: "URL" }), "https://hooks.example.com/orders");
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.getByText("1 field needs your attention").waitFor();
  await by.type(one, one.getByRole("combobox", { name: "Event types" }), "OrderClosedSh");
  await one.keyboard.press("Enter");
  const taken = one.getByRole("button", { name: "Remove OrderClosedShortEvent" });
  await taken.waitFor();
  await one.keyboard.press("Backspace"); // takes the last one back
  await taken.waitFor({ state: "hidden" });
  await one.keyboard.type("OrderClosedShortEvent");
  await one.keyboard.press("Enter");
  await taken.waitFor();
  await by.press(one, one.getByRole("button", { name: "Create", exact: true }));
  await one.waitForURL(/\/webhooks\/[0-9a-f-]{36}/);
  await one.goto("/settings/webhooks");
  const card = one.getByRole("article").filter({ hasText: name });
  await card.getByText("Needs a secret").waitFor();
  await by.press(one, card.getByRole("button", { name: "Make the secret" }));
  expect((await card.locator("pre").innerText()).trim()).toMatch(/^whsec_/);
  await by.look(one);
  await by.press(one, card.getByRole("button", { name: "I have kept it" }));
  await card.locator("pre").waitFor({ state: "hidden" });
  await card.getByText("Works", { exact: true }).waitFor();
  await by.press(one, card.getByRole("button", { name: "Deliveries" }));
  await card.getByText("Nothing was sent yet.").waitFor();
});

it.each(ways)("rewrites a letter and goes back to the built-in one on the tier %s by %s", async (tier, hand) => {
  const by = hands[hand];
  const one = await at(tier, "templates");
  const subject = one.getByLabel("Subject", { exact: true });
  await by.type(one, subject, "Your quote, freshly made");
  await by.type(one, one.getByRole("textbox", { name: "Text", exact: true }), "Here it is.");
  await by.press(one, one.getByRole("button", { name: "Save", exact: true }));
  const back = one.getByRole("button", { name: "Back to the built-in letter" });
  await back.waitFor();
  await by.look(one);
  await one.reload();
  await back.waitFor();
  expect(await subject.inputValue()).toBe("Your quote, freshly made");
  await by.press(one, back);
  await one.getByText("The built-in letter is sent. Type to replace it.").waitFor();
  expect(await subject.inputValue()).toBe("");
});
