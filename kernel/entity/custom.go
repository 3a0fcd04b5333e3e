package entity

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/customfield"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// customs remembers the tenants' own fields for a short while.
type customs struct {
	mu   sync.Mutex
	kept map[uuid.UUID]customsOfTenant
}

type customsOfTenant struct {
	fields  map[string][]customfield.Field // by entity
	expires time.Time
}

// customsKept is how long another process may not know of a changed field.
const customsKept = 30 * time.Second

func newCustoms() *customs { return &customs{kept: map[uuid.UUID]customsOfTenant{}} }

// known returns what is remembered of a tenant and still fresh.
func (c *customs) known(tenant uuid.UUID, now time.Time) (map[string][]customfield.Field, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.kept[tenant]
	return kept.fields, ok && now.Before(kept.expires)
}

func (c *customs) keep(tenant uuid.UUID, rows []customfield.Field, expires time.Time) map[string][]customfield.Field {
	fields := map[string][]customfield.Field{}
	for _, f := range rows {
		fields[f.Entity] = append(fields[f.Entity], f)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[tenant] = customsOfTenant{fields: fields, expires: expires}
	return fields
}

// customFields returns the fields that the tenant has added to an entity.
func (r *Registry) customFields(ctx context.Context, tx *pg.Tx, entity string) ([]customfield.Field, error) {
	if fields, ok := r.customs.known(tx.Tenant(), r.clock()); ok {
		return fields[entity], nil
	}
	rows, err := pg.Query[customfield.Field](ctx, tx, customfield.Select)
	if err != nil {
		return nil, fmt.Errorf("read custom fields: %w", err)
	}
	return r.customs.keep(tx.Tenant(), rows, r.clock().Add(customsKept))[entity], nil
}

// forgetCustomFields has the next look at a tenant's own fields read them anew.
func (r *Registry) forgetCustomFields(tenant uuid.UUID) {
	r.customs.mu.Lock()
	defer r.customs.mu.Unlock()
	delete(r.customs.kept, tenant)
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
