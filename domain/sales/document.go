package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
)

// printQuote prints a quote, in the revision that it is.
func printQuote(ctx context.Context, tx *entity.Tx, q *Quote, in documents.Asked) (entity.File, error) {
	d, err := q.Document(ctx, tx)
	if err != nil {
		return entity.File{}, err
	}
	return documents.Print(ctx, tx, d, in)
}

// Document returns what a quote says to its client.
func (q *Quote) Document(ctx context.Context, tx *entity.Tx) (documents.Document, error) {
	to, err := crm.AddresseeOf(ctx, tx, q.Client, crm.Billing)
	if err != nil {
		return documents.Document{}, err
	}
	d := to.Head(documents.Document{
		Kind: documents.Quote, Number: q.Number, On: civil.DateOf(q.SentAt), Site: q.Site, Currency: q.Currency,
		References: []documents.Reference{{Name: documents.RefValidUntil, On: q.ValidUntil}, {Name: documents.RefYourOrder, Text: q.Reference}},
		Totals:     q.totals(), Lines: printed(q.items()), Notes: []string{q.Note},
	})
	if q.Revision > 1 {
		d.Number = fmt.Sprintf("%s/%d", q.Number, q.Revision)
	}
	switch {
	case q.Status == QuoteSuperseded:
		d.Mark = documents.MarkCancelled
	case q.SentAt.IsZero():
		d.Mark, d.On = documents.MarkDraft, tx.Today()
	}
	d.Closing = q.Terms.sentences(q.PaymentPolicy)
	d.Closing = append(d.Closing, documents.Sentence{Say: documents.SayValidUntil, With: []any{q.ValidUntil}})
	return d, nil
}

// printOrder prints the confirmation of an order.
func printOrder(ctx context.Context, tx *entity.Tx, o *Order, in documents.Asked) (entity.File, error) {
	d, err := o.Document(ctx, tx)
	if err != nil {
		return entity.File{}, err
	}
	return documents.Print(ctx, tx, d, in)
}

// Document returns what the confirmation of an order says to its client.
func (o *Order) Document(ctx context.Context, tx *entity.Tx) (documents.Document, error) {
	to, err := crm.AddresseeOf(ctx, tx, o.Client, crm.Billing)
	if err != nil {
		return documents.Document{}, err
	}
	d := to.Head(documents.Document{
		Kind: documents.OrderConfirmation, Number: o.Number, On: o.Placed, Site: o.Site, Currency: o.Currency,
		References: []documents.Reference{
			{Name: documents.RefYourOrder, Text: o.Reference}, {Name: documents.RefRequiredBy, On: o.RequiredBy}, {Name: documents.RefCarrier, Text: o.Carrier},
		},
		Totals: o.totals(), Lines: printed(o.items()), Notes: []string{o.Note},
	})
	switch o.Status {
	case OrderDraft:
		d.Mark = documents.MarkDraft
	case OrderCancelled:
		d.Mark = documents.MarkCancelled
	default:
	}
	d.Closing = o.Terms.sentences(o.PaymentPolicy)
	if o.ShipCity != "" {
		d.Closing = append(d.Closing, documents.Sentence{Say: documents.SayDeliverTo, With: []any{o.receiver()}})
	}
	return d, nil
}

// receiver is to whom the goods go, when the order says so itself.
func (o *Order) receiver() documents.Party {
	return documents.Party{
		Name: o.ShipName, Street: o.ShipStreet, City: o.ShipCity, Region: o.ShipRegion, PostalCode: o.ShipPostalCode, Country: o.ShipCountry,
	}
}

// printShipment prints the packing slip of a shipment: what is in it, and how much of
// it was ordered. It bears no prices.
func printShipment(ctx context.Context, tx *entity.Tx, s *Shipment, in documents.Asked) (entity.File, error) {
	o, err := entity.Get(ctx, tx, s.Order)
	if err != nil {
		return entity.File{}, fmt.Errorf("read order: %w", err)
	}
	to, err := crm.AddresseeOf(ctx, tx, o.Client, crm.Shipping)
	if err != nil {
		return entity.File{}, err
	}
	if o.ShipCity != "" {
		name := to.Party.Name
		to.Party = o.receiver()
		if to.Party.Name == "" {
			to.Party.Name = name
		}
	}
	d := to.Head(documents.Document{
		Kind: documents.PackingSlip, Number: s.Number, On: civil.DateOf(s.ShippedAt), Site: s.Site, Currency: o.Currency,
		References: []documents.Reference{
			{Name: documents.RefOrder, Text: o.Number},
			{Name: documents.RefOrderOf, On: o.Placed},
			{Name: documents.RefYourOrder, Text: o.Reference},
			{Name: documents.RefCarrier, Text: s.Carrier},
			{Name: documents.RefTracking, Text: s.Tracking},
		},
	})
	for _, item := range s.Items {
		if of := o.item(item.OrderItem); of != nil {
			line := of.Item.printed()
			line.Quantity, line.Ordered = item.Quantity, of.Quantity
			d.Lines = append(d.Lines, line)
		}
	}
	switch {
	case s.Status == ShipmentCancelled:
		d.Mark, d.On = documents.MarkCancelled, civil.DateOf(s.CreatedAt)
	case s.ShippedAt.IsZero():
		d.On = tx.Today()
	}
	return documents.Print(ctx, tx, d, in)
}

// totals are the sums of a quote or an order, for printing.
func (t *Terms) totals() *documents.Totals {
	return &documents.Totals{
		Discount: t.Discount, Net: t.Net, Freight: t.Freight, FreightAt: t.FreightTaxPercent, FreightTax: t.freightTax(), Total: t.Total,
	}
}

// sentences say how a quote or an order is taxed and paid.
func (t *Terms) sentences(policy PaymentPolicy) []documents.Sentence {
	var out []documents.Sentence
	if t.TaxExempt {
		out = append(out, documents.Sentence{Say: documents.SayTaxExempt})
	}
	if policy == Prepaid {
		out = append(out, documents.Sentence{Say: documents.SayPrepay})
	}
	return out
}

func printed(items []*Item) []documents.Line {
	lines := make([]documents.Line, len(items))
	for i, item := range items {
		lines[i] = item.printed()
	}
	return lines
}

// printed is a line as clients read it.
func (i *Item) printed() documents.Line {
	l := documents.Line{
		Reference: i.Reference, Name: i.Name, Note: i.Note, Quantity: i.Quantity, Unit: i.Unit, TaxPercent: i.TaxPercent, Net: i.Net, Tax: i.Tax,
	}
	if i.Price != nil {
		l.Price = *i.Price
	}
	if i.Discount != nil {
		l.Discount = *i.Discount
	}
	return l
}
