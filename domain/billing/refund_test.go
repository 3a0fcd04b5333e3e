package billing_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

func (d *desk) refund(t *testing.T, p *billing.Payment, amount string) (map[string]any, error) {
	t.Helper()
	body := `{"reason":"returned"}`
	if amount != "" {
		body = `{"reason":"returned","amount":{"amount":"` + amount + `","currency":"EUR"}}`
	}
	return d.try(t, payments, p.ID.UUID(), "refund", body)
}

func TestRefund(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.paid(t, entity.Ref{}, "100")
	got, err := d.refund(t, p, "30")
	must(t, err)
	if got["status"] != "succeeded" || got["number"] == "" {
		t.Errorf("the refund is %v", got)
	}
	if is := d.paymentNow(t, p); is.Status != billing.PaymentIsPartiallyRefunded || is.Refunded.String() != "30" {
		t.Errorf("%s, %s refunded", is.Status, is.Refunded)
	}
	for _, amount := range []string{"70.01", "0", "-1", "1.005"} {
		_, err = d.refund(t, p, amount)
		wants(t, err, "invalid")
	}
	_, err = d.refund(t, p, "")
	must(t, err)
	if is := d.paymentNow(t, p); is.Status != billing.PaymentIsRefunded || is.Refunded.String() != "100" {
		t.Errorf("%s, %s refunded", is.Status, is.Refunded)
	}
	_, err = d.refund(t, p, "1")
	wants(t, err, "illegal-step")
	if n := d.count(t, `select count(*) from system_event where type = 'PaymentRefundedEvent'`); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	d.balances(t)
}

// Ten refunds of thirty at once, of a payment of a hundred: three go.
func TestRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.paid(t, entity.Ref{}, "100")
	var given atomic.Int64
	together(10, func(int) {
		switch _, err := d.refund(t, p, "30"); {
		case err == nil:
			given.Add(1)
		case !problem.Is(err, "invalid"):
			t.Error(err)
		}
	})
	if is := d.paymentNow(t, p); given.Load() != 3 || is.Refunded.String() != "90" {
		t.Errorf("%d refunds, %s given back", given.Load(), is.Refunded)
	}
	d.balances(t)
}

// A refund takes back what invoices were paid with, only as far as it must.
func TestRefundOfUsedMoney(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := order()
	p := d.paid(t, at, "100")
	first, second := d.invoice(t, at, "50"), d.invoice(t, at, "30")
	_, err := d.refund(t, p, "15")
	must(t, err)
	d.owes(t, first, "0", billing.Paid)
	d.owes(t, second, "0", billing.Paid)
	_, err = d.refund(t, p, "50")
	must(t, err)
	d.owes(t, first, "15", billing.Partial)
	d.owes(t, second, "30", billing.NotPaid)
}

func TestRefundsThatFail(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	refused := d.payment(t, entity.Ref{}, "100", "tok_refund_decline")
	d.on(t, payments, refused.ID.UUID(), "charge", `{}`)
	got, err := d.refund(t, refused, "30")
	must(t, err)
	if is := d.paymentNow(t, refused); got["status"] != "failed" || is.Status != billing.PaymentIsCaptured || !is.Refunding.IsZero() {
		t.Errorf("the refund is %v, the payment %s", got["status"], is.Status)
	}
	_, err = d.try(t, "billing.refund", uuid.MustParse(got["id"].(string)), "resolve", `{}`)
	wants(t, err, "illegal-step")

	silent := d.payment(t, order(), "100", "tok_refund_unknown")
	d.on(t, payments, silent.ID.UUID(), "charge", `{}`)
	got, err = d.refund(t, silent, "60")
	must(t, err)
	_, err = d.refund(t, silent, "60")
	wants(t, err, "invalid")
	second, err := d.refund(t, silent, "40")
	must(t, err)
	_, err = d.refund(t, silent, "1")
	wants(t, err, "invalid")
	id := uuid.MustParse(got["id"].(string))
	d.on(t, "billing.refund", id, "resolve", `{}`)
	if is := d.paymentNow(t, silent); is.Refunded.String() != "60" || is.Refunding.String() != "40" || second["status"] != "unknown" {
		t.Errorf("%s refunded, %s on its way", is.Refunded, is.Refunding)
	}
	_, err = d.try(t, "billing.refund", id, "resolve", `{}`)
	wants(t, err, "illegal-step")
	d.balances(t)
}

// creditOf is a credit note for a quantity of the invoice's first line.
func creditOf(i *billing.Invoice, quantity string) *billing.CreditNote {
	return &billing.CreditNote{
		Scope: i.Scope, Invoice: i.ID, Reason: "Broken",
		Lines: []billing.CreditNoteLine{{InvoiceLine: i.Lines[0].ID, Quantity: money.MustQuantity(quantity)}},
	}
}

func (d *desk) credit(t *testing.T, n *billing.CreditNote) error {
	t.Helper()
	return d.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		if err := entity.Create(ctx, tx, n); err != nil {
			return err
		}
		return entity.Move(ctx, tx, n, billing.CreditNoteIsPosted)
	})
}

func TestCreditNote(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "10") // 100 and 19
	n := creditOf(i, "3")
	must(t, d.credit(t, n))
	if n.Number != "CN-2026-00001" || n.Total.String() != "35.7" || n.Tax.String() != "5.7" || n.Origin != i.Origin || n.Client != i.Client {
		t.Errorf("the credit note is %+v", n)
	}
	d.owes(t, i, "83.3", billing.Partial)
	wants(t, d.credit(t, creditOf(i, "7.5")), "invalid")
	wants(t, d.credit(t, creditOf(i, "-1")), "invalid")
	twice := creditOf(i, "1")
	twice.Lines = append(twice.Lines, twice.Lines[0])
	wants(t, d.credit(t, twice), "invalid")
	must(t, d.credit(t, &billing.CreditNote{Scope: i.Scope, Invoice: i.ID, Reason: "The rest"}))
	d.owes(t, i, "0", billing.Reversed)
	wants(t, d.credit(t, creditOf(i, "1")), "invalid")
	wants(t, d.credit(t, &billing.CreditNote{Scope: i.Scope, Invoice: i.ID, Reason: "Again"}), "invalid")
}

// Parts of a line that do not divide well add up to the line, tax, freight and
// rounding included.
func TestCreditNotesAddUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.draft(order(), "0.335")
	i.Lines[0].Quantity, i.Lines[0].TaxPercent = money.QuantityOf(3), money.MustPercent("19")
	i.Freight, i.FreightTaxPercent, i.Rounding, i.Discount = eur("0.99"), money.MustPercent("19"), eur("-0.02"), money.MustPercent("3")
	d.post(t, i)
	for range 2 {
		part := creditOf(i, "1")
		part.Freight = eur("0.33")
		must(t, d.credit(t, part))
		d.balances(t)
	}
	must(t, d.credit(t, &billing.CreditNote{Scope: i.Scope, Invoice: i.ID, Reason: "The rest"}))
	d.owes(t, i, "0", billing.Reversed)
	if n := d.count(t, `select count(*) from billing_invoice_line l where (l.net, l.tax) <>
		(select sum(c.net), sum(c.tax) from billing_credit_note_line c where c.invoice_line = l.id)`); n != 0 {
		t.Error("the credit notes do not add up to the line")
	}
}

// Two drafts for all of one invoice: the second finds nothing left.
func TestCreditNotesNeverExceedTheInvoice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "10")
	drafts := make([]*billing.CreditNote, 6)
	for n := range drafts {
		drafts[n] = creditOf(i, "4")
		d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, drafts[n]) })
	}
	var posted atomic.Int64
	together(len(drafts), func(n int) {
		switch err := d.step(t, "billing.credit_note", drafts[n].ID.UUID(), "post", `{}`); {
		case err == nil:
			posted.Add(1)
		case !problem.Is(err, "invalid"):
			t.Error(err)
		}
	})
	if posted.Load() != 2 {
		t.Errorf("%d of the credit notes were posted, want 2", posted.Load())
	}
	d.owes(t, i, "23.8", billing.Partial)
	wants(t, d.credit(t, creditOf(d.unposted(t), "1")), "invalid")
}

func (d *desk) unposted(t *testing.T) *billing.Invoice {
	t.Helper()
	i := d.draft(order(), "10")
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, i) })
	return i
}

// Crediting what was paid frees the money, which may then go back; crediting what
// was written off is not a loss any more.
func TestCreditOfPaidInvoice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := order()
	p := d.paid(t, at, "100")
	i := d.draft(at, "10")
	i.Lines[0].Quantity = money.QuantityOf(10)
	d.post(t, i)
	must(t, d.credit(t, creditOf(i, "3")))
	d.owes(t, i, "0", billing.Paid)
	if is := d.paymentNow(t, p); is.Allocated.String() != "70" {
		t.Errorf("%s is allocated, want 70", is.Allocated)
	}
	_, err := d.refund(t, p, "30")
	must(t, err)
	d.owes(t, i, "0", billing.Paid)

	lost := d.invoiceOf(t, "10")
	must(t, d.step(t, "billing.invoice", lost.ID.UUID(), "write-off", `{"write_off_reason":"bankrupt"}`))
	must(t, d.credit(t, &billing.CreditNote{Scope: lost.Scope, Invoice: lost.ID, Reason: "All"}))
	d.owes(t, lost, "0", billing.Reversed)
}

func TestStandingAndReceivable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := order()
	i := d.invoice(t, at, "100")
	d.invoice(t, at, "50")
	d.invoice(t, order(), "7")
	d.paid(t, at, "30")
	p := d.paid(t, entity.RefTo(i.ID), "20")
	d.paid(t, entity.Ref{}, "11")
	must(t, d.credit(t, creditOf(i, "0.1")))
	_, err := d.refund(t, p, "5")
	must(t, err)
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		if err := entity.Create(ctx, tx, d.draft(at, "1000")); err != nil {
			return err
		}
		s, err := billing.StandingOf(ctx, tx, at)
		if err != nil {
			return err
		}
		want := billing.Standing{
			Invoiced: eur("150"), Credited: eur("10"), Paid: eur("45"), Captured: eur("50"), Refunded: eur("5"), Open: eur("95"),
			Invoices: 2, OpenInvoices: 2,
		}
		if s != want {
			t.Errorf("got  %+v\nwant %+v", s, want)
		}
		owed, err := billing.Receivable(ctx, tx, d.client)
		if err != nil {
			return err
		}
		if owed.String() != "91" { // 95 and 7, less 11
			t.Errorf("%s is owed, want 91", owed)
		}
		return nil
	})
	d.balances(t)
}
