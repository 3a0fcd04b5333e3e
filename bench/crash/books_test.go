package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// TestRules: books that the program wrote break no rule, and each rule sees when
// its part of them is broken.
func TestRules(t *testing.T) {
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), DatabaseURL: pgtest.Cluster(t).URL("postgres")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close(context.Background())
	company := tradeOnce(t, a)
	db, err := pgx.Connect(t.Context(), pgtest.Cluster(t).URL("guildhall_shared_1"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	if found, err := broken(t.Context(), db, company); err != nil || len(found) > 0 {
		t.Fatalf("nothing is broken: %v %v", found, err)
	}
	breaks := map[string]string{
		"orders that are not the sum":       `update sales_order_item set net = net + 1`,
		"quotes that are not the sum":       `delete from sales_quote_item`,
		"invoices that are not the sum":     `update billing_invoice_line set net = net - 1`,
		"accepted quotes without":           `update sales_quote set "order" = null`,
		"shipments that have left":          `delete from inventory_move where reason = 'shipped'`,
		"orders whose lines do not know":    `update sales_order_item set shipped = 0, delivered = 0`,
		"goods held for orders":             `update sales_order set status = 'closed'`,
		"confirmed orders that do not hold": `delete from inventory_reservation`,
		"invoices that are posted without":  `alter table billing_invoice drop constraint billing_invoice_check; update billing_invoice set number = ''`,
		"invoice numbers with a gap":        `update billing_invoice set number = 'INV-' || extract(year from now()) || '-00002'`,
		"posted invoices without their":     `delete from system_event`,
		"invoices that were paid otherwise": `update billing_allocation set amount = amount / 2`,
		"payments that were used":           `delete from billing_payment_operation`,
		"records whose trail":               `delete from system_audit where version > 1`,
	}
	if len(breaks) != len(rules) {
		t.Errorf("%d of %d rules are tried", len(breaks), len(rules))
	}
	for name, sql := range breaks {
		t.Run(name, func(t *testing.T) {
			tx, err := db.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback(context.Background()) //nolint:errcheck // the connection would fail the next one
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			found, err := broken(t.Context(), db, company)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(found, "\n"), name) {
				t.Errorf("after %q is found only %v", sql, found)
			}
		})
	}
}

// tradeOnce makes a company with an order that is shipped, invoiced and paid, and
// one that waits for its goods, and returns its id.
func tradeOnce(t *testing.T, a *app.App) string {
	t.Helper()
	api, err := a.API(config.Serve{}, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	defer server.Close()
	made, err := a.Enterprise.Provision(t.Context(), enterprise.Request{
		Name: "Once", Slug: "once", Tier: enterprise.Shared, AdminEmail: "owner@once.example", Country: "DE", Currency: "EUR", By: app.Local(),
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := a.UserToken(t.Context(), enterprise.Key{ID: made.ID}, "", "test", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	post := func(path string, in object) (id, order string) {
		t.Helper()
		var out struct {
			ID    string
			Order struct{ ID string }
		}
		if err := driver.Ask(t.Context(), http.MethodPost, server.URL+"/api/v1/tenants/"+made.ID.String()+"/"+path, token, in, &out); err != nil {
			t.Fatal(err)
		}
		return out.ID, out.Order.ID
	}
	var sites struct{ Data []struct{ ID string } }
	if err := driver.Ask(t.Context(), http.MethodGet, server.URL+"/api/v1/tenants/"+made.ID.String()+"/sites", token, nil, &sites); err != nil {
		t.Fatal(err)
	}
	site := sites.Data[0].ID
	client, _ := post("clients", object{"name": "Ana", "currency": "EUR"})
	vendor, _ := post("vendors", object{"name": "Exotic", "currency": "EUR"})
	product, _ := post("products", object{"reference": "P", "name": "Chai", "currency": "EUR", "price": object{"amount": "18"}})
	post("stock/receive", object{"site": site, "vendor": vendor, "lines": []object{{"product": product, "quantity": "10"}}})
	terms := object{"client": client, "site": site, "currency": "EUR", "freight": object{"amount": "5"}, "items": []object{{"product": product, "quantity": "3"}}}
	post("orders/place", terms)
	quote, _ := post("quotes", terms)
	post("quotes/"+quote+"/send", object{})
	_, order := post("quotes/"+quote+"/accept", object{})
	shipment, _ := post("shipments", object{"order": order, "carrier": "Mail"})
	for _, verb := range []string{"pick", "pack", "ship", "deliver"} {
		post("shipments/"+shipment+"/"+verb, object{})
	}
	post("orders/"+order+"/invoice", object{"post": true})
	payment, _ := post("payments", object{
		"client": client, "site": site, "currency": "EUR", "amount": object{"amount": "59"},
		"origin": object{"entity": "sales.order", "id": order},
	})
	post("payments/"+payment+"/charge", object{})
	return made.ID.String()
}
