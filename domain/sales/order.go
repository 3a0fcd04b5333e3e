package sales

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Order is a client's commitment to buy. It is written freely while a draft;
// from then on only the steps of its flow change it, and what it shows of
// payment, shipment and invoicing follows from payments, shipments and invoices.
type Order struct {
	entity.Base[Order]
	entity.Scope
	entity.State[OrderStatus]

	Number         string                 `entity:"sequence,search"`        // its number, such as SO-2026-00042
	Client         entity.ID[crm.Client]  `entity:"required,filter"`        // who buys
	Contact        entity.ID[crm.Contact] `entity:"filter"`                 // whom to ask about it
	Quote          entity.ID[Quote]       `entity:"readonly,filter"`        // the quote it came from, if any
	Reference      string                 `entity:"filter,search,personal"` // the client's own number for this order
	Placed         civil.Date             `entity:"filter"`                 // the day of the commitment; today when left out
	RequiredBy     civil.Date             `entity:"filter"`                 // the day on which the client needs the goods
	Terms                                 // discount, freight and sums
	PaymentPolicy  PaymentPolicy          // by invoice, or in full before anything is shipped
	InvoicePolicy  InvoicePolicy          // invoice what was delivered, or all at once
	ShipName       string                 `entity:"search,personal"` // who receives the goods
	ShipStreet     string                 `entity:"text,personal"`   // street and number, several lines if need be
	ShipCity       string                 `entity:"personal"`        // the town
	ShipRegion     string                 `entity:"personal"`        // the state or province
	ShipPostalCode string                 `entity:"personal"`        // the postal code
	ShipCountry    entity.Country         // the country
	Carrier        string                 // who is to bring the goods
	Items          []OrderItem            `entity:"owned,required"`         // what is bought
	PaymentState   PaymentState           `entity:"readonly,filter"`        // how much of the total is paid
	ShipmentState  ShipmentState          `entity:"readonly,filter"`        // how much of the goods has left, or arrived
	InvoiceState   InvoiceState           `entity:"readonly,filter"`        // how much is on posted invoices
	Invoiced       money.Amount           `entity:"readonly"`               // the total of the posted invoices that were not taken back
	Credited       money.Amount           `entity:"readonly"`               // how much credit notes have taken off these
	Open           money.Amount           `entity:"readonly"`               // what the posted invoices still ask for
	Received       money.Amount           `entity:"readonly"`               // what was paid
	Refunded       money.Amount           `entity:"readonly"`               // what was given back of it
	OnHold         bool                   `entity:"readonly"`               // nothing is shipped or invoiced until it is resumed
	HoldReason     string                 `entity:"readonly,text,personal"` // why it is on hold
	CancelReason   string                 `entity:"readonly,text,personal"` // why it was cancelled
	CloseReason    string                 `entity:"readonly,text,personal"` // why it was closed before all was done
	ConfirmedAt    time.Time              `entity:"readonly"`               // when it was confirmed
	ClosedAt       time.Time              `entity:"readonly"`               // when it was closed
	Note           string                 `entity:"text,personal"`          // for the client, printed below the lines

	credit func(context.Context) ([]credit, error) // what is known of the client's credit, once it was asked
}

// OrderItem is one line of an order.
type OrderItem struct {
	entity.Line
	Item

	Shipped   money.Quantity `entity:"readonly"` // how much has left and not come back
	Delivered money.Quantity `entity:"readonly"` // how much has arrived
	Invoiced  money.Quantity `entity:"readonly"` // how much is on posted invoices that were not taken back
}

// OrderStatus is where an order stands.
type OrderStatus string

// The states of an order.
const (
	OrderDraft     OrderStatus = "draft"
	OrderConfirmed OrderStatus = "confirmed"
	OrderClosed    OrderStatus = "closed"
	OrderCancelled OrderStatus = "cancelled"
)

// Entity declares the rest of what an order is.
func (Order) Entity() entity.Spec[Order] {
	confirmed := []OrderStatus{OrderConfirmed}
	return entity.Spec[Order]{
		Name: "sales.order", Title: "{number}",
		List: []string{"number", "client", "placed", "status", "payment_state", "shipment_state", "invoice_state", "total"},
		Read: ReadOrders, Edit: EditOrders,
		Series: &entity.Series{Pattern: "SO-{year}-{n}", Digits: 5},
		Derive: deriveOrder, Check: checkOrder,
		Frozen: func(o *Order) bool { return o.Status != OrderDraft },
		Flow: entity.Flow[Order, OrderStatus]{
			{
				Verb: "confirm", From: []OrderStatus{OrderDraft}, To: OrderConfirmed, Need: ConfirmOrders,
				Do: confirmOrder,
			},
			{
				Verb: "hold", From: confirmed, To: OrderConfirmed, Need: HoldOrders,
				Takes: []string{"hold_reason!"}, When: notOnHold, Do: holdOrder,
			},
			{Verb: "resume", From: confirmed, To: OrderConfirmed, Need: HoldOrders, When: isOnHold, Do: resumeOrder},
			{
				Verb: "close", From: confirmed, To: OrderClosed, Need: CloseOrders,
				When: isDone, Do: closeOrder,
			},
			{
				Verb: "close-short", From: confirmed, To: OrderClosed, Need: CloseOrdersShort,
				Takes: []string{"close_reason!"}, Do: closeShort,
			},
			{
				Verb: "cancel", From: []OrderStatus{OrderDraft, OrderConfirmed}, To: OrderCancelled, Need: CancelOrders,
				Takes: []string{"cancel_reason!"}, When: notShipped, Do: cancelOrder,
			},
		},
	}
}

// deriveOrder prices the lines and computes the sums. An order made from a quote
// takes over what the client was promised.
func deriveOrder(ctx context.Context, tx *entity.Tx, o *Order) error {
	if o.Placed.IsZero() {
		o.Placed = tx.Today()
	}
	if promised := !o.Quote.IsZero() && o.Number == ""; promised {
		o.total(o.items())
	} else {
		p := purchase{client: o.Client, contact: o.Contact, site: o.Site, on: o.Placed}
		if err := p.price(ctx, tx, &o.Terms, o.items()); err != nil {
			return err
		}
	}
	o.derive()
	return nil
}

func checkOrder(_ context.Context, _ *entity.Tx, o *Order) error {
	var errs problem.Fields
	o.check(&errs)
	checkSite(o.Site, &errs)
	if !o.RequiredBy.IsZero() && o.RequiredBy.Before(o.Placed) {
		errs.Add("/required_by", "too-early", "Must not be before the day on which the order is placed.")
	}
	return errs.Err()
}

func (o *Order) items() []*Item {
	items := make([]*Item, len(o.Items))
	for i := range o.Items {
		items[i] = &o.Items[i].Item
	}
	return items
}

// item finds a line by its id, nil when the order has none.
func (o *Order) item(id uuid.UUID) *OrderItem {
	for i := range o.Items {
		if o.Items[i].Line.ID == id {
			return &o.Items[i]
		}
	}
	return nil
}

func notOnHold(o *Order) error {
	if o.OnHold {
		return problem.Conflict("order-on-hold", "Order %s is on hold. Resume it first.", o.Number)
	}
	return nil
}

func isOnHold(o *Order) error {
	if !o.OnHold {
		return problem.Conflict("not-on-hold", "Order %s is not on hold.", o.Number)
	}
	return nil
}

func holdOrder(_ context.Context, _ *entity.Tx, o *Order) error {
	o.OnHold = true
	return nil
}

func resumeOrder(_ context.Context, _ *entity.Tx, o *Order) error {
	o.OnHold, o.HoldReason = false, ""
	return nil
}
