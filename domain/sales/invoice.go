package sales

import (
	"context"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// InvoiceOrder asks for an invoice of an order.
type InvoiceOrder struct {
	Items []InvoiceOrderItem // what to invoice; all that may be invoiced when left out
	Post  bool               // post the invoice at once, instead of leaving a draft
}

// InvoiceOrderItem is one line of an [InvoiceOrder].
type InvoiceOrderItem struct {
	Item     uuid.UUID      `entity:"required"` // the line of the order
	Quantity money.Quantity `entity:"positive"` // how much of it, in the product's unit
}

// invoiceOrder makes an invoice of what the order's policy lets be invoiced and is
// on no invoice yet. The order is locked, so that nothing is invoiced twice.
func invoiceOrder(ctx context.Context, tx *entity.Tx, o *Order, in InvoiceOrder) (*billing.Invoice, error) {
	if o.Status != OrderConfirmed {
		return nil, problem.Conflict("order-not-confirmed", "Order %s is %s; confirmed orders alone are invoiced.", o.Number, o.Status).
			With("state", o.Status)
	}
	if err := notOnHold(o); err != nil {
		return nil, err
	}
	if in.Post && !tx.May(billing.PostInvoices) {
		return nil, auth.Missing(billing.PostInvoices, "")
	}
	b, err := laterBilled(tx, o)(ctx)
	if err != nil {
		return nil, err
	}
	parts, err := b.parts(o, in.Items)
	if err != nil {
		return nil, err
	}
	invoice := b.invoice(o, parts)
	if err := entity.Create(ctx, tx, invoice); err != nil {
		return nil, fmt.Errorf("make invoice: %w", err)
	}
	links, items := make([]uuid.UUID, len(parts)), make([]uuid.UUID, len(parts))
	for i, p := range parts {
		links[i], items[i] = invoice.Lines[i].Line.ID, p.item.Line.ID
	}
	tx.Exec(sqlLinkLines, o.ID, links, items)
	if in.Post {
		return invoice, entity.Move(ctx, tx, invoice, billing.InvoiceIsPosted)
	}
	return invoice, nil
}

const (
	sqlLinkLines = `insert into sales_order_billing (tenant_id, "order", id, order_item)
select $1, $2, u.id, u.item from unnest($3::uuid[], $4::uuid[]) as u (id, item)`

	// What the invoices of an order hold of each of its lines, and their sums. An
	// invoice that was cancelled or taken back in full does not count.
	sqlBilled = `
with live as (
  select v.id, v.status, v.total, v.freight, v.credited from billing_invoice v
  where v.tenant_id = $1 and v.origin = $2 and v.origin_entity = 'sales.order' and v.status <> 'cancelled' and v.payment_state <> 'reversed'
), per_item as (
  select k.order_item, sum(l.quantity) as drawn, coalesce(sum(l.quantity) filter (where v.status = 'posted'), 0) as posted
  from sales_order_billing k
  join billing_invoice_line l on l.tenant_id = $1 and l.id = k.id
  join live v on v.id = l.invoice
  where k.tenant_id = $1 and k."order" = $2 group by k.order_item
), sums as (
  select coalesce(sum(total), 0) as total, coalesce(sum(freight), 0) as freight,
    coalesce(sum(total) filter (where status = 'posted'), 0) as posted, coalesce(sum(credited), 0) as credited from live
)
select i.id, coalesce(p.drawn, 0), coalesce(p.posted, 0), s.total, s.freight, s.posted, s.credited
from sales_order_item i cross join sums s left join per_item p on p.order_item = i.id
where i.tenant_id = $1 and i."order" = $2`
)

// billed is what the invoices of an order hold.
type billed struct {
	drawn, posted      map[uuid.UUID]money.Quantity // by line of the order; drawn counts drafts, too
	total, freight     money.Amount                 // of all invoices, drafts too
	invoiced, credited money.Amount                 // of posted invoices
}

type billedLine struct {
	Item           uuid.UUID
	Drawn, Posted  money.Quantity
	Total, Freight money.Amount
	Invoiced       money.Amount
	Credited       money.Amount
}

// laterBilled asks, together with the next read, what the invoices of a locked
// order hold.
func laterBilled(tx *entity.Tx, o *Order) func(context.Context) (billed, error) {
	read := pg.Later[billedLine](tx, sqlBilled, o.ID)
	return func(ctx context.Context) (billed, error) {
		lines, err := read(ctx)
		if err != nil {
			return billed{}, fmt.Errorf("read invoices of the order: %w", err)
		}
		b := billed{drawn: map[uuid.UUID]money.Quantity{}, posted: map[uuid.UUID]money.Quantity{}}
		for _, l := range lines {
			b.drawn[l.Item], b.posted[l.Item] = l.Drawn, l.Posted
			b.total, b.freight, b.invoiced, b.credited = l.Total, l.Freight, l.Invoiced, l.Credited
		}
		return b, nil
	}
}

// part is how much of a line of an order goes on an invoice.
type part struct {
	item     *OrderItem
	quantity money.Quantity
}

// invoiceable returns how much of a line the order's policy lets be invoiced, now
// and before.
func (o *Order) invoiceable(item *OrderItem) money.Quantity {
	if o.InvoicePolicy == InvoiceOnOrder || item.Kind == catalog.Service {
		return item.Quantity
	}
	return item.Delivered
}

// parts chooses what goes on the next invoice: what is asked for, or all that is
// open.
func (b billed) parts(o *Order, asked []InvoiceOrderItem) ([]part, error) {
	var parts []part
	for i := range o.Items {
		item := &o.Items[i]
		if q := o.invoiceable(item).Minus(b.drawn[item.Line.ID]); len(asked) == 0 && q.Sign() > 0 {
			parts = append(parts, part{item, q})
		}
	}
	var errs problem.Fields
	drawn := maps.Clone(b.drawn)
	for i, a := range asked {
		at := problem.Pointer("items", i)
		item := o.item(a.Item)
		if item == nil {
			errs.Add(at+"/item", "unknown-line", "Must be the id of a line of the order.")
			continue
		}
		if open := o.invoiceable(item).Minus(drawn[a.Item]); a.Quantity.Cmp(open) > 0 {
			errs.Add(at+"/quantity", "too-much", "Must be at most %s: no more may be invoiced now.", open.Max(money.Quantity{}))
		}
		drawn[a.Item] = drawn[a.Item].Plus(a.Quantity)
		parts = append(parts, part{item, a.Quantity})
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if len(parts) == 0 {
		return nil, problem.Conflict("nothing-to-invoice", "Of order %s nothing may be invoiced now that is not on an invoice. Its policy is %s.", o.Number, o.InvoicePolicy)
	}
	return parts, nil
}

// invoice makes the draft. The freight goes on the first invoice; the last one
// carries, as rounding, what the parts differ from the whole.
func (b billed) invoice(o *Order, parts []part) *billing.Invoice {
	terms := o.Terms
	terms.Freight = o.Freight.Minus(b.freight).Max(money.Amount{})
	v := &billing.Invoice{
		Scope: o.Scope, Client: o.Client, Origin: entity.RefTo(o.ID), Reference: o.Reference, Currency: o.Currency,
		Discount: o.Discount, Freight: terms.Freight, Note: o.Note,
	}
	if !o.TaxExempt {
		v.FreightTaxPercent = o.FreightTaxPercent
	}
	if o.PaymentPolicy == Prepaid {
		v.Terms = new(int)
	}
	items := make([]*Item, len(parts))
	for i, p := range parts {
		item := p.item.Item
		item.Quantity = p.quantity
		items[i] = &item
		v.Lines = append(v.Lines, billing.InvoiceLine{
			Product: item.Product, Name: item.Name, Quantity: item.Quantity, Unit: item.Unit,
			Price: *item.Price, Discount: *item.Discount, TaxPercent: item.TaxPercent,
		})
	}
	terms.total(items)
	if b.completes(o, parts) {
		v.Rounding = rest(o.Total, b.total.Plus(terms.Total))
	}
	return v
}

// completes tells whether, with these parts, everything that was ordered is on
// invoices.
func (b billed) completes(o *Order, parts []part) bool {
	left := map[uuid.UUID]money.Quantity{}
	for i := range o.Items {
		left[o.Items[i].Line.ID] = o.Items[i].Quantity.Minus(b.drawn[o.Items[i].Line.ID])
	}
	for _, p := range parts {
		left[p.item.Line.ID] = left[p.item.Line.ID].Minus(p.quantity)
	}
	for _, q := range left {
		if q.Sign() > 0 {
			return false
		}
	}
	return true
}

// rest is what is missing from a whole, when it is so little that rounding must
// have taken it: drafts that people have changed are let be.
func rest(whole, parts money.Amount) money.Amount {
	missing := whole.Minus(parts)
	if one := money.MustAmount("1"); missing.Cmp(one) >= 0 || missing.Cmp(one.Neg()) <= 0 {
		return money.Amount{}
	}
	return missing
}
