package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// pickShipment claims goods for a shipment, under the order's lock. Nobody walks
// for an order that may not be shipped, or twice for the same goods.
func pickShipment(ctx context.Context, tx *entity.Tx, s *Shipment) error {
	o, err := entity.Lock(ctx, tx, s.Order)
	if err != nil {
		return fmt.Errorf("lock order: %w", err)
	}
	if err := o.maySend(); err != nil {
		return err
	}
	return s.claim(ctx, tx)
}

// maySend refuses while nothing of an order may be handled.
func (o *Order) maySend() error {
	if o.Status != OrderConfirmed {
		return problem.Conflict("order-not-confirmed", "Order %s is %s; goods of confirmed orders alone are shipped.", o.Number, o.Status).
			With("state", o.Status)
	}
	return notOnHold(o)
}

// shipShipment takes the goods out of stock and notes them on the order, under
// the order's lock.
func shipShipment(ctx context.Context, tx *entity.Tx, s *Shipment) error {
	o, err := entity.Lock(ctx, tx, s.Order)
	if err != nil {
		return fmt.Errorf("lock order: %w", err)
	}
	if err := o.maySend(); err != nil {
		return err
	}
	if paid := o.paid(); o.PaymentPolicy == Prepaid && paid.Cmp(o.Total) < 0 {
		return problem.Conflict("payment-due", "Order %s is paid in advance: %s of %s %s are paid.", o.Number, paid, o.Total, o.Currency).
			With("paid", paid.String()).With("total", o.Total.String())
	}
	if err := inventory.Ship(ctx, tx, entity.RefTo(o.ID), entity.RefTo(s.ID), s.goods()); err != nil {
		return fmt.Errorf("ship goods: %w", err)
	}
	s.ShippedAt = tx.Now()
	return s.book(ctx, tx, o, func(item *OrderItem, q money.Quantity) { item.Shipped = item.Shipped.Plus(q) })
}

func deliverShipment(ctx context.Context, tx *entity.Tx, s *Shipment) error {
	o, err := entity.Lock(ctx, tx, s.Order)
	if err != nil {
		return fmt.Errorf("lock order: %w", err)
	}
	s.DeliveredAt = tx.Now()
	return s.book(ctx, tx, o, func(item *OrderItem, q money.Quantity) { item.Delivered = item.Delivered.Plus(q) })
}

// returnShipment takes all of a shipment's goods back into stock. While the order
// stands they are reserved for it again: they are sent once more, or the order is
// cancelled or closed short.
func returnShipment(ctx context.Context, tx *entity.Tx, s *Shipment) error {
	o, err := entity.Lock(ctx, tx, s.Order)
	if err != nil {
		return fmt.Errorf("lock order: %w", err)
	}
	if err := inventory.Return(ctx, tx, s.Site, entity.RefTo(s.ID), s.goods()); err != nil {
		return fmt.Errorf("take goods back: %w", err)
	}
	if o.Status == OrderConfirmed {
		if err := inventory.Reserve(ctx, tx, s.Site, entity.RefTo(o.ID), s.goods()); err != nil {
			return fmt.Errorf("promise goods again: %w", err)
		}
	}
	arrived := !s.DeliveredAt.IsZero()
	return s.book(ctx, tx, o, func(item *OrderItem, q money.Quantity) {
		item.Shipped = item.Shipped.Minus(q)
		if arrived {
			item.Delivered = item.Delivered.Minus(q)
		}
	})
}

func (s *Shipment) goods() []inventory.Line {
	lines := make([]inventory.Line, len(s.Items))
	for i, item := range s.Items {
		lines[i] = inventory.Line{Product: item.Product, Quantity: item.Quantity}
	}
	return lines
}

// book notes on a locked order what a shipment did to its lines. What is shipped
// stays between what is delivered and what was ordered.
func (s *Shipment) book(ctx context.Context, tx *entity.Tx, o *Order, note func(*OrderItem, money.Quantity)) error {
	for i := range s.Items {
		item := o.item(s.Items[i].OrderItem)
		if item == nil {
			return problem.Conflict("order-changed", "Order %s no longer has a line that shipment %s fulfils. Cancel the shipment.", o.Number, s.Number)
		}
		note(item, s.Items[i].Quantity)
		if item.Shipped.Cmp(item.Quantity) > 0 || item.Delivered.Cmp(item.Shipped) > 0 || item.Delivered.Sign() < 0 {
			return problem.Conflict("over-shipment", "%s: %s were ordered. Shipment %s would make %s shipped and %s delivered.",
				item.Name, item.Quantity, s.Number, item.Shipped, item.Delivered)
		}
	}
	o.derive()
	return touch(ctx, tx, o)
}

func touch(ctx context.Context, tx *entity.Tx, o *Order) error {
	if err := entity.Touch(ctx, tx, o); err != nil {
		return fmt.Errorf("write order: %w", err)
	}
	return nil
}
