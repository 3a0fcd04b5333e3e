package sales

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Shipment takes goods of one order to the client, all of them or a part.
type Shipment struct {
	entity.Base[Shipment]
	entity.Scope
	entity.State[ShipmentStatus]

	Number       string           `entity:"sequence,search"` // its number, such as SH-2026-00042
	Order        entity.ID[Order] `entity:"required,filter"` // whose goods it takes
	Items        []ShipmentItem   `entity:"owned,required"`  // what it takes; all that is open when left out
	Carrier      string           // who brings it
	Tracking     string           `entity:"search,personal"`        // the carrier's number for it
	ShippedAt    time.Time        `entity:"readonly,filter"`        // when it left
	DeliveredAt  time.Time        `entity:"readonly"`               // when it arrived
	ReturnReason string           `entity:"readonly,text,personal"` // why the goods came back
	Note         string           `entity:"text,personal"`          // for those who pick and pack
}

// ShipmentItem is one line of a shipment.
type ShipmentItem struct {
	entity.Line

	OrderItem uuid.UUID                  `entity:"required"`          // the line of the order that it fulfils
	Product   entity.ID[catalog.Product] `entity:"required,readonly"` // what is shipped
	Quantity  money.Quantity             `entity:"positive"`          // how much, in the product's unit
}

// ShipmentStatus is where a shipment stands.
type ShipmentStatus string

// The states of a shipment.
const (
	ShipmentDraft     ShipmentStatus = "draft"
	ShipmentPicked    ShipmentStatus = "picked"
	ShipmentPacked    ShipmentStatus = "packed"
	ShipmentShipped   ShipmentStatus = "shipped"
	ShipmentDelivered ShipmentStatus = "delivered"
	ShipmentReturned  ShipmentStatus = "returned"
	ShipmentCancelled ShipmentStatus = "cancelled"
)

// Entity declares the rest of what a shipment is.
func (Shipment) Entity() entity.Spec[Shipment] {
	return entity.Spec[Shipment]{
		Name: "sales.shipment", Title: "{number}",
		List: []string{"number", "order", "status", "carrier", "tracking", "shipped_at"},
		Read: ReadShipments, Edit: EditShipments,
		Series: &entity.Series{Pattern: "SH-{year}-{n}", Digits: 5},
		Derive: deriveShipment,
		Frozen: func(s *Shipment) bool { return s.Status != ShipmentDraft },
		Flow: entity.Flow[Shipment, ShipmentStatus]{
			{Verb: "pick", From: []ShipmentStatus{ShipmentDraft}, To: ShipmentPicked, Need: EditShipments, Do: pickShipment},
			{Verb: "pack", From: []ShipmentStatus{ShipmentPicked}, To: ShipmentPacked, Need: EditShipments},
			{
				Verb: "ship", From: []ShipmentStatus{ShipmentPacked}, To: ShipmentShipped, Need: ShipShipments,
				Takes: []string{"carrier!", "tracking"}, Do: shipShipment,
			},
			{
				Verb: "deliver", From: []ShipmentStatus{ShipmentShipped}, To: ShipmentDelivered, Need: DeliverShipments,
				Do: deliverShipment,
			},
			{
				Verb: "return", From: []ShipmentStatus{ShipmentShipped, ShipmentDelivered}, To: ShipmentReturned, Need: ReturnShipments,
				Takes: []string{"return_reason!"}, Do: returnShipment,
			},
			{
				Verb: "cancel", From: []ShipmentStatus{ShipmentDraft, ShipmentPicked, ShipmentPacked}, To: ShipmentCancelled,
				Need: EditShipments,
			},
		},
	}
}

// openLine is a line of an order, as far as shipments are concerned.
type openLine struct {
	Item    uuid.UUID
	Product entity.ID[catalog.Product]
	Kind    catalog.ProductKind
	Open    money.Quantity // not shipped
	Claimed money.Quantity // of that, picked for other shipments
	Order   string         // the order's number
	Status  OrderStatus
	Site    uuid.UUID
}

const sqlOpenLines = `
select i.id, i.product, i.kind, i.quantity - i.shipped, coalesce((
    select sum(l.quantity) from sales_shipment_item l join sales_shipment s on s.tenant_id = $1 and s.id = l.shipment
    where l.tenant_id = $1 and l.order_item = i.id and s.status in ('picked', 'packed') and s.id <> $3
  ), 0), o.number, o.status, o.site
from sales_order o join sales_order_item i on i.tenant_id = $1 and i."order" = o.id
where o.tenant_id = $1 and o.id = $2 order by i."position"`

func (s *Shipment) openLines(ctx context.Context, tx *entity.Tx) ([]openLine, error) {
	lines, err := pg.Query[openLine](ctx, tx, sqlOpenLines, s.Order, s.ID)
	if err != nil {
		return nil, fmt.Errorf("read open lines: %w", err)
	}
	return lines, nil
}

// deriveShipment lets a shipment take what is not shipped of its order. It may
// wait for goods that another shipment holds: picking claims them, not planning.
func deriveShipment(ctx context.Context, tx *entity.Tx, s *Shipment) error {
	if s.Order.IsZero() {
		return problem.InvalidField("/order", "required", "Must be given.")
	}
	lines, err := s.openLines(ctx, tx)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return problem.InvalidField("/order", "unknown-reference", "Names no record of this company.")
	}
	of := lines[0]
	if of.Status != OrderDraft && of.Status != OrderConfirmed {
		return problem.Conflict("order-not-open", "Order %s is %s: nothing more is shipped.", of.Order, of.Status).With("state", of.Status)
	}
	if err := s.settleAt(tx, of.Site); err != nil {
		return err
	}
	if len(s.Items) > 0 {
		return s.take(lines)
	}
	s.takeAll(lines, true)
	if len(s.Items) == 0 {
		s.takeAll(lines, false)
	}
	if len(s.Items) == 0 {
		return problem.Conflict("nothing-to-ship", "Order %s has no goods that are not shipped.", of.Order)
	}
	return nil
}

// settleAt gives a shipment the site of its order, which is where the goods lie.
// Whoever may not ship there may not make the shipment.
func (s *Shipment) settleAt(tx *entity.Tx, site uuid.UUID) error {
	byDefault := s.Site == uuid.Nil || slices.Contains(tx.Actor().Sites, s.Site)
	if s.Site != site && !byDefault {
		return problem.InvalidField("/site", "other-site", "Goods leave from the site of their order.")
	}
	s.Site = site
	if !tx.Decide(EditShipments, entity.RecordOf(tx, s)) {
		return auth.Missing(EditShipments, "at the site of the order")
	}
	return nil
}

// takeAll fills the shipment with the goods that are not shipped, without those
// that are picked for other shipments if so wanted.
func (s *Shipment) takeAll(lines []openLine, unclaimed bool) {
	for _, l := range lines {
		if unclaimed {
			l.Open = l.Open.Minus(l.Claimed)
		}
		if l.Kind == catalog.Goods && l.Open.Sign() > 0 {
			s.Items = append(s.Items, ShipmentItem{
				Line: entity.Line{ID: entity.NewID[Shipment]().UUID(), Position: len(s.Items) + 1}, OrderItem: l.Item, Product: l.Product, Quantity: l.Open,
			})
		}
	}
}

// take checks the lines that the shipment names.
func (s *Shipment) take(lines []openLine) error {
	byItem := make(map[uuid.UUID]*openLine, len(lines))
	for i := range lines {
		byItem[lines[i].Item] = &lines[i]
	}
	var errs problem.Fields
	for i := range s.Items {
		item, at := &s.Items[i], problem.Pointer("items", i)
		l := byItem[item.OrderItem]
		switch {
		case l == nil:
			errs.Add(at+"/order_item", "unknown-line", "Must be the id of a line of the order.")
			continue
		case l.Kind != catalog.Goods:
			errs.Add(at+"/order_item", "not-shippable", "A service is not shipped.")
		case item.Quantity.Cmp(l.Open) > 0:
			errs.Add(at+"/quantity", "too-much", "Must be at most %s: the rest is shipped.", l.Open.Max(money.Quantity{}))
		}
		item.Product = l.Product
		l.Open = l.Open.Minus(item.Quantity)
	}
	return errs.Err()
}

// claim refuses to pick goods that are shipped, or picked for other shipments.
func (s *Shipment) claim(ctx context.Context, tx *entity.Tx) error {
	lines, err := s.openLines(ctx, tx)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].Open = lines[i].Open.Minus(lines[i].Claimed)
	}
	if s.take(lines) != nil {
		return problem.Conflict("over-shipment", "Goods of shipment %s are shipped or picked for another. Change the shipment, or cancel it.", s.Number)
	}
	return nil
}
