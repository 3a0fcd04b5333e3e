package entity_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/entity/internal/shop"
)

// fill makes a client and n orders of five lines, and returns a call and the id
// of the last order.
func fill(b *testing.B, h *entitytest.House, n int) (entity.Call, uuid.UUID) {
	b.Helper()
	c := h.CallAs("shop.*")
	c.Body = []byte(`{"name":"Bench","currency":"EUR"}`)
	client, err := h.Registry.Create(b.Context(), c, h.Plan(b, "shop.client"))
	if err != nil {
		b.Fatal(err)
	}
	c.Body = orderBody(client.Location[len("clients/"):])
	var last entity.Answer
	for range n {
		if last, err = h.Registry.Create(b.Context(), c, h.Plan(b, "shop.order")); err != nil {
			b.Fatal(err)
		}
	}
	return c, uuid.MustParse(last.Location[len("orders/"):])
}

func orderBody(client string) []byte {
	items := ""
	for i := range 5 {
		items += fmt.Sprintf(`,{"name":"bolt %d","quantity":"3","price":{"amount":"41.00","currency":"EUR"}}`, i)
	}
	return fmt.Appendf(nil, `{"client":%q,"placed":"2026-05-04","currency":"EUR","items":[%s]}`, client, items[1:])
}

func BenchmarkGet(b *testing.B) {
	h := entitytest.New(b, shop.Module())
	c, id := fill(b, h, 1)
	orders := h.Plan(b, "shop.order")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Registry.Get(b.Context(), c, orders, id, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	h := entitytest.New(b, shop.Module())
	c, _ := fill(b, h, 60)
	orders := h.Plan(b, "shop.order")
	params := url.Values{"include": {"client"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Registry.List(b.Context(), c, orders, params); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCreate(b *testing.B) {
	h := entitytest.New(b, shop.Module())
	c, _ := fill(b, h, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Registry.Create(b.Context(), c, h.Plan(b, "shop.order")); err != nil {
			b.Fatal(err)
		}
	}
}
