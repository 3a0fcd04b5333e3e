import { expect, it } from "vitest";
import { axe, client, oldest, page, shot, tabTo, tiers } from "../ground";

it.each(tiers)("mentions, changes and withdraws by keyboard alone on the tier %s", async (tier) => {
  const { id } = await client(tier);
  const one = await page(tier, "owner");
  await one.goto(`/clients/${id}`);
  const note = one.getByRole("textbox", { name: "Internal note" });
  const feed = one.getByRole("region", { name: "Activity" }).getByRole("listitem");
  await tabTo(one, note, 90);
  const people = one.getByRole("listbox", { name: "People to mention" });
  await one.keyboard.type("Please look, @");
  const first = people.getByRole("option").first();
  await first.waitFor();
  await one.keyboard.press("ArrowDown");
  await one.keyboard.press("ArrowUp");
  const name = (await people.getByRole("option", { selected: true }).textContent()) ?? "";
  await axe(one);
  await shot(one, `comment-${tier}`);
  await one.keyboard.press("Enter");
  await people.waitFor({ state: "hidden" });
  expect(await note.inputValue()).toBe(`Please look, @${name} `);
  await one.keyboard.type("and answer.");
  const sent = one.waitForRequest((request) => request.url().endsWith("/comments/write"));
  await one.keyboard.press("Control+Enter");
  expect((await sent).postDataJSON().mentions).toHaveLength(1);
  await feed.first().getByText(`Please look, @${name} and answer.`).waitFor();

  await tabTo(one, feed.first().getByRole("button", { name: "Edit" }), 30);
  await one.keyboard.press("Enter");
  await one.keyboard.press("Control+End");
  await one.keyboard.type(" Today.");
  await one.keyboard.press("Control+Enter");
  await feed.first().getByText("and answer. Today.").waitFor();
  await feed.first().getByText("edited").waitFor();

  const withdraw = feed.first().getByRole("button", { name: "Withdraw" });
  await withdraw.focus();
  await one.keyboard.press("Enter");
  await axe(one);
  await one.getByRole("dialog").getByRole("button", { name: "Withdraw" }).waitFor();
  await one.keyboard.press("Enter");
  await feed.first().getByText("Withdrawn").waitFor();
});

it("does the same by pointer, in dark and in Arabic", async () => {
  const client = await oldest("shared", "clients");
  const one = await page("shared", "owner", { language: "ar", scheme: "dark" });
  await one.goto(`/clients/${client.id}`);
  await one.getByRole("textbox", { name: "ملاحظة داخلية" }).click();
  await one.keyboard.type("@");
  const people = one.getByRole("listbox", { name: "أشخاص يمكن ذكرهم" });
  await people.getByRole("option").first().click();
  await one.keyboard.type("انظر");
  await axe(one);
  await shot(one, "comment-ar");
});
