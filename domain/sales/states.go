package sales

import (
	"github.com/guildhall/guildhall/domain/catalog"
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
