package app

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/blob"
)

//go:generate go run ../kernel/meta/helpgen -out help.json ../domain/... ../kernel/entity ../kernel/system

//go:embed help.json
var help []byte

// Modules lists every module of the program, in the order of their tiers, which
// is the order of their migrations and seeds.
func Modules() []entity.Module {
	upper := []entity.Module{documents.Module(), signin.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), sales.Module()}
	base := system.Module()
	modules := []entity.Module{base, identity.Module(append([]entity.Module{base}, upper...)...)}
	return append(modules, upper...)
}

// Compile compiles the program's modules, with the comments of their fields as
// help texts. written is told what each commit wrote, reads keeps who read what is
// sensitive, and files is where files are kept; each may be nil.
func Compile(
	clock func() time.Time, written func(tenant uuid.UUID, entities []string), reads *audit.Journal, files *blob.Store,
) (*entity.Registry, error) {
	texts := map[string]string{}
	if err := json.Unmarshal(help, &texts); err != nil {
		return nil, fmt.Errorf("read help texts: %w", err)
	}
	r, err := entity.Compile(entity.Options{
		Modules: Modules(), Help: texts, Clock: clock, Written: written, Reads: reads, Files: files,
		Site: "identity.site", Owner: "identity.user", Department: "identity.department",
	})
	if err != nil {
		return nil, fmt.Errorf("compile modules: %w", err)
	}
	return r, nil
}
