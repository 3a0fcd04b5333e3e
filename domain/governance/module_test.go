package governance_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(tb testing.TB) *entitytest.House {
	tb.Helper()
	return entitytest.New(tb, governance.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}
