import { type ComponentType, lazy } from "react";
import type { Entity } from "@/meta/types";
import type { FrameProps } from "@/pages/record/RecordView";

/** What stands around the fields on the pages of some entities. */
const frames: Record<string, ComponentType<FrameProps>> = {
  "crm.client": lazy(() => import("./crm/ClientFrame").then((m) => ({ default: m.ClientFrame }))),
  "billing.invoice": lazy(() => import("./billing/InvoiceMoney").then((m) => ({ default: m.InvoiceMoney }))),
  "billing.payment": lazy(() => import("./billing/PaymentMoney").then((m) => ({ default: m.PaymentMoney }))),
  "sales.quote": lazy(() => import("./sales/DealFrame").then((m) => ({ default: m.DealFrame }))),
  "sales.order": lazy(() => import("./sales/DealFrame").then((m) => ({ default: m.DealFrame }))),
};

/** What stands around the fields on the page of an entity's record, where that is made by hand. */
export function frameOf(entity: Entity): ComponentType<FrameProps> | undefined {
  return frames[entity.name];
}
