package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/bench/driver"
)

// object is the JSON of a request.
type object = map[string]any

// tenant is a company in which is written.
type tenant struct {
	ID, Slug, Database, Schema string

	token          string // of its owner
	hooked         bool   // it has a webhook
	site, client   string
	service, goods string // products; of the goods there is none in stock
}

// found makes the companies, before anything is killed.
func (l *lab) found(ctx context.Context) error {
	l.tenants = make([]*tenant, l.options.tenants)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i := range l.tenants {
		group.Go(func() (err error) {
			l.tenants[i], err = l.foundOne(ctx, i)
			return err
		})
	}
	return group.Wait() //nolint:wrapcheck // the error of one of our own
}

// tierOf spreads companies over the tiers: of ten, six are shared, two have a
// schema, and two a database.
func tierOf(i int) string {
	return []string{"shared", "schema", "database", "shared", "shared", "shared", "schema", "shared", "database", "shared"}[i%10]
}

func (l *lab) foundOne(ctx context.Context, i int) (*tenant, error) {
	t := &tenant{}
	base := l.house.base(i)
	slug := "loss" + strconv.Itoa(i)
	err := driver.Ask(ctx, http.MethodPost, base+"/api/enterprise/clients/create", l.house.token, object{
		"name": "Loss " + slug, "slug": slug, "tier": tierOf(i), "admin_email": "owner@" + slug + ".example", "country": "DE", "currency": "EUR",
	}, t)
	if err != nil {
		return nil, err
	}
	var made struct{ Token string }
	if err := driver.Ask(ctx, http.MethodPost, base+"/api/enterprise/clients/"+t.ID+"/tokens", l.house.token, object{"name": "loss"}, &made); err != nil {
		return nil, err
	}
	t.token = made.Token
	if i%everyThird == 0 {
		if err := t.hook(ctx, base, l.hooks); err != nil {
			return nil, err
		}
	}
	err = t.furnish(ctx, base)
	return t, err
}

// furnish gives a company what orders are made of.
func (t *tenant) furnish(ctx context.Context, base string) error {
	var sites struct{ Data []struct{ ID string } }
	if err := driver.Ask(ctx, http.MethodGet, t.path(base, "sites"), t.token, nil, &sites); err != nil {
		return err
	}
	if len(sites.Data) != 1 {
		return fmt.Errorf("company %s has %d sites, not one", t.Slug, len(sites.Data))
	}
	t.site = sites.Data[0].ID
	for _, each := range []struct {
		plural string
		fields object
		id     *string
	}{
		{"clients", object{"name": "Buyer", "currency": "EUR"}, &t.client},
		{"products", product("S", "service"), &t.service},
		{"products", product("G", "goods"), &t.goods},
	} {
		var made struct{ ID string }
		if err := driver.Ask(ctx, http.MethodPost, t.path(base, each.plural), t.token, each.fields, &made); err != nil {
			return err
		}
		*each.id = made.ID
	}
	return nil
}

func product(reference, kind string) object {
	return object{
		"reference": reference, "name": "Product " + reference, "kind": kind, "unit": "piece", "active": true,
		"price": object{"amount": "10.00", "currency": "EUR"}, "currency": "EUR",
	}
}

// path returns the address of something of the company's at a server.
func (t *tenant) path(base, below string) string {
	return base + "/api/v1/tenants/" + t.ID + "/" + below
}

// base returns the address of one of the servers.
func (h *house) base(i int) string { return "http://" + h.servers[i%len(h.servers)].program.Addr }
