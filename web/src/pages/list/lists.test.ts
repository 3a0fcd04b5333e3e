import { describe, expect, it } from "vitest";
import type { Entity, Field, Row, Step } from "@/meta/types";
import { commonSteps, operationOf } from "./bulk";
import { clampWidth, columnsOf, moveColumn, remember, toggleColumn, widthOf } from "./columns";
import { toCSV } from "./csv";
import { addDays, dayOf, daysShown, monthOf, weekOf } from "./days";
import { joinValues, splitValues } from "./describe";
import { conditionsOfGroup, folders } from "./groups";
import { presetOf, presets } from "./moments";
import { boardValues, moveOf } from "./moves";
import { patched, replaceRows } from "./rows";
import { directionOf, nextSort } from "./sort";
import { commonCurrency, footOf, summable, sumsText } from "./sums";

const status: Field = {
  name: "status",
  label: "Status",
  type: "orderstatus",
  readonly: true,
  choices: ["draft", "confirmed", "cancelled"],
};
const total: Field = { name: "total", label: "Total", type: "amount", readonly: true };
const number: Field = { name: "number", label: "Number", type: "text" };
const steps: Step[] = [
  { verb: "confirm", label: "Confirm", from: ["draft"], to: "confirmed", need: "confirm" },
  {
    verb: "drop",
    label: "Drop",
    from: ["draft", "confirmed"],
    to: "cancelled",
    need: "cancel",
    takes: [{ name: "why", required: true }],
  },
  { verb: "void", label: "Void", from: ["draft"], to: "cancelled", need: "cancel" },
];
const entity: Entity = {
  name: "o", module: "s", plural: "os", label: "O", title: "{number}", list: ["number", "status"], sort: "-id", searchable: true, view: false,
  fields: [number, status, total, { name: "secret", label: "Secret", type: "text", secret: true }],
  states: ["draft", "confirmed", "cancelled"], steps, may_create: true, may_update: true, may_delete: true,
}; // biome-ignore format: short
const all = () => true;
const row = (id: string, more: Record<string, unknown> = {}): Row => ({ id, version: 1, status: "draft", ...more });

describe("columns", () => {
  it("are those of the address, else the preferred, else the entity's; unknown and secret ones are left out", () => {
    const names = (fields: Field[]) => fields.map((field) => field.name);
    expect(names(columnsOf(entity, ["total", "gone", "total", "secret"], [{ name: "number" }]))).toEqual(["total"]);
    expect(names(columnsOf(entity, [], [{ name: "status" }]))).toEqual(["status"]);
    expect(names(columnsOf(entity, [], [{ name: "gone" }]))).toEqual(["number", "status"]);
  });

  it("are shown, hidden and moved; the last one stays", () => {
    expect(toggleColumn(["a"], "b")).toEqual(["a", "b"]);
    expect(toggleColumn(["a", "b"], "a")).toEqual(["b"]);
    expect(toggleColumn(["a"], "a")).toEqual(["a"]);
    expect(moveColumn(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
    expect(moveColumn(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  });

  it("keep the widths that somebody chose", () => {
    expect(remember(["a", "b"], [{ name: "b", width: 200 }], { name: "a", width: 5000 })).toEqual([
      { name: "a", width: 800 },
      { name: "b", width: 200 },
    ]);
    expect(widthOf(total, [{ name: "total", width: 10 }])).toBe(60);
    expect(clampWidth(99.6)).toBe(100);
  });
});

describe("sorting", () => {
  it("goes up, down and back", () => {
    expect(nextSort("", "a", false)).toBe("a");
    expect(nextSort("a", "a", false)).toBe("-a");
    expect(nextSort("-a", "a", false)).toBe("");
    expect(nextSort("-a", "b", true)).toBe("-a,b");
    expect(nextSort("-a,b", "a", true)).toBe("b");
    expect(directionOf("-a,b", "a")).toBe("descending");
    expect(directionOf("-a,b", "c")).toBeUndefined();
  });
});

describe("moves on a board", () => {
  it("take the step that leads there and asks for the least", () => {
    expect(moveOf(entity, status, "draft", "cancelled", all)).toMatchObject({ kind: "step", step: { verb: "void" } });
    expect(moveOf(entity, status, "confirmed", "cancelled", all)).toMatchObject({ kind: "step", step: { verb: "drop" } });
  });

  it("are refused with the reason", () => {
    expect(moveOf(entity, status, "cancelled", "draft", all)).toEqual({ kind: "refused", why: "no-step" });
    expect(moveOf(entity, status, "draft", "confirmed", (p) => p !== "confirm")).toMatchObject({
      why: "no-permission",
      step: { verb: "confirm" },
    });
    expect(moveOf(entity, status, "draft", "draft", all)).toEqual({ kind: "stay" });
  });

  it("change a choice that may be changed", () => {
    const kind: Field = { name: "kind", label: "Kind", type: "choice", choices: ["a", "b"] };
    expect(moveOf(entity, kind, "a", "b", all)).toEqual({ kind: "change" });
    expect(moveOf(entity, { ...kind, need: "x" }, "a", "b", () => false).kind).toBe("refused");
  });

  it("go between the columns that the filter lets through", () => {
    expect(boardValues(entity, status, { in: "draft,cancelled" })).toEqual(["draft", "cancelled"]);
    expect(boardValues(entity, status, { ne: "draft" })).toEqual(["confirmed", "cancelled"]);
    expect(boardValues(entity, status, undefined)).toHaveLength(3);
  });
});

describe("many records", () => {
  it("allow the steps that each of them allows", () => {
    const verbs = (rows: Row[]) => commonSteps(entity, rows, all).map((step) => step.verb);
    expect(verbs([row("1"), row("2")])).toEqual(["confirm", "drop", "void"]);
    expect(verbs([row("1"), row("2", { status: "confirmed" })])).toEqual(["drop"]);
  });

  it("are sent with the versions that were seen", () => {
    expect(operationOf({ do: "delete" }, row("1", { version: 7 }))).toEqual({ op: "delete", id: "1", version: 7 });
    const [step] = steps;
    if (step)
      expect(operationOf({ do: "step", step, input: {} }, row("1"))).toEqual({
        op: "step:confirm",
        id: "1",
        version: 1,
        body: {},
      });
  });
});

describe("groups", () => {
  it("ask for their own rows", () => {
    expect(conditionsOfGroup("status", "draft", { in: "draft,confirmed" })).toEqual({ in: "draft,confirmed", eq: "draft" });
    expect(conditionsOfGroup("client", null)).toEqual({ eq: "null" });
    expect(conditionsOfGroup("placed.month", "2026-12-01")).toEqual({ gte: "2026-12-01", lt: "2027-01-01" });
    expect(conditionsOfGroup("placed.week", "2026-05-25", { gte: "2026-05-27" })).toEqual({
      gte: "2026-05-27",
      lt: "2026-06-01",
    });
    expect(conditionsOfGroup("placed.month", "2026-05-01", { gte: "@month" })).toMatchObject({ gte: "2026-05-01" });
  });

  it("hold the sums of all currencies", () => {
    const parts = [
      { status: "draft", currency: "EUR", count: 2, total: "10.5" },
      { status: "draft", currency: "JPY", count: 1, total: "300" },
      { status: null, currency: "EUR", count: 4, total: "1" },
    ];
    const [draft, none] = folders(parts, "status");
    expect([draft?.count, none?.value]).toEqual([3, null]);
    expect(sumsText([total], draft?.parts)).toEqual({ total: "€10.50 + JP¥300" });
  });

  it("have no sums of what is of one of something", () => {
    expect(summable([total, { ...total, name: "price", each: true }]).map((field) => field.name)).toEqual(["total"]);
  });

  it("are summed up digit for digit", () => {
    const groups = [
      { status: "draft", currency: "EUR", count: 2, total: "10.5" },
      { status: "done", currency: "EUR", count: 1, total: "0.25" },
    ];
    expect(footOf([total], groups)).toEqual({ total: "€10.75" });
  });

  it("have one currency, or none to show above", () => {
    const eur = { amount: "1", currency: "EUR" };
    expect(commonCurrency(total, [row("1", { total: eur }), row("2", { total: null })])).toBe("EUR");
    expect(
      commonCurrency(total, [row("1", { total: eur }), row("2", { total: { amount: "1", currency: "USD" } })]),
    ).toBeUndefined();
  });
});

describe("rows that have changed", () => {
  const pages = {
    pages: [
      { data: [row("1"), row("2")], next_cursor: "c" },
      { data: [row("3")], next_cursor: null },
    ],
    pageParams: ["", "c"],
  };

  it("are put in their places, and leave when they do not belong there any more", () => {
    const next = replaceRows(pages, ["1", "3"], new Map([["1", row("1", { version: 2 })]]));
    expect(next.pages.map((page) => page.data.map((one) => [one.id, one.version]))).toEqual([
      [
        ["1", 2],
        ["2", 1],
      ],
      [],
    ]);
  });

  it("are changed in whatever holds them", () => {
    expect(patched(pages, "3", { version: 9 })).toMatchObject({ pages: [{}, { data: [{ id: "3", version: 9 }] }] });
    expect(patched([row("1")], "1", { version: 9 })).toMatchObject([{ version: 9 }]);
    expect(patched({ rows: [row("1")], cut: false }, "1", { version: 9 })).toMatchObject({ rows: [{ version: 9 }], cut: false });
    expect(patched(undefined, "1", {})).toBeUndefined();
  });
});

describe("days", () => {
  it("fill the weeks of a month", () => {
    const days = daysShown("2026-05-15", "month", 1);
    expect([days[0], days.at(-1), days.length]).toEqual(["2026-04-27", "2026-05-31", 35]);
    expect(daysShown("2026-05-15", "week", 7)).toHaveLength(7);
    expect(weekOf("2026-05-17", 7)).toBe("2026-05-17");
    expect(weekOf("2026-05-17", 1)).toBe("2026-05-11");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(monthOf("2026-01-31", -1)).toBe("2025-12-01");
  });

  it("are those of the company's zone", () => {
    expect(dayOf("2026-05-30T23:30:00Z", "Europe/Berlin")).toBe("2026-05-31");
    expect(dayOf("2026-05-30", "Europe/Berlin")).toBe("2026-05-30");
  });

  it("are known by their presets", () => {
    for (const [name, conditions] of Object.entries(presets)) expect(presetOf({ ...conditions })).toBe(name);
    expect(presetOf({ gte: "2026-01-01" })).toBeUndefined();
  });
});

it("writes lists of values as one, and reads them back", () => {
  const values = ["a,b", "c\\d", "e"];
  expect(splitValues(joinValues(values))).toEqual(values);
  expect(splitValues("draft,confirmed")).toEqual(["draft", "confirmed"]);
});

it("writes files that spreadsheets do not reckon with", () => {
  const text = toCSV(
    [number, total],
    [row("1", { number: '=1+1 "x"', total: { amount: "-2.50", currency: "EUR" } }), row("2", { number: "a,b" })],
  );
  expect(text.split("\r\n")).toEqual(["Number,Total,", '"\'=1+1 ""x""",-2.50,EUR', '"a,b",,']);
});
