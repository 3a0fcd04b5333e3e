// Package filter is the language of lists: which rows, in what order, from
// where on, with which columns. A [Query] is parsed from a URL's query string,
// checked against a [Schema] before any SQL is made, and compiled to a WHERE and
// an ORDER BY that reach the tenant-first indexes.
//
// A condition is a field, an operator in brackets and a value; without brackets
// it is equality:
//
//	?status=open&total[gte]=100&client.country=DE&number[in]=SO-1,SO-2
//
// A dotted name follows references. In a list of values a backslash takes the
// special meaning from a comma or a backslash. Every other parameter has a
// reserved name: q, sort, limit, cursor, fields, include and count; [ParseSummary]
// reads group_by and sum in place of most of them.
//
// What a query may not ask is a 400 "invalid-query" that lists every fault with
// the parameter as its pointer ("?total[gte]") and one of these codes:
//
//	unknown-field      there is no such field, or it is not to be seen
//	unknown-operator   the brackets hold no operator
//	unknown-parameter  a reserved parameter that does not belong here
//	wrong-operator     the field's kind does not take the operator
//	invalid-value      the value is not one of the field's kind
//	duplicate          the same thing is said twice
//	not-sortable       the field has no order
//	not-groupable      the field cannot be grouped by
//	not-summable       the field cannot be summed
//	not-searchable     the entity has no full-text search
//	not-a-reference    a dot, or include, after a field that points nowhere
//	too-deep           more references in a row than are followed
//	too-long           a value beyond its limit of bytes
//	too-many           conditions, values, fields or paths beyond their limit
//
// The package makes text and arguments only. Who may see what comes from outside,
// through [Builder.Scope].
package filter
