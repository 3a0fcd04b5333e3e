package inventory_test

import (
	"context"
	"os"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(crm.Module(), catalog.Module(), inventory.Module()),
		crm.Module(), catalog.Module(), inventory.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

// shop is a company with a site, products and nothing in stock.
type shop struct {
	*entitytest.House
	site     uuid.UUID
	vendor   entity.ID[catalog.Vendor]
	products []entity.ID[catalog.Product]
}

func newShop(t *testing.T, products int) *shop {
	t.Helper()
	s := &shop{House: newHouse(t)}
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		site, _, err := pg.One[uuid.UUID](ctx, tx, `select id from identity_site where tenant_id = $1`)
		if err != nil {
			return err
		}
		vendor := &catalog.Vendor{Name: "Exotic Liquids", Currency: "EUR"}
		if err := entity.Create(ctx, tx, vendor); err != nil {
			return err
		}
		s.site, s.vendor = site, vendor.ID
		for i := range products {
			p := &catalog.Product{Reference: "P" + string(rune('0'+i)), Name: "Chai", Currency: "EUR", Active: true}
			if err := entity.Create(ctx, tx, p); err != nil {
				return err
			}
			s.products = append(s.products, p.ID)
		}
		return nil
	})
	return s
}

// origin is a made-up document.
func origin() entity.Ref { return entity.Ref{Entity: "sales.order", ID: uuid.New()} }

// of returns lines of quantities of the shop's products, in order; "" leaves one out.
func (s *shop) of(quantities ...string) []inventory.Line {
	var lines []inventory.Line
	for i, q := range quantities {
		if q != "" {
			lines = append(lines, inventory.Line{Product: s.products[i], Quantity: money.MustQuantity(q)})
		}
	}
	return lines
}

func (s *shop) receive(t *testing.T, quantities ...string) {
	t.Helper()
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Receive(ctx, tx, s.site, entity.RefTo(s.vendor), s.of(quantities...))
	})
}

func (s *shop) reserve(t *testing.T, o entity.Ref, quantities ...string) error {
	t.Helper()
	return s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Reserve(ctx, tx, s.site, o, s.of(quantities...))
	})
}

func (s *shop) ship(t *testing.T, o entity.Ref, quantities ...string) error {
	t.Helper()
	return s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Ship(ctx, tx, o, origin(), s.of(quantities...))
	})
}

// holds compares what the storage holds of a product: on hand, reserved, available.
func (s *shop) holds(t *testing.T, product int, onHand, reserved, available string) {
	t.Helper()
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		got, err := inventory.Availability(ctx, tx, inventory.StockQuestion{Product: s.products[product]})
		if err != nil {
			return err
		}
		if got.OnHand.String() != onHand || got.Reserved.String() != reserved || got.Available.String() != available {
			t.Errorf("product %d: %s on hand, %s reserved, %s available; want %s, %s, %s",
				product, got.OnHand, got.Reserved, got.Available, onHand, reserved, available)
		}
		return inventory.Verify(ctx, tx)
	})
}
