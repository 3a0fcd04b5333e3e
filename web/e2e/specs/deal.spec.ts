import { expect, it } from "vitest";
import { axe, byMouse, oldest, page, shot } from "../ground";

it.each(byMouse)("goes from a quote to the paid order on the tier %s", async (tier) => {
  const client = await oldest(tier, "clients", "status=active");
  const one = await page(tier, "owner");
  const chain = one.getByRole("navigation", { name: "From quote to payment" });
  const state = (name: string) => one.locator("header").getByText(name, { exact: true }).waitFor();
  const dialog = one.getByRole("dialog");
  // Does something, and what is asked first where it is.
  const step = async (name: string, answer?: () => Promise<void>) => {
    const done = one.waitForResponse(
      (response) => response.request().method() === "POST" && response.url().includes("/api/client/"),
    );
    await one.getByRole("button", { name, exact: true }).first().click();
    await Promise.race([dialog.waitFor(), done]);
    if (await dialog.isVisible()) {
      await answer?.();
      await dialog.getByRole("button", { name, exact: true }).click();
    }
    expect((await done).status(), name).toBeLessThan(300);
  };

  await one.goto(`/quotes/new?client=${client.id}`);
  await one.getByRole("button", { name: "Add line" }).click();
  await one.keyboard.type("P-004");
  await one.keyboard.press("Enter"); // before it has been found
  await one.getByLabel("Quantity, line 1").waitFor();
  await one.keyboard.type("3");
  await one.keyboard.press("Control+s");
  await one.waitForURL(/\/quotes\/[0-9a-f-]{36}/);
  await expect.poll(() => chain.getByRole("listitem").allInnerTexts()).toHaveLength(5);
  expect(await chain.getByText("None yet").count()).toBe(4); // the quote is all there is
  await step("Send");
  await state("Sent");
  await step("Accept");
  await state("Accepted");

  await chain.getByRole("link", { name: /^SO-/ }).click();
  await one.waitForURL(/\/orders\//);
  await chain.getByRole("link", { name: "Ship what is open" }).click();
  await one.waitForURL(/\/shipments\/new/);
  await step("Create");
  await one.waitForURL(/\/shipments\/[0-9a-f-]{36}/);
  await step("Pick");
  await state("Picked");
  await step("Pack");
  await state("Packed");
  await step("Ship", async () => {
    await dialog.getByLabel("Carrier").fill("DHL");
    await axe(one);
  });
  await state("Shipped");
  await step("Deliver");
  await state("Delivered");

  await chain.getByRole("link", { name: /^SO-/ }).click();
  await one.waitForURL(/\/orders\//);
  await step("Invoice", () => dialog.getByLabel("Post").check());
  await one.getByText("Invoice created", { exact: true }).waitFor();
  await chain.getByRole("link", { name: "Note a payment" }).click();
  await one.waitForURL(/\/payments\/new/);
  await step("Create");
  await one.waitForURL(/\/payments\/[0-9a-f-]{36}/);
  await step("Charge");
  await chain.getByText("Captured").waitFor();
  await axe(one);
  await shot(one, `deal-${tier}`);

  await chain.getByRole("link", { name: /^SO-/ }).click();
  await one.waitForURL(/\/orders\//);
  await step("Close");
  await state("Closed");
  await chain.getByText("Captured").waitFor();
});
