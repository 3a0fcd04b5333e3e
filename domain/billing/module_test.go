package billing_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(crm.Module(), catalog.Module(), billing.Module()),
		crm.Module(), catalog.Module(), billing.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

func TestEntities(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	i := furnish(t, h).invoiceOf(t, "1000")
	entitytest.Run(t, h, entitytest.Samples{
		"system.custom_field": `{"extends":"catalog.product","name":"f$n","label":"F","kind":"text"}`,
		"identity.site":       `{"code":"S$n","name":"Berlin","country":"DE","currency":"EUR"}`,
		"identity.department": `{"name":"Sales"}`,
		"identity.role":       `{"name":"role-$n","title":"Role"}`,
		"identity.user":       `{"email":"u$n@acme.example","name":"Ann"}`,
		"crm.client":          `{"name":"Alfreds Futterkiste"}`,
		"crm.contact":         `{"client":"$crm.client","last_name":"Anders"}`,
		"crm.address":         `{"client":"$crm.client","city":"Berlin","country":"DE"}`,
		"crm.lead":            `{"company":"Bon app'"}`,
		"crm.activity":        `{"subject":"Call back","due":"2026-05-05","client":"$crm.client"}`,
		"catalog.category":    `{"name":"Beverages $n"}`,
		"catalog.tax_rate":    `{"name":"Reduced","percent":"7","country":"DE"}`,
		"catalog.vendor":      `{"name":"Exotic Liquids","currency":"GBP"}`,
		"catalog.product":     `{"reference":"P$n","name":"Chai","currency":"EUR","price":{"amount":"18.00"},"active":true}`,
		"catalog.price_list":  `{"name":"Friends","currency":"EUR","items":[{"product":"$catalog.product","price":{"amount":"17.00"}}]}`,
		"billing.invoice": `{"site":"$identity.site","client":"$crm.client","currency":"EUR","origin":{"entity":"sales.order","id":"01890a5d-ac96-774b-bcce-b302099a8057"},
			"freight":{"amount":"5.00"},"lines":[{"product":"$catalog.product","name":"Chai","quantity":"3","price":{"amount":"18.00"},"tax_percent":"19"}]}`,
		"billing.credit_note": `{"invoice":"` + i.ID.String() + `","reason":"Broken","lines":[{"invoice_line":"` + i.Lines[0].ID.String() + `","quantity":"1"}]}`,
		"billing.payment":     `{"client":"$crm.client","amount":{"amount":"10.00","currency":"EUR"},"method":"card","provider":"sandbox"}`,
	})
}
