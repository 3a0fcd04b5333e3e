package sample

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
)

// How much a company is given.
const (
	clients  = 60
	products = 40
	orders   = 80
)

// about is how many calls a company takes, for telling how far it is.
const about = 900

// Options say which company is filled, and how.
type Options struct {
	Registry *entity.Registry
	Call     entity.Call                            // by whom and where; without a body
	Key      string                                 // begins the idempotency keys: a run with the same one does what is left
	Currency string                                 // of the company
	Country  string                                 // of the company
	Rand     *rand.Rand                             // the same one makes the same records
	Progress func(share float64, word string) error // is told how far it is; nil to tell nobody
}

// Seed returns the seed for the records of a tenant.
func Seed(tenant uuid.UUID) uint64 { return binary.BigEndian.Uint64(tenant[8:]) }

// Fill gives a company products, clients, leads, and orders at every stage, as its
// users would: by the API's own functions. What is asked for with the same key again
// does the rest.
func Fill(ctx context.Context, o Options) error {
	d := &filler{Options: o, ctx: ctx}
	for _, part := range []func() error{d.addProducts, d.addClients, d.addLeads, d.addOrders} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// filler fills one company.
type filler struct {
	Options

	ctx      context.Context //nolint:containedctx // of the one run
	products []string
	clients  []string
	calls    int
}

// call is a call of its own.
func (d *filler) call() entity.Call {
	c := d.Call
	c.Origin.RequestID = uuid.New()
	return c
}

// progress tells how far it is.
func (d *filler) progress() error {
	if d.Progress == nil {
		return nil
	}
	return d.Progress(min(float64(d.calls)/about, 1), strconv.Itoa(d.calls)+" records")
}

// do calls the API's own functions: a method, a plural with id and verb behind
// it, and a body. It returns the record's id.
func (d *filler) do(path string, body map[string]any) (string, error) {
	if body == nil {
		body = map[string]any{}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return "", fmt.Errorf("encode %s: %w", path, err)
	}
	// The keys count the calls: an interrupted run does the rest when it runs again.
	d.calls++
	if err := d.progress(); err != nil {
		return "", err
	}
	hash := sha256.Sum256([]byte(path))
	call := d.call()
	call.Body, call.Key, call.Hash = raw, fmt.Sprintf("%s-%d", d.Key, d.calls), hash[:]
	parts := strings.Split(path, "/")
	plan, known := d.Registry.Lookup(parts[0])
	var answer entity.Answer
	switch {
	case known && len(parts) == 1:
		answer, err = d.Registry.Create(d.ctx, call, plan)
	default:
		answer, err = d.step(call, plan, path, parts)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(answer.Body, &made); err != nil {
		return "", fmt.Errorf("%s: read the answer: %w", path, err)
	}
	return made.ID, nil
}

// step takes a step of a flow, or runs a business action.
func (d *filler) step(call entity.Call, plan *entity.Plan, path string, parts []string) (entity.Answer, error) {
	var id uuid.UUID
	if len(parts) == 3 {
		id = uuid.MustParse(parts[1])
	}
	for _, a := range d.Registry.Actions() {
		about := a.Describe()
		onRecord := len(parts) == 3 && plan != nil && about.On == plan.Name && about.Path == parts[2]
		if onRecord || (about.On == "" && about.Path == path) {
			return d.Registry.Act(d.ctx, call, a, id)
		}
	}
	return d.Registry.Step(d.ctx, call, plan, id, parts[len(parts)-1])
}

func (d *filler) amount(from, to int) map[string]any {
	cents := from*100 + d.Rand.IntN((to-from)*100)
	return map[string]any{"amount": fmt.Sprintf("%d.%02d", cents/100, cents%100), "currency": d.Currency}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (d *filler) addProducts() error {
	vendor, err := d.do("vendors", map[string]any{"name": "Merton & Vale Trading", "currency": d.Currency, "country": d.Country, "lead_days": 7})
	if err != nil {
		return err
	}
	category, err := d.do("categories", map[string]any{"name": "Workshop"})
	if err != nil {
		return err
	}
	var lines []any
	for i := range products {
		name := pick(d.Rand, "Oak", "Steel", "Brass", "Walnut", "Copper", "Felt") + " " +
			pick(d.Rand, "bracket", "hinge", "panel", "drawer", "clamp", "ruler", "lamp", "stool")
		id, err := d.do("products", map[string]any{
			"reference": fmt.Sprintf("P-%03d", i+1), "name": name, "category": category, "vendor": vendor, "unit": "piece",
			"currency": d.Currency, "price": d.amount(4, 180), "cost": d.amount(1, 4), "reorder_level": "10",
		})
		if err != nil {
			return err
		}
		d.products = append(d.products, id)
		lines = append(lines, map[string]any{"product": id, "quantity": strconv.Itoa(100 + d.Rand.IntN(400))})
	}
	_, err = d.do("stock/receive", map[string]any{"site": d.site(), "vendor": vendor, "currency": d.Currency, "lines": lines})
	return err
}

// site returns the company's main site.
func (d *filler) site() string {
	var id string
	call := d.call()
	sites, _ := d.Registry.Lookup("sites")
	answer, err := d.Registry.List(d.ctx, call, sites, map[string][]string{"limit": {"1"}})
	if err != nil {
		return ""
	}
	var page struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if err := json.Unmarshal(answer.Body, &page); err == nil && len(page.Data) > 0 {
		id = page.Data[0].ID
	}
	return id
}

func (d *filler) addClients() error {
	for range clients {
		name := pick(d.Rand, "Alder", "Birch", "Castle", "Dover", "Elm", "Falcon", "Granite", "Harbour", "Iris", "Juniper", "Kestrel", "Laurel") + " " +
			pick(d.Rand, "Furniture", "Interiors", "Joinery", "Hotels", "Bakery", "Museum", "School", "Design", "Builders") + " " +
			pick(d.Rand, "Ltd", "GmbH", "Inc", "& Sons", "Co-operative")
		id, err := d.do("clients", map[string]any{
			"name": name, "currency": d.Currency, "country": d.Country, "payment_terms": pick(d.Rand, 0, 14, 30),
		})
		if err != nil {
			return err
		}
		d.clients = append(d.clients, id)
		person := pick(d.Rand, "Ada", "Bruno", "Clara", "Dario", "Edith", "Farid", "Greta", "Hugo")
		last := pick(d.Rand, "Amsel", "Brook", "Conti", "Dale", "Ekman", "Ford", "Grund")
		if _, err = d.do("contacts", map[string]any{"client": id, "first_name": person, "last_name": last, "primary": true}); err != nil {
			return err
		}
		_, err = d.do("addresses", map[string]any{
			"client": id, "street": fmt.Sprintf("%d %s Street", 1+d.Rand.IntN(180), pick(d.Rand, "Mill", "Church", "Station", "High")),
			"city": pick(d.Rand, "Ashford", "Berwick", "Corby", "Dunham"), "postal_code": strconv.Itoa(10000 + d.Rand.IntN(80000)),
			"country": d.Country, "default": true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *filler) addLeads() error {
	for i := range 25 {
		id, err := d.do("leads", map[string]any{
			"company":      pick(d.Rand, "Meadow", "North", "Old Town", "Riverside") + " " + pick(d.Rand, "Gallery", "Library", "Clinic", "Café"),
			"contact_name": pick(d.Rand, "Nora Pike", "Otto Quast", "Paula Reyes"), "email": fmt.Sprintf("lead%d@inquiry.example", i),
			"currency": d.Currency, "country": d.Country, "estimated_value": d.amount(200, 9000), "inquiry": "We are looking for fittings for our new rooms.",
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
func (d *filler) addOrders() error {
	for i := range orders {
		quote, err := d.do("quotes", map[string]any{
			"client": pick(d.Rand, d.clients...), "site": d.site(), "currency": d.Currency, "items": d.items(),
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

func (d *filler) items() []any {
	var items []any
	first := d.Rand.IntN(len(d.products))
	for n := range 1 + d.Rand.IntN(4) {
		product := d.products[(first+n*7)%len(d.products)]
		items = append(items, map[string]any{"product": product, "quantity": strconv.Itoa(1 + d.Rand.IntN(6))})
	}
	return items
}

// fulfil accepts a quote and takes its order as far as stage says: 2 confirmed,
// 3 shipped, 4 invoiced, from 5 on paid and closed.
func (d *filler) fulfil(quote string, stage int) error {
	if _, err := d.do("quotes/"+quote+"/accept", nil); err != nil {
		return err
	}
	order, err := d.orderOf(quote)
	if err != nil || stage <= 2 {
		return err
	}
	shipment, err := d.do("shipments", map[string]any{"order": order, "carrier": pick(d.Rand, "Parcel Post", "Night Van")})
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
func (d *filler) settle(order, invoice string) error {
	call := d.call()
	invoices, _ := d.Registry.Lookup("invoices")
	answer, err := d.Registry.Get(d.ctx, call, invoices, uuid.MustParse(invoice), nil)
	if err != nil {
		return err
	}
	var shown struct {
		Total  map[string]any `json:"total"`
		Client struct {
			ID string `json:"id"`
		} `json:"client"`
	}
	if err := json.Unmarshal(answer.Body, &shown); err != nil {
		return fmt.Errorf("read invoice: %w", err)
	}
	payment, err := d.do("payments", map[string]any{
		"client": shown.Client.ID, "amount": shown.Total, "currency": d.Currency, "method": "transfer",
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
func (d *filler) orderOf(quote string) (string, error) {
	call := d.call()
	quotes, _ := d.Registry.Lookup("quotes")
	answer, err := d.Registry.Get(d.ctx, call, quotes, uuid.MustParse(quote), nil)
	if err != nil {
		return "", err
	}
	var shown struct {
		Order struct {
			ID string `json:"id"`
		} `json:"order"`
	}
	if err := json.Unmarshal(answer.Body, &shown); err != nil {
		return "", fmt.Errorf("read quote: %w", err)
	}
	return shown.Order.ID, nil
}
