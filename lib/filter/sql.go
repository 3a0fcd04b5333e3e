package filter

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Builder collects the text of one statement and its arguments. $1 is the tenant
// and not among Args, which are $2 and on, in the way that package pg counts. The
// zero Builder is ready to use.
type Builder struct {
	Text strings.Builder
	Args []any
	// Scope returns the predicate by which the actor sees rows of an entity, with
	// arguments from Arg: "" for all of them, "false" for none. It is asked for
	// the listed entity and for every one that a condition looks at, so that
	// nobody learns by filtering what they may not read. nil means no restriction.
	Scope func(b *Builder, s *Schema, alias string) string
}

// Arg adds an argument and returns the parameter that stands for it: "$2" for the
// first.
func (b *Builder) Arg(v any) string {
	b.Args = append(b.Args, v)
	return "$" + strconv.Itoa(len(b.Args)+1)
}

// Write appends text.
func (b *Builder) Write(parts ...string) {
	for _, part := range parts {
		b.Text.WriteString(part)
	}
}

// scope appends the predicate of Scope, if there is one.
func (b *Builder) scope(s *Schema, alias string) {
	if b.Scope == nil {
		return
	}
	if predicate := b.Scope(b, s, alias); predicate != "" {
		b.Write(" and (", predicate, ")")
	}
}

// Where appends the predicate for rows of the entity's table, which the statement
// calls alias: the tenant, the actor's scope, the search and the conditions. It is
// never empty. The aliases x1, x2 and x3 are its own.
func (q *Query) Where(b *Builder, alias string) {
	b.Write(alias, ".tenant_id = $1")
	b.scope(q.Schema, alias)
	switch {
	case q.Search == "":
	case q.Common:
		b.Write(" and ")
		q.contains(b, alias)
	case q.ids != nil:
		b.Write(" and ", alias, ".id = any(", b.Arg(q.ids), "::uuid[])")
	default:
		b.Write(" and ", alias, ".id = any(array(select ", q.Schema.Search, "(", b.Arg(q.Search), ")))")
	}
	for i := range q.Conditions {
		b.Write(" and ")
		q.Conditions[i].where(b, alias)
	}
}

// fewLetters is how long a text is at least that is looked for within words: there is
// no index for shorter ones but by the beginnings of words.
const fewLetters = 3

// contains appends the predicate of rows that contain the text searched for, as the
// function of their search finds them. It is one that no index answers: PostgreSQL, which
// knows nothing of what stands in texts, would take every text for rare.
func (q *Query) contains(b *Builder, alias string) {
	before := ""
	if utf8.RuneCountInString(q.Search) < fewLetters {
		before = "' ' || "
	}
	b.Write("position(", before, "lower(", b.Arg(q.Search), ") in ", before, alias, ".search) > 0")
}

// CountSQL appends the whole statement that counts the rows, MaxCount+1 at most.
func (q *Query) CountSQL(b *Builder, alias string) {
	b.Write("select count(*) from (select 1 from ", quote(q.Schema.Table), " ", alias, " where ")
	q.Where(b, alias)
	b.Write(" limit ", strconv.Itoa(MaxCount+1), ") t")
}

// where appends the condition, inside an exists for each reference on its path.
func (c *Condition) where(b *Builder, alias string) {
	refs := c.Path[:len(c.Path)-1]
	for i, ref := range refs {
		inner := "x" + strconv.Itoa(i+1)
		b.Write("exists (select 1 from ", quote(ref.Target.Table), " ", inner,
			" where ", inner, ".tenant_id = $1 and ", inner, ".id = ", ref.column(alias))
		b.scope(ref.Target, inner)
		b.Write(" and ")
		alias = inner
	}
	c.compare(b, alias)
	b.Write(strings.Repeat(")", len(refs)))
}

// compare appends the comparison of the field itself.
func (c *Condition) compare(b *Builder, alias string) {
	f := c.Field()
	column := f.column(alias)
	switch {
	case c.Null && c.Op == Eq:
		b.Write(column, " is null")
	case c.Null:
		b.Write(column, " is not null")
	case c.Op == In:
		b.Write(column, " = any(", b.Arg(c.Values), "::", f.sqlType(), "[])")
	case c.Op == Prefix:
		b.Write(column, " ^@ ", b.Arg(c.Values[0]))
	case c.Op == Contains:
		b.Write("position(lower(", b.Arg(c.Values[0]), ") in lower(", column, ")) > 0")
	case f.Kind == IDs:
		b.Write(f.parameter(b, c.Values[0]), " = any(", column, ")")
	default:
		b.Write(column, f.operator(c.Op), f.parameter(b, c.Values[0]))
	}
}

// operator returns the SQL of a comparison. A field without a value is unequal to
// every value, where plain <> would not say so.
func (f *Field) operator(op Op) string {
	switch op {
	case Ne:
		if f.empty() {
			return " is distinct from "
		}
		return " <> "
	case Gt:
		return " > "
	case Gte:
		return " >= "
	case Lt:
		return " < "
	case Lte:
		return " <= "
	case Eq, In, Prefix, Contains:
	}
	return " = "
}

// column returns the SQL by which the field is compared, sorted and shown. Custom fields
// were validated when they were written, so that their casts do not fail.
func (f *Field) column(alias string) string {
	if !f.Custom {
		return alias + "." + quote(f.Column)
	}
	value := "(" + alias + ".custom ->> " + literal(f.Name) + ")"
	if t := f.sqlType(); t != "text" {
		return value + "::" + t
	}
	return value
}

// parameter adds a canonical value as an argument and returns its parameter, cast
// to the type of the column: a comparison of two types may miss the index.
func (f *Field) parameter(b *Builder, value string) string {
	p := b.Arg(f.argument(value))
	if t := f.sqlType(); t != "text" {
		return p + "::" + t
	}
	return p
}

// argument returns a canonical value as the driver takes it. Text that is not
// canonical goes as it is, for the cast to refuse.
func (f *Field) argument(value string) any {
	switch f.Kind {
	case Bool:
		return value == "true"
	case Int:
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			return n
		}
	case Instant:
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return t
		}
	case Text, Choice, Decimal, Date, ID, IDs, Unsorted:
	}
	return value
}

// sqlType returns the type that the field's values are cast to.
func (f *Field) sqlType() string {
	switch f.Kind {
	case Bool:
		return "boolean"
	case Int:
		return "bigint"
	case Decimal:
		return "numeric"
	case Date:
		return "date"
	case Instant:
		return "timestamptz"
	case ID, IDs:
		return "uuid"
	case Text, Choice, Unsorted:
	}
	return "text"
}

// quote returns a name as an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// literal returns text as an SQL string.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
