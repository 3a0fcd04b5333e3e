package billing

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// CreditNote takes a part of a posted invoice back, at the invoice's own prices. A
// new one that names neither lines nor freight takes back all that is left.
type CreditNote struct {
	entity.Base[CreditNote]
	entity.Scope
	entity.State[CreditNoteStatus]

	Number     string                `entity:"sequence,search"`          // its number, such as CN-2027-00042, without gaps at its site; empty until posted
	Invoice    entity.ID[Invoice]    `entity:"required,filter"`          // what is taken back
	Client     entity.ID[crm.Client] `entity:"readonly,filter"`          // who owed it
	Origin     entity.Ref            `entity:"readonly,filter"`          // what the invoice was for
	Reason     string                `entity:"required,search,personal"` // why, as the client reads it
	Issued     civil.Date            `entity:"readonly,filter"`          // the day it was posted
	Currency   money.Currency        `entity:"readonly"`                 // the currency of the invoice
	Lines      []CreditNoteLine      `entity:"owned"`                    // what is taken back, each line of the invoice once
	Freight    money.Amount          // how much of the carriage is taken back, before tax
	FreightTax money.Amount          `entity:"readonly"`        // the tax on the freight that is taken back
	Rounding   money.Amount          `entity:"readonly"`        // the invoice's rounding, when all of it is taken back
	Net        money.Amount          `entity:"readonly"`        // sum of the lines, without freight and tax
	Tax        money.Amount          `entity:"readonly"`        // the tax on lines and freight
	Total      money.Amount          `entity:"readonly,filter"` // how much less the client owes
}

// CreditNoteLine takes back a quantity of one line of the invoice.
type CreditNoteLine struct {
	entity.Line

	InvoiceLine uuid.UUID                  `entity:"required"` // the id of the invoice's line
	Quantity    money.Quantity             `entity:"positive"` // how much of it
	Product     entity.ID[catalog.Product] `entity:"readonly"` // as on the invoice
	Name        string                     `entity:"readonly"` // as on the invoice
	Unit        string                     `entity:"readonly"` // as on the invoice
	Price       money.Amount               `entity:"readonly"` // as on the invoice
	Discount    money.Percent              `entity:"readonly"` // as on the invoice
	TaxPercent  money.Percent              `entity:"readonly"` // as on the invoice
	Net         money.Amount               `entity:"readonly"` // what is taken back, before tax
	Tax         money.Amount               `entity:"readonly"` // the tax on net
	Gross       money.Amount               `entity:"readonly"` // net and tax
}

// CreditNoteStatus is where a credit note stands.
type CreditNoteStatus string

// The states of a credit note.
const (
	CreditNoteIsDraft     CreditNoteStatus = "draft"
	CreditNoteIsPosted    CreditNoteStatus = "posted"
	CreditNoteIsCancelled CreditNoteStatus = "cancelled"
)

// What a role can be granted on credit notes.
const (
	ReadCreditNotes auth.Permission = "billing.credit_note.read"
	EditCreditNotes auth.Permission = "billing.credit_note.edit"
	PostCreditNotes auth.Permission = "billing.credit_note.post"
)

// Entity declares credit notes.
func (CreditNote) Entity() entity.Spec[CreditNote] {
	return entity.Spec[CreditNote]{
		Name: "billing.credit_note", Title: "{number}",
		List:   []string{"number", "invoice", "client", "issued", "total", "status"},
		Series: &entity.Series{Pattern: "CN-{year}-{n}", Digits: 5, Gapless: true, Late: true},
		Read:   ReadCreditNotes, Edit: EditCreditNotes,
		Derive: deriveCreditNote,
		Frozen: func(n *CreditNote) bool { return n.Status != CreditNoteIsDraft },
		Kept:   []string{string(CreditNoteIsPosted)},
		Flow: entity.Flow[CreditNote, CreditNoteStatus]{
			{
				Verb: "post", From: []CreditNoteStatus{CreditNoteIsDraft}, To: CreditNoteIsPosted,
				Need: PostCreditNotes, Do: postCreditNote, Event: (*CreditNote).posted,
			},
			{Verb: "cancel", From: []CreditNoteStatus{CreditNoteIsDraft}, To: CreditNoteIsCancelled, Need: EditCreditNotes},
		},
	}
}

// deriveCreditNote takes a draft's prices and limits from its invoice. It locks what
// posting locks, in that order: the row that refers to the invoice, once written,
// holds on to it, too, and the same transaction may go on to post.
func deriveCreditNote(ctx context.Context, tx *entity.Tx, n *CreditNote) error {
	if n.Status != CreditNoteIsDraft || n.Invoice.IsZero() {
		return nil
	}
	i, err := lockWithPayers(ctx, tx, n.Invoice)
	if problem.Is(err, "not-found") {
		return problem.InvalidField("/invoice", "unknown-reference", "Names no record of this company.")
	}
	if err != nil {
		return fmt.Errorf("read invoice: %w", err)
	}
	if i.Status != InvoiceIsPosted {
		return problem.InvalidField("/invoice", "not-posted", "The invoice is %s: change the draft instead.", i.Status)
	}
	if n.Site == uuid.Nil {
		n.Site = i.Site
	}
	if n.Site != i.Site {
		return problem.InvalidField("/site", "other-site", "A credit note is made at the site of its invoice.")
	}
	n.Client, n.Origin, n.Currency = i.Client, i.Origin, i.Currency
	left, err := leftOf(ctx, tx, i)
	if err != nil {
		return err
	}
	if len(n.Lines) == 0 && n.Freight.IsZero() {
		n.takeAll(left)
	}
	return n.apply(i, left)
}

// takeAll makes a credit note take back all that is left of its invoice.
func (n *CreditNote) takeAll(left remainder) {
	n.Freight = left.freight
	for _, l := range left.lines {
		if l.Quantity.Sign() > 0 {
			n.Lines = append(n.Lines, CreditNoteLine{InvoiceLine: l.ID, Quantity: l.Quantity})
		}
	}
	for i := range n.Lines {
		n.Lines[i].Line = entity.Line{ID: entity.NewID[CreditNote]().UUID(), Position: i + 1}
	}
}

// apply computes every amount from what is left of the invoice, and refuses to take
// back more. The last part of a line gets what rounding has left over.
func (n *CreditNote) apply(i *Invoice, left remainder) error {
	var errs problem.Fields
	seen := map[uuid.UUID]bool{}
	n.Net, n.Tax, n.Rounding = money.Amount{}, money.Amount{}, money.Amount{}
	for at := range n.Lines {
		l, pointer := &n.Lines[at], problem.Pointer("lines", at)
		of, known := left.lines.find(l.InvoiceLine)
		if !known || seen[l.InvoiceLine] {
			errs.Add(pointer+"/invoice_line", "unknown-line", "Must be the id of a line of the invoice, once.")
			continue
		}
		seen[l.InvoiceLine] = true
		if l.Quantity.Cmp(of.Quantity) > 0 {
			errs.Add(pointer+"/quantity", "too-much", "Only %s of %s is left to take back.", of.Quantity, of.Name)
			continue
		}
		l.take(of, i.Discount, i.Currency)
		n.Net, n.Tax = n.Net.Plus(l.Net), n.Tax.Plus(l.Tax)
	}
	checkRounded(n.Freight, i.Currency, "/freight", &errs)
	if n.Freight.Cmp(left.freight) > 0 {
		errs.Add("/freight", "too-much", "Only %s is left to take back.", left.freight)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	n.FreightTax = n.Freight.Percent(i.FreightTaxPercent).Round(i.Currency).Min(left.freightTax)
	if n.Freight.Equal(left.freight) {
		n.FreightTax = left.freightTax
	}
	n.Tax = n.Tax.Plus(n.FreightTax)
	n.Total = n.Net.Plus(n.Freight).Plus(n.Tax)
	return n.fit(i, left)
}

// fit sees to it that a credit note for all that is left takes back all of the
// total, rounding included, and no credit note more than that.
func (n *CreditNote) fit(i *Invoice, left remainder) error {
	rest := i.Total.Minus(i.Credited)
	if n.Total.Equal(left.total()) {
		n.Rounding = rest.Minus(n.Total)
		n.Total = rest
	}
	if n.Total.Cmp(rest) > 0 {
		return problem.InvalidField("/lines", "too-much", "Only %s of the invoice is left to take back.", rest)
	}
	if n.Total.Sign() <= 0 {
		return problem.InvalidField("/lines", "required", "Nothing of the invoice is left to take back.")
	}
	return nil
}

// take computes a line from what is left of the invoice's line.
func (l *CreditNoteLine) take(of invoicePart, discount money.Percent, c money.Currency) {
	part := of.InvoiceLine
	part.Quantity = l.Quantity
	part.price(discount, c)
	l.Product, l.Name, l.Unit, l.Price, l.Discount, l.TaxPercent = of.Product, of.Name, of.Unit, of.Price, of.Discount, of.TaxPercent
	l.Net, l.Tax = part.Net.Min(of.Net), part.Tax.Min(of.Tax)
	if l.Quantity.Cmp(of.Quantity) == 0 {
		l.Net, l.Tax = of.Net, of.Tax
	}
	l.Gross = l.Net.Plus(l.Tax)
}
