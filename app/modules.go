package app

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/integrations"
	"github.com/guildhall/guildhall/domain/integrity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/domain/numbering"
	"github.com/guildhall/guildhall/domain/portal"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/domain/workspace"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/system"
)

//go:generate go run ../lib/helpgen -out help.json ../domain/... ../kernel/entity ../kernel/system

//go:embed help.json
var help []byte

// Modules lists every module of the program, in the order of their tiers, which
// is the order of their migrations and seeds.
func Modules() []entity.Module {
	return modules(collaboration.Options{}, integrations.Options{}, workspace.Options{})
}

// modules is [Modules] with that by which people, and other systems, are told, and
// companies filled.
func modules(o collaboration.Options, i integrations.Options, w workspace.Options) []entity.Module {
	upper := []entity.Module{
		documents.Module(), integrity.Module(), signin.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), sales.Module(),
		communications.Module(o.Mail), portal.Module(), integrations.Module(i), collaboration.Module(o), workspace.Module(w),
	}
	lower := []entity.Module{system.Module(), governance.Module(), numbering.Module()}
	people := identity.Module(slices.Concat(lower, upper)...)
	return slices.Concat(lower, []entity.Module{people}, upper)
}

// Compile compiles the program's modules, with the comments of their fields as
// help texts, and others when the options name them.
func Compile(o entity.Options) (*entity.Registry, error) {
	if err := json.Unmarshal(help, &o.Help); err != nil {
		return nil, fmt.Errorf("read help texts: %w", err)
	}
	if o.Modules == nil {
		o.Modules = Modules()
	}
	o.Site, o.Owner, o.Department = "identity.site", "identity.user", "identity.department"
	r, err := entity.Compile(o)
	if err != nil {
		return nil, fmt.Errorf("compile modules: %w", err)
	}
	return r, nil
}
