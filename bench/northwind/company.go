package main

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
)

// object is the JSON of a request.
type object = map[string]any

// made is what is kept of an answer that shows a record.
type made struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Status    string `json:"status"`
	Reference string `json:"reference"`
}

// ref is a reference to a record, as answers show it.
type ref struct {
	ID string `json:"id"`
}

// company gives a tenant everything but its orders, and knows the server's ids of
// what the files name by theirs.
type company struct {
	*api
	h *history

	site, taxRate, salesRole                                 string
	categories, vendors, products, clients, contacts, people map[string]string
}

// workers is how many requests of one tenant are under way at a time.
const workers = 8

// build makes all records that are not there yet.
func (c *company) build(ctx context.Context) error {
	steps := []func(context.Context) error{
		c.findSite, c.makeTaxRate, c.makeCategories, c.makeVendors, c.makeProducts, c.makeEmployees, c.makeClients, c.openStock,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// each makes one record for each of the values, some at a time, and returns the
// ids of the records by those of the values.
func each[T any](ctx context.Context, values []T, id func(T) string, do func(context.Context, T) (string, error)) (map[string]string, error) {
	ids := make([]string, len(values))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for i, v := range values {
		g.Go(func() (err error) {
			ids[i], err = do(ctx, v)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err //nolint:wrapcheck // the error of one of our own
	}
	byID := make(map[string]string, len(values))
	for i, v := range values {
		byID[id(v)] = ids[i]
	}
	return byID, nil
}

// create makes a record once, however often it is called with the same key.
func (c *company) create(ctx context.Context, plural, key string, fields object) (string, error) {
	var m made
	err := c.post(ctx, plural, "nw-"+key, fields, &m)
	return m.ID, err
}

func (c *company) findSite(ctx context.Context) error {
	sites, err := list[made](ctx, c.api, "sites", "fields=id")
	if err != nil {
		return err
	}
	if len(sites) != 1 {
		return fmt.Errorf("the new tenant has %d sites, not one", len(sites))
	}
	c.site = sites[0].ID
	return nil
}

// makeTaxRate makes a rate of nothing, so that what a client pays is net and
// freight, as in the files.
func (c *company) makeTaxRate(ctx context.Context) (err error) {
	c.taxRate, err = c.create(ctx, "tax-rates", "tax", object{"name": "Untaxed", "percent": "0"})
	return err
}

func (c *company) makeCategories(ctx context.Context) (err error) {
	c.categories, err = each(ctx, c.h.Categories, func(v category) string { return v.ID }, func(ctx context.Context, v category) (string, error) {
		return c.create(ctx, "categories", "category-"+v.ID, object{"name": v.Name})
	})
	return err
}

func (c *company) makeVendors(ctx context.Context) (err error) {
	c.vendors, err = each(ctx, c.h.Vendors, func(v partner) string { return v.ID }, func(ctx context.Context, v partner) (string, error) {
		fields := v.place.fields("")
		fields["name"], fields["contact_name"], fields["phone"] = v.Name, v.Contact, v.Phone
		fields["currency"], fields["reference"] = currency, v.ID
		return c.create(ctx, "vendors", "vendor-"+v.ID, fields)
	})
	return err
}

func (c *company) makeProducts(ctx context.Context) (err error) {
	c.products, err = each(ctx, c.h.Products, func(v product) string { return v.ID }, func(ctx context.Context, v product) (string, error) {
		return c.create(ctx, "products", "product-"+v.ID, object{
			"reference": v.ID, "name": v.Name, "kind": "goods", "unit": "piece", "unit_quantity": v.UnitQuantity,
			"category": c.categories[v.Category], "vendor": c.vendors[v.Vendor], "tax_rate": c.taxRate,
			"price": object{"amount": v.Price, "currency": currency}, "currency": currency,
			"reorder_level": v.ReorderLevel, "active": true,
		})
	})
	return err
}

// makeEmployees makes users of the employees, managers before those who report to
// them.
func (c *company) makeEmployees(ctx context.Context) error {
	roles, err := list[struct{ ID, Name string }](ctx, c.api, "roles", "fields=id,name")
	if err != nil {
		return err
	}
	for _, r := range roles {
		if r.Name == "sales" {
			c.salesRole = r.ID
		}
	}
	if c.salesRole == "" {
		return fmt.Errorf("the new tenant has no role %q", "sales")
	}
	c.people = map[string]string{}
	for len(c.people) < len(c.h.Employees) {
		before := len(c.people)
		for _, e := range c.h.Employees {
			if _, done := c.people[e.ID]; done || e.Manager != "" && c.people[e.Manager] == "" {
				continue
			}
			if c.people[e.ID], err = c.makeEmployee(ctx, e); err != nil {
				return err
			}
		}
		if len(c.people) == before {
			return fmt.Errorf("employees.csv: %d employees report to somebody unknown, or in a circle", len(c.h.Employees)-before)
		}
	}
	return nil
}

func (c *company) makeEmployee(ctx context.Context, e employee) (string, error) {
	fields := object{
		"email": strings.ToLower(e.FirstName+"."+e.LastName) + "@northwind.example", "name": e.FirstName + " " + e.LastName,
		"job_title": e.JobTitle, "phone": e.Phone, "sites": []string{c.site}, "roles": []string{c.salesRole},
	}
	if e.Manager != "" {
		fields["manager"] = c.people[e.Manager]
	}
	return c.create(ctx, "users", "employee-"+e.ID, fields)
}

// makeClients makes the clients, each with the contact and the address that the
// files know.
func (c *company) makeClients(ctx context.Context) (err error) {
	id := func(v partner) string { return v.ID }
	c.clients, err = each(ctx, c.h.Clients, id, func(ctx context.Context, v partner) (string, error) {
		return c.create(ctx, "clients", "client-"+v.ID, object{
			"name": v.Name, "kind": "company", "phone": v.Phone, "country": v.Country, "currency": currency,
			"payment_terms": 30, "reference": v.ID,
		})
	})
	if err != nil {
		return err
	}
	c.contacts, err = each(ctx, c.h.Clients, id, func(ctx context.Context, v partner) (string, error) {
		first, last, _ := strings.Cut(v.Contact, " ")
		return c.create(ctx, "contacts", "contact-"+v.ID, object{
			"client": c.clients[v.ID], "first_name": first, "last_name": last, "job_title": v.JobTitle,
			"phone": v.Phone, "primary": true,
		})
	})
	if err != nil {
		return err
	}
	_, err = each(ctx, c.h.Clients, id, func(ctx context.Context, v partner) (string, error) {
		fields := v.place.fields("")
		fields["client"], fields["kind"], fields["default"] = c.clients[v.ID], "both", true
		return c.create(ctx, "addresses", "address-"+v.ID, fields)
	})
	return err
}

// fields are those of a place on the records that have one.
func (p place) fields(prefix string) object {
	return object{
		prefix + "street": p.Street, prefix + "city": p.City, prefix + "region": p.Region,
		prefix + "postal_code": p.PostalCode, prefix + "country": p.Country,
	}
}
