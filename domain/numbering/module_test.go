package numbering_test

import (
	"os"
	"testing"

	"github.com/guildhall/guildhall/domain/numbering"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, entitytest.New(t, numbering.Module()))
}
