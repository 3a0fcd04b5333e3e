package entity

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/customfield"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/serial"
)

// custom is what a tenant has set for itself.
type custom struct {
	fields map[string][]customfield.Field // its own fields, by entity
	series map[string]serial.Series       // how it numbers records, by entity, where it said so
	begun  map[counter]int64              // from where it had counts go on
}

// customs remembers what tenants have set for themselves, for a short while.
type customs = cache.Cache[uuid.UUID, custom]

// For how many tenants it is remembered, and how long another process may not know of
// a change.
const (
	mostCustoms = 10_000
	customsKept = 30 * time.Second
)

func newCustoms() *customs {
	return cache.New(cache.Spec[uuid.UUID, custom]{Name: "custom", Size: mostCustoms, Keep: customsKept})
}

// Counts tells by the names of the registry's caches how they were asked.
func (r *Registry) Counts() map[string]*cache.Counts {
	return map[string]*cache.Counts{r.customs.Name(): r.customs.Counts(), r.sizes.Name(): r.sizes.Counts()}
}

const sqlFields = `select extends, name, kind, choices, required from system_custom_field where tenant_id = $1 order by extends, name`

const sqlBegun = `select series, form, begun from system_counter where tenant_id = $1 and begun > 1`

// custom returns what the tenant has set for itself.
func (r *Registry) custom(ctx context.Context, tx *pg.Tx) (custom, error) {
	if set, ok := r.customs.Known(tx.Tenant()); ok {
		return set, nil
	}
	set, err := r.customs.GetApart(ctx, tx.Tenant(), func(ctx context.Context, tenant uuid.UUID) (set custom, err error) {
		fields, err := pg.Query[customfield.Field](ctx, tx, sqlFields)
		if err != nil {
			return set, err
		}
		set = custom{fields: map[string][]customfield.Field{}, begun: map[counter]int64{}}
		for _, f := range fields {
			set.fields[f.Entity] = append(set.fields[f.Entity], f)
		}
		begun, err := pg.Query[struct {
			Series, Form string
			Begun        int64
		}](ctx, tx, sqlBegun)
		for _, c := range begun {
			set.begun[counter{tenant: tenant, series: c.Series, form: c.Form}] = c.Begun
		}
		for _, m := range r.modules {
			if err == nil && m.Series != nil {
				set.series, err = m.Series(ctx, tx)
			}
		}
		return set, err
	})
	if err != nil {
		return custom{}, fmt.Errorf("read what the tenant has set for itself: %w", err)
	}
	return set, nil
}

// customFields returns the fields that the tenant has added to an entity.
func (r *Registry) customFields(ctx context.Context, tx *pg.Tx, entity string) ([]customfield.Field, error) {
	set, err := r.custom(ctx, tx)
	return set.fields[entity], err
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
	fields := known.fields[p.Name]
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
