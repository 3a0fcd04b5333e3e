import { expect, it } from "vitest";
import type { Entity } from "@/meta/types";
import { byModule, follows, type Grant, granted, sameGrants, sightOf, withGrant } from "./grants";

const grants: Grant[] = [
  { permission: "crm.*", reach: "tenant" },
  { permission: "sales.order.read", reach: "own" },
];

it("tells what a role grants by itself, and what follows", () => {
  expect(granted(grants, "sales.order.read")).toBe("own");
  expect(granted(grants, "crm.client.read")).toBeUndefined();
  expect(follows(grants, "crm.client.read")?.permission).toBe("crm.*");
  expect(follows(grants, "crm.*")).toBeUndefined();
});

it("changes one grant and keeps the others", () => {
  expect(withGrant(grants, "sales.order.read", "site")[1]?.reach).toBe("site");
  expect(withGrant(grants, "sales.order.read", undefined)).toHaveLength(1);
  expect(withGrant(grants, "billing.invoice.read", "tenant")).toHaveLength(3);
  expect(sameGrants(grants, [...grants].reverse())).toBe(true);
  expect(sameGrants(grants, grants.slice(1))).toBe(false);
});

it("sorts permissions by module", () => {
  expect([...byModule(["b.y.read", "a.x.read", "b.x.read"])]).toEqual([
    ["a", ["a.x.read"]],
    ["b", ["b.x.read", "b.y.read"]],
  ]);
});

it("shows the pages and buttons that a role would have", () => {
  const order = {
    name: "sales.order",
    view: false,
    steps: [
      { verb: "confirm", label: "Confirm", from: [], to: "confirmed", need: "sales.order.confirm" },
      { verb: "cancel", label: "Cancel", from: [], to: "cancelled", need: "sales.order.cancel" },
    ],
  } as unknown as Entity;
  const [sight] = sightOf([order], [...grants, { permission: "sales.order.confirm", reach: "site" }]);
  expect(sight).toMatchObject({ create: false, verbs: ["Confirm"] });
  expect(sightOf([order], [])).toEqual([]);
});
