package filter

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Limits of a query. What exceeds them is refused.
const (
	DefaultLimit  = 50    // rows of a page when the query does not say
	MaxLimit      = 200   // rows of a page
	MaxConditions = 20    // conditions of a query
	MaxValue      = 500   // bytes of one value, or of the text searched for
	MaxIn         = 100   // values of one list
	MaxSort       = 4     // fields of an order
	MaxDepth      = 3     // references followed by one dotted name or included path
	MaxInclude    = 8     // included paths
	MaxCursor     = 8192  // bytes of a cursor
	MaxCount      = 10000 // rows that a bounded count tells exactly; one more means "more than that"
	MaxSummed     = 5000  // rows that a bounded summary counts and sums
)

// AllFields is the one member of [Query.Fields] that asks for every field, long
// text included.
const AllFields = "*"

// Query is a checked question to the list of one entity. It is made by [Parse],
// and used by one goroutine.
type Query struct {
	Schema     *Schema
	Conditions []Condition // all of which hold; by name and operator, each pair once
	Search     string      // text to be found, empty for none
	Common     bool        // the text stands in many rows, see [Query.Searched]
	Few        bool        // the rows are found first and sorted then: those of a search until it is [Query.Searched], others see [Query.PlanSQL]
	Sort       []Order     // at least one; what the query says, else the schema's default
	Limit      int         // rows of the page, 1 to MaxLimit
	Cursor     string      // where the last page ended, as the client sent it; empty for the first page
	Fields     []string    // fields to be shown: nil for the list's own choice, or AllFields alone
	Include    [][]string  // paths of references whose records are shown with the rows
	Count      bool        // a bounded count is wanted, see [Query.CountSQL]

	ids   []string  // of the rows that have the text searched for, unless it is common
	last  []*string // the sort keys of the last row seen, nil for NULL
	bound bool      // the cursor was checked by BindTenant
}

// Condition is one demand on a field of the entity, or of one that it refers to.
type Condition struct {
	Name   string   // as in the query string, "client.country"
	Path   []*Field // the references that Name follows, and last the field itself
	Op     Op
	Values []string // in canonical form: one, several for In, none when Null
	Null   bool     // Eq and Ne: the field has no value
}

// Field returns the field that the condition is about.
func (c *Condition) Field() *Field { return c.Path[len(c.Path)-1] }

// Order is one key of a list's order.
type Order struct {
	Field *Field
	Desc  bool
}

// Print returns the query in its canonical form: conditions in canonical values,
// and no parameter that says what holds without it. Parse of it is the same query.
func (q *Query) Print() url.Values {
	out := make(url.Values, len(q.Conditions)+4)
	set := func(name, value string) {
		if value != "" {
			out[name] = []string{value}
		}
	}
	for i := range q.Conditions {
		c := &q.Conditions[i]
		out[c.parameter()] = []string{c.text()}
	}
	set("q", q.Search)
	if order := printSort(q.Sort); order != q.Schema.order() {
		set("sort", order)
	}
	if q.Limit != DefaultLimit {
		set("limit", strconv.Itoa(q.Limit))
	}
	set("cursor", q.Cursor)
	set("fields", strings.Join(q.Fields, ","))
	paths := make([]string, len(q.Include))
	for i, path := range q.Include {
		paths[i] = strings.Join(path, ".")
	}
	set("include", strings.Join(paths, ","))
	if q.Count {
		set("count", "bounded")
	}
	return out
}

// Targets returns the schemas of all other entities that the query looks at, by
// a condition or by including them, each once: a caller asks for each whether the
// actor may see it.
func (q *Query) Targets() []*Schema {
	var out []*Schema
	add := func(f *Field) *Schema {
		if !slices.Contains(out, f.Target) {
			out = append(out, f.Target)
		}
		return f.Target
	}
	for i := range q.Conditions {
		path := q.Conditions[i].Path
		for _, f := range path[:len(path)-1] {
			add(f)
		}
	}
	for _, path := range q.Include {
		s := q.Schema
		for _, name := range path {
			if f, ok := s.Field(name); ok {
				s = add(f)
			}
		}
	}
	return out
}

// order returns the default order, as in the query string.
func (s *Schema) order() string {
	if s.Sort == "" {
		return "-" + idName
	}
	return s.Sort
}

func printSort(orders []Order) string {
	var b strings.Builder
	for i, o := range orders {
		if i > 0 {
			b.WriteByte(',')
		}
		if o.Desc {
			b.WriteByte('-')
		}
		b.WriteString(o.Field.Name)
	}
	return b.String()
}

// parameter returns the condition's name in the query string.
func (c *Condition) parameter() string {
	if c.Op == Eq {
		return c.Name
	}
	return c.Name + "[" + string(c.Op) + "]"
}

// text returns the condition's value in the query string.
func (c *Condition) text() string {
	switch {
	case c.Null:
		return nullWord
	case c.Op == In:
		return joinList(c.Values)
	default:
		return c.Values[0]
	}
}

// compareConditions orders conditions by name and operator.
func compareConditions(a, b Condition) int {
	if n := strings.Compare(a.Name, b.Name); n != 0 {
		return n
	}
	return strings.Compare(string(a.Op), string(b.Op))
}
