package sales

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func modules() []entity.Module {
	others := []entity.Module{documents.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), Module()}
	return append([]entity.Module{identity.Module(others...)}, others...)
}

// desk is a company with a client, products and stock, and somebody who works
// there through the API.
type desk struct {
	*entitytest.House
	t      *testing.T
	site   string
	client string
	bolt   string // goods, 10 EUR, 19 % tax, 100 in stock
	nut    string // goods, 0.333 EUR, 100 in stock
	advice string // a service, 80 EUR
	vendor string
}

// record is what the API answers.
type record map[string]any

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{House: entitytest.New(t, modules()...), t: t}
	d.site = entitytest.Select[uuid.UUID](t, d.House, `select id from identity_site limit 1`).String()
	d.client = d.create("clients", `{"name":"Bauer GmbH","country":"DE","currency":"EUR"}`).id()
	d.vendor = d.create("vendors", `{"name":"Stahl AG","currency":"EUR"}`).id()
	d.bolt = d.product("bolt", "goods", "10")
	d.nut = d.product("nut", "goods", "0.333")
	d.advice = d.product("advice", "service", "80")
	d.receive(d.bolt, "100")
	d.receive(d.nut, "100")
	t.Cleanup(d.sound)
	return d
}

func (d *desk) product(reference, kind, price string) string {
	return d.create("products", fmt.Sprintf(
		`{"reference":%q,"name":%q,"kind":%q,"unit":"piece","currency":"EUR","price":{"amount":%q},"active":true}`,
		reference, strings.ToUpper(reference), kind, price)).id()
}

func (d *desk) receive(product, quantity string) {
	d.t.Helper()
	d.act("stock/receive", fmt.Sprintf(`{"site":%q,"vendor":%q,"lines":[{"product":%q,"quantity":%q}]}`, d.site, d.vendor, product, quantity))
}

// order is the body of an order of one product; extra is further members.
func (d *desk) order(product, quantity string, extra ...string) string {
	return d.document(fmt.Sprintf(`{"product":%q,"quantity":%q}`, product, quantity), extra...)
}

func (d *desk) document(items string, extra ...string) string {
	members := append([]string{fmt.Sprintf(`"client":%q,"site":%q,"currency":"EUR","items":[%s]`, d.client, d.site, items)}, extra...)
	return "{" + strings.Join(members, ",") + "}"
}

func (d *desk) plan(plural string) *entity.Plan {
	d.t.Helper()
	p, ok := d.Registry.Lookup(plural)
	if !ok {
		d.t.Fatalf("nothing is served as %s", plural)
	}
	return p
}

func (d *desk) tryCreate(plural, body string) (record, error) {
	c := d.Call()
	c.Body = []byte(body)
	a, err := d.Registry.Create(d.t.Context(), c, d.plan(plural))
	return d.decode(a), err
}

func (d *desk) create(plural, body string) record {
	d.t.Helper()
	r, err := d.tryCreate(plural, body)
	d.must(err, "create "+plural+" "+body)
	return r
}

func (d *desk) tryPatch(plural, id, body string) (record, error) {
	c := d.Call()
	c.Body = []byte(body)
	a, err := d.Registry.Patch(d.t.Context(), c, d.plan(plural), uuid.MustParse(id))
	return d.decode(a), err
}

func (d *desk) tryStep(plural, id, verb, body string) (record, error) {
	c := d.Call()
	c.Body = []byte(body)
	a, err := d.Registry.Step(d.t.Context(), c, d.plan(plural), uuid.MustParse(id), verb)
	return d.decode(a), err
}

func (d *desk) step(plural, id, verb, body string) record {
	d.t.Helper()
	r, err := d.tryStep(plural, id, verb, body)
	d.must(err, verb+" "+plural+" "+body)
	return r
}

// refused takes a step and wants it refused.
func (d *desk) refused(slug, plural, id, verb, body string) {
	d.t.Helper()
	_, err := d.tryStep(plural, id, verb, body)
	d.wantProblem(err, slug, verb+" "+plural)
}

func (d *desk) action(on, path string) *entity.ActionPlan {
	d.t.Helper()
	for _, a := range d.Registry.Actions() {
		if is := a.Describe(); is.Path == path && is.On == on {
			return a
		}
	}
	d.t.Fatalf("there is no action %s", path)
	return nil
}

func (d *desk) tryAct(path, body string) (record, error) {
	c := d.Call()
	c.Body = []byte(body)
	a, err := d.Registry.Act(d.t.Context(), c, d.action("", path), uuid.Nil)
	return d.decode(a), err
}

func (d *desk) act(path, body string) record {
	d.t.Helper()
	r, err := d.tryAct(path, body)
	d.must(err, path+" "+body)
	return r
}

// tryActOn acts on a record: on is an entity's name.
func (d *desk) tryActOn(on, id, verb, body string) (record, error) {
	c := d.Call()
	c.Body = []byte(body)
	a, err := d.Registry.Act(d.t.Context(), c, d.action(on, verb), uuid.MustParse(id))
	return d.decode(a), err
}

func (d *desk) actOn(on, id, verb, body string) record {
	d.t.Helper()
	r, err := d.tryActOn(on, id, verb, body)
	d.must(err, verb+" "+on+" "+body)
	return r
}

func (d *desk) get(plural, id string) record {
	d.t.Helper()
	a, err := d.Registry.Get(d.t.Context(), d.Call(), d.plan(plural), uuid.MustParse(id), nil)
	d.must(err, "get "+plural)
	return d.decode(a)
}

func (d *desk) decode(a entity.Answer) record {
	d.t.Helper()
	r := record{}
	if len(a.Body) > 0 {
		if err := json.Unmarshal(a.Body, &r); err != nil {
			d.t.Fatalf("%s: %v", a.Body, err)
		}
	}
	return r
}

func (d *desk) must(err error, what string) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
}

func (d *desk) wantProblem(err error, slug, what string) {
	d.t.Helper()
	if !problem.Is(err, slug) {
		d.t.Fatalf("%s: want the problem %s, got %v", what, slug, err)
	}
}

// wantField wants a record refused for one of its fields.
func (d *desk) wantField(err error, pointer, code string) {
	d.t.Helper()
	if p, ok := errors.AsType[*problem.Problem](err); ok {
		for _, f := range p.Errors {
			if f.Pointer == pointer && f.Code == code {
				return
			}
		}
	}
	d.t.Errorf("want %s at %s, got %v", code, pointer, err)
}

// stock checks what is on hand and reserved of a product.
func (d *desk) stock(product, want string) {
	d.t.Helper()
	got := entitytest.Select[string](d.t, d.House, `select trim_scale(sum(on_hand)) || ' on hand, ' || trim_scale(sum(reserved)) || ' reserved'
		from inventory_level where product = $1`, uuid.MustParse(product))
	if got != want {
		d.t.Errorf("stock: %s, want %s", got, want)
	}
}

// pay makes a payment for an order or an invoice and charges it.
func (d *desk) pay(origin, id, amount string) record {
	d.t.Helper()
	p := d.create("payments", fmt.Sprintf(`{"client":%q,"site":%q,"currency":"EUR","amount":{"amount":%q},"origin":{"entity":%q,"id":%q}}`,
		d.client, d.site, amount, origin, id))
	return d.actOn("billing.payment", p.id(), "charge", `{}`)
}

// ship takes everything that is open of an order, or the quantities named, to the
// door; the shipment's id is returned.
func (d *desk) ship(order string, items ...string) string {
	d.t.Helper()
	id := d.packed(order, items...)
	d.step("shipments", id, "ship", `{"carrier":"DHL","tracking":"T1"}`)
	return id
}

func (d *desk) packed(order string, items ...string) string {
	d.t.Helper()
	body := fmt.Sprintf(`{"order":%q}`, order)
	if len(items) > 0 {
		body = fmt.Sprintf(`{"order":%q,"items":[%s]}`, order, strings.Join(items, ","))
	}
	id := d.create("shipments", body).id()
	d.step("shipments", id, "pick", `{}`)
	d.step("shipments", id, "pack", `{}`)
	return id
}

func (d *desk) item(line record, quantity string) string {
	return fmt.Sprintf(`{"order_item":%q,"quantity":%q}`, line.id(), quantity)
}

func (r record) id() string { return r.text("id") }

// text returns a member as text: amounts without their currency, references by id.
func (r record) text(name string) string {
	switch v := r[name].(type) {
	case nil:
		return ""
	case map[string]any:
		if a, ok := v["amount"]; ok {
			return fmt.Sprint(a)
		}
		return fmt.Sprint(v["id"])
	default:
		return fmt.Sprint(v)
	}
}

func (r record) line(i int) record { return r["items"].([]any)[i].(map[string]any) }

// want compares members: "status draft", "total 12.30".
func (d *desk) want(r record, facts ...string) {
	d.t.Helper()
	for _, f := range facts {
		name, want, _ := strings.Cut(f, " ")
		if got := r.text(name); got != want {
			d.t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
