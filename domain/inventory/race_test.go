package inventory_test

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// together runs n calls at once and waits for them.
func together(n int, do func(i int)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	group.Wait()
}

// Twenty buyers at once want one each of ten units: ten get one, the others are
// told that there is no more, and the books agree.
func TestNeverOversold(t *testing.T) {
	t.Parallel()
	const rounds, buyers, units = 30, 20, 10
	s := newShop(t, 1)
	for round := range rounds {
		s.receive(t, strconv.Itoa(units))
		var sold, refused atomic.Int64
		orders := make([]entity.Ref, buyers)
		together(buyers, func(i int) {
			o := origin()
			switch err := s.reserve(t, o, "1"); {
			case err == nil:
				sold.Add(1)
				orders[i] = o
			case problem.Is(err, "out-of-stock"):
				refused.Add(1)
			default:
				t.Errorf("round %d: %v", round, err)
			}
		})
		if sold.Load() != units || refused.Load() != buyers-units {
			t.Fatalf("round %d: %d sold, %d refused; want %d, %d", round, sold.Load(), refused.Load(), units, buyers-units)
		}
		s.holds(t, 0, "10", "10", "0")
		together(buyers, func(i int) {
			if !orders[i].IsZero() {
				if err := s.ship(t, orders[i], "1"); err != nil {
					t.Errorf("round %d: ship: %v", round, err)
				}
			}
		})
		s.holds(t, 0, "0", "0", "0")
	}
}

// Buyers who name their products in any order never wait for each other in a
// circle, while goods come in, go out, are given up and counted.
func TestNoDeadlocks(t *testing.T) {
	t.Parallel()
	const products, rounds = 5, 10
	s := newShop(t, products)
	s.receive(t, "1000", "1000", "1000", "1000", "1000")
	before := entitySelect(t, s, `select deadlocks::text from pg_stat_database where datname = current_database()`)
	together(12, func(i int) {
		for range rounds {
			lines := s.of("1", "2", "3", "1", "2")
			if i%2 == 0 {
				slices.Reverse(lines)
			}
			if err := s.trade(t, lines, i%3 == 0); err != nil {
				t.Errorf("trade: %v", err)
			}
		}
	})
	if after := entitySelect(t, s, `select deadlocks::text from pg_stat_database where datname = current_database()`); after != before {
		t.Errorf("deadlocks: %s before, %s after", before, after)
	}
	s.Do(t, inventory.Verify)
}

// trade lets one order come, and go out or be given up, and goods come in.
func (s *shop) trade(t *testing.T, lines []inventory.Line, giveUp bool) error {
	t.Helper()
	o := origin()
	err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error { return inventory.Reserve(ctx, tx, s.site, o, lines) })
	if err != nil {
		return err
	}
	return s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		if giveUp {
			return inventory.Release(ctx, tx, o)
		}
		if err := inventory.Ship(ctx, tx, o, origin(), lines); err != nil {
			return err
		}
		return inventory.Return(ctx, tx, s.site, o, lines[:1])
	})
}

// The first goods of a new site and of a new product may come from two sides at once.
func TestFirstGoodsAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, 2)
	s.Admin(t, `delete from inventory_location`)
	together(8, func(i int) {
		err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
			lines := s.of("1", "2")
			if i%2 == 0 {
				slices.Reverse(lines)
			}
			return inventory.Receive(ctx, tx, s.site, entity.RefTo(s.vendor), lines)
		})
		if err != nil {
			t.Error(err)
		}
	})
	s.holds(t, 0, "8", "0", "8")
	s.holds(t, 1, "16", "0", "16")
}
