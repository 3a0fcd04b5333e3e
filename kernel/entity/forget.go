package entity

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
)

// neutral stands where a name was that must not be empty.
const neutral = "anonymised"

// forgotten is what is to be taken out of the audit trail and of copies.
type forgotten struct {
	ids    []uuid.UUID
	fields []string
	words  []string
}

// The words are sent after the audit trail and the outbox of the same transaction,
// so that they are taken out of these, too.
const sqlForget = `select system_forget($1, $2, $3, $4)`

// shortestWord is how many letters a value must have to be looked for in texts:
// shorter ones would take too much with them. Only what is somebody's alone is
// looked for: addresses of mail, numbers of telephones and full names.
const shortestWord = 4

// Forgotten is what modules are told of somebody who is to be forgotten.
type Forgotten struct {
	About Ref
	Known []string // how the person is reached, and their full name
}

// Forget makes the fields tagged personal neutral, for good: of a record that was
// locked in this transaction, which the caller saves, and of every record that is
// about it, or about one that was found by that. With the commit what they held
// also goes out of the audit trail, out of the payloads of events, and out of
// answers kept for idempotency keys. References, numbers, sums and dates stay, and
// so do records in a state in which the law keeps them. A module may refuse with a
// problem, before anything is done.
func (tx *Tx) Forget(ctx context.Context, about Ref) error {
	t := tx.loaded[about.ID]
	f := &forgotten{ids: []uuid.UUID{about.ID}, fields: []string{"custom"}, words: []string{}}
	t.plan.forgetOwn(t.rec, f)
	for _, m := range tx.registry.modules {
		if m.Forget == nil {
			continue
		}
		if err := m.Forget(ctx, tx, Forgotten{About: about, Known: slices.Clone(f.words)}); err != nil {
			return err
		}
	}
	err := tx.registry.spread(t.plan, about.ID, func(p, q *Plan, ids, seen []uuid.UUID) ([]uuid.UUID, error) {
		return tx.forgetReferring(ctx, p, q, ids, seen, f)
	})
	if err != nil {
		return err
	}
	f.words = slices.DeleteFunc(f.words, func(w string) bool { return w == neutral || utf8.RuneCountInString(w) < shortestWord })
	slices.Sort(f.words)
	f.words = slices.Compact(f.words)
	slices.SortStableFunc(f.words, func(a, b string) int { return len(b) - len(a) }) // a word may be part of a longer one
	tx.forgets = append(tx.forgets, f)
	return nil
}

// spread visits what is about a record, and what is about that, as long as it
// holds personal fields. visit gets the records of p, looks among those of q, and
// returns which it found, leaving out those seen. Other records of the first's
// entity are other persons'.
func (r *Registry) spread(root *Plan, id uuid.UUID, visit func(p, q *Plan, ids, seen []uuid.UUID) ([]uuid.UUID, error)) error {
	type found struct {
		plan *Plan
		ids  []uuid.UUID
	}
	seen := []uuid.UUID{id}
	for next := []found{{root, seen}}; len(next) > 0; next = next[1:] {
		for _, q := range r.plans {
			if q == root {
				continue
			}
			ids, err := visit(next[0].plan, q, next[0].ids, seen)
			if err != nil {
				return err
			}
			seen = append(seen, ids...)
			if len(ids) > 0 && q.personal() {
				next = append(next, found{q, ids})
			}
		}
	}
	return nil
}

// personal tells whether an entity has personal fields, of its own or in its lines.
func (p *Plan) personal() bool {
	return p.shape.personal() || slices.ContainsFunc(p.children, func(c child) bool { return c.shape.personal() })
}

func (s *shape) personal() bool {
	return slices.ContainsFunc(s.fields, func(f field) bool { return f.is("personal") })
}

// forgetOwn makes a record neutral, as it stands in memory.
func (p *Plan) forgetOwn(rec reflect.Value, f *forgotten) {
	for i := range p.shape.fields {
		fd := &p.shape.fields[i]
		if !fd.is("personal") {
			continue
		}
		v := rec.Elem().FieldByIndex(fd.index)
		f.fields = append(f.fields, fd.name)
		if was := v.String(); was != "" && (fd.reaches() || slices.Contains(p.titles, fd.name) && strings.Contains(was, " ")) {
			f.words = append(f.words, was)
		}
		v.SetString(p.neutralOf(fd, p.header(rec).id.String()))
	}
	*p.header(rec).custom = nil
}

// neutralOf is what a personal field of a record holds once it is forgotten.
func (p *Plan) neutralOf(f *field, id string) string {
	switch {
	case f.codec.format == "email" && f.is("required"):
		return id + "@" + neutral + ".invalid" // RFC 2606, section 2
	case f.codec.format != "email" && (f.is("required") || slices.Contains(p.titles, f.name)):
		return neutral
	}
	return ""
}

// forgetReferring makes the records of q neutral that are about some of p, and
// tells which they are, those that the law keeps included.
func (tx *Tx) forgetReferring(ctx context.Context, p, q *Plan, ids, seen []uuid.UUID, f *forgotten) ([]uuid.UUID, error) {
	whole, _ := q.refersTo(p.Name)
	if whole == "" || !q.personal() {
		return nil, nil
	}
	sets, old, names := q.forgetting()
	from := quote(q.table) + " o where o.tenant_id = $1 and "
	sql := "with was as (select o.id, o.version + 1 as version, " + old + " as words, " + q.kept() + " as kept from " + from + "(" + whole + ") and o.id <> all($3) for update), " +
		"gone as (update " + quote(q.table) + " o set " + strings.Join(append(sets, "custom = '{}'"), ", ") +
		", version = was.version, updated_at = $4 from was where o.tenant_id = $1 and o.id = was.id and not was.kept) " +
		"select id, version, words, kept from was"
	var found, gone []uuid.UUID
	err := tx.Send(ctx, pg.Statement{SQL: sql, Args: []any{tx.Tenant(), ids, slices.Clone(seen), tx.now}, Rows: func(rows pgx.Rows) error {
		for rows.Next() {
			var id uuid.UUID
			var version int64
			var words []string
			var kept bool
			if err := rows.Scan(&id, &version, &words, &kept); err != nil {
				return err //nolint:wrapcheck // mapped by the caller
			}
			if found = append(found, id); !kept {
				gone, f.words = append(gone, id), append(f.words, words...)
				tx.tell("anonymise", Ref{Entity: q.Name, ID: id}, version, masked(names))
			}
		}
		return nil
	}})
	if err != nil || len(gone) == 0 {
		return found, err
	}
	f.ids, f.fields = append(f.ids, gone...), append(f.fields, names...)
	for i := range q.children {
		c := &q.children[i]
		if c.shape.personal() {
			f.fields = append(f.fields, q.shape.fields[c.field].name)
			tx.Exec("update "+quote(c.table)+" set "+c.neutral()+" where tenant_id = $1 and "+quote(c.parent)+" = any($2)", gone)
		}
	}
	return found, nil
}

// masked tells that fields have changed, and not what they held.
func masked(names []string) []byte {
	dst := []byte{'{'}
	for i, name := range names {
		dst = append(appendString(comma(dst, i), name), `:["***","***"]`...)
	}
	return append(dst, '}')
}

// kept says in SQL whether the law keeps a record as it stands.
func (p *Plan) kept() string {
	if len(p.Kept) == 0 {
		return "false"
	}
	return "o.status in ('" + strings.Join(p.Kept, "', '") + "')"
}

// neutral says in SQL how the personal fields of lines become neutral.
func (c *child) neutral() string {
	var sets []string
	for i := range c.shape.fields {
		if f := &c.shape.fields[i]; f.is("personal") {
			sets = append(sets, quote(f.name)+" = ''")
		}
	}
	return strings.Join(sets, ", ")
}

// forgetting says in SQL how the personal fields of an entity become neutral, and
// what they held.
func (p *Plan) forgetting() (sets []string, old string, names []string) {
	var held []string
	for i := range p.shape.fields {
		f := &p.shape.fields[i]
		if !f.is("personal") {
			continue
		}
		value := "'" + p.neutralOf(f, "") + "'"
		if f.codec.format == "email" && f.is("required") {
			value = "o.id || " + value
		}
		sets, names = append(sets, quote(f.name)+" = "+value), append(names, f.name)
		if f.reaches() {
			held = append(held, "o."+quote(f.name))
		}
	}
	return sets, "array[" + strings.Join(held, ", ") + "]::text[]", names
}

// reaches tells whether a field says how to reach a person.
func (f *field) reaches() bool { return f.codec.format == "email" || f.codec.format == "phone" }

// checkPersonal: only text can be made neutral, lines of the record itself are not,
// and what the law keeps is told by a state.
func (p *Plan) checkPersonal(fail func(string, ...any)) {
	for _, s := range append([]*shape{p.shape}, linesOf(p)...) {
		for i := range s.fields {
			f := &s.fields[i]
			if f.is("personal") && (f.codec.sql != "text" || len(f.codec.choices) > 0 || f.codec.kind == filter.Choice) {
				fail("the field %q is personal and no text", f.name)
			}
			if f.is("personal") && f.is("required") && s != p.shape {
				fail("the line field %q is personal and required: it could not be forgotten", f.name)
			}
		}
	}
	states := p.states()
	if i, ok := p.shape.byName["status"]; ok {
		states = append(states, p.shape.fields[i].codec.choices...)
	}
	for _, state := range p.Kept {
		if !slices.Contains(states, state) {
			fail("the law keeps %q, which is no state", state)
		}
	}
	if _, ok := p.shape.byName[p.About]; p.About != "" && !ok {
		fail("it is about %q, which is no field", p.About)
	}
}

func linesOf(p *Plan) []*shape {
	var all []*shape
	for i := range p.children {
		all = append(all, p.children[i].shape)
	}
	return all
}
