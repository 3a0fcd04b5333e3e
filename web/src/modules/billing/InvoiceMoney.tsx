import "@/i18n/parts/money";
import { Button, Group } from "@mantine/core";
import { IconCashPlus, IconReceiptRefund } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSession } from "@/app/session";
import { choice, useTranslation } from "@/i18n";
import type { Amount, Reference, Row } from "@/meta/types";
import type { FrameProps } from "@/pages/record/RecordView";
import { compareDecimals, shareOf } from "@/ui/decimals";
import { day, instant, money, percent } from "@/ui/format";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { ageOf, ageText, useToday } from "./age";
import classes from "./money.module.css";
import { Linked } from "./PaymentMoney";
import { Refers } from "./Refers";
import { taxesOf } from "./taxes";

/** Everything about the money of an invoice. */
export function InvoiceMoney({ work, children }: FrameProps) {
  const { t } = useTranslation();
  const { record } = work;
  const posted = record.status === "posted";
  return (
    <>
      <div className={classes.money}>
        {posted && <Standing invoice={record} />}
        {posted && <Ways invoice={record} />}
        <Taxes invoice={record} />
        <Refers
          title={t("money.payments")}
          entity="billing.allocation"
          query={`invoice=${record.id}&include=payment`}
          empty={posted ? t("money.notPaidYet") : undefined}
          columns={[
            { name: t("money.payment"), cell: (row) => <Linked entity="billing.payment" value={row.payment} /> },
            { name: t("money.why"), cell: (row) => choice(String(row.reason)) },
            { name: t("money.when"), cell: (row) => instant(String(row.created_at)) },
            { name: t("money.amount"), end: true, cell: (row) => <bdi>{money(row.amount as Amount)}</bdi> },
          ]}
        />
        <Refers
          title={t("money.creditNotes")}
          entity="billing.credit_note"
          query={`invoice=${record.id}`}
          columns={[
            { name: t("money.number"), cell: (row) => <Linked entity="billing.credit_note" value={row} /> },
            { name: t("money.state"), cell: (row) => <Status value={String(row.status)} /> },
            { name: t("money.why"), cell: (row) => String(row.reason ?? "") },
            { name: t("money.when"), cell: (row) => day(row.issued as string | null) },
            { name: t("money.amount"), end: true, cell: (row) => <bdi>{money(row.total as Amount)}</bdi> },
          ]}
        />
        <Refers
          title={t("money.reminders")}
          entity="billing.reminder"
          query={`invoice=${record.id}`}
          columns={[
            {
              name: t("money.level"),
              cell: (row) => (
                <Linked
                  entity="billing.reminder"
                  value={{ id: row.id, title: t("money.levelNo", { level: String(row.level) }) }}
                />
              ),
            },
            { name: t("money.when"), cell: (row) => day(row.made as string) },
            { name: t("money.due"), cell: (row) => day(row.due as string) },
            { name: t("money.openThen"), end: true, cell: (row) => <bdi>{money(row.open as Amount)}</bdi> },
          ]}
        />
      </div>
      {children}
    </>
  );
}

const parts = ["paid", "credited", "written_off", "open"] as const;

/** How much of the invoice is paid, taken back, given up and open, as a bar and in words; and until when. */
function Standing({ invoice }: { invoice: Row }) {
  const { t } = useTranslation();
  const total = invoice.total as Amount;
  const of = (name: string) => (invoice[name] as Amount | null) ?? { amount: "0", currency: total.currency };
  const shown = parts.filter((name) => name === "paid" || name === "open" || compareDecimals(of(name).amount, "0") !== 0);
  return (
    <section className={classes.part} aria-label={t("money.standing")}>
      <div className={classes.standing}>
        <Status value={String(invoice.payment_state)} />
        <Due invoice={invoice} />
      </div>
      <div className={classes.bar} aria-hidden>
        {shown.map((name) => (
          <span key={name} data-part={name} style={{ inlineSize: `${shareOf(of(name).amount, total.amount)}%` }} />
        ))}
      </div>
      <dl className={classes.figures}>
        <div>
          <dt>{t("money.total")}</dt>
          <dd>
            <bdi>{money(total)}</bdi>
          </dd>
        </div>
        {shown.map((name) => (
          <div key={name} data-strong={name === "open" || undefined}>
            <dt>
              <span className={classes.key} data-part={name} aria-hidden />
              {t(`money.${name}`)}
            </dt>
            <dd>
              <bdi>{money(of(name))}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Due({ invoice }: { invoice: Row }) {
  const { t } = useTranslation();
  const today = useToday();
  if (typeof invoice.due !== "string") return null;
  const owed = compareDecimals((invoice.open as Amount).amount, "0") > 0;
  const age = ageOf(invoice.due, today);
  return (
    <span>
      {t("money.dueOn", { day: day(invoice.due) })}
      {owed && (
        <>
          {", "}
          <span className={age > 0 ? classes.late : undefined}>{ageText(age, t)}</span>
        </>
      )}
    </span>
  );
}

/** What is done with a posted invoice besides its own steps: paid, and taken back. */
function Ways({ invoice }: { invoice: Row }) {
  const { t } = useTranslation();
  const { model, meta } = useSession();
  const open = invoice.open as Amount;
  const total = invoice.total as Amount;
  const owed = compareDecimals(open.amount, "0") > 0;
  const creditable = compareDecimals((invoice.credited as Amount).amount, total.amount) < 0;
  const pay = owed && model.named("billing.payment")?.may_create;
  const credit = creditable && model.named("billing.credit_note")?.may_create;
  if (meta.tenant.read_only || (!pay && !credit)) return null;
  const payment = {
    client: (invoice.client as Reference).id,
    origin: `billing.invoice:${invoice.id}`,
    amount: open.amount,
    currency: open.currency,
  };
  return (
    <Group gap="xs">
      {pay && (
        <Button
          variant="default"
          leftSection={<IconCashPlus size={15} />}
          renderRoot={(props) => <Link to="/$plural/new" params={{ plural: "payments" }} search={payment} {...props} />}
        >
          {t("money.notePayment")}
        </Button>
      )}
      {credit && (
        <Button
          variant="default"
          leftSection={<IconReceiptRefund size={15} />}
          renderRoot={(props) => (
            <Link to="/$plural/new" params={{ plural: "credit-notes" }} search={{ invoice: invoice.id }} {...props} />
          )}
        >
          {t("money.credit")}
        </Button>
      )}
    </Group>
  );
}

function Taxes({ invoice }: { invoice: Row }) {
  const { t } = useTranslation();
  const taxes = taxesOf(invoice);
  const { currency } = invoice.total as Amount;
  if (taxes.length === 0) return null;
  return (
    <section className={classes.part} aria-label={t("money.taxes")}>
      <h2>{t("money.taxes")}</h2>
      <table className={`${table.table} ${classes.taxes}`}>
        <thead>
          <tr>
            <th scope="col">{t("money.rate")}</th>
            <th scope="col" data-end>
              {t("money.net")}
            </th>
            <th scope="col" data-end>
              {t("money.tax")}
            </th>
          </tr>
        </thead>
        <tbody>
          {taxes.map((line) => (
            <tr key={line.rate}>
              <td>{percent(line.rate)}</td>
              <td data-end>
                <bdi>{money({ amount: line.net, currency })}</bdi>
              </td>
              <td data-end>
                <bdi>{money({ amount: line.tax, currency })}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
