package sales

import (
	"context"
	"fmt"
	"strings"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// isDone refuses to close an order of which something is still to be shipped,
// invoiced or paid.
func isDone(o *Order) error {
	var open []string
	if o.ShipmentState == ToShip || o.ShipmentState == PartiallyShipped {
		open = append(open, "shipped")
	}
	if o.InvoiceState != Invoiced {
		open = append(open, "invoiced")
	}
	if o.PaymentState != Paid {
		open = append(open, "paid")
	}
	if len(open) == 0 {
		return nil
	}
	return problem.Conflict("order-not-done", "Order %s is not %s. Finish it, or close it short with a reason.", o.Number, strings.Join(open, ", not ")).
		With("shipment_state", o.ShipmentState).With("invoice_state", o.InvoiceState).With("payment_state", o.PaymentState)
}

// closeOrder ends an order. Some days later the client is asked how it went.
func closeOrder(ctx context.Context, tx *entity.Tx, o *Order) error {
	o.OnHold, o.HoldReason = false, ""
	o.ClosedAt = tx.Now()
	survey := &Survey{Scope: o.Scope, Order: o.ID, Client: o.Client, Contact: o.Contact, Opinion: OpinionUnknown}
	if err := entity.Create(ctx, tx, survey); err != nil {
		return fmt.Errorf("make survey: %w", err)
	}
	return nil
}

// closeShort ends an order before all is done: what was not shipped never will
// be, and its stock is free again.
func closeShort(ctx context.Context, tx *entity.Tx, o *Order) error {
	if err := dropShipments(ctx, tx, o); err != nil {
		return err
	}
	if err := isSquare(o); err != nil {
		return err
	}
	if err := inventory.Release(ctx, tx, entity.RefTo(o.ID)); err != nil {
		return fmt.Errorf("release stock: %w", err)
	}
	return closeOrder(ctx, tx, o)
}

// isSquare refuses to close an order short while its invoices ask for more, or
// for less, than the goods that have left.
func isSquare(o *Order) error {
	for i := range o.Items {
		item := &o.Items[i]
		switch {
		case item.Kind != catalog.Goods:
		case item.Invoiced.Cmp(item.Shipped) < 0:
			return problem.Conflict("not-invoiced", "Of %s, %s have left and %s are invoiced. Invoice them first.", item.Name, item.Shipped, item.Invoiced)
		case item.Invoiced.Cmp(item.Shipped) > 0:
			return problem.Conflict("invoiced-ahead", "Of %s, %s are invoiced and %s have left. Credit the others first.", item.Name, item.Invoiced, item.Shipped)
		}
	}
	return nil
}

// dropShipments cancels the shipments of an order that nobody has begun to pick,
// and refuses when goods are already on their way to the door.
func dropShipments(ctx context.Context, tx *entity.Tx, o *Order) error {
	open, err := entity.LockWhere[Shipment](ctx, tx, `o."order" = $2 and o.status in ('draft', 'picked', 'packed')`, o.ID)
	if err != nil {
		return fmt.Errorf("lock shipments: %w", err)
	}
	var begun []string
	for _, s := range open {
		if s.Status != ShipmentDraft {
			begun = append(begun, s.Number)
		}
	}
	if len(begun) > 0 {
		return problem.Conflict("open-shipments", "Goods of order %s are picked. Cancel %s first.", o.Number, strings.Join(begun, ", ")).
			With("shipments", begun)
	}
	for _, s := range open {
		if err := entity.Move(ctx, tx, s, ShipmentCancelled); err != nil {
			return err
		}
	}
	return nil
}
