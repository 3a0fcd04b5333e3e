package catalog_test

import (
	"os"
	"slices"
	"testing"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// newHouse has crm beside catalog: price lists name clients.
func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(crm.Module(), catalog.Module()), crm.Module(), catalog.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

func TestEntities(t *testing.T) {
	t.Parallel()
	entitytest.Run(t, newHouse(t), entitytest.Samples{
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
		"catalog.vendor":      `{"name":"Exotic Liquids","currency":"GBP","minimum_order":{"amount":"50.00"},"lead_days":7}`,
		"catalog.product": `{"reference":"P$n","name":"Chai","category":"$catalog.category","vendor":"$catalog.vendor","currency":"EUR",
			"unit":"box","unit_quantity":"10 boxes x 20 bags","price":{"amount":"18.00"},"tax_rate":"$catalog.tax_rate","active":true,
			"sites":["$identity.site"]}`,
		"catalog.price_list": `{"name":"Friends","currency":"EUR","client":"$crm.client","valid_from":"2026-01-01",
			"items":[{"product":"$catalog.product","min_quantity":"10","price":{"amount":"17.00"}}]}`,
	})
}

// TestDefaultRolesGrantWhatThereIs finds grants that no entity, step or action asks for.
func TestDefaultRolesGrantWhatThereIs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	known := h.Registry.Permissions()
	for _, m := range h.Registry.Modules() {
		for _, r := range m.Roles {
			for _, g := range r.Grants {
				if !slices.ContainsFunc(known, g.Permission.Covers) {
					t.Errorf("module %s grants %s to the role %s, and nothing needs it", m.Name, g.Permission, r.Name)
				}
			}
		}
	}
}
