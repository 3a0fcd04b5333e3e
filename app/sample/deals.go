package sample

import (
	"math"
	"strconv"
	"time"
)

// How many quotes are made: all the time, and besides in the last two weeks, so that
// there is something to do at every stage.
const (
	steady = 84
	lately = 18
)

// overdue are for how many days invoices are overdue by now, of one deal each. All
// others are paid in the end.
var overdue = []float64{4, 5, 12, 24, 40, 41}

// deal is business with one client: a quote, and what becomes of it. Its moments are in
// the order in which they come; those that lie ahead have not happened.
type deal struct {
	*filler

	client *client
	items  []item
	valid  int // for how many days the quote stands

	offered, sent, declined, accepted, cancelled float64
	prepared, picked, packed, shipped, delivered float64
	invoiced, due, paid, closed                  float64
	quote, order, shipment, invoice              string
	total                                        map[string]any
}

// item is a line of a quote.
type item struct{ product, quantity int }

// planDeals has quotes made, and a few invoices left unpaid.
func (d *filler) planDeals() {
	const first, weeks = 3, 10
	var all []*deal
	for i := range steady {
		all = append(all, d.newDeal(i, first+(span-first)*(float64(i)+d.Rand.Float64())/steady))
	}
	for i := range lately {
		all = append(all, d.newDeal(i, span-weeks+weeks*(float64(i)+d.Rand.Float64())/lately))
	}
	for _, by := range overdue {
		unpaid := all[0]
		for _, n := range all {
			if n.paid != never && math.Abs(n.due-(span-working(by))) < math.Abs(unpaid.due-(span-working(by))) {
				unpaid = n
			}
		}
		unpaid.paid, unpaid.closed = never, never
	}
	for _, n := range all {
		n.plan()
	}
}

// newDeal draws when what happens.
func (d *filler) newDeal(i int, at float64) *deal {
	n := &deal{filler: d, client: d.known(at), items: d.items(), valid: pick(d.Rand, 14, 21, 30), offered: at}
	n.sent = at + d.days(.1, 1)
	n.accepted = n.sent + d.days(1, 9)
	n.prepared = n.accepted + d.days(.4, 1.5)
	n.picked = n.prepared + d.days(.2, 2)
	n.packed = n.picked + d.days(.05, .3)
	n.shipped = n.packed + d.days(.1, .8)
	n.delivered = n.shipped + d.days(1, 3)
	n.invoiced = n.delivered + d.days(.1, 1.5)
	n.due = n.invoiced + working(float64(n.client.terms))
	n.paid = n.invoiced + (n.due-n.invoiced)*d.between(.3, 1) + d.days(.1, .9)
	if d.Rand.IntN(5) == 0 {
		n.paid = n.due + d.days(2, 14)
	}
	n.closed = n.paid + d.days(.1, 1)
	n.declined, n.cancelled = never, never
	switch {
	case i%16 == 0 && at > span-working(30): // is left as a draft
		n.sent = never
		n.accept(never)
	case i%8 == 1: // nobody answers; what was offered some weeks ago ends soon
		if days := (span - at) / working(1); days > 10 && days < 30 {
			n.valid = int(days) + 1 + d.Rand.IntN(6)
		}
		n.accept(never)
	case i%12 == 5:
		n.declined = n.accepted
		n.accept(never)
	case i%24 == 7:
		n.cancelled = n.prepared
		n.prepare(never)
	}
	return n
}

// accept says when the quote is accepted, when it never is.
func (n *deal) accept(at float64) {
	n.accepted = at
	n.prepare(at)
}

// prepare says the same of the goods.
func (n *deal) prepare(at float64) {
	n.prepared, n.picked, n.packed, n.shipped, n.delivered = at, at, at, at, at
	n.invoiced, n.due, n.paid, n.closed = at, at, at, at
}

// items draws lines of different products.
func (d *filler) items() []item {
	var items []item
	first := d.Rand.IntN(products)
	for n := range 1 + d.Rand.IntN(4) {
		items = append(items, item{(first + n*7) % products, 1 + d.Rand.IntN(6)})
	}
	return items
}

// plan plans what happens when.
func (n *deal) plan() {
	n.on(n.offered, n.offer)
	n.on(n.sent, n.take("quotes/%s/send", &n.quote, nil))
	n.on(n.declined, n.take("quotes/%s/decline", &n.quote, map[string]any{"decline_reason": "Another offer was cheaper."}))
	n.on(n.accepted, n.agree)
	n.on(n.cancelled, n.take("orders/%s/cancel", &n.order, map[string]any{"cancel_reason": "The rooms are let to somebody else."}))
	n.on(n.prepared, n.ship)
	n.on(n.picked, n.take("shipments/%s/pick", &n.shipment, nil))
	n.on(n.packed, n.take("shipments/%s/pack", &n.shipment, nil))
	n.on(n.shipped, n.take("shipments/%s/ship", &n.shipment, nil))
	n.on(n.delivered, n.take("shipments/%s/deliver", &n.shipment, nil))
	n.on(n.invoiced, n.bill)
	n.on(n.paid, n.pay)
	n.on(n.closed, n.take("orders/%s/close", &n.order, nil))
}

// offer makes the quote.
func (n *deal) offer() error {
	var items []any
	for _, i := range n.items {
		items = append(items, map[string]any{"product": n.products[i.product], "quantity": strconv.Itoa(i.quantity)})
	}
	quote, err := n.do("quotes", map[string]any{
		"client": n.client.id, "site": n.site, "currency": n.Currency, "items": items,
		"valid_until": n.at.AddDate(0, 0, n.valid).Format(time.DateOnly),
	})
	n.quote = quote.ID
	return err
}

// agree makes the order.
func (n *deal) agree() error {
	quote, err := n.do("quotes/"+n.quote+"/accept", nil)
	n.order = quote.Order.ID
	return err
}

// ship makes a shipment of all that was ordered.
func (n *deal) ship() error {
	carrier := pick(n.Rand, "Parcel Post", "Night Van")
	shipment, err := n.do("shipments", map[string]any{"order": n.order, "carrier": carrier})
	n.shipment = shipment.ID
	return err
}

// bill makes and posts the invoice.
func (n *deal) bill() error {
	invoice, err := n.do("orders/"+n.order+"/invoice", map[string]any{"post": true})
	n.invoice, n.total = invoice.ID, invoice.Total
	return err
}

// pay has the client pay the invoice.
func (n *deal) pay() error {
	payment, err := n.do("payments", map[string]any{
		"client": n.client.id, "amount": n.total, "currency": n.Currency, "method": "transfer",
		"origin": map[string]any{"entity": "billing.invoice", "id": n.invoice},
	})
	if err != nil {
		return err
	}
	_, err = n.do("payments/"+payment.ID+"/charge", nil)
	return err
}

// planRounds has overdue invoices reminded of, and quotes expired, every third morning
// from the third week on.
func (d *filler) planRounds() {
	const first, every = 12, 3
	for at := first; at < span; at += every {
		d.on(float64(at), func() error {
			if _, err := d.do("quotes/expire-due", nil); err != nil {
				return err
			}
			_, err := d.do("invoices/remind-overdue", nil)
			return err
		})
	}
}
