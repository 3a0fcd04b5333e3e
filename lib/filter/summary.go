package filter

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Limits of a summary. What exceeds the first two is refused; groups beyond
// MaxGroups are not returned.
const (
	MaxGroupBy = 3    // fields to group by
	MaxSums    = 5    // fields to sum
	MaxGroups  = 1000 // groups returned
)

// Part is the period that a date or an instant is grouped by.
type Part string

// The periods. Weeks begin on Monday, and all periods of instants in UTC.
const (
	Whole   Part = "" // the value itself
	Day     Part = "day"
	Week    Part = "week"
	Month   Part = "month"
	Quarter Part = "quarter"
	Year    Part = "year"
)

// Summary is a checked question for counts and sums over the rows of a list.
type Summary struct {
	Filter *Query // which rows; its conditions, its search and whether they are counted within bounds
	// Groups is what the rows are grouped by: the fields asked for and, where
	// amounts are summed, their currency.
	Groups []Group
	Sums   []*Field
}

// Group is a field, or the period that it falls into, by which rows are grouped.
type Group struct {
	Field *Field
	Part  Part
}

// Name returns the group as in the query string: "placed.month".
func (g Group) Name() string {
	if g.Part == Whole {
		return g.Field.Name
	}
	return g.Field.Name + "." + string(g.Part)
}

// ParseSummary reads the query string of a summary: group_by, sum, count, q and
// conditions. Its error is a 400 "invalid-query" that lists all that is wrong.
func ParseSummary(s *Schema, params url.Values) (*Summary, error) {
	p := parser{schema: s, query: Query{Schema: s, Limit: DefaultLimit}}
	p.parameters(params, p.summaryParameter)
	p.sort(s.order())
	if err := p.err(); err != nil {
		return nil, err
	}
	p.summary.Filter = &p.query
	p.summary.separateCurrencies()
	return &p.summary, nil
}

// summaryParameter reads a reserved parameter of a summary.
func (p *parser) summaryParameter(name, value string) bool {
	switch name {
	case "q":
		p.search(value)
	case "group_by":
		p.groupBy(value)
	case "sum":
		p.sums(value)
	case "count":
		p.count(value)
	case "tenant":
	case "sort", "limit", "cursor", "fields", "include":
		p.refusef(name, unknownParameter, "This parameter belongs to lists.")
	default:
		return false
	}
	return true
}

func (p *parser) groupBy(value string) {
	if value == "" {
		return
	}
	names := strings.Split(value, ",")
	if len(names) > MaxGroupBy {
		p.refusef("group_by", tooMany, "At most %d fields can be grouped by.", MaxGroupBy)
		return
	}
	for _, name := range names {
		field, part, _ := strings.Cut(name, ".")
		f, ok := p.schema.shown(field)
		g := Group{Field: f, Part: Part(part)}
		switch {
		case !ok:
			p.refusef("group_by", unknownField, "There is no field %.100q.", field)
		case !g.valid():
			p.refusef("group_by", notGroupable, "%.100q cannot be grouped by. Dates and instants take .day, .week, .month, .quarter and .year.", name)
		case slices.ContainsFunc(p.summary.Groups, func(h Group) bool { return h.Name() == g.Name() }):
			p.refusef("group_by", duplicate, "The group %q is given twice.", name)
		default:
			p.summary.Groups = append(p.summary.Groups, g)
		}
	}
}

// valid tells whether the field can be grouped by, in that way: an instant only by
// a period, because hardly two are the same.
func (g Group) valid() bool {
	switch g.Field.Kind {
	case Text, Choice, Bool, Int, ID:
		return g.Part == Whole
	case Date:
		return g.Part == Whole || g.Part.valid()
	case Instant:
		return g.Part.valid()
	case Decimal, IDs, Unsorted:
	}
	return false
}

func (p Part) valid() bool {
	switch p {
	case Day, Week, Month, Quarter, Year:
		return true
	case Whole:
	}
	return false
}

func (p *parser) sums(value string) {
	if value == "" {
		return
	}
	for _, name := range p.names("sum", value, MaxSums) {
		f, ok := p.schema.shown(name)
		if !ok {
			continue // names has refused it
		}
		switch {
		case f.Kind != Decimal && f.Kind != Int:
			p.refusef("sum", notSummable, "The field %q is not a number.", name)
		case f.Each:
			p.refusef("sum", notSummable, "The field %q is of one of something: a sum of it says nothing.", name)
		default:
			p.summary.Sums = append(p.summary.Sums, f)
		}
	}
}

// separateCurrencies groups by the currency of every amount that is summed: a sum
// of euros and yen means nothing.
func (s *Summary) separateCurrencies() {
	for _, f := range s.Sums {
		currency, ok := s.Filter.Schema.Field(f.Currency)
		grouped := slices.ContainsFunc(s.Groups, func(g Group) bool { return g.Field.Name == f.Currency })
		if ok && !grouped {
			s.Groups = append(s.Groups, Group{Field: currency})
		}
	}
}

// Columns names the columns of [Summary.SQL]: the groups, "count", the sums.
func (s *Summary) Columns() []string {
	names := make([]string, 0, len(s.Groups)+1+len(s.Sums))
	for _, g := range s.Groups {
		names = append(names, g.Name())
	}
	names = append(names, "count")
	for _, f := range s.Sums {
		names = append(names, f.Name)
	}
	return names
}

// SQL appends the whole statement. It returns the groups as text, a period as its
// first day, the count as bigint and the sums as text; any of them but the count
// may be NULL. Rows come in the order of the groups, MaxGroups at most. Whether
// a summary within bounds has too many rows is asked by [Query.ManySQL] before.
func (s *Summary) SQL(b *Builder, alias string) {
	groups := make([]string, len(s.Groups))
	b.Write("select ")
	for i, g := range s.Groups {
		groups[i] = g.column(alias)
		b.Write(groups[i], "::text, ")
	}
	b.Write("count(*)")
	for _, f := range s.Sums {
		b.Write(", sum(", f.column(alias), ")::text")
	}
	b.Write(" from ", quote(s.Filter.Schema.Table), " ", alias, " where ")
	s.Filter.Where(b, alias)
	if by := strings.Join(groups, ", "); by != "" {
		b.Write(" group by ", by, " order by ", by)
	}
	b.Write(" limit ", strconv.Itoa(MaxGroups))
}

// column returns the SQL that rows are grouped by.
func (g Group) column(alias string) string {
	column := g.Field.column(alias)
	switch {
	case g.Part == Whole:
		return column
	case g.Field.Kind == Instant:
		column += " at time zone 'UTC'"
	default:
		column += "::timestamp"
	}
	return "date_trunc('" + string(g.Part) + "', " + column + ")::date"
}
