package filter_test

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/lib/filter"
)

// value draws a value that a field of the kind takes, not always canonical.
func value(t *rapid.T, f *filter.Field) string {
	switch f.Kind {
	case filter.Choice:
		return rapid.SampledFrom(f.Choices).Draw(t, "choice")
	case filter.Bool:
		return rapid.SampledFrom([]string{"true", "false"}).Draw(t, "bool")
	case filter.Int:
		return rapid.StringMatching(`[+-]?[0-9]{1,18}`).Draw(t, "int")
	case filter.Decimal:
		return rapid.StringMatching(`-?0{0,3}[0-9]{1,14}(\.[0-9]{1,4}0{0,3})?`).Draw(t, "decimal")
	case filter.Date:
		return rapid.StringMatching(`(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`).Draw(t, "date")
	case filter.Instant:
		return rapid.StringMatching(`20[0-9]{2}-0[1-9]-0[1-9](T[01][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]0[0-9]:30))?`).Draw(t, "instant")
	case filter.ID, filter.IDs:
		return rapid.StringMatching(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`).Draw(t, "id")
	case filter.Text, filter.Unsorted:
	}
	text := rapid.StringN(1, 40, 200).Draw(t, "text")
	return "x" + strings.ReplaceAll(text, "\x00", `\,`)
}

// question draws parameters that Parse accepts.
func question(t *rapid.T, s *filter.Schema) url.Values {
	out := url.Values{}
	for range rapid.IntRange(0, 6).Draw(t, "conditions") {
		f := rapid.SampledFrom(s.Fields).Draw(t, "field")
		ops := f.Kind.Operators()
		if f.Secret || len(ops) == 0 {
			continue
		}
		name, op := f.Name, rapid.SampledFrom(ops).Draw(t, "operator")
		if f.Target != nil && !f.Custom && rapid.Bool().Draw(t, "dotted") {
			f, name, op = f.Target.Fields[0], f.Name+"."+f.Target.Fields[0].Name, filter.Eq
		}
		text := value(t, &f)
		if op == filter.In {
			text += "," + value(t, &f)
		}
		if f.Nullable && slices.Contains([]filter.Op{filter.Eq, filter.Ne}, op) && rapid.Bool().Draw(t, "null") {
			text = "null"
		}
		out.Set(name+"["+string(op)+"]", text)
	}
	optional := func(name string, values ...string) {
		if rapid.Bool().Draw(t, name) {
			out.Set(name, rapid.SampledFrom(values).Draw(t, name))
		}
	}
	optional("q", "acme", " bolt  nut ", "ü,%_'")
	optional("sort", "-placed", "placed", "number,-total", "due,-rank,id", "id")
	optional("limit", "1", "50", "200")
	optional("fields", "*", "number", "total,lines,id")
	optional("include", "client", "client.owner,client.owner.team")
	optional("count", "bounded")
	optional("cursor", "abc", "-")
	return out
}

func TestParseOfPrintIsTheSameQuery(t *testing.T) {
	t.Parallel()
	s := orders()
	rapid.Check(t, func(t *rapid.T) {
		v := question(t, s)
		q, err := filter.Parse(s, v)
		if err != nil {
			t.Fatalf("%v is refused: %v", v, err)
		}
		printed := q.Print()
		again, err := filter.Parse(s, printed)
		if err != nil {
			t.Fatalf("%v is refused: %v", printed, err)
		}
		if !reflect.DeepEqual(q, again) || !reflect.DeepEqual(printed, again.Print()) {
			t.Fatalf("%v became %v, which is another query", v, printed)
		}
	})
}

func TestCursorOfAnyKeysIsRead(t *testing.T) {
	t.Parallel()
	s := orders()
	rapid.Check(t, func(t *rapid.T) {
		v := question(t, s)
		v.Del("cursor")
		q, err := filter.Parse(s, v)
		if err != nil {
			t.Fatal(err)
		}
		var keys []*string
		for _, f := range q.KeyColumns() {
			if (f.Nullable || f.Custom) && rapid.Bool().Draw(t, "null") {
				keys = append(keys, nil)
				continue
			}
			k := value(t, &f)
			keys = append(keys, &k)
		}
		q.Cursor = q.CursorFor(uuid.Max, keys)
		if err := q.BindTenant(uuid.Max); err != nil {
			t.Fatalf("%v: %v", v, err)
		}
		if err := q.BindTenant(uuid.Nil); err == nil {
			t.Fatal("the cursor serves another tenant")
		}
	})
}

// FuzzParse proves that no query string makes Parse or the building of SQL panic,
// that nothing a client sends reaches the SQL's text, and that printing and parsing
// are inverse.
func FuzzParse(f *testing.F) {
	f.Add("status=open&status[in]=open,held&total[gte]=100&client.country=DE&q=acme&sort=-placed,number")
	f.Add("limit=50&cursor=AQ&fields=number,total&include=client,client.owner&count=bounded")
	f.Add("note=null&shipped[ne]=null&changed[lt]=2026-05-30&it's=%27;--&number[in]=a%5C,b")
	f.Add("group_by=status,placed.month&sum=total")
	f.Add("client.owner.team.name[contains]=x&tags=" + someID)
	s := orders()
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		if summary, err := filter.ParseSummary(s, v); err == nil {
			var b filter.Builder
			summary.SQL(&b, "o")
		}
		q, err := filter.Parse(s, v)
		if err != nil {
			return
		}
		again, err := filter.Parse(s, q.Print())
		if err != nil || !reflect.DeepEqual(q, again) {
			t.Fatalf("%q prints as %v, which is another query (%v)", query, q.Print(), err)
		}
		if err := q.BindTenant(uuid.Nil); err == nil {
			var b filter.Builder
			q.After(&b, "o")
		}
		text := where(q)
		for _, c := range q.Conditions {
			for i := range c.Values {
				c.Values[i] = "'"
			}
		}
		if q.Search != "" {
			q.Search = strings.Repeat("'", utf8.RuneCountInString(q.Search)) // as long: short texts are looked for in another way
		}
		if other := where(q); other != text {
			t.Fatalf("the values of %q are part of the SQL %s", query, text)
		}
	})
}

func where(q *filter.Query) string {
	var b filter.Builder
	q.Where(&b, "o")
	if q.Search != "" {
		q.SearchSQL(&b, "o")
	}
	return b.Text.String()
}
