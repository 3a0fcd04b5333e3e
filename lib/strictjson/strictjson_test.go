package strictjson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/strictjson"
)

type order struct {
	Number string          `json:"number"`
	Count  int             `json:"count"`
	Rest   json.RawMessage `json:"rest"`
}

// told writes an error as its slug, and pointers with their codes.
func told(err error) string {
	if err == nil {
		return ""
	}
	p := problem.From(err)
	out := p.Type
	for _, f := range p.Errors {
		out += " " + f.Pointer + ":" + f.Code
	}
	return out
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"number":"SO-1","count":2}`:         "",
		` {} `:                                "",
		`{"rest":{"a":1,"a":2}}`:              "", // is read by whoever wants it
		``:                                    "malformed-body",
		`{"number":`:                          "malformed-body",
		`{"number":"a"`:                       "malformed-body",
		`{"number" "a"}`:                      "malformed-body",
		`{"number":"a"} {}`:                   "malformed-body",
		`[]`:                                  "invalid /0:invalid-type",
		`null`:                                "invalid /0:invalid-type",
		`{"number":"a","number":"b"}`:         "invalid /0/number:duplicate",
		`{"nr":"a","x/y":1,"number":"a"}`:     "invalid /0/nr:unknown-field /0/x~1y:unknown-field",
		`{"count":"two"}`:                     "invalid /0/count:invalid-type",
		`{"Number":"another way of writing"}`: "invalid /0/Number:unknown-field",
	} {
		var in order
		if got := told(strictjson.Decode([]byte(text), "/0", &in, "number", "count", "rest")); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for text, want := range map[string]string{
		` {"a":[1,{"b":null}],"c":"d"}`: "",
		`17`:                            "",
		nested(17):                      "",
		nested(18):                      "invalid " + strings.Repeat("/0", 17) + ":too-deep",
		`{"a":[{"b":1,"b":2}]}`:         "invalid /a/0/b:duplicate",
		`{"a":[1,]}`:                    "malformed-body",
		`nope`:                          "malformed-body",
		`1 2`:                           "malformed-body",
	} {
		v, err := strictjson.Value([]byte(text), "")
		if got := told(err); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
			continue
		}
		if want == "" && !reflect.DeepEqual(v, plain(t, text)) {
			t.Errorf("%s is read as %v", text, v)
		}
	}
}

// plain reads a text as encoding/json does.
func plain(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// FuzzValue: whatever is sent is refused with a problem, or means what
// encoding/json takes it for.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{`{"a":[1,{"b":null}]}`, `[[[]]]`, `"\ud800"`, `{"a":1,"a":2}`, `{`, `1e999`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := strictjson.Value([]byte(text), "")
		if err != nil {
			if problem.From(err).Status >= 500 {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if !reflect.DeepEqual(v, plain(t, text)) {
			t.Errorf("%q is read as %v", text, v)
		}
	})
}
