package identity_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// other is a module that shares in the default roles.
func other() entity.Module {
	return entity.Module{Name: "other", Roles: []entity.Role{{Name: "sales"}, {Name: "night-shift"}}}
}

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(other()))
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}
