package billing_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/numbering"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, numbering.Module(), identity.Module(documents.Module(), crm.Module(), catalog.Module(), billing.Module()),
		documents.Module(), crm.Module(), catalog.Module(), billing.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}
