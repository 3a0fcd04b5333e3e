package sales

import (
	"fmt"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// From the offer to the thanks: a quote is sent, accepted, delivered in two parts,
// invoiced twice, paid and closed.
func TestLifeOnAccount(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	quote := d.create("quotes", d.document(fmt.Sprintf(
		`{"product":%q,"quantity":"5"},{"product":%q,"quantity":"3"},{"product":%q,"quantity":"1","discount":"50"}`, d.bolt, d.nut, d.advice),
		`"discount":"10","freight":{"amount":"6"},"freight_tax_percent":"19"`))
	// 45.00 + 0.90 + 36.00 = 81.90; tax 8.55 + 0.17 + 6.84 + 1.14 = 16.70
	d.want(quote, "status draft", "revision 1", "net 81.90", "tax 16.70", "total 104.60", "valid_until 2026-06-03")
	d.step("quotes", quote.id(), "send", `{}`)
	if _, err := d.tryPatch("quotes", quote.id(), `{"discount":"20"}`); err == nil {
		t.Error("a quote that was sent could be changed")
	}
	quote = d.step("quotes", quote.id(), "accept", `{}`)
	d.want(quote, "status accepted")
	d.refused("illegal-step", "quotes", quote.id(), "accept", `{}`)

	id := quote.text("order")
	order := d.get("orders", id)
	d.want(order, "status confirmed", "total 104.60", "payment_state unpaid", "shipment_state pending", "invoice_state pending")
	d.stock(d.bolt, "100 on hand, 5 reserved")

	first := d.ship(id, d.item(order.line(0), "2"))
	order = d.get("orders", id)
	d.want(order, "shipment_state partial")
	d.stock(d.bolt, "98 on hand, 3 reserved")
	d.step("shipments", first, "deliver", `{}`)
	// What was delivered, the service, and the freight: 18 + 36 + 6, tax 3.42 + 6.84 + 1.14.
	invoice := d.actOn("sales.order", id, "invoice", `{"post":true}`)
	d.want(invoice, "status posted", "net 54.00", "freight 6.00", "total 71.40", "rounding 0.00")
	d.want(d.get("orders", id), "invoice_state partial", "invoiced 71.40", "open 71.40")

	rest := d.ship(id)
	d.want(d.get("orders", id), "shipment_state shipped")
	d.refused("order-not-done", "orders", id, "close", `{}`)
	d.step("shipments", rest, "deliver", `{}`)
	d.stock(d.nut, "97 on hand, 0 reserved")
	second := d.actOn("sales.order", id, "invoice", `{"post":true}`)
	d.want(second, "freight 0.00", "total 33.20")
	_, err := d.tryActOn("sales.order", id, "invoice", `{}`)
	d.wantProblem(err, "nothing-to-invoice", "invoice again")
	d.want(d.get("orders", id), "shipment_state delivered", "invoice_state invoiced", "invoiced 104.60", "payment_state unpaid")

	d.pay("billing.invoice", invoice.id(), "71.40")
	d.want(d.get("orders", id), "payment_state partial", "received 71.40")
	d.pay("billing.invoice", second.id(), "33.20")
	d.want(d.get("orders", id), "payment_state paid", "open 0.00", "status confirmed")
	d.step("orders", id, "close", `{}`)
	d.refused("illegal-step", "orders", id, "hold", `{"hold_reason":"late"}`)

	survey := entitytest.Select[[16]byte](t, d.House, `select id from sales_survey`)
	d.refused("invalid", "surveys", uuidText(survey), "answer", `{"score":11}`)
	d.want(d.step("surveys", uuidText(survey), "answer", `{"score":5,"comment":"Gern wieder."}`), "status answered", "score 5")
	d.refused("illegal-step", "surveys", uuidText(survey), "answer", `{"score":1}`)
	if n := entitytest.Select[int](t, d.House, `select count(*) from system_event where type = 'OrderPaidEvent'`); n != 1 {
		t.Errorf("%d events OrderPaid, want 1", n)
	}
}

// Paid in advance: nothing leaves before the money is in; a card that is refused
// is tried again.
func TestLifePrepaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2", `"payment_policy":"prepaid"`))
	d.want(order, "status confirmed", "total 23.80")
	shipment := d.packed(order.id())
	d.refused("payment-due", "shipments", shipment, "ship", `{"carrier":"DHL"}`)

	payment := d.create("payments", fmt.Sprintf(
		`{"client":%q,"site":%q,"currency":"EUR","amount":{"amount":"23.80"},"origin":{"entity":"sales.order","id":%q},"provider":"sandbox","method":"card","token":"tok_decline"}`,
		d.client, d.site, order.id()))
	d.want(d.actOn("billing.payment", payment.id(), "charge", `{}`), "status failed")
	d.want(d.get("orders", order.id()), "payment_state unpaid")
	d.refused("payment-due", "shipments", shipment, "ship", `{"carrier":"DHL"}`)
	d.actOn("billing.payment", payment.id(), "retry", `{"token":"tok_success"}`)
	d.want(d.actOn("billing.payment", payment.id(), "charge", `{}`), "status captured")
	d.want(d.get("orders", order.id()), "payment_state paid", "received 23.80")

	d.step("shipments", shipment, "ship", `{"carrier":"DHL"}`)
	d.step("shipments", shipment, "deliver", `{}`)
	invoice := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	d.want(invoice, "payment_state paid", "open 0.00", "due 2026-05-04")
	d.want(d.step("orders", order.id(), "close", `{}`), "status closed", "payment_state paid", "invoice_state invoiced")
}

func TestQuoteRevisions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.create("quotes", d.order(d.bolt, "1"))
	_, err := d.tryActOn("sales.quote", first.id(), "revise", `{}`)
	d.wantProblem(err, "not-revisable", "revise a draft")
	d.step("quotes", first.id(), "send", `{}`)
	d.want(d.step("quotes", first.id(), "follow-up", `{"follow_up":"2026-05-11"}`), "status sent", "follow_up 2026-05-11")
	second := d.actOn("sales.quote", first.id(), "revise", `{}`)
	d.want(second, "status draft", "revision 2", "number "+first.text("number"), "supersedes "+first.id(), "total 11.90")
	d.want(d.get("quotes", first.id()), "status superseded")
	_, err = d.tryActOn("sales.quote", first.id(), "revise", `{}`)
	d.wantProblem(err, "already-revised", "revise twice")
	d.refused("illegal-step", "quotes", first.id(), "accept", `{}`)

	if _, err := d.tryPatch("quotes", second.id(), `{"discount":"10"}`); err != nil {
		t.Fatal(err)
	}
	d.step("quotes", second.id(), "send", `{}`)
	d.refused("invalid", "quotes", second.id(), "decline", `{}`)
	d.want(d.step("quotes", second.id(), "decline", `{"decline_reason":"too dear"}`), "status declined", "decline_reason too dear")
	third := d.actOn("sales.quote", second.id(), "revise", `{}`)
	d.want(third, "revision 3", "discount 10")
	d.want(d.get("quotes", second.id()), "status declined")
	d.step("quotes", third.id(), "send", `{}`)
	accepted := d.step("quotes", third.id(), "accept", `{"order_as":"draft"}`)
	d.want(d.get("orders", accepted.text("order")), "status draft", "total 10.71", "quote "+third.id())
	d.stock(d.bolt, "100 on hand, 0 reserved")
	_, err = d.Registry.Delete(t.Context(), d.Call(), d.plan("orders"), mustID(accepted.text("order")))
	d.wantProblem(err, "in-use", "delete the order of a quote")
}

func TestQuoteExpires(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	quote := d.create("quotes", d.order(d.bolt, "1", `"valid_until":"2026-05-10"`))
	d.step("quotes", quote.id(), "send", `{}`)
	d.refused("quote-valid", "quotes", quote.id(), "expire", `{}`)
	d.want(d.act("quotes/expire-due", `{}`), "expired 0", "more false")
	d.Clock.Advance(7 * 24 * time.Hour)
	d.refused("quote-expired", "quotes", quote.id(), "accept", `{}`)
	d.want(d.act("quotes/expire-due", `{}`), "expired 1")
	d.want(d.act("quotes/expire-due", `{}`), "expired 0")
	d.want(d.get("quotes", quote.id()), "status expired")
	d.refused("illegal-step", "quotes", quote.id(), "accept", `{}`)
	next := d.actOn("sales.quote", quote.id(), "revise", `{}`)
	d.want(next, "status draft", "revision 2", "valid_until 2026-06-10")
	if _, err := d.tryPatch("quotes", next.id(), `{"valid_until":"2026-05-01"}`); err != nil {
		t.Fatal(err)
	}
	d.refused("quote-expired", "quotes", next.id(), "send", `{}`)
}

// The price promised is the price charged, whatever the catalogue says later.
func TestQuoteFreezesPrices(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	quote := d.create("quotes", d.order(d.bolt, "1"))
	d.step("quotes", quote.id(), "send", `{}`)
	if _, err := d.tryPatch("products", d.bolt, `{"price":{"amount":"99"},"active":false}`); err != nil {
		t.Fatal(err)
	}
	order := d.get("orders", d.step("quotes", quote.id(), "accept", `{}`).text("order"))
	d.want(order, "status confirmed", "total 11.90")
	_, err := d.tryCreate("orders", d.order(d.bolt, "1"))
	d.wantField(err, "/items/0/product", "inactive")
}
