package sales

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/auth"
)

func TestShipmentTakesWhatIsOpen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.document(fmt.Sprintf(
		`{"product":%q,"quantity":"5"},{"product":%q,"quantity":"1"},{"product":%q,"quantity":"2"}`, d.bolt, d.advice, d.bolt)))
	tests := []struct{ name, items, pointer, code string }{
		{"more than was ordered", d.item(order.line(0), "6"), "/items/0/quantity", "too-much"},
		{"more than was ordered, in two lines", d.item(order.line(0), "3") + "," + d.item(order.line(0), "3"), "/items/1/quantity", "too-much"},
		{"a service", d.item(order.line(1), "1"), "/items/0/order_item", "not-shippable"},
		{"a line of another order", fmt.Sprintf(`{"order_item":%q,"quantity":"1"}`, uuid.NewString()), "/items/0/order_item", "unknown-line"},
		{"nothing", d.item(order.line(0), "0"), "/items/0/quantity", "not-positive"},
	}
	for _, tt := range tests {
		t.Log(tt.name)
		_, err := d.tryCreate("shipments", fmt.Sprintf(`{"order":%q,"items":[%s]}`, order.id(), tt.items))
		d.wantField(err, tt.pointer, tt.code)
	}
	_, err := d.tryCreate("shipments", fmt.Sprintf(`{"order":%q}`, uuid.NewString()))
	d.wantField(err, "/order", "unknown-reference")

	first := d.create("shipments", fmt.Sprintf(`{"order":%q,"items":[%s]}`, order.id(), d.item(order.line(0), "4")))
	if _, err := d.tryPatch("shipments", first.id(), fmt.Sprintf(`{"items":[{"id":%q,"quantity":"5"}]}`, first.line(0).id())); err != nil {
		t.Errorf("a shipment counts itself as another: %v", err)
	}
	all := d.create("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	d.want(all.line(0), "quantity 5", "order_item "+order.line(0).id())
	d.step("shipments", first.id(), "pick", `{}`)
	d.refused("over-shipment", "shipments", all.id(), "pick", `{}`)
	rest := d.create("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	d.want(rest.line(0), "quantity 2", "order_item "+order.line(2).id())
	d.step("shipments", rest.id(), "pick", `{}`)
	for _, id := range []string{first.id(), rest.id()} {
		d.step("shipments", id, "pack", `{}`)
		d.step("shipments", id, "ship", `{"carrier":"DHL"}`)
	}
	_, err = d.tryCreate("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	d.wantProblem(err, "nothing-to-ship", "a third shipment")
}

// Somebody of another site ships nothing from here.
func TestShipmentStaysAtItsSite(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "5"))
	elsewhere := mustID(d.create("sites", `{"code":"HAM","name":"Hamburg","country":"DE","currency":"EUR","active":true}`).id())
	c := d.CallAs()
	c.Actor.Sites = []uuid.UUID{elsewhere}
	c.Actor.Grants = []auth.Grant{{Permission: EditShipments, Reach: auth.ReachSite}}
	c.Body = fmt.Appendf(nil, `{"order":%q}`, order.id())
	_, err := d.Registry.Create(t.Context(), c, d.plan("shipments"))
	d.wantProblem(err, "missing-permission", "ship from another site")
	c.Actor.Sites = append(c.Actor.Sites, mustID(d.site))
	if _, err = d.Registry.Create(t.Context(), c, d.plan("shipments")); err != nil {
		t.Errorf("ship from one of one's sites: %v", err)
	}
	_, err = d.tryCreate("shipments", fmt.Sprintf(`{"order":%q,"site":%q}`, order.id(), elsewhere))
	d.wantField(err, "/site", "other-site")
}

func TestShipmentSteps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.create("orders", d.order(d.bolt, "5"))
	shipment := d.create("shipments", fmt.Sprintf(`{"order":%q}`, order.id())).id()
	d.refused("order-not-confirmed", "shipments", shipment, "pick", `{}`)
	d.step("orders", order.id(), "confirm", `{}`)
	d.step("shipments", shipment, "pick", `{}`)
	d.refused("illegal-step", "shipments", shipment, "ship", `{"carrier":"DHL"}`)
	d.step("shipments", shipment, "pack", `{}`)
	_, err := d.tryStep("shipments", shipment, "ship", `{}`)
	d.wantField(err, "/carrier", "required")
	d.want(d.step("shipments", shipment, "ship", `{"carrier":"DHL","tracking":"42"}`), "status shipped", "carrier DHL", "tracking 42", "shipped_at 2026-05-04T09:00:00Z")
	d.refused("illegal-step", "shipments", shipment, "cancel", `{}`)
	d.step("shipments", shipment, "deliver", `{}`)
	d.refused("illegal-step", "shipments", shipment, "deliver", `{}`)
	d.want(d.get("orders", order.id()), "shipment_state delivered", "version 2")
}

// Two people who ship the same goods at once ship them once.
func TestShipRace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "4"))
	other := d.act("orders/place", d.order(d.bolt, "4"))
	var shipments []string
	for range 4 {
		shipments = append(shipments, d.packed(order.id(), d.item(order.line(0), "1")))
	}
	more := d.packed(other.id())
	// Behind the API's back the last one grows beyond what was ordered.
	d.Admin(t, `update sales_shipment_item set quantity = 3 where shipment = $1`, mustID(shipments[3]))
	shipped, refused := d.race(4, func(i int) error {
		_, err := d.tryStep("shipments", shipments[i], "ship", `{"carrier":"DHL"}`)
		return err
	}, "over-shipment")
	if shipped+refused != 4 || refused == 0 {
		t.Errorf("%d shipped, %d refused", shipped, refused)
	}
	d.step("shipments", more, "ship", `{"carrier":"DHL"}`)
	d.Do(t, inventory.Verify)
}
