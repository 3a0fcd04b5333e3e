package entity

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// RecordOf returns where a record stands, for [Tx.Decide] and [Tx.Admit].
func RecordOf[T Record[T]](tx *Tx, rec *T) auth.Record {
	return planOf[T](tx).scopeOf(reflect.ValueOf(rec))
}

// Decide tells whether the actor may do something to a record. What only an
// exception allows is kept as a use of it, with the transaction.
func (tx *Tx) Decide(want auth.Permission, r auth.Record) bool {
	allowed, by := tx.actor.Judge(want, r)
	if by != nil {
		tx.uses = used(tx.uses, auth.Use{Exception: by.ID, Permission: want, Entity: r.Entity, Record: r.ID})
	}
	return allowed
}

// May tells whether the actor holds a permission on some records at all. An
// exception for one record alone does not count; the use of a wider one is kept.
func (tx *Tx) May(p auth.Permission) bool {
	return tx.actor.Held(p).Somewhere() || tx.Reach(p) > auth.ReachNone
}

// Reach returns the widest reach with which the actor holds a permission. The use
// of exceptions that widen it is kept.
func (tx *Tx) Reach(p auth.Permission) auth.Reach {
	s, by := tx.actor.Span(p, "")
	if s.Widest() > tx.actor.Held(p).Widest() {
		for _, e := range by {
			tx.uses = used(tx.uses, auth.Use{Exception: e.ID, Permission: p})
		}
	}
	return s.Widest()
}

// Admit refuses an actor who may not do something to a new record, or may do so
// but not where it stands: a record's site is one at which the actor works,
// unless the actor holds the permission everywhere.
func (tx *Tx) Admit(need auth.Permission, r auth.Record) error {
	if !tx.Decide(need, r) {
		return auth.Missing(need, "")
	}
	if r.Site != uuid.Nil && !tx.actor.WorksAt(r.Site) && !tx.Decide(need, auth.Record{Site: r.Site}) {
		return problem.Forbidden("other-site", "You do not work at this site, and hold %s at your own sites only.", need).
			With("permission", need).With("pointer", "/site")
	}
	return nil
}

// keep is Admit for a record that is changed, which may stay where it was.
func (tx *Tx) keep(p *Plan, rec reflect.Value, was auth.Record) error {
	is := p.scopeOf(rec)
	if is.Site != was.Site {
		return tx.Admit(p.Edit, is)
	}
	if !tx.Decide(p.Edit, is) {
		return auth.Missing(p.Edit, "")
	}
	return nil
}

// used adds a use, once.
func used(uses []auth.Use, u auth.Use) []auth.Use {
	if slices.Contains(uses, u) {
		return uses
	}
	return append(uses, u)
}

// tellUses tells the modules of what only exceptions allowed.
func (tx *Tx) tellUses() {
	for _, u := range tx.uses {
		for _, tell := range tx.registry.excepted {
			tell(tx, u)
		}
	}
}

// keepUses keeps uses after the fact, in a transaction of their own: of what was
// read, or tried without being kept.
func (r *Registry) keepUses(ctx context.Context, c Call, uses []auth.Use) error {
	if len(uses) == 0 {
		return nil
	}
	c.DryRun, c.Key = false, ""
	return r.Do(ctx, c, func(_ context.Context, tx *Tx) error {
		tx.uses = uses
		return nil
	})
}

// Actor returns an actor as it stands now, with the exceptions that hold.
func (r *Registry) Actor(a *auth.Actor) *auth.Actor { return a.At(r.clock()) }

// Locate tells where the record of a reference stands, and which permission it
// takes to see it. What names no record of the tenant is a 404 problem.
func (tx *Tx) Locate(ctx context.Context, ref Ref) (auth.Record, auth.Permission, error) {
	p := tx.registry.byName[ref.Entity]
	if p == nil {
		return auth.Record{}, "", problem.NotFound("entity " + ref.Entity)
	}
	found, r := false, auth.Record{}
	err := tx.Send(ctx, pg.Statement{
		SQL:  "select " + p.standing("o") + " from " + quote(p.table) + " o where o.tenant_id = $1 and o.id = $2",
		Args: []any{tx.Tenant(), ref.ID},
		Rows: func(rows pgx.Rows) error {
			if found = rows.Next(); found {
				r = p.standsAt(rows.RawValues(), ref.ID)
			}
			return nil
		},
	})
	if err == nil && !found {
		err = problem.NotFound(p.Label)
	}
	return r, p.Read, err
}

// Identify is [Tx.Locate] that also tells what the record is called.
func (tx *Tx) Identify(ctx context.Context, ref Ref) (title string, stands auth.Record, read auth.Permission, err error) {
	p := tx.registry.byName[ref.Entity]
	if p == nil {
		return "", auth.Record{}, "", problem.NotFound("entity " + ref.Entity)
	}
	recs, err := tx.load(ctx, p, []uuid.UUID{ref.ID}, false)
	if err != nil {
		return "", auth.Record{}, "", err
	}
	return p.title(recs[0]), p.scopeOf(recs[0]), p.Read, nil
}

// standing lists the columns that say where a record stands, if any do.
func (p *Plan) standing(alias string) string {
	if !p.scoped {
		return alias + ".id"
	}
	return quoted(alias+".", []string{"site", "owner", "department"})
}

// standsAt reads where a record stands from the columns of standing.
func (p *Plan) standsAt(row [][]byte, id uuid.UUID) auth.Record {
	r := auth.Record{Entity: p.Name, ID: id}
	if p.scoped {
		for i, to := range []*uuid.UUID{&r.Site, &r.Owner, &r.Department} {
			copy(to[:], row[i])
		}
	}
	if p.Self {
		r.Owner = id
	}
	return r
}

// standsIn is standsAt for a whole row of the entity.
func (p *Plan) standsIn(s *shape, row [][]byte) auth.Record {
	id := uuid.UUID(row[s.at("id")])
	if !p.scoped {
		return p.standsAt(nil, id)
	}
	return p.standsAt([][]byte{row[s.at("site")], row[s.at("owner")], row[s.at("department")]}, id)
}

// look is one reading of an actor: what they may see, and by which exceptions.
type look struct {
	registry *Registry
	actor    *auth.Actor
	uses     []auth.Use
	kept     []audit.Access // what it shows of sensitive entities
}

// look begins a reading of an entity. Without the permission to see any of its
// records it is refused.
func (r *Registry) look(c Call, p *Plan) (*look, error) {
	l := &look{registry: r, actor: r.Actor(c.Actor)}
	if !l.actor.May(p.Read) {
		return nil, auth.Missing(p.Read, "")
	}
	return l, nil
}

// scope returns the predicate by which the actor sees rows of an entity; see
// [filter.Builder]. It counts as a use of every exception that lets more be seen.
func (l *look) scope(b *filter.Builder, s *filter.Schema, alias string) string {
	p := l.registry.byName[s.Entity]
	predicate, by := p.visible(l.actor, b, alias)
	for _, e := range by {
		l.uses = used(l.uses, auth.Use{Exception: e.ID, Permission: p.Read, Entity: p.Name})
	}
	return predicate
}

// done ends a reading: the answer is given once the uses are kept, and what it
// shows of sensitive entities is in the hands of the journal.
func (l *look) done(ctx context.Context, c Call, a Answer) (Answer, error) {
	if err := l.registry.keepUses(ctx, c, l.uses); err != nil {
		return Answer{}, err
	}
	if err := l.registry.tellReads(ctx, c, l.kept); err != nil {
		return Answer{}, err
	}
	return a, nil
}

// sees counts the exception, if any, by which the actor sees one record.
func (l *look) sees(p *Plan, r auth.Record) {
	if _, by := l.actor.Judge(p.Read, r); by != nil {
		l.uses = used(l.uses, auth.Use{Exception: by.ID, Permission: p.Read, Entity: p.Name, Record: r.ID})
	}
}

// visible says in SQL what [auth.Actor.Judge] says of one record: "" for every
// row, "false" for none. by are the exceptions that add to it.
func (p *Plan) visible(a *auth.Actor, b *filter.Builder, alias string) (predicate string, by []*auth.Exception) {
	span, by := a.Span(p.Read, p.Name)
	if span.Tenant || span.Site && !p.scoped {
		return "", by
	}
	var or []string
	switch own := span.Somewhere(); {
	case p.Self && own:
		or = append(or, alias+".id = "+b.Arg(a.ID))
	case p.scoped && own:
		or = append(or, alias+".owner = "+b.Arg(a.ID))
	}
	if p.scoped && span.Site {
		or = append(or, alias+".site is null", alias+".site = any("+b.Arg(a.Sites)+")")
	}
	if p.scoped && span.Department {
		or = append(or, alias+".department = any("+b.Arg(a.Within())+")")
	}
	if len(span.Records) > 0 {
		or = append(or, alias+".id = any("+b.Arg(span.Records)+")")
	}
	if len(or) == 0 {
		return "false", by
	}
	return strings.Join(or, " or "), by
}

// Sees tells whether there may be records of an entity for the actor to read: its
// module is switched on, and the actor holds the permission.
func (tx *Tx) Sees(entity string) bool {
	p := tx.registry.byName[entity]
	return p != nil && tx.serves(p.module) && tx.actor.May(p.Read)
}

// serves tells whether a module is switched on for the tenant.
func (tx *Tx) serves(module string) bool {
	return tx.modules == nil || module == "system" || slices.Contains(tx.modules, module)
}
