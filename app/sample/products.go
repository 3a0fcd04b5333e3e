package sample

import (
	"fmt"
	"strconv"
)

// products is how many a company has.
const products = 40

// ware is something that is made of several materials.
type ware struct {
	name  string
	cents int // what one costs, made of steel
}

// material makes a ware dearer, in percent.
type material struct {
	name    string
	percent int
}

var (
	wares = []ware{
		{"bracket", 650}, {"hinge", 940}, {"panel", 4800}, {"drawer", 6400}, {"clamp", 1850}, {"ruler", 720}, {"lamp", 8500}, {"stool", 7200},
	}
	materials = []material{{"Oak", 130}, {"Steel", 100}, {"Brass", 155}, {"Walnut", 170}, {"Copper", 145}, {"Beech", 115}}
	suppliers = []string{"Merton & Vale Trading", "Aldgate Metals", "Fenwick Timber"}
)

// planProducts has vendors and products on the first day, their stock a little later,
// and more of some of them twice.
func (d *filler) planProducts() {
	for i, name := range suppliers {
		d.on(.02*float64(i), func() error {
			vendor, err := d.do("vendors", map[string]any{"name": name, "currency": d.Currency, "country": d.Country, "lead_days": 5 + 2*i})
			d.vendors = append(d.vendors, vendor.ID)
			return err
		})
	}
	category := ""
	d.on(.08, func() error {
		workshop, err := d.do("categories", map[string]any{"name": "Workshop"})
		category = workshop.ID
		return err
	})
	for i, n := range d.Rand.Perm(len(wares) * len(materials))[:products] {
		ware, material := wares[n%len(wares)], materials[n/len(wares)]
		price := ware.cents * material.percent / 100
		cost := price * (45 + d.Rand.IntN(25)) / 100
		d.on(.1+.01*float64(i), func() error {
			product, err := d.do("products", map[string]any{
				"reference": fmt.Sprintf("P-%03d", i+1), "name": material.name + " " + ware.name, "category": category,
				"vendor": d.vendors[i%len(d.vendors)], "unit": "piece",
				"currency": d.Currency, "price": d.amount(price), "cost": d.amount(cost), "reorder_level": "10",
			})
			d.products = append(d.products, product.ID)
			return err
		})
	}
	for i := range suppliers {
		d.planDelivery(.6+.1*float64(i), i, 1, 80, 240)
		d.planDelivery(.4*span+2*float64(i), i, 2, 20, 60)
		d.planDelivery(.75*span+3*float64(i), i, 3, 20, 60)
	}
}

// planDelivery has a vendor deliver at a moment: a quantity of every product of theirs,
// or of each second or third one.
func (d *filler) planDelivery(at float64, vendor, each, from, to int) {
	var quantities []string
	for range products {
		quantities = append(quantities, strconv.Itoa(from+d.Rand.IntN(to-from)))
	}
	d.on(at, func() error {
		var lines []any
		for i := vendor; i < len(d.products); i += each * len(d.vendors) {
			lines = append(lines, map[string]any{"product": d.products[i], "quantity": quantities[i]})
		}
		_, err := d.do("stock/receive", map[string]any{"site": d.site, "vendor": d.vendors[vendor], "currency": d.Currency, "lines": lines})
		return err
	})
}
