import "@/i18n/parts/money";
import { Alert } from "@mantine/core";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import { titleOf } from "@/meta/model";
import type { Amount, Reference, Row } from "@/meta/types";
import { PeekLink } from "@/pages/record/PeekLink";
import type { FrameProps } from "@/pages/record/RecordView";
import { compareDecimals, subtractDecimals } from "@/ui/decimals";
import { instant, money } from "@/ui/format";
import { Status } from "@/ui/Status";
import { Allocation } from "./Allocation";
import classes from "./money.module.css";
import { Refers } from "./Refers";

/** What of a payment may still be used: come in, not gone back nor about to, not used yet. */
export function freeOf(payment: Row): Amount {
  const of = (name: string) => (payment[name] as Amount | null)?.amount ?? "0";
  const left = ["refunded", "refunding", "allocated"].reduce((sum, name) => subtractDecimals(sum, of(name)), of("captured"));
  return { amount: left, currency: String(payment.currency) };
}

/** Everything about the money of a payment. */
export function PaymentMoney({ work, children }: FrameProps) {
  const { t } = useTranslation();
  const { may, meta } = useSession();
  const { record } = work;
  const usable = ["captured", "partially_refunded"].includes(String(record.status));
  const free = freeOf(record);
  const open = usable && compareDecimals(free.amount, "0") > 0;
  return (
    <>
      <div className={classes.money}>
        <Failure payment={record} />
        <Figures payment={record} free={free} />
        {open && may("billing.payment.allocate") && !meta.tenant.read_only && <Allocation work={work} free={free} />}
        <Refers
          title={t("money.usedFor")}
          entity="billing.allocation"
          query={`payment=${record.id}&include=invoice`}
          empty={usable ? t("money.usedForNothing") : undefined}
          columns={[
            { name: t("money.invoice"), cell: (row) => <Linked entity="billing.invoice" value={row.invoice} /> },
            { name: t("money.why"), cell: (row) => choice(String(row.reason)) },
            { name: t("money.when"), cell: (row) => instant(String(row.created_at)) },
            { name: t("money.amount"), end: true, cell: (row) => <bdi>{money(row.amount as Amount)}</bdi> },
          ]}
        />
        <Refers
          title={t("money.refunds")}
          entity="billing.refund"
          query={`payment=${record.id}`}
          columns={[
            { name: t("money.number"), cell: (row) => <Linked entity="billing.refund" value={row} /> },
            { name: t("money.state"), cell: (row) => <Status value={String(row.status)} /> },
            { name: t("money.why"), cell: (row) => [row.reason, row.text].filter(Boolean).join(" · ") },
            { name: t("money.when"), cell: (row) => instant(String(row.ended_at ?? row.created_at)) },
            { name: t("money.amount"), end: true, cell: (row) => <bdi>{money(row.amount as Amount)}</bdi> },
          ]}
        />
        <Refers
          title={t("money.operations")}
          entity="billing.payment_operation"
          query={`payment=${record.id}`}
          columns={[
            { name: t("money.what"), cell: (row) => choice(String(row.kind)) },
            { name: t("money.outcome"), cell: (row) => <Status value={String(row.outcome)} tone={toneOf(row)} /> },
            { name: t("money.answer"), cell: (row) => answerOf(row) || <span className="muted">–</span> },
            { name: t("money.when"), cell: (row) => instant(String(row.ended_at ?? row.created_at)) },
            { name: t("money.amount"), end: true, cell: (row) => <bdi>{money(row.amount as Amount)}</bdi> },
          ]}
        />
      </div>
      {children}
    </>
  );
}

function toneOf(operation: Row) {
  return ({ succeeded: "green", authorized: "blue", failed: "red" } as const)[String(operation.outcome)] ?? "amber";
}

/** What the provider said: its name of the operation, and why it failed. */
function answerOf(operation: Row): string {
  return [operation.reference, operation.text, operation.code && `(${operation.code})`].filter(Boolean).join(" ");
}

/** A record by its name, to be looked at beside. */
export function Linked({ entity, value }: { entity: string; value: unknown }) {
  const { model } = useSession();
  const of = model.named(entity);
  const reference = value as (Reference & Row) | null;
  if (!reference) return null;
  const name = of ? titleOf(of, reference) : (reference.title ?? "");
  if (!of) return <bdi>{name}</bdi>;
  return (
    <PeekLink entity={of} id={reference.id}>
      <bdi>{name}</bdi>
    </PeekLink>
  );
}

/** Why the last try failed, and when it is tried again by itself. */
function Failure({ payment }: { payment: Row }) {
  const { t } = useTranslation();
  if (payment.status !== "failed" && payment.status !== "unknown") return null;
  const code = payment.failure_code ? ` (${payment.failure_code})` : "";
  return (
    <Alert color={payment.status === "failed" ? "red" : "orange"} variant="light" title={t(`money.${payment.status}`)}>
      <div>
        {String(payment.failure_text || t(`money.${payment.status}Help`))}
        {code}
      </div>
      {typeof payment.retry_at === "string" && <div>{t("money.triedAgain", { when: instant(payment.retry_at) })}</div>}
    </Alert>
  );
}

function Figures({ payment, free }: { payment: Row; free: Amount }) {
  const { t } = useTranslation();
  const figures: [string, unknown][] = [
    ["asked", payment.amount],
    ["captured", payment.captured],
    ["allocated", payment.allocated],
    ["refunded", payment.refunded],
    ["refunding", payment.refunding],
    ["free", free],
  ];
  const told = figures.filter(([name, value]) => name !== "refunding" || compareDecimals((value as Amount).amount, "0") > 0);
  return (
    <dl className={classes.figures}>
      {told.map(([name, value]) => (
        <div key={name} data-strong={name === "free" || undefined}>
          <dt>{t(`money.${name}`)}</dt>
          <dd>
            <bdi>{money(value as Amount)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
