package entity

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
)

// dossier collects what is kept about one record.
type dossier struct {
	tx    *Tx
	parts map[string]any      // by entity
	ids   []uuid.UUID         // of what was collected
	seen  map[uuid.UUID]bool  // the same
	kept  map[string][][]byte // records as JSON, by entity
	looks map[string]int64    // by entity: how many records the person only looks after
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
// describes: the record itself, each record of any entity that is about it or about
// one that was found by that and has personal fields, who wrote these and who read
// them. Other records of the same entity are other persons', and of records that the
// person merely looks after or has a say in only the number is told. The result is
// JSON by entity, and "looks_after", "written" and "read". That it was made is kept
// in the audit trail.
func (tx *Tx) Dossier(ctx context.Context, about Ref) (map[string]any, error) {
	p := tx.registry.byName[about.Entity]
	d := &dossier{tx: tx, parts: map[string]any{}, seen: map[uuid.UUID]bool{}, kept: map[string][][]byte{}, looks: map[string]int64{}}
	own, err := tx.load(ctx, p, []uuid.UUID{about.ID}, false)
	if err != nil {
		return nil, err
	}
	d.take(p, own)
	err = tx.registry.spread(p, about.ID, func(p, q *Plan, ids, _ []uuid.UUID) ([]uuid.UUID, error) {
		return d.referring(ctx, p, q, ids)
	})
	if err != nil {
		return nil, err
	}
	tx.tell("export", about, *p.header(own[0]).version, []byte("{}"))
	return d.finish(ctx)
}

// take keeps records, each once, and returns those that are new.
func (d *dossier) take(p *Plan, recs []reflect.Value) (fresh []uuid.UUID) {
	for _, rec := range recs {
		id := *p.header(rec).id
		if d.seen[id] {
			continue
		}
		d.seen[id], fresh = true, append(fresh, id)
		d.kept[p.Name] = append(d.kept[p.Name], p.shape.append(nil, rec, encoding{}))
	}
	d.ids = append(d.ids, fresh...)
	return fresh
}

// referring collects the records of q that are about some of p.
func (d *dossier) referring(ctx context.Context, p, q *Plan, ids []uuid.UUID) ([]uuid.UUID, error) {
	whole, beside := q.refersTo(p.Name)
	if beside != "" {
		n, _, err := pg.One[int64](ctx, d.tx, "select count(*) from "+quote(q.table)+" o where o.tenant_id = $1 and ("+beside+")", ids)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			d.looks[q.Name] += n
		}
	}
	if whole == "" {
		return nil, nil
	}
	recs, err := d.tx.fetch(ctx, q, "("+whole+")", []any{ids}, false)
	if err != nil {
		return nil, err
	}
	return d.take(q, recs), nil
}

// refersTo says in SQL which records refer to records $2 of an entity: those that
// are about them, and those that name them beside, as who looks after them.
func (p *Plan) refersTo(name string) (whole, beside string) {
	if p.Trail {
		return "", ""
	}
	var or, by []string
	for i := range p.shape.fields {
		f := &p.shape.fields[i]
		is := "o." + quote(f.name) + " = any($2)"
		if f.codec.kind == filter.IDs {
			is = "o." + quote(f.name) + " && $2"
		}
		switch {
		case f.ref:
			or = append(or, "o."+quote(f.name+"_entity")+" = '"+name+"' and "+is)
		case f.target != name:
		case p.scoped && f.name == "owner" && !p.View, p.About != "" && p.About != f.name:
			by = append(by, is)
		default:
			or = append(or, is)
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
	return strings.Join(or, " or "), strings.Join(by, " or ")
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

// Holding is where data about private persons is kept.
type Holding struct {
	Name      string   // the entity, or the table where there is none
	Label     string   // what it is, for people
	Table     string   // whose rows hold it
	Fields    []string // that hold it; those of lines as "items.note"
	Sensitive bool     // whether it is kept who reads it
	Kept      []string // the states in which the law keeps records as they are
}

// Holdings tells where data about private persons is kept: by the tags of entities,
// and by what modules declare of their other tables.
func (tx *Tx) Holdings() []Holding {
	var all []Holding
	for _, p := range tx.registry.plans {
		if !p.personal() {
			continue
		}
		h := Holding{Name: p.Name, Label: p.Label, Table: p.table, Sensitive: p.Sensitive, Kept: p.Kept, Fields: p.shape.personalFields("")}
		for i := range p.children {
			c := &p.children[i]
			h.Fields = append(h.Fields, c.shape.personalFields(p.shape.fields[c.field].name+".")...)
		}
		all = append(all, h)
	}
	for _, m := range tx.registry.modules {
		all = append(all, m.Holdings...)
	}
	return all
}

func (s *shape) personalFields(prefix string) []string {
	var names []string
	for i := range s.fields {
		if s.fields[i].is("personal") {
			names = append(names, prefix+s.fields[i].name)
		}
	}
	return names
}

// Persons names the entities whose records can be forgotten: those with a step
// "anonymise".
func (tx *Tx) Persons() []string {
	var names []string
	for _, p := range tx.registry.plans {
		if slices.ContainsFunc(p.steps, func(s step) bool { return s.verb == "anonymise" }) {
			names = append(names, p.Name)
		}
	}
	return names
}
