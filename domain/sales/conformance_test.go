package sales

import (
	"testing"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	lines := `"items":[{"product":"$catalog.product","quantity":"3","note":"blue"},{"product":"$catalog.product","quantity":"1","price":{"amount":"2.50"},"discount":"10"}]`
	d := newDesk(t)
	order := d.act("orders/place", d.order(d.advice, "1000"))
	invoice := d.actOn("sales.order", order.id(), "invoice", `{"post":true}`)
	line := record(invoice["lines"].([]any)[0].(map[string]any)).id()
	entitytest.Run(t, d.House, entitytest.Samples{
		"system.custom_field":  `{"extends":"sales.order","name":"f$n","label":"F","kind":"text"}`,
		"identity.site":        `{"code":"S$n","name":"Berlin","country":"DE","currency":"EUR"}`,
		"identity.department":  `{"name":"Sales"}`,
		"identity.role":        `{"name":"role-$n","title":"Role"}`,
		"identity.user":        `{"email":"u$n@acme.example","name":"Ann"}`,
		"crm.client":           `{"name":"Alfreds Futterkiste","currency":"EUR"}`,
		"crm.contact":          `{"client":"$crm.client","last_name":"Anders"}`,
		"crm.address":          `{"client":"$crm.client","city":"Berlin","country":"DE"}`,
		"crm.lead":             `{"company":"Bon app'"}`,
		"crm.activity":         `{"subject":"Call back","due":"2026-05-05","client":"$crm.client"}`,
		"catalog.category":     `{"name":"Beverages $n"}`,
		"catalog.tax_rate":     `{"name":"Reduced","percent":"7","country":"DE"}`,
		"catalog.vendor":       `{"name":"Exotic Liquids","currency":"GBP"}`,
		"catalog.product":      `{"reference":"P$n","name":"Chai","currency":"EUR","price":{"amount":"18.00"},"active":true}`,
		"catalog.price_list":   `{"name":"L$n","currency":"EUR","items":[{"product":"$catalog.product","price":{"amount":"17.00"}}]}`,
		"inventory.location":   `{"site":"$identity.site","code":"L$n","name":"Shelf","kind":"storage"}`,
		"inventory.adjustment": `{"location":"$inventory.location","reason":"count","lines":[{"product":"$catalog.product","counted":"5"}]}`,
		"billing.invoice":      `{"client":"$crm.client","site":"$identity.site","currency":"EUR","lines":[{"name":"Chai","quantity":"1","price":{"amount":"18"}}]}`,
		"billing.credit_note":  `{"invoice":"` + invoice.id() + `","reason":"broken","lines":[{"invoice_line":"` + line + `","quantity":"1"}]}`,
		"billing.payment":      `{"client":"$crm.client","site":"$identity.site","currency":"EUR","amount":{"amount":"18"}}`,
		"sales.quote":          `{"client":"$crm.client","site":"$identity.site","currency":"EUR","discount":"5",` + lines + `}`,
		"sales.order":          `{"client":"$crm.client","site":"$identity.site","currency":"EUR","freight":{"amount":"4.90"},"ship_street":"Obere Str. 57\nHof",` + lines + `}`,
		"sales.shipment":       `{"order":"$sales.order","note":"fragile"}`,
	})
}
