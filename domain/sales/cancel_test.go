package sales

import (
	"fmt"
	"testing"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

const because = `{"cancel_reason":"changed their mind"}`

func TestCancelDraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.create("orders", d.order(d.bolt, "2"))
	d.refused("invalid", "orders", order.id(), "cancel", `{}`)
	d.want(d.step("orders", order.id(), "cancel", because), "status cancelled", "cancel_reason changed their mind")
	d.refused("illegal-step", "orders", order.id(), "confirm", `{}`)
	d.stock(d.bolt, "100 on hand, 0 reserved")
}

func TestCancelConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2"))
	d.stock(d.bolt, "100 on hand, 2 reserved")
	draft := d.create("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	d.step("orders", order.id(), "cancel", because)
	d.stock(d.bolt, "100 on hand, 0 reserved")
	d.want(d.get("shipments", draft.id()), "status cancelled")
	_, err := d.tryCreate("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	d.wantProblem(err, "order-not-open", "ship a cancelled order")
}

func TestCancelPicked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2"))
	shipment := d.packed(order.id())
	d.refused("open-shipments", "orders", order.id(), "cancel", because)
	d.step("shipments", shipment, "cancel", `{}`)
	d.step("orders", order.id(), "cancel", because)
	d.stock(d.bolt, "100 on hand, 0 reserved")
}

// A draft invoice is cancelled, a posted one credited, and its client owes nothing.
func TestCancelInvoiced(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "4", `"invoice_policy":"on_order"`))
	half := fmt.Sprintf(`{"items":[{"item":%q,"quantity":"2"}],"post":true}`, order.line(0).id())
	posted := d.actOn("sales.order", order.id(), "invoice", half)
	draft := d.actOn("sales.order", order.id(), "invoice", `{}`)
	d.want(d.get("orders", order.id()), "invoice_state partial", "invoiced 23.80")
	d.want(d.step("orders", order.id(), "cancel", because), "status cancelled", "invoiced 0.00", "open 0.00", "invoice_state pending", "payment_state unpaid")
	d.want(d.get("invoices", posted.id()), "status posted", "payment_state reversed", "open 0.00")
	d.want(d.get("invoices", draft.id()), "status cancelled")
	if n := entitytest.Select[int](t, d.House, `select count(*) from billing_credit_note where status = 'posted' and total = 23.80`); n != 1 {
		t.Errorf("%d credit notes, want 1", n)
	}
}

// What was paid goes back, whether an invoice has used it or not; a payment that
// was not charged never will be.
func TestCancelPaid(t *testing.T) {
	t.Parallel()
	for _, invoiced := range []bool{false, true} {
		t.Run(fmt.Sprintf("invoiced %v", invoiced), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			order := d.act("orders/place", d.order(d.bolt, "2", `"payment_policy":"prepaid","invoice_policy":"on_order"`))
			payment := d.pay("sales.order", order.id(), "23.80")
			waiting := d.create("payments", fmt.Sprintf(
				`{"client":%q,"site":%q,"currency":"EUR","amount":{"amount":"5"},"origin":{"entity":"sales.order","id":%q}}`, d.client, d.site, order.id()))
			if invoiced {
				d.want(d.actOn("sales.order", order.id(), "invoice", `{"post":true}`), "payment_state paid")
			}
			d.want(d.step("orders", order.id(), "cancel", because), "status cancelled", "payment_state refunded", "refunded 23.80")
			d.want(d.get("payments", payment.id()), "status refunded", "refunded 23.80")
			d.want(d.get("payments", waiting.id()), "status cancelled")
		})
	}
}

func TestCancelUnknownPayment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2", `"payment_policy":"prepaid"`))
	payment := d.create("payments", fmt.Sprintf(
		`{"client":%q,"site":%q,"currency":"EUR","amount":{"amount":"23.80"},"origin":{"entity":"sales.order","id":%q},"provider":"sandbox","token":"tok_unknown"}`,
		d.client, d.site, order.id()))
	d.want(d.actOn("billing.payment", payment.id(), "charge", `{}`), "status unknown")
	d.refused("payment-unknown", "orders", order.id(), "cancel", because)
	d.stock(d.bolt, "100 on hand, 2 reserved")
	d.actOn("billing.payment", payment.id(), "resolve", `{}`)
	d.want(d.step("orders", order.id(), "cancel", because), "payment_state refunded")
}

// Goods that were shipped come back before the order is cancelled.
func TestCancelShipped(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "5"))
	shipment := d.ship(order.id(), d.item(order.line(0), "3"))
	d.refused("order-shipped", "orders", order.id(), "cancel", because)
	d.step("shipments", shipment, "deliver", `{}`)
	d.stock(d.bolt, "97 on hand, 2 reserved")
	d.refused("order-shipped", "orders", order.id(), "cancel", because)
	d.step("shipments", shipment, "return", `{"return_reason":"wrong size"}`)
	d.stock(d.bolt, "100 on hand, 5 reserved")
	d.want(d.get("orders", order.id()), "shipment_state pending")
	again := d.ship(order.id())
	d.stock(d.bolt, "95 on hand, 0 reserved")
	d.step("shipments", again, "return", `{"return_reason":"still wrong"}`)
	d.step("orders", order.id(), "cancel", because)
	d.stock(d.bolt, "100 on hand, 0 reserved")
}

func TestCloseShort(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "5"))
	sent := d.ship(order.id(), d.item(order.line(0), "3"))
	packed := d.packed(order.id(), d.item(order.line(0), "1"))
	d.refused("open-shipments", "orders", order.id(), "close-short", `{"close_reason":"rest is sold out"}`)
	d.step("shipments", packed, "cancel", `{}`)
	d.refused("not-invoiced", "orders", order.id(), "close-short", `{"close_reason":"rest is sold out"}`)
	d.step("shipments", sent, "deliver", `{}`)
	d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	d.want(d.step("orders", order.id(), "close-short", `{"close_reason":"rest is sold out"}`), "status closed", "shipment_state partial")
	d.stock(d.bolt, "97 on hand, 0 reserved")
	if n := entitytest.Select[int](t, d.House, `select count(*) from sales_survey where status = 'open'`); n != 1 {
		t.Errorf("%d surveys, want 1", n)
	}
	c := d.CallAs(CloseOrders, ReadOrders)
	other := d.act("orders/place", d.order(d.bolt, "1"))
	c.Body = []byte(`{"close_reason":"enough"}`)
	_, err := d.Registry.Step(t.Context(), c, d.plan("orders"), mustID(other.id()), "close-short")
	d.wantProblem(err, "missing-permission", "close short without being a manager")
}
