package entity

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
)

// dossier collects what is kept about one record.
type dossier struct {
	tx    *Tx
	parts map[string]any        // by entity
	ids   []uuid.UUID           // of what was collected
	seen  map[uuid.UUID]bool    // the same
	kept  map[string][][]byte   // records as JSON, by entity
	looks map[string]int64      // by entity: how many records the person only looks after
	next  map[*Plan][]uuid.UUID // sensitive records whose own references count as well
}

const (
	sqlDossierAudit = `select coalesce(json_agg(json_build_object('at', at, 'actor', actor_name, 'verb', verb, 'entity', entity,
  'record', record, 'version', version, 'changes', changes) order by id), '[]')::text
from system_audit where tenant_id = $1 and record = any($2)`

	sqlDossierAccess = `select coalesce(json_agg(json_build_object('at', created_at, 'actor', actor_name, 'verb', verb, 'entity', subject,
  'address', address) order by id), '[]')::text
from system_access where tenant_id = $1 and records && $2`
)

// Dossier collects everything that is kept about a record, for the person whom it
// describes: the record itself, each record of any entity that refers to it or to
// a sensitive record found by that, who wrote these and who read them. Other
// records of the same entity are other persons', and of records that the person
// merely looks after only the number is told. The result is JSON by entity, and
// "looks_after", "written" and "read". That it was made is kept in the audit trail.
func (tx *Tx) Dossier(ctx context.Context, about Ref) (map[string]any, error) {
	p := tx.registry.byName[about.Entity]
	d := &dossier{
		tx: tx, parts: map[string]any{}, seen: map[uuid.UUID]bool{}, kept: map[string][][]byte{},
		looks: map[string]int64{}, next: map[*Plan][]uuid.UUID{},
	}
	own, err := tx.load(ctx, p, []uuid.UUID{about.ID}, false)
	if err != nil {
		return nil, err
	}
	d.take(p, own)
	if err := d.referring(ctx, p, []uuid.UUID{about.ID}); err != nil {
		return nil, err
	}
	for q, ids := range d.next {
		if q == p {
			continue
		}
		if err := d.referring(ctx, q, ids); err != nil {
			return nil, err
		}
	}
	tx.audit = append(tx.audit, audit.Entry{
		ID: newUUID(), At: tx.now, ActorKind: tx.actor.Kind, Actor: tx.actor.ID, ActorName: tx.actor.Name,
		OnBehalfOf: tx.actor.OnBehalfOf, RequestID: tx.origin.RequestID, Address: tx.origin.Address,
		Verb: "export", Entity: p.Name, Record: about.ID, Version: *p.header(own[0]).version, Changes: []byte("{}"),
	})
	return d.finish(ctx)
}

// take keeps records, each once.
func (d *dossier) take(p *Plan, recs []reflect.Value) {
	for _, rec := range recs {
		id := *p.header(rec).id
		if d.seen[id] {
			continue
		}
		d.seen[id], d.ids = true, append(d.ids, id)
		d.kept[p.Name] = append(d.kept[p.Name], p.shape.append(nil, rec, encoding{}))
		if p.Sensitive {
			d.next[p] = append(d.next[p], id)
		}
	}
}

// referring collects the records of all entities that refer to some of p.
func (d *dossier) referring(ctx context.Context, p *Plan, ids []uuid.UUID) error {
	for _, q := range d.tx.registry.plans {
		whole, owner := q.refersTo(p.Name)
		if q == p {
			continue
		}
		if owner != "" {
			n, _, err := pg.One[int64](ctx, d.tx, "select count(*) from "+quote(q.table)+" o where o.tenant_id = $1 and "+owner, ids)
			if err != nil {
				return err
			}
			if n > 0 {
				d.looks[q.Name] += n
			}
		}
		if whole == "" {
			continue
		}
		recs, err := d.tx.fetch(ctx, q, whole, []any{ids}, false)
		if err != nil {
			return err
		}
		d.take(q, recs)
	}
	return nil
}

// refersTo says in SQL which records refer to records $2 of an entity: those that
// are about them, and those that they merely own.
func (p *Plan) refersTo(name string) (whole, owner string) {
	var or []string
	for i := range p.shape.fields {
		f := &p.shape.fields[i]
		switch {
		case f.ref:
			or = append(or, "o."+quote(f.name+"_entity")+" = '"+name+"' and o."+quote(f.name)+" = any($2)")
		case f.target != name:
		case p.scoped && f.name == "owner" && !p.View:
			owner = `o."owner" = any($2)`
		case f.codec.kind == filter.IDs:
			or = append(or, "o."+quote(f.name)+" && $2")
		default:
			or = append(or, "o."+quote(f.name)+" = any($2)")
		}
	}
	for i := range p.children {
		c := &p.children[i]
		for n := range c.shape.fields {
			if f := &c.shape.fields[n]; f.target == name {
				or = append(or, "exists (select from "+quote(c.table)+" l where l.tenant_id = $1 and l."+quote(c.parent)+" = o.id and l."+quote(f.name)+" = any($2))")
			}
		}
	}
	return strings.Join(or, " or "), owner
}

// finish adds who wrote and who read what was collected.
func (d *dossier) finish(ctx context.Context) (map[string]any, error) {
	text := func(name string) func(pgx.Rows) error {
		return func(rows pgx.Rows) error {
			all, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
			d.parts[name] = json.RawMessage(all)
			return err //nolint:wrapcheck // mapped by the caller
		}
	}
	err := d.tx.Send(ctx,
		pg.Statement{SQL: sqlDossierAudit, Args: []any{d.tx.Tenant(), d.ids}, Rows: text("written")},
		pg.Statement{SQL: sqlDossierAccess, Args: []any{d.tx.Tenant(), d.ids}, Rows: text("read")},
	)
	if err != nil {
		return nil, err
	}
	for name, recs := range d.kept {
		list := []byte{'['}
		for i, rec := range recs {
			list = append(comma(list, i), rec...)
		}
		d.parts[name] = json.RawMessage(append(list, ']'))
	}
	looks := make(map[string]any, len(d.looks))
	for name, n := range d.looks {
		looks[name] = json.Number(strconv.FormatInt(n, 10))
	}
	d.parts["looks_after"] = looks
	return d.parts, nil
}
