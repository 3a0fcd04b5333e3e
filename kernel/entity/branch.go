package entity

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
)

// branch is one record in a row of a list: the listed record, or one that it
// includes by a reference.
type branch struct {
	plan  *Plan
	shape *shape // the fields that are read
	shown int    // how many of them are shown; the rest serve sorting, titles and currencies
	alias string
	at    int             // where its columns begin in the row
	refs  map[int]*branch // by field of shape: included records
}

// pick compiles the part of a shape that a query shows; extra fields are read
// but not shown.
func (s *shape) pick(shown, extra []int) *shape {
	out := &shape{rec: s.rec, byName: map[string]int{}, currency: -1}
	for _, i := range append(slices.Clone(shown), extra...) {
		f := s.fields[i]
		if _, twice := out.byName[f.name]; twice || f.lines != nil {
			continue
		}
		f.col = len(out.columns)
		if i == s.currency {
			out.currency = len(out.fields)
		}
		out.byName[f.name] = len(out.fields)
		out.fields = append(out.fields, f)
		if f.ref {
			out.columns = append(out.columns, f.name+"_entity", f.name)
		} else {
			out.columns = append(out.columns, f.name)
		}
	}
	return out
}

// indices returns the positions of fields by name; unknown names are passed over.
func (s *shape) indices(names ...string) []int {
	var out []int
	for _, n := range names {
		if i, ok := s.byName[n]; ok && s.fields[i].lines == nil && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// root is the branch of the listed records. names nil means all but long text,
// "*" all.
func (p *Plan) root(names []string, extra ...string) *branch {
	shown := p.short
	switch {
	case len(names) == 1 && names[0] == filter.AllFields:
		shown = p.all
	case names != nil:
		shown = p.shape.indices(append([]string{"id"}, names...)...)
	}
	if len(extra) == 0 && names == nil {
		return &branch{plan: p, shape: p.brief, shown: len(shown), alias: "o"}
	}
	s := p.shape.pick(shown, p.shape.indices(append([]string{"id", "version", "currency"}, extra...)...))
	return &branch{plan: p, shape: s, shown: len(shown), alias: "o"}
}

// include adds the records along a path of references below a branch.
func (b *branch) include(r *Registry, path []string, count *int) {
	if len(path) == 0 {
		return
	}
	i, ok := b.shape.byName[path[0]]
	if !ok {
		return
	}
	if b.refs == nil {
		b.refs = map[int]*branch{}
	}
	next := b.refs[i]
	if next == nil {
		p := r.byName[b.shape.fields[i].target]
		names := slices.Clone(p.List)
		if len(path) > 1 {
			names = append(names, path[1])
		}
		shown := slices.DeleteFunc(p.shape.indices(names...), func(i int) bool {
			return p.shape.fields[i].is("secret") || p.shape.fields[i].name == "id"
		})
		*count++
		next = &branch{
			plan: p, shown: len(shown), alias: "j" + strconv.Itoa(*count),
			shape: p.shape.pick(shown, p.shape.indices(append(p.titleFields(), "id", "currency")...)),
		}
		b.refs[i] = next
	}
	next.include(r, path[1:], count)
}

// columns lists what a branch and its inclusions select, and notes where each
// begins.
func (b *branch) columns(alias string, at *int) []string {
	b.at = *at
	*at += len(b.shape.columns)
	cols := []string{quoted(alias+".", b.shape.columns)}
	for _, i := range b.order() {
		cols = append(cols, b.refs[i].columns(b.refs[i].alias, at)...)
	}
	return cols
}

func (b *branch) order() []int {
	var out []int
	for i := range b.shape.fields {
		if b.refs[i] != nil {
			out = append(out, i)
		}
	}
	return out
}

// joins writes the joins of the included records, within what the actor may see.
func (b *branch) joins(sql *filter.Builder, alias string) {
	for _, i := range b.order() {
		j := b.refs[i]
		sql.Write(" left join ", quote(j.plan.table), " ", j.alias, " on ", j.alias, ".tenant_id = $1 and ",
			j.alias, ".id = ", alias, ".", quote(b.shape.fields[i].name))
		if predicate := sql.Scope(sql, j.plan.schema, j.alias); predicate != "" {
			sql.Write(" and (", predicate, ")")
		}
		j.joins(sql, j.alias)
	}
}

// append writes the branch's record from a row.
func (b *branch) append(dst []byte, row [][]byte) []byte {
	mine := row[b.at:]
	e := b.shape.rowEncoding(mine)
	dst = append(dst, '{')
	for i := range b.shown {
		dst = b.appendField(append(comma(dst, i), b.shape.fields[i].key...), row, mine, i, e)
	}
	return append(dst, '}')
}

func (b *branch) appendField(dst []byte, row, mine [][]byte, i int, e encoding) []byte {
	f := &b.shape.fields[i]
	src := mine[f.col]
	switch {
	case f.ref:
		return appendRef(dst, src, mine[f.col+1])
	case src == nil:
		return append(dst, "null"...)
	case f.target == "" || f.codec.kind != filter.ID:
		return f.codec.raw(dst, src, e)
	}
	dst = appendUUID(append(dst, `{"id":`...), src)
	if j := b.refs[i]; j != nil && row[j.at+j.shape.at("id")] != nil {
		dst = j.appendIncluded(dst, row)
	}
	return append(dst, '}')
}

// appendIncluded writes the members of an included record after its id: its title
// and the columns of its list.
func (b *branch) appendIncluded(dst []byte, row [][]byte) []byte {
	mine := row[b.at:]
	e := b.shape.rowEncoding(mine)
	dst = appendString(append(dst, `,"title":`...), b.title(mine, e))
	for i := range b.shown {
		dst = append(append(dst, ','), b.shape.fields[i].key...)
		dst = b.appendField(dst, row, mine, i, e)
	}
	return dst
}

// title is what an included record is called.
func (b *branch) title(mine [][]byte, e encoding) string {
	out := b.plan.Title
	for _, name := range b.plan.titles {
		f := &b.shape.fields[b.shape.byName[name]]
		value := ""
		if src := mine[f.col]; src != nil {
			if value = string(src); f.codec.sql != "text" {
				value = strings.Trim(string(f.codec.raw(nil, src, e)), `"`)
			}
		}
		if out == "{"+name+"}" {
			return value
		}
		out = strings.ReplaceAll(out, "{"+name+"}", value)
	}
	return strings.TrimSpace(out)
}

// Searchable is an entity whose table has a column "search" of lower-case text.
type Searchable struct {
	Entity string
	Table  string
	Whole  bool // the actor sees every record of it
}

// Searchables lists the searchable entities that the actor sees, in the order of
// declaration.
func (tx *Tx) Searchables() []Searchable {
	var out []Searchable
	for _, p := range tx.registry.plans {
		if p.schema.Search != "" && tx.Sees(p.Name) {
			span, _ := tx.actor.Span(p.Read, p.Name)
			out = append(out, Searchable{Entity: p.Name, Table: p.table, Whole: span.Tenant || span.Site && !p.scoped})
		}
	}
	return out
}

// Shown is a record as a line of a list.
type Shown struct {
	Entity string
	ID     uuid.UUID
	Title  string
	Status string
	Texts  []string // the texts of the columns that its list shows first, without those of the title
}

// Show returns those of some records that the actor may read, in no order, in one
// round trip. The ids are by entity.
func (tx *Tx) Show(ctx context.Context, ids map[string][]uuid.UUID) ([]Shown, error) {
	l := &look{registry: tx.registry, actor: tx.actor}
	var out []Shown
	var batch []pg.Statement
	var asked []*Plan
	var seen []sightings
	for _, p := range tx.registry.plans {
		if len(ids[p.Name]) == 0 || !tx.Sees(p.Name) {
			continue
		}
		b, root := tx.showing(l, p, ids[p.Name])
		at := len(asked)
		asked, seen = append(asked, p), append(seen, sightings{})
		batch = append(batch, pg.Statement{SQL: b.Text.String(), Args: append([]any{tx.Tenant()}, b.Args...), Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				out = append(out, root.show(rows.RawValues()))
				root.sight(&seen[at], rows.RawValues())
			}
			return nil
		}})
	}
	if len(batch) == 0 {
		return nil, nil
	}
	if err := tx.Send(ctx, batch...); err != nil {
		return nil, fmt.Errorf("show records: %w", err)
	}
	for i, p := range asked {
		if len(seen[i].plans) > 0 {
			l.showed(p, "search", nil, &seen[i])
		}
	}
	for _, u := range l.uses {
		tx.uses = used(tx.uses, u)
	}
	return out, tx.registry.tellReads(ctx, Call{Actor: tx.actor, Home: tx.Home(), Origin: tx.origin}, l.kept)
}

// showing is the statement that shows records of an entity, with what the columns of
// its list refer to.
func (tx *Tx) showing(l *look, p *Plan, ids []uuid.UUID) (*filter.Builder, *branch) {
	root, n, at := p.root(p.List, append(p.titleFields(), "status")...), 0, 0
	for _, name := range p.List {
		if f := root.shape.fields[root.shape.byName[name]]; f.codec.kind == filter.ID && !f.ref && tx.Sees(f.target) {
			root.include(tx.registry, []string{name}, &n)
		}
	}
	b := &filter.Builder{Scope: l.scope}
	b.Write("select ", strings.Join(root.columns("o", &at), ", "), " from ", quote(p.table), " o")
	root.joins(b, "o")
	b.Write(" where o.tenant_id = $1 and o.id = any(", b.Arg(ids), ")")
	if predicate := l.scope(b, p.schema, "o"); predicate != "" {
		b.Write(" and (", predicate, ")")
	}
	return b, root
}

// show reads a record from a row.
func (b *branch) show(row [][]byte) Shown {
	mine := row[b.at:]
	out := Shown{Entity: b.plan.Name, Title: b.title(mine, b.shape.rowEncoding(mine))}
	for i := range b.shape.fields {
		f := &b.shape.fields[i]
		switch src := mine[f.col]; {
		case src == nil || f.ref:
		case f.name == "id":
			out.ID = uuid.UUID(src)
		case f.name == "status" && b.plan.stated:
			out.Status = string(src)
		case b.refs[i] != nil && row[b.refs[i].at+b.refs[i].shape.at("id")] != nil:
			j := b.refs[i]
			out.Texts = append(out.Texts, j.title(row[j.at:], j.shape.rowEncoding(row[j.at:])))
		case i < b.shown && f.codec.sql == "text" && len(src) > 0 && !slices.Contains(b.plan.titles, f.name):
			out.Texts = append(out.Texts, string(src))
		}
	}
	return out
}
