package filter

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"
)

// Of the newest rows of a tenant so many are looked at, and so many of them are shown by a
// list whose text is common: its first page is then found within some five thousand rows,
// one after the other, and all of it by the index would be tens of thousands of ids. A few
// of the newest alone say nothing: somebody may just have made them. A text that the newest
// rows do not have may still stand in every fifth of the others: more than found ids are
// not worth having.
const (
	sampled = 1000
	common  = 20
	found   = 10_000
)

// All tells whether the query shows every row of a tenant that the actor sees, and the
// actor, whose scope it is, sees all of them.
func (q *Query) All(scope func(b *Builder, s *Schema, alias string) string) bool {
	return q.Search == "" && len(q.Conditions) == 0 && (scope == nil || scope(&Builder{}, q.Schema, "o") == "")
}

// SearchSQL appends the whole statement that looks for the text searched for, where a
// tenant has many rows: where there are few, [Query.Where] looks for it. It returns
// an array of the ids of the rows that have it, for [Query.Searched] to take;
// NULL when there are too many, or when many of the tenant's newest rows have it and meet
// the conditions.
func (q *Query) SearchSQL(b *Builder, alias string) {
	sample := *q
	sample.Common = true
	b.Write("select case when (select count(*) >= ", strconv.Itoa(common), " from (select * from ", quote(q.Schema.Table), //nolint:unqueryvet // conditions are about any column
		" where tenant_id = $1 order by id desc limit ", strconv.Itoa(sampled), ") ", alias, " where ")
	sample.Where(b, alias)
	b.Write(") then null else (select case when cardinality(ids) <= ", strconv.Itoa(found), " then ids end from (select array(select ",
		q.Schema.Search, "(", b.Arg(q.Search), ", ", strconv.Itoa(found+1), ")) as ids offset 0) f) end") // found once: it is named twice
}

// Searched takes what [Query.SearchSQL] returns, and settles how the list is read. Few
// rows are found by their ids, and sorted then. All that contain a common text are too
// many for that: they are read in the order of the list and looked at one by one.
func (q *Query) Searched(ids []uuid.UUID) {
	q.Common = ids == nil
	q.Few = !q.Common
	if q.Common {
		return
	}
	q.ids = make([]string, len(ids)) // which every way of asking can send
	for i, id := range ids {
		q.ids[i] = id.String()
	}
}

// ManySQL appends the whole statement that tells whether there are more than MaxSummed
// rows, or as many to be looked at for a common text.
func (q *Query) ManySQL(b *Builder, alias string) {
	b.Write("select count(*) > ", strconv.Itoa(MaxSummed), " from (select 1 from ", quote(q.Schema.Table), " ", alias, " where ")
	if q.Common {
		b.Write(alias, ".tenant_id = $1")
	} else {
		q.Where(b, alias)
	}
	b.Write(" limit ", strconv.Itoa(MaxSummed+1), ") t")
}

// walked is what it costs, in PostgreSQL's measure, to look at one row in the order of
// a list; what is found for less than a part of what looking at all of them costs, is
// found first.
const (
	walked = 0.1
	part   = 5
)

// PlanSQL appends the whole statement by which PostgreSQL tells what it expects of the
// conditions, as [Query.Planned] takes it, and reports whether there is anything to ask:
// not without conditions, nor when one index has both the rows and their order, nor when
// a search has found the rows already.
//
// PostgreSQL itself takes conditions for independent of each other and of the order.
// It would walk through a million orders for a hundred that are rare, hoping to find them
// soon, though all of them are at the other end or there are none.
func (q *Query) PlanSQL(b *Builder, alias string) bool {
	var where Builder
	where.Scope = b.Scope
	conditions := *q
	conditions.Search = ""
	if q.Few || conditions.All(b.Scope) || q.inOrder() {
		return false
	}
	conditions.Where(&where, alias)
	all := alias + ".tenant_id = $1"
	b.Args = where.Args
	table := quote(q.Schema.Table)
	b.Write("explain (format json) select 1 from ", table, " ", alias, " where ", all,
		" union all select 1 from ", table, " ", alias, " where ", where.Text.String())
	return true
}

// inOrder tells whether the conditions are about one field alone, by which the rows are
// sorted, or besides have one value of another, whose index goes on in that order: by the
// id, or along the schema's own field.
func (q *Query) inOrder() bool {
	first := q.keys()[0].Field.Name
	goesOn := first == idName || first == q.Schema.Along
	others := 0
	for i := range q.Conditions {
		c := &q.Conditions[i]
		if c.Name != first {
			others++
		}
		equal := c.Op == Eq && !c.Null && others == 1 && goesOn
		if len(c.Path) > 1 || c.Op == Contains || (c.Name != first && !equal) {
			return false
		}
	}
	return len(q.Conditions) > 0
}

// Planned takes what PostgreSQL expects, and sets Few by it.
func (q *Query) Planned(plan []byte) error {
	type node struct {
		Rows  float64 `json:"Plan Rows"`  //nolint:tagliatelle // PostgreSQL's names
		Cost  float64 `json:"Total Cost"` //nolint:tagliatelle // as above
		Parts []node  `json:"Plans"`      //nolint:tagliatelle // as above
	}
	var plans []struct {
		Plan node `json:"Plan"` //nolint:tagliatelle // as above
	}
	if err := json.Unmarshal(plan, &plans); err != nil {
		return fmt.Errorf("read a plan: %w", err)
	}
	if len(plans) == 1 && len(plans[0].Plan.Parts) == 2 {
		all, found := plans[0].Plan.Parts[0], plans[0].Plan.Parts[1]
		q.Few = found.Cost < all.Rows*walked/part
	}
	return nil
}
