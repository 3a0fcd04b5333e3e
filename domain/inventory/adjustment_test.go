package inventory_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// count makes an adjustment of the storage and posts it.
func (s *shop) count(t *testing.T, lines ...inventory.AdjustmentLine) (*inventory.Adjustment, error) {
	t.Helper()
	location, err := entity.ParseID[inventory.Location](s.location(t, "STOCK"))
	must(t, err)
	a := &inventory.Adjustment{Scope: entity.Scope{Site: s.site}, Location: location, Reason: "Count", Lines: lines}
	err = s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		if err := entity.Create(ctx, tx, a); err != nil {
			return err
		}
		return entity.Move(ctx, tx, a, inventory.AdjustmentPosted)
	})
	return a, err
}

func counted(q string) *money.Quantity {
	n := money.MustQuantity(q)
	return &n
}

func TestAdjustment(t *testing.T) {
	t.Parallel()
	s := newShop(t, 4)
	s.receive(t, "10", "10", "10")
	must(t, s.reserve(t, origin(), "4"))
	a, err := s.count(t,
		inventory.AdjustmentLine{Product: s.products[0], Counted: counted("4")},
		inventory.AdjustmentLine{Product: s.products[1], Difference: money.MustQuantity("2.5")},
		inventory.AdjustmentLine{Product: s.products[2], Counted: counted("10")},
		inventory.AdjustmentLine{Product: s.products[3], Counted: counted("7")})
	must(t, err)
	if got := a.Lines[0]; got.Difference.String() != "-6" || got.Before.String() != "10" || a.PostedAt.IsZero() {
		t.Errorf("the first line says %+v", got)
	}
	s.holds(t, 0, "4", "4", "0")
	s.holds(t, 1, "12.5", "0", "12.5")
	s.holds(t, 2, "10", "0", "10")
	s.holds(t, 3, "7", "0", "7")
	if n := entitySelect(t, s, `select count(*)::text from inventory_move where reason = 'counted'`); n != "3" {
		t.Errorf("%s moves, want one for each difference", n)
	}
}

func TestAdjustmentRefusals(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	s.receive(t, "10")
	must(t, s.reserve(t, origin(), "4"))
	p := s.products[0]
	for name, tt := range map[string]struct {
		slug  string
		lines []inventory.AdjustmentLine
	}{
		"what is promised": {"stock-promised", []inventory.AdjustmentLine{{Product: p, Counted: counted("3")}}},
		"below nothing":    {"stock-promised", []inventory.AdjustmentLine{{Product: p, Difference: money.MustQuantity("-11")}}},
		"negative count":   {"invalid", []inventory.AdjustmentLine{{Product: p, Counted: counted("-1")}}},
		"neither":          {"invalid", []inventory.AdjustmentLine{{Product: p}}},
		"twice":            {"invalid", []inventory.AdjustmentLine{{Product: p, Counted: counted("10")}, {Product: p, Counted: counted("10")}}},
		"no lines":         {"invalid", nil},
	} {
		if _, err := s.count(t, tt.lines...); !problem.Is(err, tt.slug) {
			t.Errorf("%s: want the problem %q, got %v", name, tt.slug, err)
		}
	}
	s.holds(t, 0, "10", "4", "6")
}

// The site's own locations are fixed, and a location keeps its site.
func TestLocations(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	create := func(l *inventory.Location) error {
		return s.Try(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, l) })
	}
	at := entity.Scope{Site: s.site}
	wants(t, create(&inventory.Location{Scope: at, Code: "L2", Name: "Lost", Kind: inventory.Loss}), "invalid")
	wants(t, create(&inventory.Location{Scope: at, Code: "STOCK", Name: "Stock"}), "duplicate")
	wants(t, create(&inventory.Location{Code: "A1", Name: "Shelf"}), "invalid")
	wants(t, create(&inventory.Location{Scope: entity.Scope{Site: uuid.New()}, Code: "A1", Name: "Shelf"}), "invalid")
	shelf := &inventory.Location{Scope: at, Code: "A1", Name: "Shelf"}
	must(t, create(shelf))
	err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		other := &identity.Site{Code: "HH", Name: "Hamburg", Country: "DE", Currency: "EUR"}
		if err := entity.Create(ctx, tx, other); err != nil {
			return err
		}
		moved, err := entity.Lock(ctx, tx, shelf.ID)
		if err != nil {
			return err
		}
		moved.Site = other.ID.UUID()
		return entity.Update(ctx, tx, moved)
	})
	wants(t, err, "invalid")
	_, err = s.count(t, inventory.AdjustmentLine{Product: s.products[0], Counted: counted("1")})
	must(t, err)
}
