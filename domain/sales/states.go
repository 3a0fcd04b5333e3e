package sales

import (
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// derive computes the three states from what the order knows of its lines and of
// its money. Nothing else writes them.
func (o *Order) derive() {
	o.ShipmentState = o.shipmentState()
	o.InvoiceState = o.invoiceState()
	o.PaymentState = o.paymentState()
}

func (o *Order) shipmentState() ShipmentState {
	var goods, begun, shipped, delivered int
	for i := range o.Items {
		item := &o.Items[i]
		if item.Kind == catalog.Service {
			continue
		}
		goods++
		if item.Shipped.Sign() > 0 {
			begun++
		}
		if item.Shipped.Equal(item.Quantity) {
			shipped++
		}
		if item.Delivered.Equal(item.Quantity) {
			delivered++
		}
	}
	switch {
	case goods == 0:
		return NothingToShip
	case delivered == goods:
		return Delivered
	case shipped == goods:
		return Shipped
	case begun > 0:
		return PartiallyShipped
	}
	return ToShip
}

func (o *Order) invoiceState() InvoiceState {
	begun, done := 0, 0
	for i := range o.Items {
		if o.Items[i].Invoiced.Sign() > 0 {
			begun++
		}
		if o.Items[i].Invoiced.Equal(o.Items[i].Quantity) {
			done++
		}
	}
	switch {
	case begun == 0:
		return ToInvoice
	case done == len(o.Items):
		return Invoiced
	}
	return PartiallyInvoiced
}

// paid is what the client has paid and not got back.
func (o *Order) paid() money.Amount { return o.Received.Minus(o.Refunded) }

// due is what the client pays in the end: the total, less what was credited.
func (o *Order) due() money.Amount { return o.Total.Minus(o.Credited) }

// settled tells whether all is invoiced and no invoice asks for anything more, be
// it that the rest was written off.
func (o *Order) settled() bool {
	return o.InvoiceState == Invoiced && o.Open.Sign() <= 0 && o.due().Sign() > 0
}

func (o *Order) paymentState() PaymentState {
	paid := o.paid()
	switch free := o.Total.IsZero() && o.Status != OrderDraft; {
	case free, paid.Sign() > 0 && paid.Cmp(o.due()) >= 0, o.settled():
		return Paid
	case paid.Sign() > 0:
		return PartiallyPaid
	case o.Refunded.Sign() > 0:
		return Refunded
	}
	return Unpaid
}

// checks say what must always be so of orders.
func checks() []entity.Check {
	return []entity.Check{
		{
			Name: "sales.reservations", Label: "What is reserved for an order is what is still to be shipped", SQL: sqlCheckReserved,
		},
		{
			Name: "sales.order-lines", Label: "The lines of orders are shipped and invoiced as their shipments and invoices say", SQL: sqlCheckLines,
		},
		{
			Name: "sales.order-money", Label: "Orders are invoiced and paid as their invoices and payments say", SQL: sqlCheckMoney,
		},
		{
			Name: "sales.order-states", Label: "The states of orders follow from their lines and from what was paid", SQL: sqlCheckStates,
		},
	}
}

const (
	sqlCheckReserved = `with wanted as (
  select i."order", i.product, sum(i.quantity - i.shipped) as quantity
  from sales_order o join sales_order_item i on i.tenant_id = $1 and i."order" = o.id
  where o.tenant_id = $1 and o.status = 'confirmed' and i.kind = 'goods' group by 1, 2
), held as (
  select origin as "order", product, sum(open) as quantity from inventory_reservation
  where tenant_id = $1 and origin_entity = 'sales.order' and open > 0 group by 1, 2
)
select 'sales.order', "order", format('of product %s, %s are still to be shipped and %s are reserved',
  product, trim_scale(coalesce(w.quantity, 0)), trim_scale(coalesce(h.quantity, 0)))
from wanted w full join held h using ("order", product) where coalesce(w.quantity, 0) <> coalesce(h.quantity, 0)`

	sqlCheckLines = `with sent as (
  select l.order_item as id, sum(l.quantity) as shipped, coalesce(sum(l.quantity) filter (where s.status = 'delivered'), 0) as delivered
  from sales_shipment s join sales_shipment_item l on l.tenant_id = $1 and l.shipment = s.id
  where s.tenant_id = $1 and s.status in ('shipped', 'delivered') group by 1
), billed as (
  select k.order_item as id, sum(l.quantity) as invoiced from sales_order_billing k
  join billing_invoice_line l on l.tenant_id = $1 and l.id = k.id
  join billing_invoice v on v.tenant_id = $1 and v.id = l.invoice
  where k.tenant_id = $1 and v.status = 'posted' and v.payment_state <> 'reversed' group by 1
)
select 'sales.order', i."order", format('of %s, %s are shipped, the shipments say %s; %s delivered, they say %s; %s invoiced, the invoices say %s', i.name,
  trim_scale(i.shipped), trim_scale(coalesce(s.shipped, 0)), trim_scale(i.delivered), trim_scale(coalesce(s.delivered, 0)),
  trim_scale(i.invoiced), trim_scale(coalesce(b.invoiced, 0)))
from sales_order_item i left join sent s on s.id = i.id left join billed b on b.id = i.id
where i.tenant_id = $1 and (i.shipped <> coalesce(s.shipped, 0) or i.delivered <> coalesce(s.delivered, 0) or i.invoiced <> coalesce(b.invoiced, 0))`

	sqlCheckMoney = `with v as (
  select id, origin as "order", status = 'posted' as posted, payment_state <> 'reversed' as live, total, credited, paid, open
  from billing_invoice where tenant_id = $1 and origin_entity = 'sales.order' and status <> 'cancelled'
), invoices as (
  select "order", coalesce(sum(total) filter (where posted and live), 0) as invoiced, coalesce(sum(credited) filter (where live), 0) as credited,
    coalesce(sum(open) filter (where posted), 0) as open, coalesce(sum(paid) filter (where posted), 0) as paid
  from v group by 1
), payments as (
  select coalesce(v."order", p.origin) as "order", sum(p.captured - p.refunded) as kept, sum(p.refunded) as refunded
  from billing_payment p left join v on p.origin_entity = 'billing.invoice' and v.id = p.origin and v.posted
  where p.tenant_id = $1 and (p.origin_entity = 'sales.order' or v.id is not null) group by 1
), books as (
  select o.id, o.number, o.invoiced, o.credited, o.open, o.received, o.refunded, coalesce(i.invoiced, 0) as b_invoiced, coalesce(i.credited, 0) as b_credited,
    coalesce(i.open, 0) as b_open, greatest(coalesce(p.kept, 0), coalesce(i.paid, 0)) + coalesce(p.refunded, 0) as b_received, coalesce(p.refunded, 0) as b_refunded
  from sales_order o left join invoices i on i."order" = o.id left join payments p on p."order" = o.id
  where o.tenant_id = $1 and o.status <> 'draft'
)
select 'sales.order', id, format('%s shows %s invoiced, %s credited, %s open, %s received and %s refunded; the books say %s, %s, %s, %s and %s', number,
  trim_scale(invoiced), trim_scale(credited), trim_scale(open), trim_scale(received), trim_scale(refunded),
  trim_scale(b_invoiced), trim_scale(b_credited), trim_scale(b_open), trim_scale(b_received), trim_scale(b_refunded))
from books where (invoiced, credited, open, received, refunded) is distinct from (b_invoiced, b_credited, b_open, b_received, b_refunded)`

	// The same as [Order.derive] does.
	sqlCheckStates = `with lines as (
  select "order", count(*) as lines, count(*) filter (where kind <> 'service') as goods,
    count(*) filter (where kind <> 'service' and shipped > 0) as begun, count(*) filter (where kind <> 'service' and shipped = quantity) as shipped,
    count(*) filter (where kind <> 'service' and delivered = quantity) as delivered,
    count(*) filter (where invoiced > 0) as billing, count(*) filter (where invoiced = quantity) as billed
  from sales_order_item where tenant_id = $1 group by 1
), derived as (
  select o.*, o.received - o.refunded as kept, o.total - o.credited as due,
    case when l.goods = 0 then 'not_needed' when l.delivered = l.goods then 'delivered' when l.shipped = l.goods then 'shipped'
      when l.begun > 0 then 'partial' else 'pending' end as d_shipment,
    case when l.billing = 0 then 'pending' when l.billed = l.lines then 'invoiced' else 'partial' end as d_invoice
  from sales_order o join lines l on l."order" = o.id where o.tenant_id = $1 and o.status <> 'draft'
), states as (
  select d.*, case
    when total = 0 or kept > 0 and kept >= due or d_invoice = 'invoiced' and open <= 0 and due > 0 then 'paid'
    when kept > 0 then 'partial' when refunded > 0 then 'refunded' else 'unpaid' end as d_payment
  from derived d
)
select 'sales.order', id, format('%s is %s, %s, %s; it should be %s, %s, %s', number, shipment_state, invoice_state, payment_state, d_shipment, d_invoice, d_payment)
from states where (shipment_state, invoice_state, payment_state) is distinct from (d_shipment, d_invoice, d_payment)`
)
