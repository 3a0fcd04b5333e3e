package filter

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/lib/problem"
)

// The stable codes of what can be wrong with a query; the package comment says
// what each means.
const (
	unknownField     = "unknown-field"
	unknownOperator  = "unknown-operator"
	unknownParameter = "unknown-parameter"
	wrongOperator    = "wrong-operator"
	invalidValue     = "invalid-value"
	duplicate        = "duplicate"
	notSortable      = "not-sortable"
	notGroupable     = "not-groupable"
	notSummable      = "not-summable"
	notSearchable    = "not-searchable"
	notReference     = "not-a-reference"
	tooDeep          = "too-deep"
	tooLong          = "too-long"
	tooMany          = "too-many"
)

// Parse reads the query string of a list. Its error is a 400 "invalid-query" that
// lists all that is wrong. The cursor is only kept, see [Query.BindTenant]; the
// parameter tenant is left to whoever finds the tenant.
func Parse(s *Schema, params url.Values) (*Query, error) {
	p := parser{schema: s, query: Query{Schema: s, Limit: DefaultLimit}}
	p.parameters(params, p.listParameter)
	if p.query.Sort == nil {
		p.sort(s.order())
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	return &p.query, nil
}

// parser collects a query, or what is wrong with it.
type parser struct {
	schema  *Schema
	query   Query
	summary Summary
	faults  problem.Fields
}

// refusef notes what is wrong with a parameter.
func (p *parser) refusef(parameter, code, format string, args ...any) {
	const longest = 100
	if len(parameter) > longest {
		parameter = parameter[:longest]
	}
	p.faults.Add("?"+strings.ToValidUTF8(parameter, "\uFFFD"), code, format, args...)
}

func (p *parser) err() error {
	if len(p.faults) == 0 {
		return nil
	}
	refused := problem.BadRequest("invalid-query", "The query cannot be answered as it is asked. See the errors for each parameter.")
	refused.Errors = p.faults
	return refused
}

// parameters reads every parameter: the reserved ones by reserved, which tells
// whether the name is one, all others as conditions.
func (p *parser) parameters(params url.Values, reserved func(name, value string) bool) {
	if len(params) > MaxConditions+reservedNames {
		p.refusef("", tooMany, "A query has at most %d conditions.", MaxConditions)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		values := params[name]
		if len(values) == 0 {
			continue
		}
		value := values[0]
		switch {
		case len(values) > 1:
			p.refusef(name, duplicate, "Give this parameter once.")
		case !storable(value):
			p.refusef(name, invalidValue, "The value is not UTF-8 text.")
		case !reserved(name, value):
			p.condition(name, value)
		}
	}
	p.settleConditions()
}

// settleConditions puts the conditions in their canonical order and refuses what
// was said twice in two spellings.
func (p *parser) settleConditions() {
	all := p.query.Conditions
	if len(all) > MaxConditions {
		p.refusef("", tooMany, "A query has at most %d conditions.", MaxConditions)
	}
	slices.SortFunc(all, compareConditions)
	for i := 1; i < len(all); i++ {
		if compareConditions(all[i-1], all[i]) == 0 {
			p.refusef(all[i].parameter(), duplicate, "This condition is given twice.")
		}
	}
}

// listParameter reads a reserved parameter of a list.
func (p *parser) listParameter(name, value string) bool {
	switch name {
	case "q":
		p.search(value)
	case "sort":
		p.sort(value)
	case "limit":
		p.limit(value)
	case "cursor":
		p.cursor(value)
	case "fields":
		p.fields(value)
	case "include":
		p.include(value)
	case "count":
		p.count(value)
	case "tenant":
	case "group_by", "sum":
		p.refusef(name, unknownParameter, "This parameter belongs to summaries.")
	default:
		return false
	}
	return true
}

func (p *parser) search(value string) {
	value = strings.TrimSpace(value)
	switch {
	case value == "":
	case p.schema.Search == "":
		p.refusef("q", notSearchable, "This list has no full-text search.")
	case len(value) > MaxValue:
		p.refusef("q", tooLong, "The text searched for has at most %d bytes.", MaxValue)
	default:
		p.query.Search, p.query.Few = value, true
	}
}

func (p *parser) sort(value string) {
	if value == "" {
		return
	}
	names := strings.Split(value, ",")
	if len(names) > MaxSort {
		p.refusef("sort", tooMany, "A list is sorted by at most %d fields.", MaxSort)
		return
	}
	orders := make([]Order, 0, len(names))
	for _, key := range names {
		name, desc := strings.CutPrefix(key, "-")
		f, ok := p.schema.shown(name)
		switch {
		case !ok:
			p.refusef("sort", unknownField, "There is no field %.100q.", name)
		case f.Kind == Unsorted || f.Kind == IDs || f.Unindexed:
			p.refusef("sort", notSortable, "The field %q has no order.", name)
		case slices.ContainsFunc(orders, func(o Order) bool { return o.Field.Name == name }):
			p.refusef("sort", duplicate, "The field %q is given twice.", name)
		default:
			orders = append(orders, Order{Field: f, Desc: desc})
		}
	}
	p.query.Sort = orders
}

func (p *parser) limit(value string) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > MaxLimit {
		p.refusef("limit", invalidValue, "The limit is a number from 1 to %d.", MaxLimit)
		return
	}
	p.query.Limit = n
}

func (p *parser) cursor(value string) {
	if len(value) > MaxCursor {
		p.refusef("cursor", tooLong, "A cursor has at most %d bytes.", MaxCursor)
		return
	}
	p.query.Cursor = value
}

func (p *parser) fields(value string) {
	if value == "" {
		return
	}
	if value == AllFields {
		p.query.Fields = []string{AllFields}
		return
	}
	p.query.Fields = p.names("fields", value, len(p.schema.Fields)+1)
}

// names reads a list of distinct fields of the schema.
func (p *parser) names(parameter, value string, most int) []string {
	names := strings.Split(value, ",")
	if len(names) > most {
		p.refusef(parameter, tooMany, "At most %d fields can be named here.", most)
		return nil
	}
	for i, name := range names {
		if _, ok := p.schema.shown(name); !ok {
			p.refusef(parameter, unknownField, "There is no field %.100q.", name)
		} else if slices.Contains(names[:i], name) {
			p.refusef(parameter, duplicate, "The field %q is given twice.", name)
		}
	}
	return names
}

func (p *parser) include(value string) {
	if value == "" {
		return
	}
	names := strings.Split(value, ",")
	if len(names) > MaxInclude {
		p.refusef("include", tooMany, "At most %d references can be included.", MaxInclude)
		return
	}
	for i, name := range names {
		path := p.resolve("include", name)
		switch {
		case path == nil:
		case !path[len(path)-1].refers():
			p.refusef("include", notReference, "The field %q refers to nothing that can be included.", name)
		case len(path) > MaxDepth:
			p.refusef("include", tooDeep, "At most %d references in a row are followed.", MaxDepth)
		case slices.Contains(names[:i], name):
			p.refusef("include", duplicate, "The reference %q is given twice.", name)
		default:
			p.query.Include = append(p.query.Include, strings.Split(name, "."))
		}
	}
}

func (p *parser) count(value string) {
	switch value {
	case "":
	case "bounded":
		p.query.Count = true
	default:
		p.refusef("count", invalidValue, `The only count is "bounded".`)
	}
}
