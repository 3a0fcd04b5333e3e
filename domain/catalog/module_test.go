package catalog_test

import (
	"os"
	"slices"
	"testing"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
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
