package main

import (
	"maps"
	"slices"

	"github.com/guildhall/guildhall/lib/money"
)

// sums is what a company's books come to. Those that the files lead to and those
// that the server tells are compared member by member.
type sums struct {
	Orders    int          `json:"orders"`
	Closed    int          `json:"closed"`    // shipped, invoiced and paid
	Open      int          `json:"open"`      // confirmed, and nothing more
	Lines     int          `json:"lines"`     // of all orders
	Gross     money.Amount `json:"gross"`     // price × quantity of all lines
	Net       money.Amount `json:"net"`       // the same less discount, each line rounded
	Freight   money.Amount `json:"freight"`   // of all orders
	Total     money.Amount `json:"total"`     // net and freight
	Invoiced  money.Amount `json:"invoiced"`  // on posted invoices
	Paid      money.Amount `json:"paid"`      // money captured
	Settled   money.Amount `json:"settled"`   // what the invoices say was paid on them
	Owed      money.Amount `json:"owed"`      // what the invoices say is still open
	NotYet    money.Amount `json:"not_yet"`   // total of the open orders: neither invoiced nor paid
	Invoices  int          `json:"invoices"`  // posted
	Payments  int          `json:"payments"`  // captured
	Shipments int          `json:"shipments"` // delivered
	Clients   int          `json:"clients"`
	Vendors   int          `json:"vendors"`
	Products  int          `json:"products"`
	Employees int          `json:"employees"` // besides the first user
}

// net is the line's amount, rounded by itself.
func (l line) net() money.Amount {
	return l.Price.Times(l.Quantity).Less(l.Discount).Round(currency)
}

// total is what the client pays for the order, as there is no tax.
func (o order) total() money.Amount {
	total := o.Freight
	for _, l := range o.Lines {
		total = total.Plus(l.net())
	}
	return total
}

// expected adds the files up.
func (h *history) expected() sums {
	s := sums{
		Orders: len(h.Orders), Clients: len(h.Clients), Vendors: len(h.Vendors), Products: len(h.Products),
		Employees: len(h.Employees),
	}
	for _, o := range h.Orders {
		s.Lines += len(o.Lines)
		for _, l := range o.Lines {
			s.Gross = s.Gross.Plus(l.Price.Times(l.Quantity).Round(currency))
			s.Net = s.Net.Plus(l.net())
		}
		s.Freight = s.Freight.Plus(o.Freight)
		s.Total = s.Total.Plus(o.total())
		if o.open() {
			s.Open++
			s.NotYet = s.NotYet.Plus(o.total())
			continue
		}
		s.Closed++
		s.Invoiced = s.Invoiced.Plus(o.total())
	}
	s.Paid, s.Settled = s.Invoiced, s.Invoiced
	s.Invoices, s.Payments, s.Shipments = s.Closed, s.Closed, s.Closed
	return s
}

// stock is what lies of one product, and how much of it is promised.
type stock struct{ OnHand, Reserved money.Quantity }

// expectedStock is what lies there when everything is done: what there was and
// what was bought in, less what was shipped; promised is what open orders wait for.
func (h *history) expectedStock(p plan) map[string]stock {
	levels := map[string]stock{}
	for _, each := range h.Products {
		levels[each.ID] = stock{OnHand: each.Stock}
	}
	for _, bought := range p {
		for id, quantity := range bought {
			s := levels[id]
			s.OnHand = s.OnHand.Plus(quantity)
			levels[id] = s
		}
	}
	for _, o := range h.Orders {
		for _, l := range o.Lines {
			s := levels[l.Product]
			if o.open() {
				s.Reserved = s.Reserved.Plus(l.Quantity)
			} else {
				s.OnHand = s.OnHand.Minus(l.Quantity)
			}
			levels[l.Product] = s
		}
	}
	return levels
}

// plan says what is bought in just before an order, by its id: quantities by
// product.
type plan map[string]map[string]money.Quantity

// ordersAhead is how many of a product's next orders a purchase covers.
const ordersAhead = 8

// supply plans purchases so that stock never runs dry: when an order, taken by
// date, needs more of a product than is left, what it lacks is bought in together
// with what the next orders need, and the level at which one should have ordered.
func (h *history) supply() plan {
	left, level, demand := map[string]money.Quantity{}, map[string]money.Quantity{}, map[string][]money.Quantity{}
	for _, p := range h.Products {
		left[p.ID], level[p.ID] = p.Stock, p.ReorderLevel
	}
	for _, o := range h.Orders {
		for id, quantity := range o.needs() {
			demand[id] = append(demand[id], quantity)
		}
	}
	purchases := plan{}
	for _, o := range h.Orders {
		for id, quantity := range o.needs() {
			left[id] = left[id].Minus(quantity)
			demand[id] = demand[id][1:]
			if left[id].Sign() >= 0 {
				continue
			}
			lot := left[id].Neg().Plus(level[id])
			for _, next := range demand[id][:min(ordersAhead, len(demand[id]))] {
				lot = lot.Plus(next)
			}
			if purchases[o.ID] == nil {
				purchases[o.ID] = map[string]money.Quantity{}
			}
			purchases[o.ID][id] = lot
			left[id] = left[id].Plus(lot)
		}
	}
	return purchases
}

// needs adds up what an order takes of each product.
func (o order) needs() map[string]money.Quantity {
	all := map[string]money.Quantity{}
	for _, l := range o.Lines {
		all[l.Product] = all[l.Product].Plus(l.Quantity)
	}
	return all
}

// byVendor parts a purchase among those who sell the products.
func (h *history) byVendor(bought map[string]money.Quantity) map[string][]string {
	vendors := map[string]string{}
	for _, p := range h.Products {
		vendors[p.ID] = p.Vendor
	}
	parts := map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(bought)) {
		parts[vendors[id]] = append(parts[vendors[id]], id)
	}
	return parts
}
