package inventory

import (
	"bytes"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Line is a quantity of a product: what is reserved, shipped, returned or received.
type Line struct {
	Product  entity.ID[catalog.Product] `entity:"required"` // the product
	Quantity money.Quantity             `entity:"positive"` // how much, in the product's unit
}

// tally is lines added up by product, in the order in which levels are locked,
// with an id for the row that each of them writes.
type tally struct {
	ids        []uuid.UUID
	products   []uuid.UUID
	quantities []money.Quantity
}

// count adds lines up. It refuses lines that name no product or no quantity, by
// their place among the lines.
func count(lines []Line) (tally, error) {
	var errs problem.Fields
	sums := make(map[uuid.UUID]money.Quantity, len(lines))
	for i, l := range lines {
		if l.Product.IsZero() {
			errs.Add(problem.Pointer("lines", i, "product"), "required", "Must be given.")
		}
		if l.Quantity.Sign() <= 0 {
			errs.Add(problem.Pointer("lines", i, "quantity"), "not-positive", "Must be more than zero.")
		}
		sums[l.Product.UUID()] = sums[l.Product.UUID()].Plus(l.Quantity)
	}
	if err := errs.Err(); err != nil {
		return tally{}, err
	}
	t := tally{}
	for product := range sums {
		t.products = append(t.products, product)
	}
	slices.SortFunc(t.products, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	for _, product := range t.products {
		t.ids = append(t.ids, entity.NewID[Move]().UUID())
		t.quantities = append(t.quantities, sums[product])
	}
	return t, nil
}

// known refuses to work at no site.
func known(site uuid.UUID) error {
	if site == uuid.Nil {
		return problem.InvalidField("/site", "required", "Goods need a site.")
	}
	return nil
}

// by is the user who acts, for the rows that a transaction writes; nobody for
// services and the system.
func by(tx *entity.Tx) any {
	if a := tx.Actor(); a.Kind == auth.KindUser {
		return a.ID
	}
	return nil
}
