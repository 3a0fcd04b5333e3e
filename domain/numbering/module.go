package numbering

import (
	"context"
	"embed"
	"fmt"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/serial"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that numbering adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:     "numbering",
		Label:    "Numbering",
		Entities: []entity.Declared{entity.Declare[NumberSeries]()},
		Actions: []entity.Action{
			entity.NewQuery("numbering", ReadSeries, "Tells how each kind of document is numbered, and what comes next.", overview),
			entity.NewAction("numbering/set", EditSeries, "Says how documents of a kind are numbered from now on.", set),
			entity.NewAction("numbering/begin", EditSeries, "Has a count go on with a number.", begin),
		},
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: "numbering.*", Reach: auth.ReachTenant}}},
		},
		Migrations: migrations,
		Series:     own,
	}
}

const sqlOwn = `select subject, pattern, digits from numbering_series where tenant_id = $1`

// own returns how the company numbers documents, by entity, where it says so.
func own(ctx context.Context, tx *pg.Tx) (map[string]serial.Series, error) {
	rows, err := pg.Query[struct {
		Subject, Pattern string
		Digits           int
	}](ctx, tx, sqlOwn)
	if err != nil {
		return nil, fmt.Errorf("read number series: %w", err)
	}
	all := map[string]serial.Series{}
	for _, s := range rows {
		all[s.Subject] = serial.Series{Pattern: s.Pattern, Digits: s.Digits}
	}
	return all, nil
}
