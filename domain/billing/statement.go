package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// AskStatement says which statement is wanted.
type AskStatement struct {
	documents.Asked

	From civil.Date // the first day; the first of the year of the last day when left out
	To   civil.Date // the last day; today when left out
}

// mostEntries bounds a statement, so that nobody prints years of a shop's sales.
const mostEntries = 2000

// sqlStatement lists what changed what a client owes, in one currency: invoices and
// refunds charge, credit notes, payments and write-offs take off. What was before the
// period is summed in one row, which comes first. $3 is the currency, $4 and $5 the
// period, $6 the most rows.
const sqlStatement = `with moved as (
  select i.issued as "on", 'word.invoice' as what, i.number, i.due, i.total as charged, 0 as paid from billing_invoice i
  where i.tenant_id = $1 and i.client = $2 and i.currency = $3 and i.status = 'posted' and i.issued <= $5
  union all
  select n.issued, 'word.credit_note', n.number, null, 0, n.total from billing_credit_note n
  where n.tenant_id = $1 and n.client = $2 and n.currency = $3 and n.status = 'posted' and n.issued <= $5
  union all
  select o.ended_at::date, case o.kind when 'charge' then 'word.payment' else 'word.refund' end, p.number, null,
    case o.kind when 'refund' then o.amount else 0 end, case o.kind when 'charge' then o.amount else 0 end
  from billing_payment p join billing_payment_operation o on o.tenant_id = $1 and o.payment = p.id
  where p.tenant_id = $1 and p.client = $2 and p.currency = $3 and o.outcome = 'succeeded' and o.ended_at::date <= $5
  union all
  select i.written_off_on, 'word.write_off', i.number, null, 0, i.written_off from billing_invoice i
  where i.tenant_id = $1 and i.client = $2 and i.currency = $3 and i.status = 'posted' and i.written_off > 0 and i.written_off_on <= $5
)
(select null::date, 'word.opening', '', null::date, coalesce(sum(charged), 0), coalesce(sum(paid), 0) from moved where "on" < $4)
union all
(select "on", what, number, due, charged, paid from moved where "on" >= $4 order by "on", charged desc, number limit $6)`

// printStatement prints what a client was charged and has paid in a period, in the
// client's currency. It shows the invoices of all sites, so that whoever may see those
// of some alone gets none.
func printStatement(ctx context.Context, tx *entity.Tx, c *crm.Client, in AskStatement) (entity.File, error) {
	if tx.Reach(ReadInvoices) < auth.ReachTenant || !tx.Decide(crm.ReadClients, entity.RecordOf(tx, c)) {
		return entity.File{}, problem.Forbidden("missing-permission", "This needs the permissions %s, everywhere, and %s.", ReadInvoices, crm.ReadClients).
			With("permission", ReadInvoices)
	}
	if in.To.IsZero() {
		in.To = tx.Today()
	}
	if in.From.IsZero() {
		in.From = civil.New(in.To.Year(), time.January, 1)
	}
	if in.To.Before(in.From) {
		return entity.File{}, problem.InvalidField("?to", "too-early", "Must not be before the first day, %s.", in.From)
	}
	entries, err := statementOf(ctx, tx, c, in)
	if err != nil {
		return entity.File{}, err
	}
	to, err := crm.AddresseeOf(ctx, tx, c.ID, crm.Billing)
	if err != nil {
		return entity.File{}, err
	}
	open := entries[len(entries)-1].Balance
	d := to.Head(documents.Document{
		Kind: documents.Statement, Number: c.Number, On: in.To, Site: c.Site, Currency: c.Currency,
		Opening: []documents.Sentence{{Say: documents.SayStatement, With: []any{in.From, in.To}}},
		Entries: entries, Totals: &documents.Totals{Open: open},
		Pay: &documents.Pay{Amount: open, Reference: c.Number},
	})
	if open.Sign() <= 0 {
		d.Closing = []documents.Sentence{{Say: documents.SayNothingOpen}}
	}
	return documents.Print(ctx, tx, d, in.Asked)
}

// statementOf returns the entries of a statement, each with the balance after it.
func statementOf(ctx context.Context, tx *entity.Tx, c *crm.Client, in AskStatement) ([]documents.Entry, error) {
	rows, err := pg.Query[struct {
		On            civil.Date
		What, Number  string
		Due           civil.Date
		Charged, Paid money.Amount
	}](ctx, tx, sqlStatement, c.ID, c.Currency, in.From, in.To, mostEntries+1)
	if err != nil {
		return nil, fmt.Errorf("read the client's account: %w", err)
	}
	if len(rows) > mostEntries+1 {
		return nil, problem.Conflict("statement-too-long", "From %s to %s there are more than %d entries. Ask for a shorter period.", in.From, in.To, mostEntries)
	}
	entries := make([]documents.Entry, len(rows))
	var balance money.Amount
	for i, r := range rows {
		balance = balance.Plus(r.Charged).Minus(r.Paid)
		entries[i] = documents.Entry{
			On: r.On, What: documents.Word(r.What), Number: r.Number, Due: r.Due, Charged: r.Charged, Paid: r.Paid, Balance: balance,
		}
	}
	opening := &entries[0]
	opening.On, opening.Charged, opening.Paid = in.From, money.Amount{}, money.Amount{}
	return entries, nil
}

// BalanceOf returns what a client owes at the end of a day, in their currency: less than
// zero when they have paid ahead.
func BalanceOf(ctx context.Context, tx *entity.Tx, c *crm.Client, on civil.Date) (money.Amount, error) {
	entries, err := statementOf(ctx, tx, c, AskStatement{From: on.AddDays(1), To: on})
	if err != nil {
		return money.Amount{}, err
	}
	return entries[len(entries)-1].Balance, nil
}
