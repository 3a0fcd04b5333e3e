package entity_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/entity/internal/shop"
)

// TestSearchAndSummaries looks for texts among many clients, which stand in few of them,
// in many of the newest or in many of the old ones alone, and has them counted.
func TestSearchAndSummaries(t *testing.T) {
	t.Parallel()
	h := entitytest.New(t, shop.Module())
	h.Admin(t, `insert into shop_client (tenant_id, id, created_at, updated_at, number, name, country, currency)
select $1, lpad(n::text, 32, '0')::uuid, $2, $2, 'C-' || n,
  case when n <= 24500 then 'Old Town' else 'New Market' end || case when n % 4000 = 0 then ' rare' else '' end,
  case when n % 3000 = 0 then 'FR' when n <= 5100 then 'DE' else 'IT' end, 'EUR'
from generate_series(1, 26000) n`, h.Home.Tenant, entitytest.Start)
	clients := h.Plan(t, "shop.client")
	const many = -1 // more than a page has, and than a summary within bounds sums
	tests := []struct {
		query        string
		rows, summed int
	}{
		{"", many, many},
		{"q=rare", 6, 6},
		{"q=RARE&country=IT", 3, 3},
		{"q=nothing like that", 0, 0},
		{"q=market", many, many},
		{"q=ma", many, many},
		{"q=town", many, many},
		{"q=town&country=FR", 8, many}, // all are looked at, one by one
		{"country=FR", 8, 8},
		{"country=DE", many, many},
		{"number[in]=C-1,C-2", 2, 2},
	}
	for _, tt := range tests {
		params, err := url.ParseQuery(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		listed, err := h.Registry.List(t.Context(), h.Call(), clients, params)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		var list struct {
			Data []struct{} `json:"data"`
			Next *string    `json:"next_cursor"`
		}
		if err := json.Unmarshal(listed.Body, &list); err != nil {
			t.Fatal(err)
		}
		if got := len(list.Data); (tt.rows == many) != (list.Next != nil) || tt.rows != many && got != tt.rows {
			t.Errorf("%q lists %d (more: %v), want %d", tt.query, got, list.Next != nil, tt.rows)
		}
		params.Set("count", "bounded")
		summed, err := h.Registry.Summary(t.Context(), h.Call(), clients, params)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		var summary struct {
			Data []struct{ Count int } `json:"data"`
			More bool                  `json:"more"`
		}
		if err := json.Unmarshal(summed.Body, &summary); err != nil {
			t.Fatal(err)
		}
		switch {
		case tt.summed == many && (!summary.More || len(summary.Data) > 0):
			t.Errorf("%q sums up to %s, want more", tt.query, summed.Body)
		case tt.summed != many && (summary.More || len(summary.Data) != 1 || summary.Data[0].Count != tt.summed):
			t.Errorf("%q sums up to %s, want %d", tt.query, summed.Body, tt.summed)
		}
	}
}
