package sales

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

func TestInvoicePolicies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "4"))
	_, err := d.tryActOn("sales.order", order.id(), "invoice", `{}`)
	d.wantProblem(err, "nothing-to-invoice", "before delivery")
	shipment := d.ship(order.id(), d.item(order.line(0), "1"))
	_, err = d.tryActOn("sales.order", order.id(), "invoice", `{}`)
	d.wantProblem(err, "nothing-to-invoice", "on the way")
	d.step("shipments", shipment, "deliver", `{}`)
	part := func(quantity string) string {
		return fmt.Sprintf(`{"items":[{"item":%q,"quantity":%q}]}`, order.line(0).id(), quantity)
	}
	_, err = d.tryActOn("sales.order", order.id(), "invoice", part("2"))
	d.wantField(err, "/items/0/quantity", "too-much")
	_, err = d.tryActOn("sales.order", order.id(), "invoice", fmt.Sprintf(`{"items":[{"item":%q,"quantity":"1"}]}`, uuid.NewString()))
	d.wantField(err, "/items/0/item", "unknown-line")
	d.want(d.actOn("sales.order", order.id(), "invoice", part("1")), "status draft", "total 11.90", "reference ")

	draft := d.create("orders", d.order(d.advice, "1"))
	_, err = d.tryActOn("sales.order", draft.id(), "invoice", `{}`)
	d.wantProblem(err, "order-not-confirmed", "a draft")
	d.step("orders", draft.id(), "confirm", `{}`)
	d.want(d.actOn("sales.order", draft.id(), "invoice", `{}`), "total 95.20")
}

// A draft holds what is on it; a cancelled draft and a reversed invoice do not.
func TestInvoiceAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "4", `"invoice_policy":"on_order"`, `"freight":{"amount":"5"}`))
	draft := d.actOn("sales.order", order.id(), "invoice", `{}`)
	d.want(d.get("orders", order.id()), "invoice_state pending", "invoiced 0.00")
	_, err := d.tryActOn("sales.order", order.id(), "invoice", `{}`)
	d.wantProblem(err, "nothing-to-invoice", "while a draft has it all")
	d.step("invoices", draft.id(), "cancel", `{}`)
	second := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	d.want(second, "status posted", "freight 5.00", "total 52.60")
	d.want(d.get("orders", order.id()), "invoice_state invoiced", "invoiced 52.60", "open 52.60")
	note := d.create("credit-notes", fmt.Sprintf(`{"invoice":%q,"reason":"wrong address"}`, second.id()))
	d.step("credit-notes", note.id(), "post", `{}`)
	d.want(d.get("orders", order.id()), "invoice_state pending", "invoiced 0.00", "open 0.00")
	third := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	d.want(third, "total 52.60")
	d.pay("billing.invoice", third.id(), "52.60")
	d.want(d.get("orders", order.id()), "payment_state paid", "received 52.60")
}

// The parts are the whole, to the cent: the last invoice carries the difference.
func TestInvoicePartsAddUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.nut, "3", `"invoice_policy":"on_order"`)) // 0.333 each: 1.00 and 0.19 tax
	d.want(order, "total 1.19")
	for _, want := range []string{"rounding 0.00", "rounding 0.00", "rounding 0.02"} { // 0.33 and 0.06 tax each
		body := fmt.Sprintf(`{"items":[{"item":%q,"quantity":"1"}],"post":true}`, order.line(0).id())
		d.want(d.actOn("sales.order", order.id(), "invoice", body), want)
	}
	if sum := entitytest.Select[string](t, d.House, `select sum(total)::text from billing_invoice`); sum != "1.19" {
		t.Errorf("the invoices sum to %s, want 1.19", sum)
	}
	d.want(d.get("orders", order.id()), "invoice_state invoiced", "invoiced 1.19")
}

// A draft that somebody has made larger than the order cannot be posted.
func TestInvoiceNoMoreThanOrdered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2", `"invoice_policy":"on_order"`))
	draft := d.actOn("sales.order", order.id(), "invoice", `{}`)
	line := draft["lines"].([]any)[0].(map[string]any)["id"]
	_, err := d.tryPatch("invoices", draft.id(), fmt.Sprintf(`{"lines":[{"id":%q,"quantity":"3"}]}`, line))
	d.must(err, "change the draft")
	d.refused("over-invoiced", "invoices", draft.id(), "post", `{}`)
}

// Posting needs billing's permission, even through an order.
func TestInvoicePostPermission(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.advice, "1"))
	c := d.CallAs(InvoiceOrders, ReadOrders)
	c.Body = []byte(`{"post":true}`)
	_, err := d.Registry.Act(t.Context(), c, d.action("sales.order", "invoice"), mustID(order.id()))
	d.wantProblem(err, "missing-permission", "post without the permission")
	c.Body = []byte(`{}`)
	if _, err := d.Registry.Act(t.Context(), c, d.action("sales.order", "invoice"), mustID(order.id())); err != nil {
		t.Errorf("make a draft: %v", err)
	}
}

// Writing off the rest settles an order.
func TestWriteOffSettles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.advice, "1"))
	invoice := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	d.pay("billing.invoice", invoice.id(), "95")
	d.want(d.get("orders", order.id()), "payment_state partial")
	d.step("invoices", invoice.id(), "write-off", `{"write_off_reason":"20 cents"}`)
	d.want(d.get("orders", order.id()), "payment_state paid", "open 0.00")
	d.step("orders", order.id(), "close", `{}`)
}
