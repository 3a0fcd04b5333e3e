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

// Forget makes the fields tagged personal neutral, for good: of a record that was
// locked in this transaction, which the caller saves, and of every record that
// refers to it or to a sensitive record found by that. With the commit what they
// held also goes out of the audit trail, out of the payloads of events, and out of
// answers kept for idempotency keys. References, numbers, sums and dates stay.
func (tx *Tx) Forget(ctx context.Context, about Ref) error {
	t := tx.loaded[about.ID]
	f := &forgotten{ids: []uuid.UUID{about.ID}, fields: []string{"custom"}, words: []string{}}
	t.plan.forgetOwn(t.rec, f)
	found, err := tx.forgetReferring(ctx, t.plan, []uuid.UUID{about.ID}, f)
	if err != nil {
		return err
	}
	for p, ids := range found {
		if p.Sensitive {
			if _, err := tx.forgetReferring(ctx, p, ids, f); err != nil {
				return err
			}
		}
	}
	f.words = slices.DeleteFunc(f.words, func(w string) bool { return w == neutral || utf8.RuneCountInString(w) < shortestWord })
	slices.Sort(f.words)
	f.words = slices.Compact(f.words)
	slices.SortStableFunc(f.words, func(a, b string) int { return len(b) - len(a) }) // a word may be part of a longer one
	tx.forgets = append(tx.forgets, f)
	return nil
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
		if was := v.String(); fd.reaches() || slices.Contains(p.titles, fd.name) && strings.Contains(was, " ") {
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

// forgetReferring makes the records neutral that refer to some of p, and tells
// which they are. Who merely refers to a person of the same entity is another.
func (tx *Tx) forgetReferring(ctx context.Context, p *Plan, ids []uuid.UUID, f *forgotten) (map[*Plan][]uuid.UUID, error) {
	found := map[*Plan][]uuid.UUID{}
	for _, q := range tx.registry.plans {
		whole, _ := q.refersTo(p.Name)
		sets, old, names := q.forgetting()
		if q == p || whole == "" || len(sets) == 0 {
			continue
		}
		sql := "with was as (select o.id, " + old + " as words from " + quote(q.table) + " o where o.tenant_id = $1 and (" + whole + ") for update) update " +
			quote(q.table) + " o set " + strings.Join(sets, ", ") + ", custom = '{}', version = o.version + 1, updated_at = $3 from was " +
			"where o.tenant_id = $1 and o.id = was.id returning o.id, was.words"
		err := tx.Send(ctx, pg.Statement{SQL: sql, Args: []any{tx.Tenant(), ids, tx.now}, Rows: func(rows pgx.Rows) error {
			for rows.Next() {
				var id uuid.UUID
				var words []string
				if err := rows.Scan(&id, &words); err != nil {
					return err //nolint:wrapcheck // mapped by the caller
				}
				found[q], f.words = append(found[q], id), append(f.words, words...)
			}
			return nil
		}})
		if err != nil {
			return nil, err
		}
		f.ids, f.fields = append(f.ids, found[q]...), append(f.fields, names...)
	}
	return found, nil
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

// checkPersonal: only text can be made neutral.
func (p *Plan) checkPersonal(fail func(string, ...any)) {
	for i := range p.shape.fields {
		f := &p.shape.fields[i]
		if f.is("personal") && (f.codec.sql != "text" || len(f.codec.choices) > 0 || f.codec.kind == filter.Choice) {
			fail("the field %q is personal and no text", f.name)
		}
	}
}
