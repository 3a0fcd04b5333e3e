package app

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// The companies of a demonstration, one on each tier.
var demoCompanies = []enterprise.Request{
	{Name: "Brightwater Supplies", Slug: "brightwater", Tier: enterprise.Shared, AdminEmail: "owner@brightwater.example", Country: "GB", Currency: "GBP"},
	{Name: "Holzwerk Lindner", Slug: "lindner", Tier: enterprise.Schema, AdminEmail: "owner@lindner.example", Country: "DE", Currency: "EUR"},
	{Name: "Northfield Instruments", Slug: "northfield", Tier: enterprise.Database, AdminEmail: "owner@northfield.example", Country: "US", Currency: "USD"},
}

// How much each company of the demonstration has.
const (
	demoClients  = 60
	demoProducts = 40
	demoOrders   = 80
)

// demo makes the companies of the demonstration that are not there yet, with
// records to look at, and tells of each.
func (a *App) demo(ctx context.Context, out io.Writer) error {
	for i, company := range demoCompanies {
		company.By = Local()
		t, err := a.Enterprise.Tenant(ctx, enterprise.Key{Name: company.Slug})
		switch {
		case err == nil && t.Settings["demo"] == "ready":
			continue
		case problem.Is(err, "unknown-tenant"):
			t, err = a.Enterprise.Provision(ctx, company)
		}
		if err != nil {
			return fmt.Errorf("make the company %s: %w", company.Name, err)
		}
		err = a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
			d := &demonstration{
				app: a, ctx: ctx, home: home, currency: company.Currency, country: company.Country,
				rand: rand.New(rand.NewPCG(uint64(i), 7)), //nolint:gosec // believable, not secret
			}
			return d.fill()
		})
		if err == nil {
			_, err = a.Enterprise.Update(ctx, Local(), t.ID, enterprise.Change{Settings: map[string]any{"demo": "ready"}})
		}
		if err != nil {
			return fmt.Errorf("fill the company %s: %w", company.Name, err)
		}
		fmt.Fprintf(out, "  Demo     %s (%s, tier %s): guildhall token create --tenant %s\n", company.Name, company.Slug, company.Tier, company.Slug)
	}
	return nil
}

// demonstration fills one company, as its users would.
type demonstration struct {
	app      *App
	ctx      context.Context //nolint:containedctx // of the one run
	home     pg.Home
	currency string
	country  string
	rand     *rand.Rand
	products []string
	clients  []string
	calls    int
}

func (d *demonstration) fill() error {
	for _, part := range []func() error{d.addProducts, d.addClients, d.addLeads, d.addOrders} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// do calls the API's own functions: a method, a plural with id and verb behind
// it, and a body. It returns the record's id.
func (d *demonstration) do(path string, body map[string]any) (string, error) {
	if body == nil {
		body = map[string]any{}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return "", fmt.Errorf("encode %s: %w", path, err)
	}
	// The keys count the calls: an interrupted run does the rest when it runs again.
	d.calls++
	hash := sha256.Sum256([]byte(path))
	call := entity.Call{
		Actor: auth.System(d.home.Tenant), Home: d.home, Body: raw, Origin: entity.Origin{RequestID: uuid.New()},
		Key: fmt.Sprintf("demo-%d", d.calls), Hash: hash[:],
	}
	parts := strings.Split(path, "/")
	plan, known := d.app.Registry.Lookup(parts[0])
	var answer entity.Answer
	switch {
	case known && len(parts) == 1:
		answer, err = d.app.Registry.Create(d.ctx, call, plan)
	default:
		answer, err = d.step(call, plan, path, parts)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	var made struct{ ID string }
	if err := json.Unmarshal(answer.Body, &made); err != nil {
		return "", fmt.Errorf("%s: read the answer: %w", path, err)
	}
	return made.ID, nil
}

// step takes a step of a flow, or runs a business action.
func (d *demonstration) step(call entity.Call, plan *entity.Plan, path string, parts []string) (entity.Answer, error) {
	var id uuid.UUID
	if len(parts) == 3 {
		id = uuid.MustParse(parts[1])
	}
	for _, a := range d.app.Registry.Actions() {
		about := a.Describe()
		onRecord := len(parts) == 3 && plan != nil && about.On == plan.Name && about.Path == parts[2]
		if onRecord || (about.On == "" && about.Path == path) {
			return d.app.Registry.Act(d.ctx, call, a, id)
		}
	}
	return d.app.Registry.Step(d.ctx, call, plan, id, parts[len(parts)-1])
}

func (d *demonstration) amount(from, to int) map[string]any {
	cents := from*100 + d.rand.IntN((to-from)*100)
	return map[string]any{"amount": fmt.Sprintf("%d.%02d", cents/100, cents%100), "currency": d.currency}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (d *demonstration) addProducts() error {
	vendor, err := d.do("vendors", map[string]any{"name": "Merton & Vale Trading", "currency": d.currency, "country": d.country, "lead_days": 7})
	if err != nil {
		return err
	}
	category, err := d.do("categories", map[string]any{"name": "Workshop"})
	if err != nil {
		return err
	}
	var lines []any
	for i := range demoProducts {
		name := pick(d.rand, "Oak", "Steel", "Brass", "Walnut", "Copper", "Felt") + " " +
			pick(d.rand, "bracket", "hinge", "panel", "drawer", "clamp", "ruler", "lamp", "stool")
		id, err := d.do("products", map[string]any{
			"reference": fmt.Sprintf("P-%03d", i+1), "name": name, "category": category, "vendor": vendor, "unit": "piece",
			"currency": d.currency, "price": d.amount(4, 180), "cost": d.amount(1, 4), "reorder_level": "10",
		})
		if err != nil {
			return err
		}
		d.products = append(d.products, id)
		lines = append(lines, map[string]any{"product": id, "quantity": strconv.Itoa(100 + d.rand.IntN(400))})
	}
	_, err = d.do("stock/receive", map[string]any{"site": d.site(), "vendor": vendor, "currency": d.currency, "lines": lines})
	return err
}

// site returns the company's main site.
func (d *demonstration) site() string {
	var id string
	call := entity.Call{Actor: auth.System(d.home.Tenant), Home: d.home}
	sites, _ := d.app.Registry.Lookup("sites")
	answer, err := d.app.Registry.List(d.ctx, call, sites, map[string][]string{"limit": {"1"}})
	if err != nil {
		return ""
	}
	var page struct{ Data []struct{ ID string } }
	if err := json.Unmarshal(answer.Body, &page); err == nil && len(page.Data) > 0 {
		id = page.Data[0].ID
	}
	return id
}

func (d *demonstration) addClients() error {
	for range demoClients {
		name := pick(d.rand, "Alder", "Birch", "Castle", "Dover", "Elm", "Falcon", "Granite", "Harbour", "Iris", "Juniper", "Kestrel", "Laurel") + " " +
			pick(d.rand, "Furniture", "Interiors", "Joinery", "Hotels", "Bakery", "Museum", "School", "Design", "Builders") + " " +
			pick(d.rand, "Ltd", "GmbH", "Inc", "& Sons", "Co-operative")
		id, err := d.do("clients", map[string]any{
			"name": name, "currency": d.currency, "country": d.country, "payment_terms": pick(d.rand, 0, 14, 30),
		})
		if err != nil {
			return err
		}
		d.clients = append(d.clients, id)
		person := pick(d.rand, "Ada", "Bruno", "Clara", "Dario", "Edith", "Farid", "Greta", "Hugo")
		last := pick(d.rand, "Amsel", "Brook", "Conti", "Dale", "Ekman", "Ford", "Grund")
		if _, err = d.do("contacts", map[string]any{"client": id, "first_name": person, "last_name": last, "primary": true}); err != nil {
			return err
		}
		_, err = d.do("addresses", map[string]any{
			"client": id, "street": fmt.Sprintf("%d %s Street", 1+d.rand.IntN(180), pick(d.rand, "Mill", "Church", "Station", "High")),
			"city": pick(d.rand, "Ashford", "Berwick", "Corby", "Dunham"), "postal_code": strconv.Itoa(10000 + d.rand.IntN(80000)),
			"country": d.country, "default": true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *demonstration) addLeads() error {
	for i := range 25 {
		id, err := d.do("leads", map[string]any{
			"company":      pick(d.rand, "Meadow", "North", "Old Town", "Riverside") + " " + pick(d.rand, "Gallery", "Library", "Clinic", "Café"),
			"contact_name": pick(d.rand, "Nora Pike", "Otto Quast", "Paula Reyes"), "email": fmt.Sprintf("lead%d@inquiry.example", i),
			"currency": d.currency, "country": d.country, "estimated_value": d.amount(200, 9000), "inquiry": "We are looking for fittings for our new rooms.",
		})
		if err != nil {
			return err
		}
		if i%2 == 0 {
			if _, err := d.do("leads/"+id+"/contact", nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// addOrders takes orders to where a day in a business finds them: quotes out,
// orders confirmed, shipped, invoiced, paid and closed.
func (d *demonstration) addOrders() error {
	for i := range demoOrders {
		quote, err := d.do("quotes", map[string]any{
			"client": pick(d.rand, d.clients...), "site": d.site(), "currency": d.currency, "items": d.items(),
		})
		if err != nil {
			return err
		}
		if i%8 == 0 {
			continue
		}
		if _, err := d.do("quotes/"+quote+"/send", nil); err != nil {
			return err
		}
		if i%8 == 1 {
			continue
		}
		if err := d.fulfil(quote, i%8); err != nil {
			return err
		}
	}
	return nil
}

func (d *demonstration) items() []any {
	var items []any
	first := d.rand.IntN(len(d.products))
	for n := range 1 + d.rand.IntN(4) {
		product := d.products[(first+n*7)%len(d.products)]
		items = append(items, map[string]any{"product": product, "quantity": strconv.Itoa(1 + d.rand.IntN(6))})
	}
	return items
}

// fulfil accepts a quote and takes its order as far as stage says: 2 confirmed,
// 3 shipped, 4 invoiced, from 5 on paid and closed.
func (d *demonstration) fulfil(quote string, stage int) error {
	if _, err := d.do("quotes/"+quote+"/accept", nil); err != nil {
		return err
	}
	order, err := d.orderOf(quote)
	if err != nil || stage <= 2 {
		return err
	}
	shipment, err := d.do("shipments", map[string]any{"order": order, "carrier": pick(d.rand, "Parcel Post", "Night Van")})
	if err != nil {
		return err
	}
	for _, verb := range []string{"pick", "pack", "ship", "deliver"} {
		if _, err := d.do("shipments/"+shipment+"/"+verb, nil); err != nil {
			return err
		}
	}
	if stage <= 3 {
		return nil
	}
	invoice, err := d.do("orders/"+order+"/invoice", map[string]any{"post": true})
	if err != nil || stage <= 4 {
		return err
	}
	return d.settle(order, invoice)
}

// settle has an invoice paid and its order closed.
func (d *demonstration) settle(order, invoice string) error {
	call := entity.Call{Actor: auth.System(d.home.Tenant), Home: d.home}
	invoices, _ := d.app.Registry.Lookup("invoices")
	answer, err := d.app.Registry.Get(d.ctx, call, invoices, uuid.MustParse(invoice), nil)
	if err != nil {
		return err
	}
	var shown struct {
		Total  map[string]any
		Client struct{ ID string }
	}
	if err := json.Unmarshal(answer.Body, &shown); err != nil {
		return fmt.Errorf("read invoice: %w", err)
	}
	payment, err := d.do("payments", map[string]any{
		"client": shown.Client.ID, "amount": shown.Total, "currency": d.currency, "method": "transfer",
		"origin": map[string]any{"entity": "billing.invoice", "id": invoice},
	})
	if err != nil {
		return err
	}
	if _, err := d.do("payments/"+payment+"/charge", nil); err != nil {
		return err
	}
	_, err = d.do("orders/"+order+"/close", nil)
	return err
}

// orderOf returns the order that a quote became.
func (d *demonstration) orderOf(quote string) (string, error) {
	call := entity.Call{Actor: auth.System(d.home.Tenant), Home: d.home}
	quotes, _ := d.app.Registry.Lookup("quotes")
	answer, err := d.app.Registry.Get(d.ctx, call, quotes, uuid.MustParse(quote), nil)
	if err != nil {
		return "", err
	}
	var shown struct{ Order struct{ ID string } }
	if err := json.Unmarshal(answer.Body, &shown); err != nil {
		return "", fmt.Errorf("read quote: %w", err)
	}
	return shown.Order.ID, nil
}
