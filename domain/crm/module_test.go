package crm_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(crm.Module()), crm.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

func TestEntities(t *testing.T) {
	t.Parallel()
	entitytest.Run(t, newHouse(t), entitytest.Samples{
		"system.custom_field": `{"extends":"crm.client","name":"f$n","label":"F","kind":"text"}`,
		"identity.site":       `{"code":"S$n","name":"Berlin","country":"DE","currency":"EUR"}`,
		"identity.department": `{"name":"Sales"}`,
		"identity.role":       `{"name":"role-$n","title":"Role"}`,
		"identity.user":       `{"email":"u$n@acme.example","name":"Ann"}`,
		"crm.client": `{"name":"Alfreds Futterkiste","email":"a@b.example","country":"DE","payment_terms":30,
			"currency":"EUR","credit_limit":{"amount":"1000.00","currency":"EUR"}}`,
		"crm.contact":  `{"client":"$crm.client","first_name":"Maria","last_name":"Anders","primary":true}`,
		"crm.address":  `{"client":"$crm.client","street":"Obere Str. 57","city":"Berlin","postal_code":"12209","country":"DE","default":true}`,
		"crm.lead":     `{"company":"Bon app'","contact_name":"Laurence Lebihan","currency":"EUR","estimated_value":{"amount":"500.00"}}`,
		"crm.activity": `{"kind":"call","subject":"Call back","due":"2026-05-05","client":"$crm.client"}`,
	})
}
