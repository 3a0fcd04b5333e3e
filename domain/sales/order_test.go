package sales

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

func mustID(s string) uuid.UUID { return uuid.MustParse(s) }

func uuidText(id [16]byte) string { return uuid.UUID(id).String() }

func TestCompiles(t *testing.T) {
	t.Parallel()
	_, err := entity.Compile(entity.Options{
		Modules: modules(), Site: "identity.site", Owner: "identity.user", Department: "identity.department",
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTablesMatch(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, entitytest.New(t, modules()...))
}

// A warm process writes an order in two round trips: one asks for prices, the
// other writes everything and commits.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	make1 := func(confirm bool) int {
		var held *entity.Tx
		d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			held = tx
			o := &Order{Scope: entity.Scope{Site: mustID(d.site)}, Client: entity.ID[crm.Client](mustID(d.client)), Terms: Terms{Currency: "EUR"}}
			o.Items = []OrderItem{{Item: *line("2", "10", "0", "0")}, {Item: *line("1", "10", "0", "0")}}
			o.Items[0].Product, o.Items[1].Product = productID(d.bolt), productID(d.nut)
			if confirm {
				return createConfirmed(ctx, tx, o)
			}
			return entity.Create(ctx, tx, o)
		})
		return held.RoundTrips()
	}
	make1(false) // takes numbers from the counter for the next ones
	if n := make1(false); n != 2 {
		t.Errorf("an order is written in %d round trips, want 2", n)
	}
	if n := make1(true); n != 2 { // prices and credit; everything else with the commit
		t.Errorf("an order is placed in %d round trips, want 2", n)
	}
	draft := entity.ID[Order](mustID(d.create("orders", d.order(d.bolt, "1")).id()))
	var held *entity.Tx
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		held = tx
		o, err := entity.Lock(ctx, tx, draft)
		if err != nil {
			return err
		}
		return entity.Move(ctx, tx, o, OrderConfirmed)
	})
	if n := held.RoundTrips(); n != 3 { // the order; credit and stock; commit
		t.Errorf("an order is confirmed in %d round trips, want 3", n)
	}
}

func TestOrderRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tests := []struct{ name, body, pointer, code string }{
		{"no lines", d.document(""), "/items", "required"},
		{"nothing of a product", d.order(d.bolt, "0"), "/items/0/quantity", "not-positive"},
		{"an unknown product", d.order(uuid.NewString(), "1"), "/items/0/product", "unknown-reference"},
		{"no price in that currency", strings.Replace(d.order(d.bolt, "1"), "EUR", "USD", 1), "/items/0/price", "no-price"},
		{"a negative price", d.document(fmt.Sprintf(`{"product":%q,"quantity":"1","price":{"amount":"-1"}}`, d.bolt)), "/items/0/price", "negative"},
		{"a discount above all", d.order(d.bolt, "1", `"discount":"101"`), "/discount", "out-of-range"},
		{"a finer freight than the currency", d.order(d.bolt, "1", `"freight":{"amount":"1.001"}`), "/freight", "too-precise"},
		{"needed before it is placed", d.order(d.bolt, "1", `"required_by":"2026-05-03"`), "/required_by", "too-early"},
		{"a total of its own", d.order(d.bolt, "1", `"total":{"amount":"1"}`), "/total", "readonly"},
		{"a state of its own", d.order(d.bolt, "1", `"payment_state":"paid"`), "/payment_state", "readonly"},
	}
	for _, tt := range tests {
		t.Log(tt.name)
		_, err := d.tryCreate("orders", tt.body)
		d.wantField(err, tt.pointer, tt.code)
	}
}

func TestDocumentRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, plural := range []string{"orders", "quotes"} {
		_, err := d.tryCreate(plural, strings.Replace(d.order(d.bolt, "1"), `"site":"`+d.site+`",`, "", 1))
		d.wantField(err, "/site", "required")
		other := d.create("clients", `{"name":"Meyer"}`).id()
		contact := d.create("contacts", fmt.Sprintf(`{"client":%q,"last_name":"Meyer"}`, other)).id()
		_, err = d.tryCreate(plural, d.order(d.bolt, "1", fmt.Sprintf(`"contact":%q`, contact)))
		d.wantField(err, "/contact", "unknown-reference")
	}
}

func TestConfirmedIsFrozen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.advice, "1"))
	_, err := d.tryPatch("orders", order.id(), `{"reference":"x"}`)
	d.wantProblem(err, "frozen", "patch a confirmed order")
}

func TestLineInShipmentStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.create("orders", d.order(d.bolt, "1"))
	d.create("shipments", fmt.Sprintf(`{"order":%q}`, order.id()))
	_, err := d.tryPatch("orders", order.id(), fmt.Sprintf(`{"items":[{"product":%q,"quantity":"1"}]}`, d.nut))
	d.wantProblem(err, "in-shipment", "replace the line")
}

func TestPlaceElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.CallAs()
	c.Actor.Grants = []auth.Grant{{Permission: ConfirmOrders, Reach: auth.ReachSite}}
	c.Body = []byte(d.order(d.advice, "1"))
	_, err := d.Registry.Act(t.Context(), c, d.action("", "orders/place"), uuid.Nil)
	d.wantProblem(err, "missing-permission", "place an order elsewhere")
}

// The company's own fields of an order are taken when it is placed, as when it is created.
func TestPlaceWithCustomField(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.create("custom-fields", `{"extends":"sales.order","name":"door","label":"Door","kind":"text"}`)
	order := d.act("orders/place", d.order(d.advice, "1", `"custom":{"door":"blue"}`))
	if got := order["custom"]; fmt.Sprint(got) != "map[door:blue]" {
		t.Errorf("the order has %v of its own", got)
	}
	_, err := d.tryAct("orders/place", d.order(d.advice, "1", `"custom":{"window":"open"}`))
	d.wantField(err, "/custom/window", "unknown-field")
}

func TestPlaceForNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.tryAct("orders/place", strings.Replace(d.order(d.bolt, "1"), d.client, uuid.NewString(), 1))
	d.wantField(err, "/client", "unknown-reference")
}

func TestPricesOfLines(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.create("price-lists", fmt.Sprintf(
		`{"name":"Bauer","currency":"EUR","client":%q,"items":[{"product":%q,"min_quantity":"10","price":{"amount":"8"},"discount":"5"}]}`, d.client, d.bolt))
	order := d.create("orders", d.order(d.bolt, "10"))
	d.want(order.line(0), "price 8.00", "discount 5", "net 76.00", "name BOLT", "tax_percent 19")
	order = d.create("orders", d.document(fmt.Sprintf(`{"product":%q,"quantity":"10","price":{"amount":"7"}}`, d.bolt), `"tax_exempt":true`))
	d.want(order.line(0), "price 7.00", "discount 0", "tax 0.00")
	body := fmt.Sprintf(`{"items":[{"id":%q,"price":null,"discount":null}]}`, order.line(0).id())
	order, err := d.tryPatch("orders", order.id(), body)
	d.must(err, "price anew")
	d.want(order.line(0), "price 8.00", "net 76.00")
}

func TestPriceGroup(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.create("price-lists", fmt.Sprintf(
		`{"name":"Resellers","currency":"EUR","price_group":"resale","items":[{"product":%q,"price":{"amount":"9"}}]}`, d.bolt))
	d.want(d.create("orders", d.order(d.bolt, "1")).line(0), "price 10.00")
	_, err := d.tryPatch("clients", d.client, `{"price_group":"resale"}`)
	d.must(err, "join the group")
	d.want(d.create("orders", d.order(d.bolt, "1")).line(0), "price 9.00")
}

func TestOutOfStock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.create("orders", d.order(d.bolt, "101"))
	d.refused("out-of-stock", "orders", order.id(), "confirm", `{}`)
	d.want(d.get("orders", order.id()), "status draft")
	d.stock(d.bolt, "100 on hand, 0 reserved")
	d.want(d.act("orders/place", d.order(d.advice, "1000")), "status confirmed", "shipment_state not_needed")
}

func TestCreditLimit(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.tryPatch("clients", d.client, `{"credit_limit":{"amount":"100"}}`)
	d.must(err, "limit")
	order := d.act("orders/place", d.order(d.bolt, "5")) // 59.50
	_, err = d.tryAct("orders/place", d.order(d.bolt, "4"))
	d.wantProblem(err, "credit-limit", "a second order")
	if says := problem.From(err).Extra; says["used"] != "59.5" || says["needed"] != "47.6" {
		t.Errorf("the problem says %v", says)
	}
	d.act("orders/place", d.order(d.bolt, "3")) // 35.70, together 95.20
	d.act("orders/place", d.order(d.bolt, "9", `"payment_policy":"prepaid"`))

	// Invoicing moves the debt, it does not double it.
	shipment := d.ship(order.id())
	d.step("shipments", shipment, "deliver", `{}`)
	invoice := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	_, err = d.tryAct("orders/place", d.order(d.bolt, "1"))
	d.wantProblem(err, "credit-limit", "while invoiced")
	d.pay("billing.invoice", invoice.id(), "59.50")
	d.act("orders/place", d.order(d.bolt, "5")) // 95.20 again
	d.step("clients", d.client, "archive", `{}`)
	_, err = d.tryAct("orders/place", d.order(d.bolt, "1"))
	d.wantProblem(err, "client-archived", "an archived client")
}

// Money paid in advance is no credit for something else.
func TestPrepaidMoneyIsNoCredit(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.tryPatch("clients", d.client, `{"credit_limit":{"amount":"100"}}`)
	d.must(err, "limit")
	order := d.act("orders/place", d.order(d.bolt, "10", `"payment_policy":"prepaid"`)) // 119.00
	d.pay("sales.order", order.id(), "119")
	_, err = d.tryAct("orders/place", d.order(d.bolt, "10"))
	d.wantProblem(err, "credit-limit", "beyond the limit, but for another order's money")
	d.act("orders/place", d.order(d.bolt, "8")) // 95.20
}

// Many at once never take a client over its limit.
func TestCreditRace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.tryPatch("clients", d.client, `{"credit_limit":{"amount":"60"}}`)
	d.must(err, "limit")
	drafts := make([]string, 8)
	for i := range drafts {
		drafts[i] = d.create("orders", d.order(d.bolt, "1")).id() // 11.90 each: five fit
	}
	confirmed, refused := d.race(len(drafts), func(i int) error {
		if i%2 == 0 {
			_, err := d.tryStep("orders", drafts[i], "confirm", `{}`)
			return err
		}
		_, err := d.tryAct("orders/place", d.order(d.bolt, "1"))
		return err
	}, "credit-limit")
	if confirmed != 5 || refused != 3 {
		t.Errorf("%d orders were confirmed and %d refused, want 5 and 3", confirmed, refused)
	}
}

// A quote accepted by many at once becomes one order.
func TestAcceptRace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	quote := d.create("quotes", d.order(d.bolt, "1"))
	d.step("quotes", quote.id(), "send", `{}`)
	accepted, refused := d.race(6, func(int) error {
		_, err := d.tryStep("quotes", quote.id(), "accept", `{}`)
		return err
	}, "illegal-step")
	if accepted != 1 || refused != 5 {
		t.Errorf("accepted %d times, refused %d times", accepted, refused)
	}
	d.stock(d.bolt, "100 on hand, 1 reserved")
}

// race does n things at once and counts those that went and those that were
// refused with the slug. Anything else fails the test.
func (d *desk) race(n int, do func(i int) error, slug string) (went, refused int) {
	d.t.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			went++
		case problem.Is(err, slug):
			refused++
		default:
			d.t.Errorf("raced: %v", err)
		}
	}
	return went, refused
}

func TestHold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.bolt, "2", `"invoice_policy":"on_order"`))
	shipment := d.packed(order.id())
	d.refused("not-on-hold", "orders", order.id(), "resume", `{}`)
	d.want(d.step("orders", order.id(), "hold", `{"hold_reason":"check the address"}`), "on_hold true", "status confirmed")
	d.refused("order-on-hold", "orders", order.id(), "hold", `{"hold_reason":"again"}`)
	d.refused("order-on-hold", "shipments", shipment, "ship", `{"carrier":"DHL"}`)
	_, err := d.tryActOn("sales.order", order.id(), "invoice", `{}`)
	d.wantProblem(err, "order-on-hold", "invoice")
	d.want(d.step("orders", order.id(), "resume", `{}`), "on_hold false", "hold_reason ")
	d.step("shipments", shipment, "ship", `{"carrier":"DHL"}`)
	d.actOn("sales.order", order.id(), "invoice", `{}`)
}

func productID(s string) entity.ID[catalog.Product] { return entity.ID[catalog.Product](mustID(s)) }
