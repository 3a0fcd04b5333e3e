package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// KeepOriginal asks for the document of what was posted to be printed and kept, before
// anybody wants to see it. One of the two is given.
type KeepOriginal struct {
	Invoice    entity.ID[Invoice]    // the invoice
	CreditNote entity.ID[CreditNote] // the credit note
}

func keepOfInvoice(_ context.Context, tx *entity.Tx, e InvoicePosted) error {
	_, err := tx.Enqueue(KeepOriginal{Invoice: e.Invoice})
	return err
}

func keepOfCreditNote(_ context.Context, tx *entity.Tx, e CreditNotePosted) error {
	_, err := tx.Enqueue(KeepOriginal{CreditNote: e.CreditNote})
	return err
}

// keepOriginal prints what was posted, unless somebody has had it printed already.
func keepOriginal(ctx context.Context, job entity.Job, in KeepOriginal) error {
	return job.Do(ctx, func(ctx context.Context, tx *entity.Tx) error {
		if !in.CreditNote.IsZero() {
			n, err := entity.Get(ctx, tx, in.CreditNote)
			if err != nil {
				return fmt.Errorf("read credit note: %w", err)
			}
			_, err = printCreditNote(ctx, tx, n, documents.Asked{})
			return err
		}
		i, err := entity.Get(ctx, tx, in.Invoice)
		if err != nil {
			return fmt.Errorf("read invoice: %w", err)
		}
		_, err = printInvoice(ctx, tx, i, documents.Asked{})
		return err
	})
}

// printInvoice prints an invoice. What is posted is printed once.
func printInvoice(ctx context.Context, tx *entity.Tx, i *Invoice, in documents.Asked) (entity.File, error) {
	d, err := i.Document(ctx, tx)
	if err != nil {
		return entity.File{}, err
	}
	if i.Status != InvoiceIsPosted {
		return documents.Print(ctx, tx, d, in)
	}
	return documents.Original(ctx, tx, entity.RefTo(i.ID), d, in)
}

// sqlPaidAtOnce sums what had come in when the day of an invoice ended: what an
// invoice says of payment is what was known when it was written.
const sqlPaidAtOnce = `select coalesce(sum(amount), 0) from billing_allocation
where tenant_id = $1 and invoice = $2 and created_at < $3::date + 1`

// Document returns what an invoice says to its client, as it was when it was posted.
func (i *Invoice) Document(ctx context.Context, tx *entity.Tx) (documents.Document, error) {
	to, err := crm.AddresseeOf(ctx, tx, i.Client, crm.Billing)
	if err != nil {
		return documents.Document{}, err
	}
	var paid money.Amount
	if i.Status == InvoiceIsPosted {
		if paid, _, err = pg.One[money.Amount](ctx, tx, sqlPaidAtOnce, i.ID, i.Issued); err != nil {
			return documents.Document{}, fmt.Errorf("read what was paid: %w", err)
		}
	}
	open := i.Total.Minus(paid)
	d := to.Head(documents.Document{
		Kind: documents.Invoice, Number: i.Number, On: i.Issued, Site: i.Site, Currency: i.Currency,
		References: []documents.Reference{{Name: documents.RefDue, On: i.Due}, {Name: documents.RefYourOrder, Text: i.Reference}},
		Totals: &documents.Totals{
			Discount: i.Discount, Net: i.Net, Freight: i.Freight, FreightAt: i.FreightTaxPercent,
			FreightTax: i.Freight.Percent(i.FreightTaxPercent).Round(i.Currency), Rounding: i.Rounding, Total: i.Total, Paid: paid, Open: open,
		},
		Notes: []string{i.Note},
	})
	for _, l := range i.Lines {
		d.Lines = append(d.Lines, documents.Line{
			Name: l.Name, Quantity: l.Quantity, Unit: l.Unit, Price: l.Price, Discount: l.Discount, TaxPercent: l.TaxPercent, Net: l.Net, Tax: l.Tax,
		})
	}
	if i.Tax.IsZero() {
		d.Closing = append(d.Closing, documents.Sentence{Say: documents.SayTaxExempt})
	}
	switch {
	case i.Status == InvoiceIsDraft:
		d.Mark, d.On = documents.MarkDraft, tx.Today()
	case i.Status == InvoiceIsCancelled:
		d.Mark, d.On = documents.MarkCancelled, civil.DateOf(i.CreatedAt)
	case open.Sign() <= 0:
		d.Closing = append(d.Closing, documents.Sentence{Say: documents.SayPaid})
	default:
		d.Closing = append(d.Closing, documents.Sentence{Say: documents.SayPayUntil, With: []any{i.Due}})
		d.Pay = &documents.Pay{Amount: open, Reference: i.Number}
	}
	return d, nil
}

// printCreditNote prints a credit note. What is posted is printed once.
func printCreditNote(ctx context.Context, tx *entity.Tx, n *CreditNote, in documents.Asked) (entity.File, error) {
	d, err := n.document(ctx, tx)
	if err != nil {
		return entity.File{}, err
	}
	if n.Status != CreditNoteIsPosted {
		return documents.Print(ctx, tx, d, in)
	}
	return documents.Original(ctx, tx, entity.RefTo(n.ID), d, in)
}

func (n *CreditNote) document(ctx context.Context, tx *entity.Tx) (documents.Document, error) {
	i, err := entity.Get(ctx, tx, n.Invoice)
	if err != nil {
		return documents.Document{}, fmt.Errorf("read invoice: %w", err)
	}
	to, err := crm.AddresseeOf(ctx, tx, n.Client, crm.Billing)
	if err != nil {
		return documents.Document{}, err
	}
	d := to.Head(documents.Document{
		Kind: documents.CreditNote, Number: n.Number, On: n.Issued, Site: n.Site, Currency: n.Currency,
		References: []documents.Reference{{Name: documents.RefInvoice, Text: i.Number}, {Name: documents.RefInvoiceOf, On: i.Issued}},
		Totals: &documents.Totals{
			Discount: i.Discount, Net: n.Net, Freight: n.Freight, FreightAt: i.FreightTaxPercent, FreightTax: n.FreightTax,
			Rounding: n.Rounding, Total: n.Total,
		},
		Closing: []documents.Sentence{
			{Say: documents.SayCredit, With: []any{i.Number, i.Issued}}, {Say: documents.SayReason, With: []any{n.Reason}},
		},
	})
	for _, l := range n.Lines {
		d.Lines = append(d.Lines, documents.Line{
			Name: l.Name, Quantity: l.Quantity, Unit: l.Unit, Price: l.Price, Discount: l.Discount, TaxPercent: l.TaxPercent, Net: l.Net, Tax: l.Tax,
		})
	}
	switch n.Status {
	case CreditNoteIsDraft:
		d.Mark, d.On = documents.MarkDraft, tx.Today()
	case CreditNoteIsCancelled:
		d.Mark, d.On = documents.MarkCancelled, civil.DateOf(n.CreatedAt)
	case CreditNoteIsPosted:
	}
	return d, nil
}

// lastLevel is that of the reminder after which there is none.
const lastLevel = 3

// printReminder prints a reminder: what was open when it was made.
func printReminder(ctx context.Context, tx *entity.Tx, r *Reminder, in documents.Asked) (entity.File, error) {
	i, err := entity.Get(ctx, tx, r.Invoice)
	if err != nil {
		return entity.File{}, fmt.Errorf("read invoice: %w", err)
	}
	to, err := crm.AddresseeOf(ctx, tx, r.Client, crm.Billing)
	if err != nil {
		return entity.File{}, err
	}
	kind, say := documents.Reminder, documents.SayReminder
	if r.Level >= lastLevel {
		kind, say = documents.LastReminder, documents.SayLast
	}
	return documents.Print(ctx, tx, to.Head(documents.Document{
		Kind: kind, Number: fmt.Sprintf("%s-%d", i.Number, r.Level), On: r.Made, Site: r.Site, Currency: r.Currency,
		Opening: []documents.Sentence{{Say: say, With: []any{i.Number, i.Issued, r.Due}}},
		Entries: []documents.Entry{{
			On: i.Issued, What: documents.WordInvoice, Number: i.Number, Due: r.Due, Charged: i.Total, Paid: i.Total.Minus(r.Open), Balance: r.Open,
		}},
		Totals:  &documents.Totals{Open: r.Open},
		Closing: []documents.Sentence{{Say: documents.SayIfPaid}},
		Pay:     &documents.Pay{Amount: r.Open, Reference: i.Number},
	}), in)
}
