package filter_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/filter"
)

const someID = "f0000000-0000-7000-8000-00000000000a"

func TestWhere(t *testing.T) {
	t.Parallel()
	found := []uuid.UUID{uuid.MustParse(someID)}
	tests := []struct {
		query, sql string
		args       []any
	}{
		{"number=a", `o."number" = $2`, []any{"a"}},
		{"number[ne]=a", `o."number" <> $2`, []any{"a"}},
		{"note[ne]=a", `o."note" is distinct from $2`, []any{"a"}},
		{"number[in]=a,b", `o."number" = any($2::text[])`, []any{[]string{"a", "b"}}},
		{"number[prefix]=a", `o."number" ^@ $2`, []any{"a"}},
		{"number[contains]=a", `position(lower($2) in lower(o."number")) > 0`, []any{"a"}},
		{"note=null", `o."note" is null`, nil},
		{"shipped[ne]=null", `o."shipped_at" is not null`, nil},
		{"number=null", `o."number" = $2`, []any{"null"}},
		{"paid=false", `o."paid" = $2::boolean`, []any{false}},
		{"items[gt]=3", `o."items" > $2::bigint`, []any{int64(3)}},
		{"items[in]=3,4", `o."items" = any($2::bigint[])`, []any{[]string{"3", "4"}}},
		{"total[gte]=100", `o."total" >= $2::numeric`, []any{"100"}},
		{"total[lt]=-0.0125", `o."total" < $2::numeric`, []any{"-0.0125"}},
		{"discount[lte]=1.5", `o."discount" <= $2::numeric`, []any{"1.5"}},
		{"placed=2026-05-30", `o."placed" = $2::date`, []any{"2026-05-30"}},
		{"changed[gte]=2026-05-30", `o."changed_at" >= $2::timestamptz`, []any{time.Date(2026, 5, 30, 0, 0, 0, 0, time.UTC)}},
		{"client=" + someID, `o."client" = $2::uuid`, []any{someID}},
		{"client[in]=" + someID, `o."client" = any($2::uuid[])`, []any{[]string{someID}}},
		{"id=" + someID, `o."id" = $2::uuid`, []any{someID}},
		{"tags=" + someID, `$2::uuid = any(o."tags")`, []any{someID}},
		{"colour=red", `(o.custom ->> 'colour') = $2`, []any{"red"}},
		{"colour[ne]=red", `(o.custom ->> 'colour') is distinct from $2`, []any{"red"}},
		{"rank[gt]=3", `(o.custom ->> 'rank')::bigint > $2::bigint`, []any{int64(3)}},
		{"weight[gt]=3", `(o.custom ->> 'weight')::numeric > $2::numeric`, []any{"3"}},
		{"seen=null", `(o.custom ->> 'seen')::date is null`, nil},
		{"it's=x", `(o.custom ->> 'it''s') = $2`, []any{"x"}},
		{"q=acme", `o.id = any($2::uuid[])`, []any{[]string{someID}}},
		{
			"client.country=DE",
			`exists (select 1 from "crm_client" x1 where x1.tenant_id = $1 and x1.id = o."client" and x1."country" = $2)`,
			[]any{"DE"},
		},
		{
			"client.owner.team.name[prefix]=x",
			`exists (select 1 from "crm_client" x1 where x1.tenant_id = $1 and x1.id = o."client" and ` +
				`exists (select 1 from "base_user" x2 where x2.tenant_id = $1 and x2.id = x1."owner" and ` +
				`exists (select 1 from "base_team" x3 where x3.tenant_id = $1 and x3.id = x2."team" and x3."name" ^@ $2)))`,
			[]any{"x"},
		},
		{"q=a&status=open&number=b", `o.id = any($2::uuid[]) and o."number" = $3 and o."status" = $4`, []any{[]string{someID}, "b", "open"}},
	}
	for _, tt := range tests {
		var b filter.Builder
		q := parse(t, tt.query)
		q.Searched(found)
		q.Where(&b, "o")
		if want := "o.tenant_id = $1 and " + tt.sql; b.Text.String() != want {
			t.Errorf("%s\n got %s\nwant %s", tt.query, b.Text.String(), want)
		}
		if !reflect.DeepEqual(b.Args, tt.args) {
			t.Errorf("%s: arguments are %#v, want %#v", tt.query, b.Args, tt.args)
		}
	}
}

func TestScopeIsAskedForEveryEntity(t *testing.T) {
	t.Parallel()
	b := filter.Builder{Scope: func(b *filter.Builder, s *filter.Schema, alias string) string {
		switch s.Entity {
		case "sales.order":
			return alias + ".site = any(" + b.Arg([]string{"s1"}) + ")"
		case "crm.client":
			return "false"
		}
		return ""
	}}
	parse(t, "client.owner.name=Ann").CountSQL(&b, "o")
	want := `select count(*) from (select 1 from "sales_order" o where o.tenant_id = $1 and (o.site = any($2)) and ` +
		`exists (select 1 from "crm_client" x1 where x1.tenant_id = $1 and x1.id = o."client" and (false) and ` +
		`exists (select 1 from "base_user" x2 where x2.tenant_id = $1 and x2.id = x1."owner" and x2."name" = $3)) limit 10001) t`
	if got := b.Text.String(); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestAfter(t *testing.T) {
	t.Parallel()
	id, day, number, yes, big := someID, "2026-05-30", "SO-1", "true", "123000"
	tests := []struct {
		sort, order, after string
		keys               []*string
	}{
		{
			"-placed", `o."placed" desc, o."id" desc`,
			`(o."placed", o."id") < ($2::date, $3::uuid)`,
			[]*string{&day, &id},
		},
		{
			"placed,number", `o."placed", o."number", o."id"`,
			`(o."placed", o."number", o."id") > ($2::date, $3::text, $4::uuid)`,
			[]*string{&day, &number, &id},
		},
		{
			"total", `o."total", o."id"`,
			`(o."total", o."id") > ($2::numeric, $3::uuid)`,
			[]*string{&big, &id},
		},
		{"id,placed", `o."id"`, `(o."id") > ($2::uuid)`, []*string{&id}},
		{
			"-placed,number", `o."placed" desc, o."number", o."id" desc`,
			`o."placed" <= $2::date and (o."placed" < $2::date or (o."placed" = $2::date and ` +
				`(o."number" > $3::text or (o."number" = $3::text and (o."id" < $4::uuid)))))`,
			[]*string{&day, &number, &id},
		},
		{
			"due", `o."due", o."id"`,
			`(o."due" > $2::date or o."due" is null or (o."due" = $2::date and (o."id" > $3::uuid)))`,
			[]*string{&day, &id},
		},
		{"due", `o."due", o."id"`, `((o."due" is null and (o."id" > $2::uuid)))`, []*string{nil, &id}},
		{"-due", `o."due" desc, o."id" desc`, `(o."due", o."id") < ($2::date, $3::uuid)`, []*string{&day, &id}},
		{
			"-due", `o."due" desc, o."id" desc`,
			`(o."due" is not null or (o."due" is null and (o."id" < $2::uuid)))`,
			[]*string{nil, &id},
		},
		{"-paid", `o."paid" desc, o."id" desc`, `(o."paid", o."id") < ($2::boolean, $3::uuid)`, []*string{&yes, &id}},
	}
	for _, tt := range tests {
		q := parse(t, "sort="+tt.sort)
		if got := q.OrderBy("o"); got != tt.order {
			t.Errorf("%s: order is %s, want %s", tt.sort, got, tt.order)
		}
		next := parse(t, "sort="+tt.sort+"&cursor="+q.CursorFor(uuid.Nil, tt.keys))
		if err := next.BindTenant(uuid.Nil); err != nil {
			t.Errorf("%s: %v", tt.sort, err)
			continue
		}
		var b filter.Builder
		next.After(&b, "o")
		if got, want := b.Text.String(), " and "+tt.after; got != want {
			t.Errorf("%s\n got %s\nwant %s", tt.sort, got, want)
		}
		if n := strings.Count(tt.after, "::"); len(b.Args) > n {
			t.Errorf("%s: %d arguments", tt.sort, len(b.Args))
		}
	}
}

func TestKeyColumns(t *testing.T) {
	t.Parallel()
	q := parse(t, "sort=-total,rank")
	var names []string
	for _, f := range q.KeyColumns() {
		names = append(names, f.Name)
	}
	if want := []string{"total", "rank", "id"}; !reflect.DeepEqual(names, want) {
		t.Errorf("key columns are %q, want %q", names, want)
	}
	want := []string{`o."total"::text`, `(o.custom ->> 'rank')::bigint::text`, `o."id"::text`}
	if got := q.KeyText("o"); !reflect.DeepEqual(got, want) {
		t.Errorf("key text is %q, want %q", got, want)
	}
}
