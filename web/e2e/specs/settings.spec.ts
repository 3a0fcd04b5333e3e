import { expect, it } from "vitest";
import { axe, type Look, page, press, settled, type Tier, tiers, typeInto } from "../ground";

// What a company sets up once: whom it tells, and what its letters say.

async function at(tier: Tier, section: string, look?: Look) {
  const one = await page(tier, "owner", look);
  await one.goto(`/settings/${section}`);
  await one.getByRole("navigation", { name: "Settings" }).waitFor();
  await settled(one, 300);
  return one;
}

it.each(tiers)("makes a webhook and its secret, shown once, on the tier %s", async (tier) => {
  const name = `Shop ${crypto.randomUUID().slice(0, 8)}`;
  const one = await at(tier, "webhooks");
  await one.getByRole("link", { name: "New webhook" }).click();
  await one.waitForURL(/\/webhooks\/new/);
  await one.getByRole("textbox", { name: "Name" }).fill(name);
  await one.getByRole("textbox", { name: "URL" }).fill("https://hooks.example.com/orders");
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.getByText("1 field needs your attention").waitFor();
  await one.getByRole("combobox", { name: "Event types" }).fill("OrderConf");
  await one.keyboard.press("Enter");
  const taken = one.getByRole("button", { name: "Remove OrderConfirmedEvent" });
  await taken.waitFor();
  await one.keyboard.press("Backspace"); // takes the last one back
  await taken.waitFor({ state: "hidden" });
  await one.keyboard.type("OrderConfirmedEvent");
  await one.keyboard.press("Enter");
  await one.getByRole("button", { name: "Create", exact: true }).click();
  await one.waitForURL(/\/webhooks\/[0-9a-f-]{36}/);
  await one.goto("/settings/webhooks");
  const card = one.getByRole("article").filter({ hasText: name });
  await card.getByText("Needs a secret").waitFor();
  await card.getByRole("button", { name: "Make the secret" }).click();
  expect((await card.locator("pre").innerText()).trim()).toMatch(/^whsec_/);
  await axe(one);
  await card.getByRole("button", { name: "I have kept it" }).click();
  await card.locator("pre").waitFor({ state: "hidden" });
  await card.getByText("Works", { exact: true }).waitFor();
  await card.getByRole("button", { name: "Deliveries" }).click();
  await card.getByText("Nothing was sent yet.").waitFor();
});

it.each(tiers)("rewrites a letter and goes back to the built-in one, by keyboard alone, on the tier %s", async (tier) => {
  const one = await at(tier, "templates");
  const subject = one.getByLabel("Subject", { exact: true });
  await typeInto(one, subject, "Your quote, freshly made", 120);
  await typeInto(one, one.getByRole("textbox", { name: "Text", exact: true }), "Here it is.", 120);
  await press(one, one.getByRole("button", { name: "Save", exact: true }), 120);
  const back = one.getByRole("button", { name: "Back to the built-in letter" });
  await back.waitFor();
  await axe(one);
  await one.reload();
  await back.waitFor();
  expect(await subject.inputValue()).toBe("Your quote, freshly made");
  await press(one, back, 160);
  await one.getByText("The built-in letter is sent. Type to replace it.").waitFor();
  expect(await subject.inputValue()).toBe("");
});
