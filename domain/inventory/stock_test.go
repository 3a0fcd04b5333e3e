package inventory_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestReserveShipReturn(t *testing.T) {
	t.Parallel()
	s := newShop(t, 2)
	s.receive(t, "10", "2.5")
	o := origin()
	must(t, s.reserve(t, o, "4", "2"))
	s.holds(t, 0, "10", "4", "6")
	s.holds(t, 1, "2.5", "2", "0.5")

	must(t, s.ship(t, o, "3"))
	s.holds(t, 0, "7", "1", "6")
	must(t, s.reserve(t, o, "2"))
	s.holds(t, 0, "7", "3", "4")
	wants(t, s.ship(t, o, "4"), "not-reserved")
	wants(t, s.ship(t, origin(), "1"), "not-reserved")
	s.holds(t, 0, "7", "3", "4")

	must(t, s.ship(t, o, "3", "1"))
	s.holds(t, 0, "4", "0", "4")
	s.holds(t, 1, "1.5", "1", "0.5")
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error { return inventory.Release(ctx, tx, o) })
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error { return inventory.Release(ctx, tx, o) })
	s.holds(t, 1, "1.5", "0", "1.5")
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error { return inventory.Return(ctx, tx, s.site, o, s.of("2")) })
	s.holds(t, 0, "6", "0", "6")
}

func TestReserveTakesAllOrNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t, 3)
	s.receive(t, "5", "5")
	err := s.reserve(t, origin(), "3", "6", "1")
	wants(t, err, "out-of-stock")
	for _, says := range []string{"P1 Chai (6 wanted, 5 available)", "P2 Chai (1 wanted, 0 available)"} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
	if products, _ := problem.From(err).Extra["products"].([]any); len(products) != 2 {
		t.Errorf("names %v, want two products", problem.From(err).Extra)
	}
	s.holds(t, 0, "5", "0", "5")
	s.holds(t, 1, "5", "0", "5")
}

// The same product on two lines counts once with the sum.
func TestLinesOfOneProductAddUp(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	s.receive(t, "5")
	twice := append(s.of("3"), s.of("3")...)
	err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Reserve(ctx, tx, s.site, origin(), twice)
	})
	wants(t, err, "out-of-stock")
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Receive(ctx, tx, s.site, entity.RefTo(s.vendor), twice)
	})
	s.holds(t, 0, "11", "0", "11")
}

func TestBadLines(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	for name, lines := range map[string][]inventory.Line{
		"nothing":    s.of("0"),
		"less":       s.of("-1"),
		"no product": {{Quantity: s.of("1")[0].Quantity}},
	} {
		err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
			return errors.Join(
				inventory.Reserve(ctx, tx, s.site, origin(), lines), inventory.Ship(ctx, tx, origin(), origin(), lines),
				inventory.Receive(ctx, tx, s.site, origin(), lines), inventory.Return(ctx, tx, s.site, origin(), lines))
		})
		wants(t, err, "invalid")
		if strings.Count(err.Error(), "invalid") != 4 {
			t.Errorf("%s: not refused by all: %v", name, err)
		}
	}
	err := s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Receive(ctx, tx, uuid.Nil, origin(), s.of("1"))
	})
	wants(t, err, "invalid")
	err = s.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return inventory.Receive(ctx, tx, uuid.New(), origin(), s.of("1"))
	})
	wants(t, err, "invalid")
}

// Goods that lie in two places of a site are promised and shipped from both.
func TestSeveralLocations(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	s.receive(t, "10")
	stock, shelf := s.location(t, "STOCK"), s.addLocation(t, "A1", inventory.Storage)
	must(t, s.act(t, "stock/transfer", `{"from":"`+stock+`","to":"`+shelf+`","lines":[{"product":"`+s.products[0].String()+`","quantity":"4"}]}`))
	s.holds(t, 0, "10", "0", "10")
	o := origin()
	must(t, s.reserve(t, o, "9"))
	s.holds(t, 0, "10", "9", "1")
	wants(t, s.reserve(t, origin(), "2"), "out-of-stock")
	must(t, s.ship(t, o, "5"))
	s.holds(t, 0, "5", "4", "1")
	must(t, s.ship(t, o, "4"))
	s.holds(t, 0, "1", "0", "1")
	wants(t, s.act(t, "stock/transfer", `{"from":"`+stock+`","to":"`+shelf+`","lines":[{"product":"`+s.products[0].String()+`","quantity":"4"}]}`), "out-of-stock")
	wants(t, s.act(t, "stock/transfer", `{"from":"`+stock+`","to":"`+stock+`","lines":[{"product":"`+s.products[0].String()+`","quantity":"1"}]}`), "invalid")
	wants(t, s.act(t, "stock/transfer", `{"from":"`+stock+`","to":"`+s.location(t, "LOSS")+`","lines":[{"product":"`+s.products[0].String()+`","quantity":"1"}]}`), "invalid")
	s.holds(t, 0, "1", "0", "1")
}

// What is in transit is counted but not sold.
func TestTransitIsNotSold(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	s.receive(t, "10")
	must(t, s.act(t, "stock/transfer", `{"from":"`+s.location(t, "STOCK")+`","to":"`+s.location(t, "TRANSIT")+
		`","lines":[{"product":"`+s.products[0].String()+`","quantity":"4"}]}`))
	s.holds(t, 0, "6", "0", "6")
	wants(t, s.reserve(t, origin(), "7"), "out-of-stock")
}

func TestReceiveAction(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	line := `{"product":"` + s.products[0].String() + `","quantity":"3","cost":{"amount":"1.20","currency":"EUR"}}`
	body := func(lines string) string {
		return `{"site":"` + s.site.String() + `","vendor":"` + s.vendor.String() + `","lines":[` + lines + `]}`
	}
	must(t, s.act(t, "stock/receive", body(line)))
	s.holds(t, 0, "3", "0", "3")
	wants(t, s.act(t, "stock/receive", body(line+","+line)), "invalid")
	wants(t, s.act(t, "stock/receive", body("")), "invalid")
	got := entitySelect(t, s, `select cost::text || currency || reason from inventory_move`)
	if got != "1.20EURreceived" && got != "1.2EURreceived" {
		t.Errorf("the move keeps %q", got)
	}
	if got := entitySelect(t, s, `select count(*)::text from system_event where type = 'StockReceivedEvent'`); got != "1" {
		t.Errorf("%s events, want 1", got)
	}
}

// Who works at one site takes goods in and carries them there alone.
func TestStockActionsKeepToTheSite(t *testing.T) {
	t.Parallel()
	s := newShop(t, 1)
	s.receive(t, "5")
	worker := &auth.Actor{
		Kind: auth.KindService, ID: uuid.New(), Tenant: s.Tenant.ID, Sites: []uuid.UUID{uuid.New()},
		Grants: []auth.Grant{{Permission: "inventory.*", Reach: auth.ReachSite}},
	}
	lines := `"lines":[{"product":"` + s.products[0].String() + `","quantity":"1"}]}`
	err := s.actAs(t, worker, "stock/receive", `{"site":"`+s.site.String()+`","vendor":"`+s.vendor.String()+`",`+lines)
	wants(t, err, "missing-permission")
	err = s.actAs(t, worker, "stock/transfer", `{"from":"`+s.location(t, "STOCK")+`","to":"`+s.location(t, "TRANSIT")+`",`+lines)
	wants(t, err, "missing-permission")
	worker.Sites = []uuid.UUID{s.site}
	err = s.actAs(t, worker, "stock/receive", `{"vendor":"`+s.vendor.String()+`",`+lines)
	must(t, err)
	worker.Grants = nil
	err = s.actAs(t, worker, "stock/receive", `{"vendor":"`+s.vendor.String()+`",`+lines)
	wants(t, err, "missing-permission")
	s.holds(t, 0, "6", "0", "6")
}

func TestVerifyFindsDifferences(t *testing.T) {
	t.Parallel()
	s := newShop(t, 2)
	s.receive(t, "10", "10")
	must(t, s.reserve(t, origin(), "1"))
	s.Admin(t, `update inventory_level set on_hand = 11, available = 10 where product = $1`, s.products[0].UUID())
	s.Admin(t, `update inventory_level set reserved = 2, available = 8 where product = $1`, s.products[1].UUID())
	err := s.Try(t, inventory.Verify)
	if err == nil || !strings.Contains(err.Error(), "11 on hand, 10 moved") || !strings.Contains(err.Error(), "2 reserved, 0 promised") {
		t.Errorf("verify says %v", err)
	}
	body := s.ask(t, "stock/verify", nil)
	if strings.Count(body, `"product"`) != 2 {
		t.Errorf("the question answers %s", body)
	}
}
