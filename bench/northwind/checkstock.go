package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/guildhall/guildhall/lib/money"
)

// goods is what the server says of the company's stock.
type goods struct {
	Products    int            `json:"products"`
	Moves       int            `json:"moves"`
	OnHand      money.Quantity `json:"on_hand"`
	Reserved    money.Quantity `json:"reserved"`
	Differences []string       `json:"differences"` // where levels, ledger and files disagree
}

type level struct {
	Product, Location ref
	OnHand            money.Quantity `json:"on_hand"`
	Reserved          money.Quantity `json:"reserved"`
}

type move struct {
	Product, From, To ref
	Quantity          money.Quantity
}

// checkStock compares the levels of every product with the sum of its moves, and
// both with what the files lead to; and asks the server to do the like.
func (c *company) checkStock(ctx context.Context, want map[string]stock) (goods, error) {
	g := goods{Differences: []string{}}
	stores, err := list[struct{ ID, Kind string }](ctx, c.api, "locations", "fields=id,kind")
	if err != nil {
		return g, err
	}
	ours := map[string]bool{}
	for _, s := range stores {
		ours[s.ID] = s.Kind == "storage" || s.Kind == "transit"
	}
	levels, err := list[level](ctx, c.api, "levels", "")
	if err != nil {
		return g, err
	}
	moves, err := list[move](ctx, c.api, "moves", "fields=product,from,to,quantity")
	if err != nil {
		return g, err
	}
	var verified struct {
		Differences []any `json:"differences"`
	}
	if err := c.get(ctx, "stock/verify", &verified); err != nil {
		return g, err
	}
	g.Moves = len(moves)
	for _, d := range verified.Differences {
		g.Differences = append(g.Differences, fmt.Sprintf("the server finds %v", d))
	}
	g.compare(levelsOf(levels, ours), ledgerOf(moves, ours), c.byServerID(want))
	return g, nil
}

// byServerID renames what is keyed by the products' ids in the files.
func (c *company) byServerID(want map[string]stock) map[string]stock {
	out := map[string]stock{}
	for id, s := range want {
		out[c.products[id]] = s
	}
	return out
}

func levelsOf(levels []level, ours map[string]bool) map[string]stock {
	sum := map[string]stock{}
	for _, l := range levels {
		if ours[l.Location.ID] {
			s := sum[l.Product.ID]
			sum[l.Product.ID] = stock{OnHand: s.OnHand.Plus(l.OnHand), Reserved: s.Reserved.Plus(l.Reserved)}
		}
	}
	return sum
}

// ledgerOf adds up what the moves have brought and taken.
func ledgerOf(moves []move, ours map[string]bool) map[string]money.Quantity {
	sum := map[string]money.Quantity{}
	for _, m := range moves {
		if ours[m.To.ID] {
			sum[m.Product.ID] = sum[m.Product.ID].Plus(m.Quantity)
		}
		if ours[m.From.ID] {
			sum[m.Product.ID] = sum[m.Product.ID].Minus(m.Quantity)
		}
	}
	return sum
}

func (g *goods) compare(levels map[string]stock, ledger map[string]money.Quantity, want map[string]stock) {
	for _, id := range slices.Sorted(maps.Keys(want)) {
		has, should := levels[id], want[id]
		if !has.OnHand.Equal(ledger[id]) || !has.OnHand.Equal(should.OnHand) || !has.Reserved.Equal(should.Reserved) {
			g.Differences = append(g.Differences, fmt.Sprintf("product %s: %s on hand, %s by the moves, %s by the files; %s reserved, %s by the files",
				id, has.OnHand, ledger[id], should.OnHand, has.Reserved, should.Reserved))
		}
		g.OnHand, g.Reserved = g.OnHand.Plus(has.OnHand), g.Reserved.Plus(has.Reserved)
	}
	for id := range levels {
		if _, known := want[id]; !known {
			g.Differences = append(g.Differences, fmt.Sprintf("product %s is in stock, but not in the files", id))
		}
	}
	g.Products = len(want)
}
