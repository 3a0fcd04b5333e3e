import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Problem } from "@/api/problem";
import type { Values } from "@/forms/values";
import type { Entity, Row } from "@/meta/types";
import type { Deed } from "@/pages/record/flow";

/** What a dialog is given that asks for a deed in its own way. */
export interface DeedDialogProps {
  entity: Entity;
  record: Row;
  /** What the deed is called. */
  name: string;
  /** The deed, where it is done from the record's page. */
  deed?: Deed;
  onClose: () => void;
  /** Does it, and what it leads to with the answer; answers what was wrong. */
  onRun: (body: Values, then?: (answer: Row) => void) => Promise<Problem | undefined>;
}

/** Deeds of which more is shown beforehand than the fields that they take, by entity and verb. */
const dialogs: Record<string, LazyExoticComponent<ComponentType<DeedDialogProps>>> = {
  "crm.lead convert": lazy(() => import("./crm/ConvertDialog").then((m) => ({ default: m.ConvertDialog }))),
  "crm.client send-statement": lazy(() => import("./crm/StatementDialog").then((m) => ({ default: m.StatementDialog }))),
  "sales.quote send": lazy(() => import("./sales/SendDialog").then((m) => ({ default: m.SendDialog }))),
  "sales.quote accept": lazy(() => import("./sales/AcceptDialog").then((m) => ({ default: m.AcceptDialog }))),
  "sales.order confirm": lazy(() => import("./sales/SendDialog").then((m) => ({ default: m.SendDialog }))),
};

/** The dialog that a deed has of its own. */
export function dialogOf(entity: Entity, verb: string): LazyExoticComponent<ComponentType<DeedDialogProps>> | undefined {
  return dialogs[`${entity.name} ${verb}`];
}
