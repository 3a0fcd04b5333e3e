package inventory

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// ReceiveStock is who may take goods in.
const ReceiveStock auth.Permission = "inventory.stock.receive"

// StockReceived tells that goods have come in from a vendor.
type StockReceived struct {
	Site     uuid.UUID  // where they lie now
	Document entity.Ref // what they came with: a vendor, a delivery
	Products int        // how many different products
}

// Delivery is goods bought in, as they arrive.
type Delivery struct {
	Site     entity.ID[identity.Site]  // where they arrive; the asking user's first site when left out
	Vendor   entity.ID[catalog.Vendor] `entity:"required"` // who delivered them
	Currency money.Currency            // the currency of the costs
	Lines    []DeliveryLine            `entity:"required"` // what arrived, each product once
}

// DeliveryLine is one product of a [Delivery].
type DeliveryLine struct {
	Product  entity.ID[catalog.Product] `entity:"required"` // what arrived
	Quantity money.Quantity             `entity:"positive"` // how much, in the product's unit
	Cost     *money.Amount              // what one unit cost, if known
}

// Received says what a delivery has brought.
type Received struct {
	Site     uuid.UUID // where the goods lie now
	Products int       // how many different products
}

func receiveStock(_ context.Context, tx *entity.Tx, in Delivery) (Received, error) {
	site, err := siteOf(tx, in.Site, ReceiveStock)
	if err != nil {
		return Received{}, err
	}
	lines, costs := make([]Line, len(in.Lines)), map[uuid.UUID]money.Amount{}
	var errs problem.Fields
	seen := map[entity.ID[catalog.Product]]bool{}
	for i, l := range in.Lines {
		if seen[l.Product] {
			errs.Add(problem.Pointer("lines", i, "product"), "duplicate", "Is given twice.")
		}
		seen[l.Product] = true
		lines[i] = Line{Product: l.Product, Quantity: l.Quantity}
		if l.Cost != nil {
			costs[l.Product.UUID()] = *l.Cost
		}
	}
	if len(costs) > 0 && in.Currency == "" {
		errs.Add("/currency", "required", "Must be given with costs.")
	}
	if err := errs.Err(); err != nil {
		return Received{}, err
	}
	if err := receive(tx, site, entity.RefTo(in.Vendor), lines, costs, in.Currency); err != nil {
		return Received{}, err
	}
	return Received{Site: site, Products: len(lines)}, nil
}

// siteOf is the site that an action is about, the actor's first when none is
// named; the actor's permission must reach it.
func siteOf(tx *entity.Tx, named entity.ID[identity.Site], need auth.Permission) (uuid.UUID, error) {
	site := named.UUID()
	if named.IsZero() && len(tx.Actor().Sites) > 0 {
		site = tx.Actor().Sites[0]
	}
	if err := known(site); err != nil {
		return site, err
	}
	if !tx.Decide(need, auth.Record{Site: site}) {
		return site, auth.Missing(need, "at that site")
	}
	return site, nil
}
