import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { asked, axe, byKeyboard, byMouse, client, companies, page, press, type Tier, tabTo, tiers, typeInto } from "../ground";

interface Client {
  phone: string;
  website: string;
  reference: string;
}

/** Two people, each in a browser of their own, who look at the same client. */
async function two(tier: Tier): Promise<{ anna: Page; ben: Page; known: () => Promise<Client> }> {
  const { id } = await client(tier);
  const [anna, ben] = await Promise.all([page(tier, "owner"), page(tier, "manager")]);
  for (const one of [anna, ben]) {
    await one.goto(`/clients/${id}`);
    await one.getByLabel("Phone").waitFor();
  }
  return { anna, ben, known: () => asked<Client>(tier, "owner", `/api/client/clients/${id}`) };
}

/** Writes into a field and saves, as one does. */
async function saves(one: Page, field: string, text: string): Promise<void> {
  await one.getByLabel(field).fill(text);
  await save(one);
  await one
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
}

async function save(one: Page): Promise<void> {
  await one.locator("header").getByRole("button", { name: "Save", exact: true }).click();
}

it.each(tiers)("shows who else is here, and what they have changed, on the tier %s", async (tier) => {
  const { anna, ben } = await two(tier);
  await anna.getByRole("img", { name: `Also here: manager of ${companies[tier]}` }).waitFor();
  await ben.getByRole("img", { name: /^Also here: / }).waitFor();
  await saves(ben, "Phone", "+44 20 7946 0001");
  const phone = anna.getByLabel("Phone");
  await expect.poll(() => phone.inputValue(), { timeout: 2_000, interval: 50 }).toBe("+44 20 7946 0001");
  await ben.close();
  await anna.getByRole("img", { name: /^Also here: / }).waitFor({ state: "hidden" });
});

it.each(tiers)("puts together what two have changed in different fields, on the tier %s", async (tier) => {
  const { anna, ben, known } = await two(tier);
  await anna.getByLabel("Website").fill("https://anna.example");
  await saves(ben, "Phone", "+44 20 7946 0002");
  // What somebody is changing is never changed under their hands: they are told.
  await anna.getByText(`Changed by manager of ${companies[tier]} meanwhile.`).waitFor();
  expect(await anna.getByLabel("Website").inputValue()).toBe("https://anna.example");
  await axe(anna);
  await save(anna);
  await anna
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  expect(await anna.getByLabel("Phone").inputValue()).toBe("+44 20 7946 0002");
  expect(await known()).toMatchObject({ website: "https://anna.example", phone: "+44 20 7946 0002" });
});

it.each(byMouse)("lets one choose where two have changed the same field, on the tier %s", async (tier) => {
  const { anna, ben, known } = await two(tier);
  const dialog = anna.getByRole("dialog");
  const clash = async (mine: string, theirs: string) => {
    await anna.getByLabel("Phone").fill(mine);
    await saves(ben, "Phone", theirs);
    await anna.getByText("meanwhile.").waitFor();
    await save(anna);
    await dialog.waitFor();
    expect(await dialog.getByRole("radio").count()).toBe(2);
    await dialog.getByText(mine, { exact: true }).waitFor();
    await dialog.getByText(theirs, { exact: true }).waitFor();
  };
  await clash("+44 20 7946 0011", "+44 20 7946 0012");
  await axe(anna);
  await dialog.getByRole("radio", { name: "Phone: Mine" }).check();
  await dialog.getByRole("button", { name: "Use these" }).click();
  await save(anna);
  await anna
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor();
  expect((await known()).phone).toBe("+44 20 7946 0011");
  // Ben, who has changed nothing since, sees what was chosen.
  await expect.poll(() => ben.getByLabel("Phone").inputValue()).toBe("+44 20 7946 0011");
});

it.each(byKeyboard)(
  "lets one choose by keyboard alone on the tier %s",
  async (tier) => {
    const { anna, ben, known } = await two(tier);
    const dialog = anna.getByRole("dialog");
    const saved = (one: Page) =>
      one
        .getByRole("status")
        .filter({ hasText: /^Saved$/ })
        .waitFor();
    const clash = async (mine: string, theirs: string) => {
      await typeInto(anna, anna.getByLabel("Phone"), mine, 90);
      await saves(ben, "Phone", theirs);
      await anna.getByText("meanwhile.").waitFor();
      await anna.keyboard.press("Control+s");
      await dialog.waitFor();
    };
    await clash("+44 20 7946 0021", "+44 20 7946 0022");
    await tabTo(anna, dialog.getByRole("radio", { name: "Phone: Mine" }));
    await anna.keyboard.press("ArrowRight");
    await press(anna, dialog.getByRole("button", { name: "Use these" }));
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => anna.getByLabel("Phone").inputValue()).toBe("+44 20 7946 0022");
    await saved(anna);
    expect((await known()).phone).toBe("+44 20 7946 0022");
    // One is where one was.
    await expect.poll(() => anna.getByLabel("Phone").evaluate((input) => input === document.activeElement)).toBe(true);

    // And the other way.
    await clash("+44 20 7946 0031", "+44 20 7946 0032");
    await press(anna, dialog.getByRole("button", { name: "Use these" }));
    await dialog.waitFor({ state: "hidden" });
    await anna.keyboard.press("Control+s");
    await saved(anna);
    expect((await known()).phone).toBe("+44 20 7946 0031");
  },
  150_000,
);
