package entity

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/customfield"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// customs remembers the tenants' own fields, by entity, for a short while.
type customs = cache.Cache[uuid.UUID, map[string][]customfield.Field]

// How many tenants' fields are remembered, and how long another process may not know
// of a changed one.
const (
	mostCustoms = 10_000
	customsKept = 30 * time.Second
)

func newCustoms() *customs {
	return cache.New(cache.Spec[uuid.UUID, map[string][]customfield.Field]{Name: "custom_field", Size: mostCustoms, Keep: customsKept})
}

// Counts tells by the names of the registry's caches how they were asked.
func (r *Registry) Counts() map[string]*cache.Counts {
	return map[string]*cache.Counts{r.customs.Name(): r.customs.Counts(), r.sizes.Name(): r.sizes.Counts()}
}

// customFields returns the fields that the tenant has added to an entity.
func (r *Registry) customFields(ctx context.Context, tx *pg.Tx, entity string) ([]customfield.Field, error) {
	if fields, ok := r.customs.Known(tx.Tenant()); ok {
		return fields[entity], nil
	}
	fields, err := r.customs.GetApart(ctx, tx.Tenant(), func(ctx context.Context, _ uuid.UUID) (map[string][]customfield.Field, error) {
		rows, err := pg.Query[customfield.Field](ctx, tx, customfield.Select)
		fields := map[string][]customfield.Field{}
		for _, f := range rows {
			fields[f.Entity] = append(fields[f.Entity], f)
		}
		return fields, err
	})
	if err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	return fields[entity], nil
}

// takeCustom merges the tenant's own fields of a body into a record.
func takeCustom(fields []customfield.Field, m mode, errs *problem.Fields) func(map[string]any, reflect.Value) {
	return func(in map[string]any, v reflect.Value) {
		kept := as[map[string]any](v)
		if m == modePut {
			kept = nil
		}
		merged, found := customfield.Merge(fields, kept, in)
		*errs = append(*errs, found.Under("/custom")...)
		v.Set(reflect.ValueOf(merged))
	}
}

// schemaFor returns what a list can be asked: the entity's fields and the
// tenant's own.
func (r *Registry) schemaFor(ctx context.Context, c Call, p *Plan) (*filter.Schema, error) {
	known, ok := r.customs.Known(c.Home.Tenant)
	fields := known[p.Name]
	if !ok {
		err := pg.Read(ctx, c.Home, func(tx *pg.Tx) (err error) {
			fields, err = r.customFields(ctx, tx, p.Name)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return p.schemaWith(fields), nil
}

// schemaWith returns what a list can be asked where the tenant has added these fields.
func (p *Plan) schemaWith(fields []customfield.Field) *filter.Schema {
	if len(fields) == 0 {
		return p.schema
	}
	extended := *p.schema
	extended.Fields = append(slices.Clone(extended.Fields), customSchema(fields)...)
	return &extended
}

// customSchema tells the list language of a tenant's own fields.
func customSchema(fields []customfield.Field) []filter.Field {
	kinds := map[customfield.Kind]filter.Kind{
		customfield.Text: filter.Text, customfield.Number: filter.Decimal, customfield.Amount: filter.Decimal,
		customfield.Date: filter.Date, customfield.ChoiceOf: filter.Choice, customfield.Reference: filter.ID,
		customfield.Flag: filter.Bool,
	}
	out := make([]filter.Field, len(fields))
	for i, f := range fields {
		out[i] = filter.Field{
			Name: f.Name, Kind: kinds[customfield.Kind(f.Kind)], Choices: f.Choices, Custom: true, Nullable: true,
		}
	}
	return out
}
