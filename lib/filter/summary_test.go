package filter_test

import (
	"slices"
	"testing"

	"github.com/guildhall/guildhall/lib/filter"
)

func TestSummarySQL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query   string
		columns []string
		sql     string
	}{
		{
			"",
			[]string{"count"},
			`select count(*) from "sales_order" o where o.tenant_id = $1 limit 1000`,
		},
		{
			"group_by=status&sum=items&count=bounded",
			[]string{"status", "count", "items"},
			`select o."status"::text, count(*), sum(o."items")::text from "sales_order" o where o.tenant_id = $1 group by o."status" order by o."status" limit 1000`,
		},
		{
			"group_by=status,placed.month&sum=items&paid=true&q=x",
			[]string{"status", "placed.month", "count", "items"},
			`select o."status"::text, date_trunc('month', o."placed"::timestamp)::date::text, count(*), sum(o."items")::text ` +
				`from "sales_order" o where o.tenant_id = $1 and o.id = any(array(select sales_order_search($2))) and o."paid" = $3::boolean ` +
				`group by o."status", date_trunc('month', o."placed"::timestamp)::date ` +
				`order by o."status", date_trunc('month', o."placed"::timestamp)::date limit 1000`,
		},
		{
			"group_by=changed.week&sum=total,discount",
			[]string{"changed.week", "currency", "count", "total", "discount"},
			`select date_trunc('week', o."changed_at" at time zone 'UTC')::date::text, o."currency"::text, count(*), sum(o."total")::text, sum(o."discount")::text ` +
				`from "sales_order" o where o.tenant_id = $1 ` +
				`group by date_trunc('week', o."changed_at" at time zone 'UTC')::date, o."currency" ` +
				`order by date_trunc('week', o."changed_at" at time zone 'UTC')::date, o."currency" limit 1000`,
		},
		{
			"group_by=currency,rank&sum=total",
			[]string{"currency", "rank", "count", "total"},
			`select o."currency"::text, (o.custom ->> 'rank')::bigint::text, count(*), sum(o."total")::text ` +
				`from "sales_order" o where o.tenant_id = $1 ` +
				`group by o."currency", (o.custom ->> 'rank')::bigint order by o."currency", (o.custom ->> 'rank')::bigint limit 1000`,
		},
	}
	for _, tt := range tests {
		s, err := filter.ParseSummary(orders(), params(t, tt.query))
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		var b filter.Builder
		s.SQL(&b, "o")
		if b.Text.String() != tt.sql {
			t.Errorf("%s\n got %s\nwant %s", tt.query, b.Text.String(), tt.sql)
		}
		if got := s.Columns(); !slices.Equal(got, tt.columns) {
			t.Errorf("%s: columns are %q, want %q", tt.query, got, tt.columns)
		}
	}
}

func TestParseSummaryRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, pointer, code string }{
		{"group_by=nope", "?group_by", "unknown-field"},
		{"group_by=pin", "?group_by", "unknown-field"},
		{"group_by=total", "?group_by", "not-groupable"},
		{"group_by=lines", "?group_by", "not-groupable"},
		{"group_by=changed", "?group_by", "not-groupable"},
		{"group_by=placed.hour", "?group_by", "not-groupable"},
		{"group_by=status.month", "?group_by", "not-groupable"},
		{"group_by=placed.month.day", "?group_by", "not-groupable"},
		{"group_by=status,status", "?group_by", "duplicate"},
		{"group_by=status,paid,items,number", "?group_by", "too-many"},
		{"sum=number", "?sum", "not-summable"},
		{"sum=fee", "?sum", "not-summable"},
		{"sum=nope", "?sum", "unknown-field"},
		{"sum=total,total", "?sum", "duplicate"},
		{"sum=a,b,c,d,e,f", "?sum", "too-many"},
		{"sort=number", "?sort", "unknown-parameter"},
		{"cursor=x", "?cursor", "unknown-parameter"},
		{"limit=5", "?limit", "unknown-parameter"},
		{"status=shut", "?status", "invalid-value"},
	}
	for _, tt := range tests {
		_, err := filter.ParseSummary(orders(), params(t, tt.query))
		expectFault(t, tt.query, err, tt.pointer, tt.code)
	}
}
