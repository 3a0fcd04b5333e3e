package sales

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// found returns what every check says that finds something, by its name.
func (d *desk) found() map[string]string {
	said := map[string]string{}
	for _, m := range d.Registry.Modules() {
		for _, c := range m.Checks {
			err := d.Registry.Do(context.Background(), d.Call(), func(ctx context.Context, tx *entity.Tx) error {
				rows, err := pg.Query[struct {
					Entity string
					Record uuid.UUID
					Said   string
				}](ctx, tx, c.SQL)
				for _, f := range rows {
					said[c.Name] += f.Entity + ": " + f.Said + "\n"
				}
				return err
			})
			if err != nil {
				d.t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
	return said
}

// sound proves that whatever a test has done, all holds that modules promise.
func (d *desk) sound() {
	for name, said := range d.found() {
		d.t.Errorf("%s:\n%s", name, said)
	}
}

// TestChecksFindWhatIsWrong puts one row after another wrong, behind the program's
// back, and wants the checks to find just that.
func TestChecksFindWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one := d.act("orders/place", d.order(d.bolt, "3")).id()
	d.step("shipments", d.ship(one), "deliver", `{}`)
	d.actOn("sales.order", one, "invoice", `{"post":true}`)
	d.pay("sales.order", one, "35.70")
	two := d.act("orders/place", d.order(d.nut, "5")).id()
	d.sound()
	for _, c := range []struct {
		table, set, mend, where string
		want                    []string
		says                    string
	}{
		{
			"inventory_level", "on_hand = on_hand + 1, available = available + 1", "on_hand = on_hand - 1, available = available - 1",
			"product = '" + d.bolt + "'",
			[]string{"inventory.levels"},
			"lie 98, the moves say 97",
		},
		{
			"inventory_reservation", "consumed = consumed + 1, open = open - 1", "consumed = consumed - 1, open = open + 1",
			"origin = '" + two + "'",
			[]string{"inventory.levels", "sales.reservations"},
			"5 are still to be shipped and 4 are reserved",
		},
		{"sales_order_item", "delivered = 2", "delivered = 3", `"order" = '` + one + "'", []string{"sales.order-lines", "sales.order-states"}, "2 delivered, they say 3"},
		{"sales_order", "shipment_state = 'pending'", "shipment_state = 'delivered'", "id = '" + one + "'", []string{"sales.order-states"}, "it should be delivered, invoiced, paid"},
		{"sales_order", "refunded = 1, received = received + 1", "refunded = 0, received = received - 1", "id = '" + one + "'", []string{"sales.order-money"}, "36.7 received and 1 refunded; the books say 35.7"},
		{"sales_order", "status = 'closed'", "status = 'confirmed'", "id = '" + two + "'", []string{"sales.reservations"}, "0 are still to be shipped and 5 are reserved"},
		{"billing_invoice", "paid = 0, open = total", "paid = total, open = 0", "true", []string{"billing.balances", "sales.order-money"}, "is paid by 0, the allocations say 35.7"},
		{"billing_payment", "allocated = 0", "allocated = captured", "true", []string{"billing.payments"}, "is used for 0, the allocations say 35.7"},
		{"billing_invoice", "number = 'INV-2026-00002'", "number = 'INV-2026-00001'", "true", []string{"billing.numbers"}, "INV-2026-00002 is the first of its series"},
		{"system_counter", "next = next + 1", "next = next - 1", "series = 'billing.invoice'", []string{"billing.numbers"}, "2 was the last number given of billing.invoice, the last one that is there is INV-2026-00001"},
	} {
		d.Admin(t, "update "+c.table+" set "+c.set+" where "+c.where)
		said := d.found()
		if got := slices.Sorted(maps.Keys(said)); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: found by %q, want %q", c.table, c.set, got, c.want)
		}
		if all := strings.Join(slices.Collect(maps.Values(said)), ""); !strings.Contains(all, c.says) {
			t.Errorf("%s, %s: %s", c.table, c.set, all)
		}
		d.Admin(t, "update "+c.table+" set "+c.mend+" where "+c.where)
	}
}
