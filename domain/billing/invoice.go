package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Invoice asks a client for money. It is written freely while a draft; posting
// gives it its number and freezes it.
type Invoice struct {
	entity.Base[Invoice]
	entity.Scope
	entity.State[InvoiceStatus]

	Number            string                `entity:"sequence,search"` // its number, such as INV-2027-00042, without gaps at its site; empty until posted
	Client            entity.ID[crm.Client] `entity:"required,filter"` // who owes it
	Origin            entity.Ref            `entity:"filter"`          // what it is for: the order
	Reference         string                `entity:"search,personal"` // what the client wants to read on it: their order number
	Issued            civil.Date            `entity:"readonly,filter"` // the day it was posted
	Terms             *int                  // days until it is due; the client's payment terms when left out
	Due               civil.Date            `entity:"filter"`         // the last day to pay; follows from the terms when left out
	Currency          money.Currency        `entity:"required"`       // the currency of every amount here
	Lines             []InvoiceLine         `entity:"owned,required"` // what is invoiced
	Discount          money.Percent         // taken off every line, after the line's own
	Freight           money.Amount          // charged for carriage, before tax
	FreightTaxPercent money.Percent         // the tax on the freight; none when left out
	Rounding          money.Amount          // a difference of less than one that makes the total fit, such as for cash
	Note              string                `entity:"text,personal"`          // for the client, printed below the lines
	Net               money.Amount          `entity:"readonly"`               // sum of the lines, without freight and tax
	Tax               money.Amount          `entity:"readonly"`               // the tax on lines and freight
	Total             money.Amount          `entity:"readonly,filter"`        // what the client owes: net, freight, tax and rounding
	Paid              money.Amount          `entity:"readonly"`               // how much payments have brought
	Credited          money.Amount          `entity:"readonly"`               // how much credit notes have taken back
	WrittenOff        money.Amount          `entity:"readonly"`               // how much will never come
	Open              money.Amount          `entity:"readonly,filter"`        // how much is still owed
	PaymentState      PaymentState          `entity:"readonly,filter"`        // how it stands with the money
	ReminderLevel     int                   `entity:"readonly,filter"`        // how many reminders were made
	RemindedOn        civil.Date            `entity:"readonly"`               // the day of the last reminder
	WriteOffReason    string                `entity:"readonly,text,personal"` // why the rest will never come
	WrittenOffOn      civil.Date            `entity:"readonly"`               // the day it was given up
}

// InvoiceStatus is where an invoice stands.
type InvoiceStatus string

// The states of an invoice.
const (
	InvoiceIsDraft     InvoiceStatus = "draft"
	InvoiceIsPosted    InvoiceStatus = "posted"
	InvoiceIsCancelled InvoiceStatus = "cancelled"
)

// PaymentState says how it stands with the money of an invoice.
type PaymentState string

// The payment states of an invoice.
const (
	NotPaid    PaymentState = "not_paid"
	Partial    PaymentState = "partial"
	Paid       PaymentState = "paid"
	Reversed   PaymentState = "reversed"    // taken back in full by credit notes
	WrittenOff PaymentState = "written_off" // given up, in full or for the rest
)

// Choices lists the payment states.
func (PaymentState) Choices() []string {
	return []string{string(NotPaid), string(Partial), string(Paid), string(Reversed), string(WrittenOff)}
}

// What a role can be granted on invoices.
const (
	ReadInvoices     auth.Permission = "billing.invoice.read"
	EditInvoices     auth.Permission = "billing.invoice.edit"
	PostInvoices     auth.Permission = "billing.invoice.post"
	WriteOffInvoices auth.Permission = "billing.invoice.write_off"
	RemindInvoices   auth.Permission = "billing.invoice.remind"
)

// Entity declares invoices.
func (Invoice) Entity() entity.Spec[Invoice] {
	return entity.Spec[Invoice]{
		Name: "billing.invoice", Title: "{number}",
		List:   []string{"number", "client", "issued", "due", "total", "open", "status", "payment_state"},
		Series: &entity.Series{Pattern: "INV-{year}-{n}", Digits: 5, Gapless: true, Late: true},
		Read:   ReadInvoices, Edit: EditInvoices,
		Derive: deriveInvoice, Check: checkInvoice,
		Frozen: func(i *Invoice) bool { return i.Status != InvoiceIsDraft },
		Kept:   []string{string(InvoiceIsPosted)},
		Flow: entity.Flow[Invoice, InvoiceStatus]{
			{Verb: "post", From: []InvoiceStatus{InvoiceIsDraft}, To: InvoiceIsPosted, Need: PostInvoices, Do: postInvoice, Event: (*Invoice).posted},
			{Verb: "cancel", From: []InvoiceStatus{InvoiceIsDraft}, To: InvoiceIsCancelled, Need: EditInvoices},
			{
				Verb: "write-off", From: []InvoiceStatus{InvoiceIsPosted}, To: InvoiceIsPosted, Need: WriteOffInvoices,
				Takes: []string{"write_off_reason!"}, When: (*Invoice).owed, Do: writeOff,
			},
		},
	}
}

// payLinkFor is for how long the link in a letter shows what is to be paid.
const payLinkFor = 365 * 24 * time.Hour

// PayLink returns the link by which a client sees what is to be paid, and pays it: an
// invoice, or an order that is paid before there is one. It works for a year.
func PayLink(tx *entity.Tx, about entity.Ref, client entity.ID[crm.Client]) crm.Link {
	return crm.Link{Purpose: crm.ToPay, About: about, Client: client, Expires: tx.Now().Add(payLinkFor)}
}

// deriveInvoice computes a draft's amounts and takes the client's payment terms
// where the draft names none.
func deriveInvoice(ctx context.Context, tx *entity.Tx, i *Invoice) error {
	if i.Status != InvoiceIsDraft {
		return nil
	}
	i.total()
	if i.Terms != nil || i.Client.IsZero() {
		return nil
	}
	terms, found, err := pg.One[int](ctx, tx, `select payment_terms from crm_client where tenant_id = $1 and id = $2`, i.Client)
	if err != nil {
		return fmt.Errorf("read payment terms: %w", err)
	}
	if found {
		i.Terms = &terms
	}
	return nil
}

// total computes every amount from the lines, the discounts and the freight.
func (i *Invoice) total() {
	i.Net, i.Tax = money.Amount{}, i.Freight.Percent(i.FreightTaxPercent).Round(i.Currency)
	for n := range i.Lines {
		l := &i.Lines[n]
		l.price(i.Discount, i.Currency)
		i.Net, i.Tax = i.Net.Plus(l.Net), i.Tax.Plus(l.Tax)
	}
	i.Total = i.Net.Plus(i.Freight).Plus(i.Tax).Plus(i.Rounding)
}

func checkInvoice(_ context.Context, _ *entity.Tx, i *Invoice) error {
	var errs problem.Fields
	for n := range i.Lines {
		i.Lines[n].check(problem.Pointer("lines", n), &errs)
	}
	checkShare(i.Discount, "/discount", &errs)
	checkShare(i.FreightTaxPercent, "/freight_tax_percent", &errs)
	checkRounded(i.Freight, i.Currency, "/freight", &errs)
	if one := money.MustAmount("1"); i.Rounding.Cmp(one) >= 0 || i.Rounding.Cmp(one.Neg()) <= 0 {
		errs.Add("/rounding", "out-of-range", "Must be less than one.")
	}
	if i.Terms != nil && (*i.Terms < 0 || *i.Terms > 366) {
		errs.Add("/terms", "out-of-range", "Must be from 0 to 366 days.")
	}
	if i.Total.Sign() < 0 {
		errs.Add("/rounding", "negative-total", "The total must not be less than zero.")
	}
	return errs.Err()
}

// balance computes what is open and how it stands with the money, from what was
// paid, credited and written off.
func (i *Invoice) balance() {
	i.Open = i.Total.Minus(i.Paid).Minus(i.Credited).Minus(i.WrittenOff)
	switch {
	case i.Open.Sign() > 0 && i.Paid.IsZero() && i.Credited.IsZero():
		i.PaymentState = NotPaid
	case i.Open.Sign() > 0:
		i.PaymentState = Partial
	case i.WrittenOff.Sign() > 0:
		i.PaymentState = WrittenOff
	case i.Credited.Sign() > 0 && i.Credited.Equal(i.Total):
		i.PaymentState = Reversed
	default:
		i.PaymentState = Paid
	}
}

// settle writes the new balance of a locked, posted invoice and tells it.
func (i *Invoice) settle(ctx context.Context, tx *entity.Tx) error {
	i.balance()
	if err := entity.Touch(ctx, tx, i); err != nil {
		return fmt.Errorf("settle invoice: %w", err)
	}
	return tx.Emit(entity.RefTo(i.ID), i.settled())
}
