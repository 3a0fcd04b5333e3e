package main

import (
	"context"
	"maps"
	"slices"

	"github.com/guildhall/guildhall/lib/money"
)

// openStock takes in what lies in store at the beginning.
func (c *company) openStock(ctx context.Context) error {
	opening := map[string]money.Quantity{}
	for _, p := range c.h.Products {
		if p.Stock.Sign() > 0 {
			opening[p.ID] = p.Stock
		}
	}
	return c.buy(ctx, "opening", opening)
}

// buy takes in a purchase, from each vendor what that vendor sells.
func (c *company) buy(ctx context.Context, key string, bought map[string]money.Quantity) error {
	parts := c.h.byVendor(bought)
	for _, vendor := range slices.Sorted(maps.Keys(parts)) {
		var lines []object
		for _, id := range parts[vendor] {
			lines = append(lines, object{"product": c.products[id], "quantity": bought[id]})
		}
		delivery := object{"site": c.site, "vendor": c.vendors[vendor], "lines": lines}
		if err := c.post(ctx, "stock/receive", "nw-buy-"+key+"-"+vendor, delivery, nil); err != nil {
			return err
		}
	}
	return nil
}

// retire takes the products that are no longer sold out of sale. It waits for the
// orders, because old ones contain such products.
func (c *company) retire(ctx context.Context) error {
	var sold []product
	for _, p := range c.h.Products {
		if p.Discontinued {
			sold = append(sold, p)
		}
	}
	_, err := each(ctx, sold, func(p product) string { return p.ID }, func(ctx context.Context, p product) (string, error) {
		return "", c.patch(ctx, "products/"+c.products[p.ID], object{"active": false})
	})
	return err
}

// patch changes fields of a record, whatever its version.
func (c *company) patch(ctx context.Context, path string, fields object) error {
	return c.do(ctx, call{method: "PATCH", path: path, version: anyVersion, body: fields}, nil)
}
