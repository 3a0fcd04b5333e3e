package entity

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// load returns records by their ids, with their lines, in one round trip, in the
// order asked. Locking takes the rows in the order of their ids.
func (tx *Tx) load(ctx context.Context, p *Plan, ids []uuid.UUID, lock bool) ([]reflect.Value, error) {
	var missing []uuid.UUID
	for _, id := range ids {
		if t := tx.loaded[id]; t == nil || t.plan != p {
			missing = append(missing, id)
		}
	}
	found := map[uuid.UUID]reflect.Value{}
	if len(missing) > 0 {
		slices.SortFunc(missing, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
		recs, err := tx.fetch(ctx, p, "o.id = any($2)", []any{slices.Compact(missing)}, lock)
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			found[*p.header(rec).id] = rec
		}
	}
	out := make([]reflect.Value, len(ids))
	for i, id := range ids {
		if t := tx.loaded[id]; t != nil && t.plan == p && !t.gone {
			out[i] = t.rec
		} else if rec, ok := found[id]; ok {
			out[i] = rec
		} else {
			return nil, problem.NotFound(p.Label)
		}
	}
	return out, nil
}

// find returns the records that a WHERE clause selects, in the order of their ids.
func (tx *Tx) find(ctx context.Context, p *Plan, where string, args []any, lock bool) ([]reflect.Value, error) {
	ready := make([]any, len(args))
	for i, a := range args {
		ready[i] = pg.Arg(a)
	}
	return tx.fetch(ctx, p, where, ready, lock)
}

// fetch reads records and their lines in one round trip. A record that this
// transaction has locked before is returned as it stands.
func (tx *Tx) fetch(ctx context.Context, p *Plan, where string, args []any, lock bool) ([]reflect.Value, error) {
	args = append([]any{tx.Tenant()}, args...)
	var recs []reflect.Value
	byID := map[uuid.UUID]reflect.Value{}
	sql := p.sql.selects + " and (" + where + ") order by o.id"
	if lock {
		sql += " for no key update" // rows that refer to these may still be written
	}
	batch := []pg.Statement{{SQL: sql, Args: args, Rows: func(rows pgx.Rows) error {
		recs = recs[:0]
		for rows.Next() {
			rec := reflect.New(p.shape.rec)
			if err := p.shape.scan(rows.RawValues(), rec.Elem()); err != nil {
				return fmt.Errorf("read %s: %w", p.Name, err)
			}
			recs = append(recs, rec)
			byID[*p.header(rec).id] = rec
		}
		return nil
	}}}
	for i := range p.children {
		c := &p.children[i]
		of := "select o.id from " + quote(p.table) + " o where o.tenant_id = $1 and (" + where + ")"
		batch = append(batch, pg.Statement{
			SQL: strings.Replace(c.sql.byParent, "any($2)", "any(array("+of+"))", 1), Args: args,
			Rows: func(rows pgx.Rows) error { return c.scan(rows, p, byID) },
		})
	}
	if err := tx.Send(ctx, batch...); err != nil {
		return nil, err
	}
	for i, rec := range recs {
		id := *p.header(rec).id
		if t := tx.loaded[id]; t != nil {
			recs[i] = t.rec
		} else if lock {
			tx.loaded[id] = &tracked{plan: p, rec: rec, before: p.shape.snapshot(rec)}
		}
	}
	return slices.DeleteFunc(recs, func(rec reflect.Value) bool {
		t := tx.loaded[*p.header(rec).id]
		return t != nil && t.gone
	}), nil
}

// scan puts rows of lines under their parents.
func (c *child) scan(rows pgx.Rows, p *Plan, parents map[uuid.UUID]reflect.Value) error {
	for rows.Next() {
		row := rows.RawValues()
		parent, ok := parents[uuid.UUID(row[0])]
		if !ok {
			continue
		}
		lines := parent.Elem().FieldByIndex(p.shape.fields[c.field].index)
		line := reflect.New(c.shape.rec).Elem()
		if err := c.shape.scan(row[1:], line); err != nil {
			return fmt.Errorf("read a line of %s: %w", p.Name, err)
		}
		lines.Set(reflect.Append(lines, line))
	}
	return nil
}

// Select returns the ids of the records that the list of an entity shows for a query
// string, in its order: one more than most when there are more.
func (tx *Tx) Select(ctx context.Context, entity, query string, most int) ([]uuid.UUID, error) {
	if !tx.Sees(entity) {
		return nil, problem.NotFound("entity " + entity)
	}
	p := tx.registry.byName[entity]
	params, err := url.ParseQuery(query)
	if err != nil {
		return nil, problem.BadRequest("invalid-query", "The query string cannot be read.")
	}
	fields, err := tx.registry.customFields(ctx, tx.Tx, p.Name)
	if err != nil {
		return nil, err
	}
	q, err := filter.Parse(p.schemaWith(fields), params)
	if err != nil {
		return nil, err
	}
	l := &look{registry: tx.registry, actor: tx.actor}
	large, err := tx.registry.gauge(ctx, tx.Tx, q, l.scope)
	if err != nil {
		return nil, err
	}
	b := &filter.Builder{Scope: l.scope}
	b.Write("select o.id from ", quote(p.table), " o where ")
	q.Where(b, "o")
	b.Write(" order by ", q.OrderBy("o"), " limit ", strconv.Itoa(most+1))
	for _, u := range l.uses {
		tx.uses = used(tx.uses, u)
	}
	if large && len(b.Args) > 0 { // as in planned
		tx.Exec(sqlPlan, "force_custom_plan")
		defer tx.Exec(sqlPlan, "auto")
	}
	return pg.Query[uuid.UUID](ctx, tx, b.Text.String(), b.Args...)
}
