import { Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { api, post } from "@/api/client";
import { asProblem } from "@/api/problem";
import { ProblemPanel } from "@/app/errors";
import { stringifySearch } from "@/app/search";
import { editableDecimal, typedDecimal } from "@/forms/inputs/number";
import { useTranslation } from "@/i18n";
import type { Amount, Page, Reference, Row } from "@/meta/types";
import { chainKey } from "@/modules/sales/chain";
import type { Work } from "@/pages/record/useRecord";
import { compareDecimals } from "@/ui/decimals";
import { day, money } from "@/ui/format";
import table from "@/ui/Table.module.css";
import { ageOf, ageText, useToday } from "./age";
import { asMuchAsGoes, digitsOf, lookOver, oldestFirst } from "./allocate";
import classes from "./money.module.css";
import { Linked } from "./PaymentMoney";

const most = 100;

/** The open invoices of the client, and how much of the payment is to be used for each. */
export function Allocation({ work, free }: { work: Work; free: Amount }) {
  const { t } = useTranslation();
  const { record } = work;
  const client = (record.client as Reference).id;
  const query = useQuery({
    queryKey: ["invoices", "open", client, free.currency],
    queryFn: ({ signal }) => loadOpen(client, free.currency, signal),
  });
  if (query.error) return <ProblemPanel error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return null;
  return (
    <section className={classes.part} aria-label={t("money.allocate")}>
      <h2>{t("money.allocate")}</h2>
      {query.data.length === 0 ? (
        <p className="muted">{t("money.nothingOpen")}</p>
      ) : (
        <Amounts work={work} free={free} invoices={query.data} />
      )}
    </section>
  );
}

interface Invoice {
  id: string;
  number: string;
  due: string;
  open: string;
}

async function loadOpen(client: string, currency: string, signal: AbortSignal): Promise<Invoice[]> {
  const query = { client, status: "posted", "open[gt]": "0", sort: "due", limit: most, fields: "number,due,open,currency" };
  const page = await api<Page>(`invoices${stringifySearch(query)}`, { signal });
  return page.data
    .filter((row) => row.currency === currency)
    .map((row) => ({ id: row.id, number: String(row.number), due: String(row.due ?? ""), open: (row.open as Amount).amount }));
}

interface AmountsProps {
  work: Work;
  free: Amount;
  invoices: Invoice[];
}

function Amounts({ work, free, invoices }: AmountsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const { busy, refused, run } = useAllocating(work, free.currency);
  const written = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(typed)
          .filter(([, text]) => text.trim() !== "")
          .map(([id, text]) => [id, typedDecimal(text)]),
      ),
    [typed],
  );
  const { wrong, sum, left } = lookOver(invoices, written, free.amount, digitsOf(free.currency));
  const amounts = Object.fromEntries(Object.entries(written).flatMap(([id, amount]) => (amount ? [[id, amount]] : [])));
  const set = (next: Record<string, string>) =>
    setTyped(Object.fromEntries(Object.entries(next).map(([id, amount]) => [id, editableDecimal(amount)])));
  const send = async () => {
    const first = invoices.find((one) => wrong[one.id]);
    if (first) return document.getElementById(`allocate-${first.id}`)?.focus();
    if (await run(invoices, amounts)) setTyped({});
  };
  const said = (id: string) => refused[id] ?? (wrong[id] && wrongText(wrong[id], id));
  const wrongText = (kind: string, id: string) => {
    const open = invoices.find((one) => one.id === id)?.open ?? "0";
    const of = kind === "moreThanOpen" ? open : free.amount;
    return t(`money.wrong.${kind}`, { amount: money({ amount: of, currency: free.currency }), digits: digitsOf(free.currency) });
  };
  return (
    <form
      className={classes.allocation}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className={table.scroll}>
        <table className={`${table.table} ${classes.invoices}`}>
          <thead>
            <tr>
              <th scope="col">{t("money.invoice")}</th>
              <th scope="col" data-optional>
                {t("money.due")}
              </th>
              <th scope="col" data-optional>
                {t("money.age")}
              </th>
              <th scope="col" data-end>
                {t("money.open")}
              </th>
              <th scope="col" data-end>
                {t("money.toAllocate", { currency: free.currency })}
              </th>
            </tr>
          </thead>
          <tbody>
            {invoices.map((invoice) => (
              <InvoiceRow
                key={invoice.id}
                invoice={invoice}
                currency={free.currency}
                typed={typed[invoice.id] ?? ""}
                error={said(invoice.id)}
                onType={(text) => setTyped((old) => ({ ...old, [invoice.id]: text }))}
                onFill={() => set({ ...amounts, [invoice.id]: asMuchAsGoes(invoice, amounts, free.amount) })}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <Button variant="default" onClick={() => set(oldestFirst(invoices, free.amount))}>
            {t("money.oldestFirst")}
          </Button>
          <Button variant="subtle" color="gray" disabled={Object.keys(typed).length === 0} onClick={() => setTyped({})}>
            {t("money.clear")}
          </Button>
        </Group>
        <Group gap="md">
          <output className={classes.left} data-over={compareDecimals(left, "0") < 0 || undefined}>
            {t(compareDecimals(left, "0") < 0 ? "money.over" : "money.left", {
              amount: money({ amount: left.replace("-", ""), currency: free.currency }),
            })}
          </output>
          <Button
            type="submit"
            loading={busy}
            disabled={compareDecimals(sum, "0") <= 0 && Object.keys(wrong).length === 0}
            data-primary
          >
            {t("money.doAllocate", { amount: money({ amount: sum, currency: free.currency }) })}
          </Button>
        </Group>
      </Group>
    </form>
  );
}

interface RowProps {
  invoice: Invoice;
  currency: string;
  typed: string;
  error: string | undefined;
  onType: (text: string) => void;
  onFill: () => void;
}

function InvoiceRow({ invoice, currency, typed, error, onType, onFill }: RowProps) {
  const { t } = useTranslation();
  const today = useToday();
  const input = useRef<HTMLInputElement>(null);
  const id = `allocate-${invoice.id}`;
  const age = ageOf(invoice.due, today);
  return (
    <tr>
      <td>
        <Linked entity="billing.invoice" value={{ id: invoice.id, title: invoice.number }} />
        <div className={classes.under} data-late={age > 0 || undefined}>
          {ageText(age, t)}
        </div>
      </td>
      <td data-optional>{day(invoice.due)}</td>
      <td data-optional className={age > 0 ? classes.late : undefined}>
        {ageText(age, t)}
      </td>
      <td data-end>
        <bdi>{money({ amount: invoice.open, currency })}</bdi>
      </td>
      <td data-end>
        <div className={classes.amount}>
          <button type="button" className={classes.fill} onClick={onFill}>
            {t("money.all")}
            <span className="visually-hidden"> {t("money.fill", { number: invoice.number })}</span>
          </button>
          <input
            ref={input}
            id={id}
            value={typed}
            inputMode="decimal"
            autoComplete="off"
            aria-label={t("money.amountFor", { number: invoice.number })}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onChange={(event) => onType(event.currentTarget.value)}
            onKeyDown={(event) => walk(event, input.current)}
          />
        </div>
        {error && (
          <div id={`${id}-error`} className={classes.error} role="alert">
            {error}
          </div>
        )}
      </td>
    </tr>
  );
}

/** Arrows and Enter lead from amount to amount, as in a spreadsheet; Enter in the last one allocates. */
function walk(event: KeyboardEvent, input: HTMLInputElement | null): void {
  const by = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!by || !input || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...(input.form?.querySelectorAll<HTMLInputElement>("input[inputmode=decimal]") ?? [])];
  const next = all[all.indexOf(input) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

/** Uses a payment for invoices, one after the other; what could be done is done, and the rest says why not. */
function useAllocating(work: Work, currency: string) {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const run = async (invoices: Invoice[], amounts: Record<string, string>): Promise<boolean> => {
    setBusy(true);
    setRefused({});
    let { version } = work.record;
    let at = "";
    try {
      for (const { id } of invoices) {
        const amount = amounts[id];
        if (!amount || compareDecimals(amount, "0") <= 0) continue;
        at = id;
        const body = { invoice: id, amount: { amount, currency } };
        const payment = await post<Row>(`payments/${work.record.id}/allocate`, body, { version });
        ({ version } = payment);
        work.take(payment);
      }
      return true;
    } catch (thrown) {
      const problem = asProblem(thrown);
      setRefused({
        [at]: problem.status === 412 ? t("record.changedMeanwhile") : (problem.errors[0]?.message ?? problem.message),
      });
      await work.reload();
      return false;
    } finally {
      setBusy(false);
      await Promise.all(
        ["invoices", "allocations", "payments"].map((plural) => queries.invalidateQueries({ queryKey: [plural] })),
      );
      void queries.invalidateQueries({ queryKey: chainKey });
    }
  };
  return { busy, refused, run };
}
