package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/money"
)

// fuzzed is a company whose requests go to the API's handler without a network.
// What goes wrong inside is kept in said, to be told with the answer.
type fuzzed struct {
	*shop

	api  *httpapi.API
	said *bytes.Buffer
}

func newFuzzed(f *testing.F) *fuzzed {
	f.Helper()
	a := open(f)
	z := &fuzzed{said: &bytes.Buffer{}}
	var err error
	log := slog.New(slog.NewTextHandler(z.said, &slog.HandlerOptions{Level: slog.LevelError}))
	if z.api, err = a.API(config.Serve{Development: true}, "test", log); err != nil {
		f.Fatal(err)
	}
	z.shop = newShop(f, a, enterprise.Shared, "http://guildhall.example", func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		z.api.ServeHTTP(w, r)
		return w.Result(), nil
	})
	return z
}

// asked makes a request of the owner, or returns nil when no server would get as
// far as the API with it. The target is below the tenant unless it begins with a
// slash.
func (z *fuzzed) asked(method, target, body string) *http.Request {
	if !strings.HasPrefix(target, "/") {
		target = "/api/v1/tenants/" + z.tenant + "/" + target
	}
	u, err := url.ParseRequestURI(target)
	if err != nil || strings.Contains(target, " ") {
		return nil
	}
	r := httptest.NewRequest(method, "http://guildhall.example/", strings.NewReader(body))
	r.URL = u
	r.Header.Set("Authorization", "Bearer "+z.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", "*")
	return r
}

// check sends a request and holds its answer to what all answers promise: the
// caller may be wrong, the server not.
func (z *fuzzed) check(t *testing.T, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	if r == nil {
		return httptest.NewRecorder()
	}
	z.said.Reset()
	w := httptest.NewRecorder()
	z.api.ServeHTTP(w, r)
	fault := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s %s: %s\n%d %s\n%s", r.Method, r.URL, fmt.Sprintf(format, args...), w.Code, w.Body, z.said)
	}
	id := w.Header().Get("X-Request-ID")
	media := w.Header().Get("Content-Type")
	printed := media == "application/pdf"
	switch _, err := uuid.Parse(id); {
	case w.Code >= http.StatusInternalServerError || w.Code < http.StatusOK:
		fault("the server is at fault")
	case err != nil:
		fault("the answer's id is %q", id)
	case !printed && !utf8.Valid(w.Body.Bytes()):
		fault("the answer is not UTF-8")
	case w.Code < http.StatusBadRequest && w.Body.Len() > 0 && !printed && (media != "application/json" || !json.Valid(w.Body.Bytes())):
		fault("the answer is no JSON, or not called so: %s", media)
	case w.Code >= http.StatusBadRequest && media != "application/problem+json":
		fault("the refusal is called %s", media)
	case w.Code >= http.StatusBadRequest:
		if wrong := faultOf(w.Body.Bytes(), w.Code, id); wrong != "" {
			fault("%s", wrong)
		}
	}
	return w
}

// faultOf says what is wrong with a problem.
func faultOf(body []byte, code int, id string) string {
	var p struct {
		Type, Title string
		Status      int
		RequestID   string `json:"request_id"`
		Errors      []struct {
			Pointer       *string
			Code, Message string
		}
	}
	if err := json.Unmarshal(body, &p); err != nil {
		return err.Error()
	}
	switch slug, ok := strings.CutPrefix(p.Type, "/problems/"); {
	case !ok || slug == "" || p.Title == "":
		return "the problem has no type or title"
	case p.Status != code || p.RequestID != id:
		return "the problem has another status or request id than its answer"
	case slug == "invalid" && len(p.Errors) == 0:
		return "the problem does not say what is invalid"
	}
	for _, e := range p.Errors {
		if e.Pointer == nil || e.Code == "" || e.Message == "" {
			return "a field error has no pointer, code or message"
		}
		if at := *e.Pointer; at != "" && !strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "?") {
			return fmt.Sprintf("%q points neither into the body nor at a parameter", at)
		}
	}
	return ""
}

// FuzzFilters asks lists and summaries with any query string.
func FuzzFilters(f *testing.F) {
	z := newFuzzed(f)
	plurals := []string{
		"orders", "clients", "products", "quotes", "invoices", "payments", "levels", "moves", "reservations", "activities",
		"users", "price-lists", "leads", "custom-fields", "stock/availability", "me",
	}
	for which := range plurals {
		f.Add(uint8(which), false, "")
	}
	for _, query := range []string{
		"limit=1&count=exact", "limit=0", "limit=201", "limit=-1", "limit=99999999999999999999", "cursor=abc", "cursor=", "cursor=eyJ2IjpbXX0",
		"sort=-number", "sort=placed,-id", "sort=", "sort=nothing", "sort=-,", "fields=id,number,client", "fields=", "fields=id,id", "include=client", "include=client.owner", "include=a.b.c.d",
		"status=draft", "status=draft,confirmed", "status=nonsense", "status[in]=draft,confirmed", "status[ne]=draft", "placed[gte]=2026-05-01&placed[lt]=2026-06-01", "placed=0000-00-00", "placed[gte]=99999-01-01",
		"total[gt]=10.00", "total[gt]=1e999999999", "total=NaN", "total[gte]=Infinity", "total[lt]=-0", "client=" + z.buyer, "client=null", "client[null]=true", "client=00000000-0000-0000-0000-000000000000",
		"q=al", "q=%25", "q=%00", "q=%ff", "q=" + strings.Repeat("a", 300), "number[prefix]=SO-", "number[like]=%25", "number=%27%3B--", "id=" + z.buyer, "id[in]=" + z.buyer + ",x",
		"custom.size=1", "custom[size][gt]=1", "custom.", "version=1", "created_at[gte]=2026-05-04T09:00:00Z", "created_at[gte]=2026-05-04", "updated_at[lt]=9999-12-31T23:59:59.999999999Z",
		"tenant=other", "a=%zz", "a;b=c", "&&&=", "%5B%5D=1", "status[]=draft", "status[in]=", "status[unknown]=x", "=", "limit=1&limit=2", "dry_run=true",
	} {
		f.Add(uint8(0), false, query)
	}
	for _, query := range []string{
		"group_by=status", "group_by=status&sum=total", "group_by=client,status&sum=total,net", "group_by=placed:month", "group_by=placed[month]", "group_by=nothing", "group_by=", "sum=number", "sum=", "sum=total,total",
		"group_by=status&count=true", "avg=total", "min=placed&max=placed", "group_by=status&status=draft", "group_by=currency&sum=total&total[gt]=1", "sort=-total", "limit=5", "cursor=x", "group_by=id",
	} {
		f.Add(uint8(0), true, query)
	}
	f.Fuzz(func(t *testing.T, which uint8, summary bool, query string) {
		target := plurals[int(which)%len(plurals)]
		if summary {
			target += "/summary"
		}
		z.check(t, z.asked(http.MethodGet, target+"?"+query, ""))
	})
}

// door is where bodies are sent, with one that is taken.
type door struct{ method, path, body string }

func (z *fuzzed) doors(f *testing.F) []door {
	f.Helper()
	draft := z.must(f, "POST", "orders", z.order(z.plenty, "")).told.ID
	client := `{"name":"Bon app'","kind":"company","email":"a@b.example","country":"FR","currency":"EUR","payment_terms":30,
		"credit_limit":{"amount":"1000.00","currency":"EUR"},"custom":{}}`
	return []door{
		{"POST", "orders", z.order(z.plenty, "r")},
		{"POST", "orders/place", z.order(z.plenty, "r")},
		{"POST", "clients", client},
		{"POST", "products", `{"name":"Chai","reference":"","kind":"goods","currency":"EUR","price":{"amount":"18"},"sites":["` + z.site + `"],"reorder_level":"10"}`},
		{"POST", "quotes", z.order(z.plenty, "r")},
		{"POST", "clients/bulk", `{"atomic":true,"operations":[{"op":"create","body":` + client + `},{"op":"update","id":"` + z.buyer + `","version":1,"body":{"note":"n"}},
			{"op":"step:archive","id":"` + z.buyer + `","version":7},{"op":"delete","id":"` + z.buyer + `","version":7}]}`},
		{"PATCH", "clients/" + z.buyer, `{"note":"n","custom":{"size":1}}`},
		{"PATCH", "orders/" + draft, z.order(z.plenty, "again")},
		{"PUT", "orders/" + draft, z.order(z.plenty, "again")},
		{"POST", "invoices", z.invoice("10")},
		{"POST", "payments", `{"client":"` + z.buyer + `","site":"` + z.site + `","currency":"EUR","amount":{"amount":"5"},"origin":{"entity":"sales.order","id":"` + draft + `"}}`},
		{"POST", "stock/receive", `{"site":"` + z.site + `","vendor":"` + z.vendor + `","lines":[{"product":"` + z.scarce + `","quantity":"1","cost":{"amount":"2"}}],"currency":"EUR"}`},
		{"POST", "orders/" + draft + "/cancel", `{"cancel_reason":"changed their mind"}`},
		{"POST", "custom-fields", `{"extends":"crm.client","name":"size","label":"Size","kind":"number"}`},
		{"POST", "price-lists", `{"name":"L","currency":"EUR","items":[{"product":"` + z.plenty + `","min_quantity":"10","price":{"amount":"9"}}]}`},
		{"POST", "users", `{"email":"ann@acme.example","name":"Ann","sites":["` + z.site + `"]}`},
	}
}

// FuzzBodies sends any bytes as a body; or, when there are none, a body that would
// be taken, with another value for one of its members.
func FuzzBodies(f *testing.F) {
	z := newFuzzed(f)
	doors := z.doors(f)
	for i, d := range doors {
		f.Add(uint8(i), false, []byte(d.body), "", "")
		var members map[string]json.RawMessage
		if err := json.Unmarshal([]byte(d.body), &members); err != nil {
			f.Fatal(err)
		}
		for name := range members {
			for _, value := range []string{"null", `""`, "0", "-1", "true", "[]", "{}", `["a"]`, `"\u0000"`, "1e400", `"` + z.buyer + `"`} {
				f.Add(uint8(i), value == "null", []byte(nil), name, value)
			}
		}
	}
	for _, text := range []string{
		"", "{", "}", "null", "0", `""`, "[]", "[{}]", "{}{}", "{} x", `{"a":1}`, `{"name":"a","name":"b"}`, `{"":1}`, `{"id":"x"}`, `{"name":null}`,
		`{"name":"\ud800"}`, "{\"name\":\"\xff\"}", `{"name":"\u0000"}`, `{"tenant_id":"x"}`, `{"version":-1}`, `{"custom":{"a":{"b":[1]}}}`, `{"custom":null}`,
		strings.Repeat("[", 100), `{"custom":` + strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100) + "}", `{"items":[null]}`, `{"items":{}}`,
		`{"operations":[]}`, `{"operations":[1]}`, `{"operations":[{"op":"step:"}]}`, `{"operations":[{"op":"delete","id":"x","version":1.5}]}`, "\xef\xbb\xbf{}", "\x00",
	} {
		for _, i := range []uint8{0, 2, 5, 6} {
			f.Add(i, false, []byte(text), "", "")
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, dry bool, body []byte, member, value string) {
		d := doors[int(which)%len(doors)]
		if len(body) == 0 && member != "" {
			body = replaced(d.body, member, value)
		}
		if dry {
			d.path += "?dry_run=true"
		}
		z.check(t, z.asked(d.method, d.path, string(body)))
	})
}

// replaced gives a member of an object another value, as text when it is no JSON.
// A member named "items.price" is one of each of the items.
func replaced(object, member, value string) []byte {
	var in any
	if err := json.Unmarshal([]byte(object), &in); err != nil {
		return []byte(object)
	}
	var with any = value
	if json.Valid([]byte(value)) {
		with = json.RawMessage(value)
	}
	put(in, strings.Split(member, "."), with)
	out, err := json.Marshal(in)
	if err != nil {
		return []byte(object)
	}
	return out
}

func put(in any, path []string, value any) {
	switch in := in.(type) {
	case []any:
		for _, el := range in {
			put(el, path, value)
		}
	case map[string]any:
		if len(path) == 1 {
			in[path[0]] = value
			return
		}
		put(in[path[0]], path[1:], value)
	}
}

// FuzzIDs puts anything into the places of a path.
func FuzzIDs(f *testing.F) {
	z := newFuzzed(f)
	z.must(f, "POST", "orders", z.order(z.plenty, "")) // so that nobody can delete the client
	methods := []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodHead, http.MethodOptions, "BREW"}
	for _, segments := range [][3]string{
		{"clients", z.buyer, ""},
		{"clients", z.buyer, "history"},
		{"clients", strings.ToUpper(z.buyer), ""},
		{"clients", "urn:uuid:" + z.buyer, ""},
		{"clients", "{" + z.buyer + "}", ""},
		{"clients", strings.ReplaceAll(z.buyer, "-", ""), ""},
		{"clients", uuid.Nil.String(), ""},
		{"clients", uuid.Max.String(), ""},
		{"clients", "x", ""},
		{"clients", "", ""},
		{"clients", "%00", ""},
		{"clients", "..", ""},
		{"clients", "%2e%2e", "%2f"},
		{"clients", "a%2Fb", ""},
		{"clients", "%ff", ""},
		{"clients", z.buyer, "nothing"},
		{"orders", z.buyer, "confirm"},
		{"orders", "place", ""},
		{"orders", "summary", ""},
		{"invoices", z.buyer, "post"},
		{"nothing", z.buyer, ""},
		{"", "", ""},
		{"meta", "entities", "sales.order"},
		{"meta", "entities", "%00"},
		{"levels", z.buyer, ""},
		{"clients", "bulk", ""},
		{"clients", z.buyer + "%00", ""},
		{"clients", strings.Repeat("a", 5000), ""},
		{"payments", z.buyer, "allocate"},
		{"stock", "receive", ""},
	} {
		for method := range methods {
			f.Add(uint8(method), "", segments[0], segments[1], segments[2])
		}
	}
	for _, tenant := range []string{z.tenant, strings.ToUpper(z.tenant), "x", "%00", "..", uuid.Nil.String(), "Shop-1", strings.Repeat("t", 300), "%F0%9F%92%A9"} {
		f.Add(uint8(0), tenant, "clients", "", "")
	}
	f.Fuzz(func(t *testing.T, method uint8, tenant, plural, id, verb string) {
		target := plural
		for _, part := range []string{id, verb} {
			if part != "" {
				target += "/" + part
			}
		}
		if tenant != "" {
			target = "/api/v1/tenants/" + tenant + "/" + target
		}
		z.check(t, z.asked(methods[int(method)%len(methods)], target, "{}"))
	})
}

// FuzzAmounts writes anything where an order's line and a product have numbers.
// What is taken adds up.
func FuzzAmounts(f *testing.F) {
	z := newFuzzed(f)
	for _, text := range []string{
		"0", "1", "-1", "0.1", "0.005", "0.0049999999999999999", "1.999", "12.345678901234567890", "00012", "+1", " 1", "1 ", "1,5", "1_000", ".5", "5.", "1e3", "1e-3", "1E400", "1e999999999", "1e-999999999",
		"NaN", "Infinity", "-Infinity", "-0", "0x10", "", "null", "99999999999999999999999999999999", "999999999999999.99", strings.Repeat("9", 200), "0." + strings.Repeat("0", 200) + "1", "100", "100.01", "33.333", "١٢", "1\u0000",
	} {
		f.Add(text, "1", "0", false)
		f.Add("1", text, "0", false)
		f.Add("1", "1", text, false)
		f.Add(text, text, text, true)
	}
	f.Add("999999999999999.99", "999999999999", "0", false)
	f.Add("0.01", "0.001", "99.9999", false)
	f.Fuzz(func(t *testing.T, amount, quantity, percent string, bare bool) {
		written := func(text string) string {
			if bare && json.Valid([]byte(text)) {
				return text
			}
			quoted, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			return string(quoted)
		}
		price := `{"amount":` + written(amount) + `,"currency":"EUR"}`
		z.check(t, z.asked(http.MethodPost, "products", `{"name":"Chai","currency":"EUR","price":`+price+`,"cost":`+price+`,"reorder_level":`+written(quantity)+`}`))
		w := z.check(t, z.asked(http.MethodPost, "orders", fmt.Sprintf(
			`{"client":%q,"site":%q,"currency":"EUR","freight":%s,"discount":%s,"items":[{"product":%q,"quantity":%s,"price":%s,"discount":%s},{"product":%q,"quantity":"3"}]}`,
			z.buyer, z.site, price, written(percent), z.plenty, written(quantity), price, written(percent), z.plenty)))
		if w.Code == http.StatusCreated {
			checkSums(t, w.Body.Bytes())
		}
	})
}

// checkSums adds an order's lines up.
func checkSums(t *testing.T, body []byte) {
	t.Helper()
	type figure struct{ Amount money.Amount }
	var o struct {
		Net, Tax, Freight, Total figure
		Items                    []struct{ Net, Tax figure }
	}
	if err := json.Unmarshal(body, &o); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	net, tax := money.Amount{}, money.Amount{}
	for _, i := range o.Items {
		net, tax = net.Plus(i.Net.Amount), tax.Plus(i.Tax.Amount)
	}
	if !net.Equal(o.Net.Amount) || !net.Plus(tax).Plus(o.Freight.Amount).Equal(o.Total.Amount) {
		t.Fatalf("the lines come to %s and %s tax: %s", net, tax, body)
	}
}

// FuzzHeaders sends any headers. Those that are empty are what they should be.
func FuzzHeaders(f *testing.F) {
	z := newFuzzed(f)
	doors := []door{
		{"GET", "clients/" + z.buyer, ""},
		{"PATCH", "clients/" + z.buyer, `{"note":"n"}`},
		{"POST", "orders", z.order(z.plenty, "")},
		{"POST", "/api/client/clients", `{"name":"Bon app'","currency":"EUR"}`},
		{"GET", "/api/client/orders", ""},
		{"GET", "/api/enterprise/clients", ""},
	}
	names := []string{"If-Match", "Idempotency-Key", "X-Tenant-Id", "Authorization", "Content-Type", "X-Request-ID", "Accept"}
	values := [][]string{
		{`"1"`, "*", `"0"`, `"-1"`, `"99999999999999999999"`, `W/"1"`, `"1", "2"`, "1", `""`, `"1`, "\xff", " * "},
		{"a", strings.Repeat("k", 200), strings.Repeat("k", 201), "a b", "\xff", "ключ", "\t", ","},
		{z.tenant, strings.ToUpper(z.tenant), "x", "\xff", uuid.Nil.String(), "a,b", strings.Repeat("x", 70)},
		{
			"Bearer " + z.token, "bearer " + z.token, "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "Bearer ght_", "Bearer gho_x", "Bearer gho_" + strings.Repeat("a", 43),
			"Bearer " + z.token[:len(z.token)-1], "Bearer " + z.token + "x", "Bearer ght_" + strings.Repeat("0", 32) + "_" + strings.Repeat("A", 43), "Bearer  " + z.token, "Bearer " + z.token + ", Bearer x", "\xff",
		},
		{"application/json; charset=utf-8", "application/json; charset=latin1", "text/plain", "application/merge-patch+json", "multipart/form-data", ";", "application/json;", "application/json; charset", "\xff", "*/*"},
		{uuid.Nil.String(), "01890a5d-ac96-774b-bcce-b302099a8057", "01890A5D-AC96-774B-BCCE-B302099A8057", "x", "{01890a5d-ac96-774b-bcce-b302099a8057}", strings.Repeat("f", 36), "\xff", "' or 1=1"},
		{"application/json", "text/html", "*/*", "application/problem+json;q=0", "", ",", "\xff", "text/html;q=abc"},
	}
	for which := range doors {
		f.Add(uint8(which), "", "", "", "", "", "", "")
		for i := range values {
			for _, value := range values[i] {
				var set [7]string
				set[i] = value
				f.Add(uint8(which), set[0], set[1], set[2], set[3], set[4], set[5], set[6])
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, match, key, tenant, authorization, contentType, id, accept string) {
		d := doors[int(which)%len(doors)]
		r := z.asked(d.method, d.path, d.body)
		for i, value := range []string{match, key, tenant, authorization, contentType, id, accept} {
			if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
				return // no server passes that on
			}
			if value != "" {
				r.Header.Set(names[i], value)
			}
		}
		w := z.check(t, r)
		if given, err := uuid.Parse(id); err == nil && len(id) == 36 && given != uuid.Nil && w.Header().Get("X-Request-ID") != given.String() {
			t.Fatalf("the request %s is answered as %s", id, w.Header().Get("X-Request-ID"))
		}
	})
}
