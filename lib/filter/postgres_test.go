package filter_test

import (
	"context"
	_ "embed"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/pgtest"
)

//go:embed testdata/orders.sql
var orderTables string

//go:embed testdata/rows.sql
var orderRows string

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

var (
	acme  = uuid.MustParse("aaaaaaaa-0000-7000-8000-000000000000")
	other = uuid.MustParse("bbbbbbbb-0000-7000-8000-000000000000")
)

// connect returns a connection to a database with the tables of orders().
func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), pgtest.Database(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	exec(t, conn, orderTables)
	return conn
}

func exec(t *testing.T, conn *pgx.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// rows returns the text columns of a statement.
func rows(ctx context.Context, t rapid.TB, conn *pgx.Conn, b *filter.Builder, mode pgx.QueryExecMode) [][]*string {
	t.Helper()
	found, err := conn.Query(ctx, b.Text.String(), append([]any{mode, acme}, b.Args...)...)
	if err != nil {
		t.Fatalf("%s: %v", b.Text.String(), err)
	}
	out, err := pgx.CollectRows(found, func(row pgx.CollectableRow) ([]*string, error) {
		columns := make([]*string, len(row.FieldDescriptions()))
		places := make([]any, len(columns))
		for i := range columns {
			places[i] = &columns[i]
		}
		return columns, row.Scan(places...)
	})
	if err != nil {
		t.Fatalf("%s: %v", b.Text.String(), err)
	}
	return out
}

func TestConditionsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, orderRows)

	tests := []struct{ query, want string }{
		{"", "A1 A2 b3"},
		{"number=A1", "A1"},
		{"number[ne]=A1", "A2 b3"},
		{"number[in]=A1,b3,x", "A1 b3"},
		{"number[prefix]=A", "A1 A2"},
		{"number[contains]=B", "b3"},
		{"note[contains]=%25_%5C", "b3"},
		{`note[in]=Bolts\, long`, "A1"},
		{"note=null", "A2"},
		{"note[ne]=null", "A1 b3"},
		{"note[ne]=x", "A1 A2 b3"},
		{"status[in]=open,done", "A1 b3"},
		{"paid=true", "A1 b3"},
		{"items[gt]=0", "A1"},
		{"items[in]=0,3", "A1 b3"},
		{"items[ne]=3", "A2 b3"},
		{"items[gt]=9000000000", ""},
		{"total=100", "A1"},
		{"total[gt]=100", "A2"},
		{"total[lt]=0", "b3"},
		{"discount[lte]=5", "A2 b3"},
		{"discount=null", "A1"},
		{"placed[gte]=2026-05-30", "A2 b3"},
		{"due=null", "A1"},
		{"changed[gt]=2026-05-30", "A2"},
		{"changed[lt]=2026-05-30", "b3"},
		{"changed[gte]=2026-05-30T02:00:00%2B02:00", "A1 A2"},
		{"shipped=null", "A1 b3"},
		{"shipped[lte]=2026-06-01", "A2"},
		{"client=00000000-0000-7000-8000-0000000000a1", "A1"},
		{"client[in]=00000000-0000-7000-8000-0000000000a1,00000000-0000-7000-8000-0000000000A2", "A1 A2"},
		{"id[in]=00000000-0000-7000-8000-000000000003", "b3"},
		{"tags=00000000-0000-7000-8000-0000000000d1", "A1"},
		{"client.country=DE", "A1"},
		{"client.country=null", "A2"},
		{"client.country[ne]=DE", "A2"},
		{"client.owner.name=Ann", "A1"},
		{"client.owner.team.name[prefix]=nor", "A1"},
		{"colour=red", "A1"},
		{"colour[ne]=red", "A2 b3"},
		{"rank[gt]=9", "A1"},
		{"weight[lt]=1.5", "A1"},
		{"seen[gte]=2026-01-31", "A1"},
		{"buyer=00000000-0000-7000-8000-0000000000a1", "A1"},
		{"buyer=null", "A2 b3"},
		{"it's=so", "A1"},
		{"q=bolt", "A1"},
		{"q=bolt&status=held", ""},
	}
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeExec} {
		for _, tt := range tests {
			q := parse(t, strings.ReplaceAll(tt.query, `\`, "%5C"))
			search(t, conn, q)
			var b, counting filter.Builder
			b.Write("select o.number from sales_order o where ")
			q.Where(&b, "o")
			b.Write(" order by 1")
			var got []string
			for _, row := range rows(t.Context(), t, conn, &b, mode) {
				got = append(got, *row[0])
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s (%s): got %q, want %q", tt.query, mode, got, tt.want)
			}
			q.CountSQL(&counting, "o")
			var n int
			err := conn.QueryRow(t.Context(), counting.Text.String(), append([]any{mode, acme}, counting.Args...)...).Scan(&n)
			if err != nil || n != len(got) {
				t.Errorf("%s (%s): counted %d rows of %d: %v", tt.query, mode, n, len(got), err)
			}
		}
	}
}

func TestSummaryOnPostgreSQL(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, `set timezone = 'Pacific/Auckland'`)
	exec(t, conn, `insert into sales_order (tenant_id, id, number, status, currency, total, placed, due, changed_at)
		select $1, gen_random_uuid(), n::text, (array['open','held'])[1 + n % 2], (array['EUR','JPY'])[1 + n / 4], n,
			date '2026-01-31' + n, case when n < 3 then date '2026-03-01' end, timestamptz '2026-01-31 23:30:00+00'
		from generate_series(0, 5) n`, acme)
	tests := []struct{ query, want string }{
		{"", "6"},
		{"group_by=status", "held 3, open 3"},
		{"group_by=placed.month", "2026-01-01 1, 2026-02-01 5"},
		{"group_by=placed.week", "2026-01-26 2, 2026-02-02 4"},
		{"group_by=changed.day", "2026-01-31 6"},
		{"group_by=due", "2026-03-01 3, - 3"},
		{"group_by=due.quarter&status=open", "2026-01-01 2, - 1"},
		{"sum=total", "EUR 4 6.0000, JPY 2 9.0000"},
		{"group_by=rank&sum=items", "- 6 -"},
	}
	for _, tt := range tests {
		s, err := filter.ParseSummary(orders(), params(t, tt.query))
		if err != nil {
			t.Fatal(err)
		}
		var b filter.Builder
		s.SQL(&b, "o")
		var got []string
		for _, row := range countsAsText(t, conn, &b, len(s.Columns())) {
			got = append(got, strings.Join(row, " "))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.query, got, tt.want)
		}
	}
}

// TestSearched looks for texts that stand in few of a tenant's rows, in many of the newest,
// and in many of the old ones alone.
func TestSearched(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, `insert into sales_order (tenant_id, id, number, status, currency, placed, note)
		select $1, lpad(n::text, 32, '0')::uuid, n::text, 'open', 'EUR', date '2026-01-31',
			'A_' || n || case when n <= 10400 then ' old' when n % 600 = 0 then ' held' else ' open' end
		from generate_series(1, 12200) n`, acme)
	const many = -1
	for text, want := range map[string]int{
		"OPEN": many, "A_": many, "op": many, "o": many, "old": many,
		"held": 3, "A%": 0, "a_1799": 1, "A_179": 11, "none": 0,
	} {
		q := parse(t, "q="+url.QueryEscape(text))
		if rows := page(t.Context(), t, conn, q, 20_000); (want == many) != (len(rows) >= 1700) || want != many && len(rows) != want {
			t.Errorf("%q: lists %d rows without looking before, want %d", text, len(rows), want)
		}
		if got := search(t, conn, q); q.Common != (want == many) || !q.Common && got != want {
			t.Errorf("%q: found %d, common %v, want %d", text, got, q.Common, want)
		}
		if rows := page(t.Context(), t, conn, q, 20_000); (want == many) != (len(rows) >= 1700) || want != many && len(rows) != want {
			t.Errorf("%q: lists %d rows, want %d", text, len(rows), want)
		}
	}
}

// search looks for what a query searches for, if it does, and returns how many rows it
// was told.
func search(t *testing.T, conn *pgx.Conn, q *filter.Query) int {
	t.Helper()
	if q.Search == "" {
		return 0
	}
	var b filter.Builder
	q.SearchSQL(&b, "o")
	var ids []uuid.UUID
	if err := conn.QueryRow(t.Context(), b.Text.String(), append([]any{acme}, b.Args...)...).Scan(&ids); err != nil {
		t.Fatal(err)
	}
	q.Searched(ids)
	return len(ids)
}

// TestFewRows asks whether rows are found first and sorted then: when they are rare among
// many, not when they are frequent, nor when an index has them in their order.
func TestFewRows(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, `insert into sales_order (tenant_id, id, number, status, currency, placed, total)
		select $1, gen_random_uuid(), 'A_' || n, case when n % 1000 = 0 then 'held' when n % 3 = 0 then 'open' else 'closed' end,
			'EUR', date '2026-01-31' - n % 500, n % 997 from generate_series(1, 20000) n`, acme)
	exec(t, conn, `create index on sales_order (tenant_id, status, id)`)
	exec(t, conn, `analyze sales_order`)
	for query, want := range map[string]bool{
		"status=held&sort=placed":             true,
		"status=open&sort=placed":             false,
		"status=held&sort=-id":                false, // the index has them in the order of their ids
		"status=held&number[contains]=7":      true,
		"number[contains]=7&sort=placed":      false, // no index has them
		"placed[gte]=2026-01-30&sort=-placed": false,
		"":                                    false,
	} {
		q := parse(t, query)
		var b filter.Builder
		if q.PlanSQL(&b, "o") {
			var plan []byte
			if err := conn.QueryRow(t.Context(), b.Text.String(), append([]any{acme}, b.Args...)...).Scan(&plan); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			if err := q.Planned(plan); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		if q.Few != want {
			t.Errorf("%q has few rows: %v, want %v", query, q.Few, want)
		}
		many := page(t.Context(), t, conn, q, 50)
		q.Few = !q.Few
		if other := page(t.Context(), t, conn, q, 50); !equalRows(many, other) {
			t.Errorf("%q: %d rows one way, %d or others the other way", query, len(many), len(other))
		}
	}
}

func equalRows(a, b [][]*string) bool {
	return slices.EqualFunc(a, b, func(x, y []*string) bool {
		return slices.EqualFunc(x, y, func(s, u *string) bool { return s == u || s != nil && u != nil && *s == *u })
	})
}

// countsAsText returns the rows of a summary with "-" for NULL.
func countsAsText(t *testing.T, conn *pgx.Conn, b *filter.Builder, columns int) [][]string {
	t.Helper()
	var text filter.Builder
	text.Args = b.Args
	names := make([]string, columns)
	for i := range names {
		names[i] = "c" + string(rune('a'+i))
	}
	text.Write("select coalesce(", strings.Join(names, "::text, '-'), coalesce("), "::text, '-') from (", b.Text.String(), ") s (", strings.Join(names, ", "), ")")
	var out [][]string
	for _, row := range rows(t.Context(), t, conn, &text, pgx.QueryExecModeCacheStatement) {
		line := make([]string, len(row))
		for i := range row {
			line[i] = *row[i]
		}
		out = append(out, line)
	}
	return out
}

// TestPagesAreTheWholeList walks lists of few values, many of them missing, in any
// order and page size: the pages, put together, are the list.
func TestPagesAreTheWholeList(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, `
		insert into sales_order (tenant_id, id, number, paid, items, total, discount, placed, due, changed_at, shipped_at, custom)
		select '`+acme.String()+`', gen_random_uuid(), (array['a','B','b','ä',''])[1 + n % 5], n % 2 = 0,
			case when n % 3 > 0 then n % 4 end, (n % 3) * 0.5, case when n % 4 > 0 then n % 3 end,
			date '2026-05-01' + n % 3, case when n % 2 > 0 then date '2026-06-01' + n % 3 end,
			timestamptz '2026-05-30 00:00:00+00' + n % 3 * interval '1 microsecond',
			case when n % 5 > 1 then timestamptz '2026-05-30 00:00:00+00' + n % 2 * interval '1 microsecond' end,
			case when n % 3 = 0 then '{}' else jsonb_build_object('rank', n % 11, 'colour', (array['red','blue'])[1 + n % 2]) end
		from generate_series(1, 60) n`)
	fields := []string{"number", "paid", "items", "total", "discount", "placed", "due", "changed", "shipped", "rank", "colour", "quote", "id"}
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.SliceOfNDistinct(rapid.SampledFrom(fields), 1, 3, func(s string) string { return s }).Draw(rt, "sort")
		for i := range order {
			order[i] = rapid.SampledFrom([]string{"", "-"}).Draw(rt, "direction") + order[i]
		}
		size := rapid.SampledFrom([]int{1, 7, 13, 59, 60}).Draw(rt, "size")
		query := "sort=" + strings.Join(order, ",")

		whole := page(t.Context(), rt, conn, parse(t, query), 1000)
		var pages []string
		cursor := ""
		for range 62 {
			q := parse(t, query+cursor)
			if err := q.BindTenant(acme); err != nil {
				rt.Fatalf("%s: %v", query, err)
			}
			rows := page(t.Context(), rt, conn, q, size)
			if len(rows) == 0 {
				break
			}
			for _, row := range rows {
				pages = append(pages, *row[len(row)-1])
			}
			cursor = "&cursor=" + q.CursorFor(acme, rows[len(rows)-1])
		}
		list := make([]string, len(whole))
		for i, row := range whole {
			list[i] = *row[len(row)-1]
		}
		if len(list) != 60 || !slices.Equal(list, pages) {
			rt.Fatalf("%s by %d: %d rows in pages, %d in the list, or another order", query, size, len(pages), len(list))
		}
	})
}

// page returns the sort keys of the rows of one page.
func page(ctx context.Context, t rapid.TB, conn *pgx.Conn, q *filter.Query, size int) [][]*string {
	t.Helper()
	var b filter.Builder
	b.Write("select ", strings.Join(q.KeyText("o"), ", "), " from sales_order o where ")
	q.Where(&b, "o")
	q.After(&b, "o")
	b.Write(" order by ", q.OrderBy("o"), " limit ", b.Arg(size), "::int")
	return rows(ctx, t, conn, &b, pgx.QueryExecModeCacheDescribe)
}

// TestIndexesAreReachedUnderRowSecurity asks the planner, as a role that row
// security binds, whether conditions and cursors reach the indexes.
func TestIndexesAreReachedUnderRowSecurity(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	exec(t, conn, `insert into sales_order (tenant_id, id, number, total, placed)
		select case when n % 2 = 0 then $1::uuid else $2::uuid end, gen_random_uuid(), n::text, n, date '2000-01-01' + n / 2
		from generate_series(1, 20000) n`, acme, other)
	exec(t, conn, `analyze sales_order`)
	for _, comparison := range []string{"eq", "ne", "lt", "le", "gt", "ge", "cmp"} { // as the database of a tenant has them
		exec(t, conn, `alter function numeric_`+comparison+`(numeric, numeric) leakproof`)
	}
	reader := pgx.Identifier{"reader " + uuid.NewString()}.Sanitize()
	exec(t, conn, `create role `+reader+`; grant select on sales_order to `+reader+`; set role `+reader)
	exec(t, conn, `select set_config('app.tenant_id', $1, false)`, acme.String())

	id, day, big := "00000000-0000-7000-8000-000000000003", "2010-01-01", "50000000"
	tests := []struct {
		query string
		keys  []*string
		want  string
	}{
		{"total[gte]=19900", nil, `(total >= '19900'::numeric)`},
		{"placed[gte]=2027-01-01", nil, `(placed >= '2027-01-01'::date)`},
		{"number[in]=4,6", nil, `(number = ANY ('{4,6}'::text[]))`},
		{"number[prefix]=1999", nil, `(number >= '1999'::text)`},
		{"sort=-placed", []*string{&day, &id}, `(ROW(placed, id) < ROW('2010-01-01'::date, '` + id + `'::uuid))`},
		{"sort=total", []*string{&big, &id}, `(ROW(total, id) > ROW('50000000'::numeric, '` + id + `'::uuid))`},
		{"sort=placed,-total", []*string{&day, &big, &id}, `(placed >= '2010-01-01'::date)`},
	}
	for _, tt := range tests {
		q := parse(t, tt.query)
		if tt.keys != nil {
			q = parse(t, tt.query+"&cursor="+q.CursorFor(acme, tt.keys))
		}
		if err := q.BindTenant(acme); err != nil {
			t.Fatal(err)
		}
		var b filter.Builder
		b.Write("explain (costs off) select o.id from sales_order o where ")
		q.Where(&b, "o")
		q.After(&b, "o")
		b.Write(" order by ", q.OrderBy("o"), " limit 50")
		var plan []string
		for _, row := range rows(t.Context(), t, conn, &b, pgx.QueryExecModeExec) {
			plan = append(plan, *row[0])
		}
		found := slices.ContainsFunc(plan, func(line string) bool {
			return strings.Contains(line, "Index Cond:") && strings.Contains(line, tt.want)
		})
		if !found {
			t.Errorf("%s: no index condition %s in\n%s", tt.query, tt.want, strings.Join(plan, "\n"))
		}
	}
}

// TestAlong: where the indexes of other fields go on in the order of the list, one value
// of one of them, within bounds of that order, is read in it.
func TestAlong(t *testing.T) {
	t.Parallel()
	for query, asks := range map[string]bool{
		"status=open&sort=-placed":                        false,
		"status=open&placed[gte]=2026-01-30&sort=-placed": false,
		"status[in]=open,held&sort=-placed":               true,
		"status=open&number=A_1&sort=-placed":             true,
		"status=open&sort=-due":                           true,
		"status=open&placed[gte]=2026-01-30&sort=-due":    true,
		"status=open&sort=-id":                            false,
		"status=open&placed[gte]=2026-01-30&sort=-id":     true,
	} {
		q := parse(t, query)
		along := *q.Schema
		along.Along, q.Schema = "placed", &along
		if got := q.PlanSQL(&filter.Builder{}, "o"); got != asks {
			t.Errorf("%q is asked about: %v, want %v", query, got, asks)
		}
	}
}
