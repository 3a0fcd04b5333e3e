import { expect, test } from "vitest";
import type { Entity, Row, Step } from "@/meta/types";
import { deedsOf, isFinal, isFrozen, primaryOf } from "./flow";

const step = (verb: string, from: string[], to: string, more: Partial<Step> = {}): Step => ({
  verb,
  label: verb,
  from,
  to,
  need: "",
  ...more,
});
const order: Entity = {
  name: "sales.order",
  module: "sales",
  plural: "orders",
  label: "Order",
  title: "{number}",
  list: [],
  sort: "-id",
  searchable: true,
  view: false,
  fields: [{ name: "cancel_reason", label: "Cancel reason", type: "text", readonly: true }],
  start: "draft",
  states: ["draft", "confirmed", "closed", "cancelled"],
  steps: [
    step("cancel", ["draft", "confirmed"], "cancelled", { takes: [{ name: "cancel_reason", required: true }] }),
    step("confirm", ["draft"], "confirmed"),
    step("hold", ["confirmed"], "confirmed"),
    step("resume", ["confirmed"], "confirmed"),
    step("close", ["confirmed"], "closed"),
  ],
  actions: [{ path: "invoice", module: "sales", need: "", summary: "", answers: "billing.invoice" }],
  may_create: true,
  may_update: true,
  may_delete: true,
};
const record = (more: Record<string, unknown>): Row => ({ id: "1", version: 1, on_hold: false, ...more });
const t = (key: string) => key;
const primary = (row: Row) => primaryOf(order, row, deedsOf(order, row, t))?.verb;

test("what leads on comes first, never what ends it", () => {
  expect(primary(record({ status: "draft" }))).toBe("confirm");
  expect(primary(record({ status: "confirmed", invoice_state: "pending" }))).toBe("invoice");
  expect(primary(record({ status: "confirmed", invoice_state: "invoiced" }))).toBe("close");
  expect(primary(record({ status: "confirmed", on_hold: true }))).toBe("resume");
});

test("what cannot be done says why, and what is taken may be written", () => {
  const deeds = deedsOf(order, record({ status: "draft" }), t);
  expect(deeds.find((deed) => deed.verb === "close")?.refused).toBe("record.onlyWhen");
  expect(deeds.find((deed) => deed.verb === "cancel")?.fields).toMatchObject([
    { name: "cancel_reason", readonly: false, required: true },
  ]);
});

test("only what nothing leads back from is final", () => {
  expect(isFinal(order, step("cancel", ["draft"], "cancelled"))).toBe(true);
  expect(isFinal(order, step("confirm", ["draft"], "confirmed"))).toBe(false);
  expect(isFinal(order, step("hold", ["confirmed"], "confirmed"))).toBe(false);
});

test("drafts are changed freely, what went on its way is not", () => {
  expect(isFrozen(order, record({ status: "draft" }))).toBe(false);
  expect(isFrozen(order, record({ status: "confirmed" }))).toBe(true);
  const lead: Entity = {
    ...order,
    start: "new",
    states: ["new", "qualified", "converted"],
    steps: [step("qualify", ["new"], "qualified"), step("convert", ["qualified"], "converted")],
  };
  expect(isFrozen(lead, record({ status: "qualified" }))).toBe(false);
  expect(isFrozen(lead, record({ status: "converted" }))).toBe(true);
});

test("an action without a flow is refused in states in which the server says it is of no use", () => {
  const payment: Entity = {
    ...order,
    name: "billing.payment",
    steps: [],
    actions: [{ path: "refund", module: "billing", need: "", summary: "", from: ["captured"] }],
  };
  const refused = (status: string) => deedsOf(payment, record({ status }), t)[0]?.refused;
  expect(refused("captured")).toBeUndefined();
  expect(refused("pending")).toBe("record.onlyWhen");
});
