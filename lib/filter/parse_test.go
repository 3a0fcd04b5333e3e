package filter_test

import (
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

func params(tb testing.TB, query string) url.Values {
	tb.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return v
}

func parse(t *testing.T, query string) *filter.Query {
	t.Helper()
	q, err := filter.Parse(orders(), params(t, query))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return q
}

func TestParse(t *testing.T) {
	t.Parallel()
	q := parse(t, "status=open&status[in]=open,held&total[gte]=100&client.country=DE&q=+acme+&sort=-placed,number"+
		"&limit=20&cursor=abc&fields=number,total&include=client,client.owner&count=bounded&tenant=acme")

	var got []string
	for _, c := range q.Conditions {
		got = append(got, c.Name+" "+string(c.Op)+" "+strings.Join(c.Values, "|"))
	}
	want := []string{"client.country eq DE", "status eq open", "status in open|held", "total gte 100"}
	if !slices.Equal(got, want) {
		t.Errorf("conditions are %q, want %q", got, want)
	}
	if q.Search != "acme" || q.Limit != 20 || q.Cursor != "abc" || !q.Count {
		t.Errorf("search %q, limit %d, cursor %q, count %v", q.Search, q.Limit, q.Cursor, q.Count)
	}
	if len(q.Sort) != 2 || q.Sort[0].Field.Name != "placed" || !q.Sort[0].Desc || q.Sort[1].Field.Name != "number" || q.Sort[1].Desc {
		t.Errorf("sort is %+v", q.Sort)
	}
	if !slices.Equal(q.Fields, []string{"number", "total"}) {
		t.Errorf("fields are %q", q.Fields)
	}
	if !reflect.DeepEqual(q.Include, [][]string{{"client"}, {"client", "owner"}}) {
		t.Errorf("include is %q", q.Include)
	}
}

func TestParseDefaults(t *testing.T) {
	t.Parallel()
	q := parse(t, "sort=&fields=&include=&q=&count=&cursor=")
	if q.Limit != filter.DefaultLimit || q.Fields != nil || q.Include != nil || q.Count || q.Conditions != nil {
		t.Errorf("an empty query is %+v", q)
	}
	if got := q.OrderBy("o"); got != `o."placed" desc, o."id" desc` {
		t.Errorf("default order is %s", got)
	}
	if got := q.Print().Encode(); got != "" {
		t.Errorf("an empty query prints as %q", got)
	}
	unsorted := orders()
	unsorted.Sort = ""
	q, err := filter.Parse(unsorted, nil)
	if err != nil || q.OrderBy("o") != `o."id" desc` {
		t.Errorf("without a default the order is %q, error %v", q.OrderBy("o"), err)
	}
}

func TestPrintIsCanonical(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, want string }{
		{"status[eq]=open", "status=open"},
		{"total[gte]=00100.50", "total[gte]=100.5"},
		{"items=%2B7", "items=7"},
		{"changed[lt]=2026-05-30", "changed[lt]=2026-05-30T00:00:00Z"},
		{"changed[lt]=2026-05-30T02:00:00.1234567%2B02:00", "changed[lt]=2026-05-30T00:00:00.123456Z"},
		{"client=F0000000-0000-7000-8000-00000000000A", "client=f0000000-0000-7000-8000-00000000000a"},
		{`number[in]=a\,b,c\\,\d`, `number[in]=a\,b,c\\,d`},
		{"note=null", "note=null"},
		{"note[ne]=null", "note[ne]=null"},
		{"shipped=null", "shipped=null"},
		{"number=", "number="},
		{"sort=-placed", ""},
		{"sort=placed,-number", "sort=placed,-number"},
		{"limit=50", ""},
		{"fields=*", "fields=*"},
	}
	for _, tt := range tests {
		got, err := url.QueryUnescape(parse(t, tt.query).Print().Encode())
		if err != nil || got != tt.want {
			t.Errorf("%s prints as %q, want %q (%v)", tt.query, got, tt.want, err)
		}
	}
}

func TestParseRefusesConditions(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", filter.MaxValue+1)
	tests := []struct{ query, pointer, code string }{
		{"nope=1", "?nope", "unknown-field"},
		{"Number=1", "?Number", "unknown-field"},
		{"pin=1", "?pin", "unknown-field"},
		{"client.nope=1", "?client.nope", "unknown-field"},
		{"client.owner.password=x", "?client.owner.password", "unknown-field"},
		{"client.=1", "?client.", "unknown-field"},
		{"=1", "?", "unknown-field"},
		{"total[like]=1", "?total[like]", "unknown-operator"},
		{"total[gte=1", "?total[gte", "unknown-operator"},
		{"total[]=1", "?total[]", "unknown-operator"},
		{"total[gte]x=1", "?total[gte]x", "unknown-operator"},
		{"status[gt]=open", "?status[gt]", "wrong-operator"},
		{"changed=2026-05-30", "?changed", "wrong-operator"},
		{"total[in]=1,2", "?total[in]", "wrong-operator"},
		{"lines=1", "?lines", "wrong-operator"},
		{"changed=null", "?changed", "wrong-operator"},
		{"status=shut", "?status", "invalid-value"},
		{"status[in]=open,shut", "?status[in]", "invalid-value"},
		{"status[in]=", "?status[in]", "invalid-value"},
		{"placed=null", "?placed", "invalid-value"},
		{"items[gt]=null", "?items[gt]", "invalid-value"},
		{"paid=yes", "?paid", "invalid-value"},
		{"items=1.5", "?items", "invalid-value"},
		{"items=9223372036854775808", "?items", "invalid-value"},
		{"total[gt]=1e3", "?total[gt]", "invalid-value"},
		{"total[gt]=1.23456", "?total[gt]", "invalid-value"},
		{"total[gt]=NaN", "?total[gt]", "invalid-value"},
		{"placed=2026-02-30", "?placed", "invalid-value"},
		{"placed=0000-01-01", "?placed", "invalid-value"},
		{"placed=2026-05-30T00:00:00Z", "?placed", "invalid-value"},
		{"changed[gt]=yesterday", "?changed[gt]", "invalid-value"},
		{"changed[gt]=0001-01-01T00:00:00%2B02:00", "?changed[gt]", "invalid-value"},
		{"client=f000000000007000800000000000000a", "?client", "invalid-value"},
		{"number=%00", "?number", "invalid-value"},
		{"number=%ff", "?number", "invalid-value"},
		{"number[prefix]=", "?number[prefix]", "invalid-value"},
		{"number[contains]=", "?number[contains]", "invalid-value"},
		{"number=" + long, "?number", "too-long"},
		{"number[in]=a," + long, "?number[in]", "too-long"},
		{"number[in]=" + strings.Repeat(",", filter.MaxIn), "?number[in]", "too-many"},
		{"status=open&status=held", "?status", "duplicate"},
		{"status=open&status[eq]=open", "?status", "duplicate"},
		{"number.x=1", "?number.x", "not-a-reference"},
		{"buyer.country=DE", "?buyer.country", "not-a-reference"},
		{"client.owner.team.lead.name=x", "?client.owner.team.lead.name", "too-deep"},
		{strings.Repeat("n", 300) + "=1", "?" + strings.Repeat("n", 100), "unknown-field"},
	}
	for _, tt := range tests {
		_, err := filter.Parse(orders(), params(t, tt.query))
		expectFault(t, tt.query, err, tt.pointer, tt.code)
	}
}

func TestParseRefusesParameters(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, pointer, code string }{
		{"sort=pin", "?sort", "unknown-field"},
		{"fields=number,pin", "?fields", "unknown-field"},
		{"q=%ff", "?q", "invalid-value"},
		{"q=" + strings.Repeat("x", filter.MaxValue+1), "?q", "too-long"},
		{"cursor=" + strings.Repeat("x", filter.MaxCursor+1), "?cursor", "too-long"},
		{"sort=number&sort=placed", "?sort", "duplicate"},
		{"sort=number,-number", "?sort", "duplicate"},
		{"fields=number,number", "?fields", "duplicate"},
		{"include=client,client", "?include", "duplicate"},
		{"sort=lines", "?sort", "not-sortable"},
		{"sort=tags", "?sort", "not-sortable"},
		{"sort=-", "?sort", "unknown-field"},
		{"sort=client.country", "?sort", "unknown-field"},
		{"sort=number,placed,status,paid,items", "?sort", "too-many"},
		{"limit=0", "?limit", "invalid-value"},
		{"limit=201", "?limit", "invalid-value"},
		{"limit=ten", "?limit", "invalid-value"},
		{"limit=", "?limit", "invalid-value"},
		{"count=exact", "?count", "invalid-value"},
		{"fields=*,number", "?fields", "unknown-field"},
		{"include=number", "?include", "not-a-reference"},
		{"include=quote", "?include", "not-a-reference"},
		{"include=client.country", "?include", "not-a-reference"},
		{"include=client.owner.team.lead", "?include", "too-deep"},
		{"include=a,b,c,d,e,f,g,h,i", "?include", "too-many"},
		{"group_by=status", "?group_by", "unknown-parameter"},
		{"sum=total", "?sum", "unknown-parameter"},
	}
	for _, tt := range tests {
		_, err := filter.Parse(orders(), params(t, tt.query))
		expectFault(t, tt.query, err, tt.pointer, tt.code)
	}
}

func expectFault(t *testing.T, query string, err error, pointer, code string) {
	t.Helper()
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok {
		t.Errorf("%.80s: error %v is no problem", query, err)
		return
	}
	if p.Type != "invalid-query" || p.Status != 400 || p.Errors[0].Pointer != pointer || p.Errors[0].Code != code || p.Errors[0].Message == "" {
		t.Errorf("%.80s: got %d %v, want %s %s", query, p.Status, p, pointer, code)
	}
}

func TestParseTellsAllFaults(t *testing.T) {
	t.Parallel()
	_, err := filter.Parse(orders(), params(t, "nope=1&limit=0&total[gte]=x"))
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok || len(p.Errors) != 3 {
		t.Fatalf("got %v, want three faults", err)
	}
	for i, want := range []string{"?limit", "?nope", "?total[gte]"} {
		if p.Errors[i].Pointer != want {
			t.Errorf("fault %d is at %s, want %s", i, p.Errors[i].Pointer, want)
		}
	}
}

func TestParseBoundsConditions(t *testing.T) {
	t.Parallel()
	v := url.Values{}
	for _, field := range []string{"total", "discount", "placed", "items"} {
		for _, op := range []string{"gt", "gte", "lt", "lte", "ne"} {
			v.Set(field+"["+op+"]", map[bool]string{true: "2026-05-30", false: "1"}[field == "placed"])
		}
	}
	if _, err := filter.Parse(orders(), v); err != nil {
		t.Errorf("%d conditions are refused: %v", len(v), err)
	}
	v.Set("paid", "true")
	_, err := filter.Parse(orders(), v)
	expectFault(t, "21 conditions", err, "?", "too-many")
	for i := range 100 {
		v.Set("x"+strings.Repeat("x", i), "1")
	}
	_, err = filter.Parse(orders(), v)
	expectFault(t, "121 conditions", err, "?", "too-many")
}

func TestTargets(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range parse(t, "client.country=DE&include=client.owner.team,client").Targets() {
		got = append(got, s.Entity)
	}
	if want := []string{"crm.client", "base.user", "base.team"}; !slices.Equal(got, want) {
		t.Errorf("targets are %q, want %q", got, want)
	}
}

func BenchmarkParse(b *testing.B) {
	s := orders()
	v := params(b, "status[in]=open,held&total[gte]=100&client.country=DE&q=acme&sort=-placed,number&limit=50&include=client")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := filter.Parse(s, v); err != nil {
			b.Fatal(err)
		}
	}
}
