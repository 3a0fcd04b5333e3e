package filter

import (
	"slices"
	"strings"
)

// keys returns the whole order: Sort, and the id last, in the direction of the
// first key, so that an index on tenant, that column and id serves forwards and
// backwards. Keys behind the id decide nothing and are left out.
func (q *Query) keys() []Order {
	for i, o := range q.Sort {
		if o.Field.Name == idName {
			return q.Sort[:i+1]
		}
	}
	id, _ := q.Schema.Field(idName)
	desc := len(q.Sort) == 0 || q.Sort[0].Desc
	return append(slices.Clip(q.Sort), Order{Field: id, Desc: desc})
}

// KeyColumns returns the fields of the whole order, the id included: what a caller
// must know of the last row of a page to make the next cursor.
func (q *Query) KeyColumns() []Field {
	keys := q.keys()
	fields := make([]Field, len(keys))
	for i, k := range keys {
		fields[i] = *k.Field
	}
	return fields
}

// KeyText returns the select expressions of KeyColumns as text, in the form that
// [Query.CursorFor] takes.
func (q *Query) KeyText(alias string) []string {
	keys := q.keys()
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.Field.column(alias) + "::text"
	}
	return out
}

// OrderBy returns the list of an ORDER BY. A missing value counts as greater than
// every other, which is what PostgreSQL does by itself. No index has the order of what
// is selected for each row, so that few rows are found by their conditions.
func (q *Query) OrderBy(alias string) string {
	var b strings.Builder
	for i, k := range q.keys() {
		if i > 0 {
			b.WriteString(", ")
		}
		if q.Few {
			b.WriteString("(select " + k.Field.column(alias) + ")")
		} else {
			b.WriteString(k.Field.column(alias))
		}
		if k.Desc {
			b.WriteString(" desc")
		}
	}
	return b.String()
}

// After appends " and " and the predicate for the rows behind the cursor; nothing
// when the query has none. A cursor that [Query.BindTenant] did not accept leaves
// no rows.
func (q *Query) After(b *Builder, alias string) {
	switch {
	case q.Cursor == "":
		return
	case !q.bound:
		b.Write(" and false")
		return
	}
	b.Write(" and ")
	places := q.places(b, alias)
	if q.rowsCompare() {
		compareRows(b, places)
		return
	}
	if bound, ok := places[0].bound(); ok {
		b.Write(bound, " and ")
	}
	b.Write("(")
	compareKeys(b, places)
	b.Write(")")
}

// place is one key of the order, and where the last page ended in it.
type place struct {
	Order

	column string
	value  string // the parameter with the last value; empty when it was NULL
}

// places adds the last values as arguments.
func (q *Query) places(b *Builder, alias string) []place {
	keys := q.keys()
	out := make([]place, len(keys))
	for i, k := range keys {
		out[i] = place{Order: k, column: k.Field.column(alias)}
		if v := q.last[i]; v != nil {
			out[i].value = b.Arg(*v) + "::" + k.Field.sqlType()
		}
	}
	return out
}

// rowsCompare tells whether one comparison of rows says "behind", which an index
// answers in one descent: all keys run the same way, and no missing value is on
// either side. Going down that holds even for columns that may be empty, because
// their empty rows came first and are behind nothing.
func (q *Query) rowsCompare() bool {
	keys := q.keys()
	for i, k := range keys {
		if k.Desc != keys[0].Desc || q.last[i] == nil || (!k.Desc && k.Field.empty()) {
			return false
		}
	}
	return true
}

// compareRows appends "(a, b, id) > ($2, $3, $4)".
func compareRows(b *Builder, places []place) {
	columns, values := make([]string, len(places)), make([]string, len(places))
	for i, p := range places {
		columns[i], values[i] = p.column, p.value
	}
	b.Write("(", strings.Join(columns, ", "), ")", places[0].sign(), "(", strings.Join(values, ", "), ")")
}

// compareKeys appends "a > $2 or (a = $2 and (b < $3 or (b = $3 and …)))".
func compareKeys(b *Builder, places []place) {
	p, rest := places[0], places[1:]
	behind := p.behind()
	if len(rest) == 0 {
		b.Write(behind)
		return
	}
	if behind != "" {
		b.Write(behind, " or ")
	}
	b.Write("(", p.level(), " and (")
	compareKeys(b, rest)
	b.Write("))")
}

// behind returns the predicate for rows that this key alone puts behind the place;
// empty when there are none.
func (p place) behind() string {
	switch {
	case p.value == "" && p.Desc:
		return p.column + " is not null"
	case p.value == "":
		return ""
	case !p.Desc && p.Field.empty():
		return p.column + p.sign() + p.value + " or " + p.column + " is null"
	default:
		return p.column + p.sign() + p.value
	}
}

// level returns the predicate for rows that are equal in this key.
func (p place) level() string {
	if p.value == "" {
		return p.column + " is null"
	}
	return p.column + " = " + p.value
}

// bound returns a predicate that holds for every row behind the place and that an
// index on the key can start from, if there is one.
func (p place) bound() (string, bool) {
	if p.value == "" || (!p.Desc && p.Field.empty()) {
		return "", false
	}
	return p.column + strings.TrimSuffix(p.sign(), " ") + "= " + p.value, true
}

func (p place) sign() string {
	if p.Desc {
		return " < "
	}
	return " > "
}
