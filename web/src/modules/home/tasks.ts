import type { Reference, Row } from "@/meta/types";

/** Something that may wait for somebody: records of an entity that a query finds. */
export interface Task {
  /** Its words are home.tasks.<key>. */
  key: string;
  entity: string;
  /** The query of the list that shows all of it; without a leading question mark. */
  query: (day: Day) => string;
  /** The references that say more about each record. */
  include?: string[];
  /** The field at the end of each row. */
  end?: string;
  /** Whether it is late, wrong or in danger. */
  urgent?: boolean;
  /** Permissions, besides seeing the entity, without any of which there is nothing to do. */
  need?: string[];
  /** Which of the latest hundred records wait, where the server has no filter for it. */
  keep?: (row: Row, day: Day) => boolean;
}

/** The day, and who asks. */
export interface Day {
  today: string;
  soon: string;
  me: string;
}

/** Everything that may wait, in the order in which it matters to whoever looks after everything. */
export const tasks: Task[] = [
  { key: "approvals", entity: "identity.exception", query: () => "status=requested", include: ["user"], end: "expires", need: ["identity.exception.approve"],
    keep: (row, d) => (row.requested_by as Reference | null)?.id !== d.me },
  { key: "support", entity: "identity.support_grant", query: () => "status=requested", end: "asked", need: ["identity.support.decide"] },
  { key: "alerts", entity: "governance.alert", query: () => "status[in]=open,acknowledged", end: "last_at", urgent: true },
  { key: "findings", entity: "integrity.finding", query: () => "", end: "last_at", urgent: true, keep: (row) => !row.ended_at },
  { key: "activities", entity: "crm.activity", query: (d) => `status=planned&due[lte]=${d.today}&owner=${d.me}&sort=due`, include: ["client", "lead"], end: "due", need: ["crm.activity.edit"] },
  { key: "newLeads", entity: "crm.lead", query: () => "status=new", end: "estimated_value", need: ["crm.lead.edit"] },
  { key: "followUps", entity: "crm.lead", query: (d) => `status[in]=nurture,contacted,qualified&next_follow_up[lte]=${d.today}`, end: "next_follow_up", need: ["crm.lead.edit"] },
  { key: "quoteFollowUps", entity: "sales.quote", query: (d) => `status=sent&follow_up[lte]=${d.today}`, include: ["client"], end: "total", need: ["sales.quote.send"] },
  { key: "expiring", entity: "sales.quote", query: (d) => `status=sent&valid_until[lte]=${d.soon}`, include: ["client"], end: "valid_until", urgent: true, need: ["sales.quote.send"] },
  { key: "toConfirm", entity: "sales.order", query: () => "status=draft", include: ["client"], end: "total", need: ["sales.order.confirm"] },
  { key: "lateOrders", entity: "sales.order", query: (d) => `status=confirmed&shipment_state[in]=pending,partial&required_by[lt]=${d.today}`, include: ["client"], end: "required_by", urgent: true, need: ["sales.order.edit", "sales.shipment.edit"] },
  { key: "onHold", entity: "sales.order", query: () => "status=confirmed", include: ["client"], end: "total", urgent: true, keep: (row) => row.on_hold === true, need: ["sales.order.hold"] },
  { key: "toPick", entity: "sales.shipment", query: () => "status=draft", include: ["order"], end: "created_at", need: ["sales.shipment.edit"] },
  { key: "toPack", entity: "sales.shipment", query: () => "status=picked", include: ["order"], end: "created_at", need: ["sales.shipment.edit"] },
  { key: "toShip", entity: "sales.shipment", query: () => "status=packed", include: ["order"], end: "carrier", need: ["sales.shipment.ship"] },
  { key: "overdue", entity: "billing.invoice", query: (d) => `status=posted&payment_state[in]=not_paid,partial&due[lt]=${d.today}`, include: ["client"], end: "open", urgent: true, need: ["billing.invoice.edit"] },
  { key: "draftInvoices", entity: "billing.invoice", query: () => "status=draft", include: ["client"], end: "total", need: ["billing.invoice.post"] },
  { key: "payments", entity: "billing.payment", query: () => "status[in]=failed,unknown", include: ["client"], end: "amount", urgent: true, need: ["billing.payment.charge"] },
  { key: "operations", entity: "billing.payment_operation", query: () => "outcome=unknown", include: ["payment"], end: "amount", urgent: true, need: ["billing.payment.charge"] },
  { key: "held", entity: "communications.message", query: () => "status=held", include: ["client"], end: "created_at", need: ["communications.message.release"] },
  { key: "bounced", entity: "communications.message", query: () => "status[in]=bounced,failed", include: ["client"], end: "created_at", need: ["communications.message.send"] },
]; // biome-ignore format: a table

/** What matters first to the people of a role; the rest follows in the usual order. */
const first: Record<string, string[]> = {
  sales: ["activities", "newLeads", "followUps", "quoteFollowUps", "expiring", "toConfirm", "onHold", "lateOrders"],
  warehouse: ["toPick", "toPack", "toShip", "lateOrders"],
  accountant: ["overdue", "payments", "operations", "draftInvoices", "held"],
};

/** The tasks in the order of somebody's roles. */
export function inOrder(all: Task[], roles: string[]): Task[] {
  const wanted = roles.flatMap((role) => first[role] ?? []);
  const rank = (task: Task) => {
    const at = wanted.indexOf(task.key);
    return at < 0 ? wanted.length : at;
  };
  return [...all].sort((a, b) => rank(a) - rank(b));
}

/** The day of an instant in a zone, and the one a week later. */
export function dayOf(now: Date, zone: string | undefined, me: string): Day {
  const day = (at: Date) => {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    return parts.format(at);
  };
  return { today: day(now), soon: day(new Date(now.getTime() + 7 * 86_400_000)), me };
}
