package entity_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/entity/internal/shop"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestRoundTrip(t *testing.T) {
	h := entitytest.New(t, shop.Module())
	c := h.Call()
	clients, orders := h.Plan(t, "shop.client"), h.Plan(t, "shop.order")
	c.Body = []byte(`{"name":"Müller \"& Söhne\"","country":"DE","currency":"EUR","credit_limit":{"amount":"100.50"}}`)
	a, err := h.Registry.Create(t.Context(), c, clients)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(a.Body), a.Location)
	id := a.Location[len("clients/"):]
	c.Body = []byte(`{"client":"` + id + `","placed":"2026-05-04","currency":"EUR","items":[{"name":"bolt","quantity":"3","price":{"amount":"41.00","currency":"EUR"}},{"name":"nut","quantity":"1.5","price":{"amount":"2"}}]}`)
	c.Key, c.Hash = "k1", []byte("x")
	a, err = h.Registry.Create(t.Context(), c, orders)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(a.Body), a.Location)
	b, err := h.Registry.Create(t.Context(), c, orders)
	if err != nil || !b.Replayed || !bytes.Equal(b.Body, a.Body) {
		t.Fatal(err, b)
	}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		all, err := entity.LockWhere[shop.Order](ctx, tx, `o.status = $2`, "draft")
		if err != nil {
			return err
		}
		o := all[0]
		o.Items[0].Price = money.MustAmount("40")
		o.Items = o.Items[:1]
		if err := entity.Update(ctx, tx, o); err != nil {
			return err
		}
		return entity.Move(ctx, tx, o, shop.OrderConfirmed)
	})
	c.Key = ""
	l, err := h.Registry.List(t.Context(), c, orders, map[string][]string{"include": {"client"}, "limit": {"1"}, "count": {"bounded"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(l.Body))
	g, err := h.Registry.Get(t.Context(), c, orders, firstOrder(t, h), map[string][]string{"include": {"client"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(g.Body))
	t.Log(entitytest.Select[string](t, h, `select string_agg(verb || ' ' || entity || ' ' || changes::text, E'\n' order by id) from system_audit`))
	t.Log(entitytest.Select[string](t, h, `select string_agg(type || ' ' || payload::text, E'\n' order by id) from system_event`))
	s, err := h.Registry.List(t.Context(), c, clients, map[string][]string{"q": {"öhn"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(string(s.Body))
}

func firstOrder(t *testing.T, h *entitytest.House) [16]byte {
	t.Helper()
	return entitytest.Select[[16]byte](t, h, `select id from shop_order limit 1`)
}

func TestSchema(t *testing.T) { entitytest.Schema(t, entitytest.New(t, shop.Module())) }

func TestConformance(t *testing.T) {
	entitytest.Run(t, entitytest.New(t, shop.Module()), entitytest.Samples{
		"system.custom_field": `{"extends":"shop.client","name":"f$n","label":"F","kind":"text"}`,
		"shop.client":         `{"name":"Client $n","email":"c$n@acme.example","currency":"EUR"}`,
		"shop.order": `{"client":"$shop.client","placed":"2026-05-04","currency":"EUR",
			"items":[{"name":"bolt","quantity":"2","price":{"amount":"3.10"}}]}`,
	})
}

// TestCreateThenMove: what is created and changed in one transaction is written
// once, as it is in the end, and remembered as both.
func TestCreateThenMove(t *testing.T) {
	h := entitytest.New(t, shop.Module())
	var id entity.ID[shop.Order]
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		client := &shop.Client{Name: "Ann", Currency: "EUR"}
		if err := entity.Create(ctx, tx, client); err != nil {
			return err
		}
		o := &shop.Order{Client: client.ID, Placed: tx.Today(), Currency: "EUR", Items: []shop.OrderItem{
			{Name: "bolt", Quantity: money.QuantityOf(2), Price: money.MustAmount("3")},
		}}
		if err := entity.Create(ctx, tx, o); err != nil {
			return err
		}
		id = o.ID
		if err := entity.Move(ctx, tx, o, shop.OrderConfirmed); err != nil {
			return err
		}
		other := &shop.Client{Name: "Bob", Currency: "EUR"}
		if err := entity.Create(ctx, tx, other); err != nil {
			return err
		}
		o.Client = other.ID // inserted after the order: the order cannot wait for it
		return entity.Touch(ctx, tx, o)
	})
	got := entitytest.Select[string](t, h, `select o.status || ' ' || o.version || ' ' || c.name from shop_order o
		join shop_client c on c.tenant_id = o.tenant_id and c.id = o.client where o.id = $1`, id.UUID())
	if got != "confirmed 2 Bob" {
		t.Errorf("the order is %s, want confirmed 2 Bob", got)
	}
	verbs := entitytest.Select[string](t, h, `select string_agg(verb, ' ' order by id) from system_audit where record = $1`, id.UUID())
	if verbs != "create confirm derive" {
		t.Errorf("the trail tells %s", verbs)
	}
}

// TestDeletedIsRemembered: the trail keeps what a deleted record held.
func TestDeletedIsRemembered(t *testing.T) {
	h := entitytest.New(t, shop.Module())
	client := &shop.Client{Name: "Ann", Currency: "EUR"}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, client) })
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		held, err := entity.Lock(ctx, tx, client.ID)
		if err != nil {
			return err
		}
		return entity.Delete(ctx, tx, held)
	})
	got := entitytest.Select[string](t, h, `select changes ->> 'name' from system_audit where record = $1 and verb = 'delete'`, client.ID.UUID())
	if got != `["Ann", ""]` {
		t.Errorf("the trail of the deletion holds the name %s", got)
	}
}

// TestDated: a call of the past makes records of the past, with their numbers and their
// history; the event, its delivery and the stored answer are of now.
func TestDated(t *testing.T) {
	h := entitytest.New(t, shop.Module())
	then := time.Date(2025, time.December, 30, 15, 4, 5, 0, time.UTC)
	c := h.Call()
	c.Dated, c.Key, c.Hash = then, "one", []byte("x")
	err := h.Registry.Do(t.Context(), c, func(ctx context.Context, tx *entity.Tx) error {
		client := &shop.Client{Name: "Ann", Currency: "EUR"}
		if err := entity.Create(ctx, tx, client); err != nil {
			return err
		}
		return entity.Create(ctx, tx, &shop.Order{Client: client.ID, Placed: tx.Today(), Currency: "EUR", Items: []shop.OrderItem{
			{Name: "bolt", Quantity: money.QuantityOf(2), Price: money.MustAmount("3")},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for sql, want := range map[string]time.Time{
		`select created_at from shop_order`:                                then,
		`select placed::timestamp at time zone 'UTC' from shop_order`:      then.Truncate(24 * time.Hour),
		`select at from system_audit where entity = 'shop.order'`:          then,
		`select occurred_at from system_event where entity = 'shop.order'`: entitytest.Start,
		`select created_at from system_idempotency`:                        entitytest.Start,
	} {
		if got := entitytest.Select[time.Time](t, h, sql); !got.Equal(want) {
			t.Errorf("%s: %s, want %s", sql, got.UTC(), want)
		}
	}
	if got := entitytest.Select[string](t, h, `select number from shop_order`); !strings.Contains(got, "2025") {
		t.Errorf("the order has the number %s, want one of 2025", got)
	}
}
