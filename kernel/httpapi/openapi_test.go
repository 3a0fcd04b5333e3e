package httpapi

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// documentOf returns the document of an API, read.
func documentOf(t *testing.T, a *API) validator {
	t.Helper()
	text, err := a.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := plain(text)
	if err != nil {
		t.Fatal(err)
	}
	return validator{doc: doc.(map[string]any)}
}

// operations calls do for every operation of the document.
func (v validator) operations(do func(method, path string, op map[string]any)) {
	paths := v.doc["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for method, op := range paths[path].(map[string]any) {
			do(method, path, op.(map[string]any))
		}
	}
}

// follow resolves a reference, if that is what it is given.
func (v validator) follow(t *testing.T, x any) map[string]any {
	t.Helper()
	m, _ := x.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		target, err := v.resolve(ref)
		if err != nil {
			t.Error(err)
		}
		return target
	}
	return m
}

// serveMore adds an operation of each access, as the control plane has them.
func serveMore(t *testing.T, a *API) {
	t.Helper()
	for _, err := range []error{
		RegisterJSON(a, Operation{ID: "clientCreate", Method: "POST", Path: "/api/enterprise/clients/create", Summary: "Creates a client.", Tag: "enterprise", Status: 201, Errors: []int{409}}, createClient),
		RegisterJSON(a, Operation{ID: "clientList", Method: "GET", Path: "/api/enterprise/clients", Summary: "Lists clients.", Tag: "enterprise"},
			func(_ context.Context, _ Request, in ListClients) (ListClients, error) { return in, nil }),
		RegisterJSON(a, Operation{ID: "assignedList", Method: "GET", Path: "/api/super-admin/clients", Summary: "Lists clients of yours.", Tag: "enterprise", Access: SuperAdmins},
			func(_ context.Context, _ Request, in ListClients) (ListClients, error) { return in, nil }),
		RegisterJSON(a, Operation{ID: "clientDrop", Method: "DELETE", Path: "/api/enterprise/clients/{slug}", Summary: "Drops a client.", Tag: "enterprise", Errors: []int{410}},
			func(context.Context, Request, None) (None, error) { return None{}, nil }),
		RegisterJSON(a, Operation{ID: "echo", Method: "POST", Path: "/api/auth/echo", Summary: "Echoes.", Tag: "auth", Access: Everybody},
			func(_ context.Context, _ Request, in NewClient) (NewClient, error) { return in, nil }),
		a.Handle(Operation{ID: "invoicePrint", Method: "GET", Path: "invoices/{id}/pdf", Summary: "Prints an invoice.", Tag: "billing", Access: Tenants, Errors: []int{409}},
			func(w http.ResponseWriter, r Request) error {
				w.Header().Set("Content-Type", "application/pdf")
				_, err := w.Write([]byte("%PDF of " + r.Tenant.Name + " for " + r.Actor.Name))
				return err
			}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	b := setup(t)
	serveMore(t, b.api)
	v := documentOf(t, b.api)
	if v.doc["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", v.doc["openapi"])
	}
	ids := map[any]string{}
	v.operations(func(method, path string, op map[string]any) {
		at := method + " " + path
		id := op["operationId"]
		if ids[id] != "" || id == "" || id == nil {
			t.Errorf("%s: the id %v is that of %s", at, id, ids[id])
		}
		ids[id] = at
		if s, _ := op["summary"].(string); !strings.HasSuffix(s, ".") || len(op["tags"].([]any)) == 0 {
			t.Errorf("%s: summary %q, tags %v", at, s, op["tags"])
		}
		v.checkParameters(t, at, path, op)
		v.checkContent(t, at, op["requestBody"], false)
		v.checkResponses(t, at, path, op)
	})
	v.checkRefs(t, v.doc)
	for _, want := range []string{
		"tradeDealList", "tradeDealCreate", "tradeDealGet", "tradeDealUpdate", "tradeDealReplace", "tradeDealDelete", "tradeDealClose",
		"tradeDealDrop", "tradeDealRename", "tradeDealSummary", "tradeDealBulk", "tradeDealHistory", "tradeDealsPlace", "tradeDealsRate",
		"tradeEntryList", "systemCustomFieldList", "metaOverview", "clientCreate", "invoicePrint",
	} {
		if ids[want] == "" {
			t.Errorf("there is no operation %s", want)
		}
	}
	if ids["tradeEntryCreate"] != "" {
		t.Error("a view is created")
	}
}

// checkParameters: each has its place and its schema, each wildcard its parameter.
func (v validator) checkParameters(t *testing.T, at, path string, op map[string]any) {
	t.Helper()
	seen := map[string]bool{}
	list, _ := op["parameters"].([]any)
	for _, x := range list {
		p := v.follow(t, x)
		name, in := p["name"].(string), p["in"].(string)
		if seen[in+name] {
			t.Errorf("%s: the parameter %s is given twice", at, name)
		}
		seen[in+name] = true
		must, _ := p["required"].(bool)
		if p["schema"] == nil || in == "path" && (!must || !strings.Contains(path, "{"+name+"}")) {
			t.Errorf("%s: the parameter %s is %v", at, name, p)
		}
	}
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && !seen["path"+strings.TrimSuffix(name, "}")] {
			t.Errorf("%s: the wildcard %s is no parameter", at, part)
		}
	}
}

// checkContent: every example fits its schema, and there is one.
func (v validator) checkContent(t *testing.T, at string, x any, mayBeEmpty bool) {
	t.Helper()
	content, _ := v.follow(t, x)["content"].(map[string]any)
	if x != nil && content == nil && !mayBeEmpty {
		t.Errorf("%s: no content", at)
	}
	for media, m := range content {
		schema := m.(map[string]any)["schema"].(map[string]any)
		examples, _ := m.(map[string]any)["examples"].(map[string]any)
		if example, ok := m.(map[string]any)["example"]; ok {
			examples = map[string]any{"example": map[string]any{"value": example}}
		}
		if len(examples) == 0 {
			t.Errorf("%s %s: no example", at, media)
		}
		for name, e := range examples {
			if err := v.check(schema, v.follow(t, e)["value"], at+" "+name); err != nil {
				t.Error(err)
			}
		}
	}
}

// checkResponses: one of success, and the errors that any such operation has.
func (v validator) checkResponses(t *testing.T, at, path string, op map[string]any) {
	t.Helper()
	responses := op["responses"].(map[string]any)
	want := []string{"400", "500", "503"}
	if strings.Contains(path, "tenants/") {
		want = append(want, "401", "403", "404")
	}
	for _, status := range want {
		if responses[status] == nil {
			t.Errorf("%s: no %s", at, status)
		}
	}
	good := 0
	for status, r := range responses {
		if status < "300" {
			good++
		}
		v.checkContent(t, at+" "+status, r, status < "400")
	}
	if good != 1 {
		t.Errorf("%s: %d answers of success", at, good)
	}
}

// checkRefs: every reference leads somewhere.
func (v validator) checkRefs(t *testing.T, x any) {
	t.Helper()
	switch x := x.(type) {
	case map[string]any:
		if ref, ok := x["$ref"].(string); ok {
			if _, err := v.resolve(ref); err != nil {
				t.Error(err)
			}
		}
		for _, el := range x {
			v.checkRefs(t, el)
		}
	case []any:
		for _, el := range x {
			v.checkRefs(t, el)
		}
	}
}

// TestAnswersFitTheDocument asks the API and holds what it says against what the
// document says that it would.
func TestAnswersFitTheDocument(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := documentOf(t, b.api)
	firm := b.firm(t, "Acme")
	deal := b.deal(t, firm)
	for _, tt := range []struct{ id, method, path, body string }{
		{"tradeFirmCreate", "POST", "firms", `{"name":"Globex","limit":{"amount":"5"},"currency":"EUR","since":"2026-01-02","note":"a\nb","pin":"1"}`},
		{"tradeFirmList", "GET", "firms?count=bounded&limit=1", ""},
		{"tradeFirmGet", "GET", "firms/" + firm, ""},
		{"tradeFirmUpdate", "PATCH", "firms/" + firm, `{"limit":null}`},
		{"tradeFirmSummary", "GET", "firms/summary?group_by=country", ""},
		{"tradeFirmBulk", "POST", "firms/bulk", `{"operations":[{"op":"create","body":{"name":"x"}},{"op":"create","body":{}}]}`},
		{"tradeDealList", "GET", "deals?include=firm&fields=*", ""},
		{"tradeDealGet", "GET", "deals/" + deal + "?include=firm", ""},
		{"tradeDealRename", "POST", "deals/" + deal + "/rename", `{"subject":"new"}`},
		{"tradeDealDrop", "POST", "deals/" + deal + "/drop", `{"reason":"too dear"}`},
		{"tradeDealHistory", "GET", "deals/" + deal + "/history", ""},
		{"tradeDealsRate", "GET", "deals/rate?quantity=2&count=7", ""},
		{"metaOverview", "GET", "meta", ""},
		{"metaEntityList", "GET", "meta/entities", ""},
		{"metaEntityGet", "GET", "meta/entities/deals", ""},
		{"metaPermissionList", "GET", "meta/permissions", ""},
		{"metaFlowList", "GET", "meta/flows", ""},
	} {
		t.Run(tt.id, func(t *testing.T) {
			t.Parallel()
			found := false
			v.operations(func(_, _ string, op map[string]any) {
				if op["operationId"] != tt.id {
					return
				}
				found = true
				if tt.body != "" {
					v.fits(t, op["requestBody"], []byte(tt.body))
				}
				got := b.do(t, tt.method, "/api/client/"+tt.path, tt.body, "If-Match", "*")
				status := "200"
				if got.Code == 201 {
					status = "201"
				}
				v.fits(t, op["responses"].(map[string]any)[status], got.Body.Bytes())
			})
			if !found {
				t.Error("no such operation")
			}
		})
	}
}

func (v validator) fits(t *testing.T, where any, text []byte) {
	t.Helper()
	content := v.follow(t, where)["content"].(map[string]any)["application/json"].(map[string]any)
	x, err := plain(text)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if err := v.check(content["schema"].(map[string]any), x, ""); err != nil {
		t.Errorf("%v\nin %s", err, text)
	}
}

// TestEditionOfATenant: its document tells what it has, and nothing of operators
// and of modules that are off.
func TestEditionOfATenant(t *testing.T) {
	t.Parallel()
	b := setup(t)
	serveMore(t, b.api)
	edition := func() (validator, string) {
		t.Helper()
		got := b.do(t, "GET", "/api/client/openapi.json", "").want(200)
		doc, err := plain(got.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		v := validator{doc: doc.(map[string]any)}
		v.checkRefs(t, v.doc)
		return v, got.Header().Get("ETag")
	}
	ids := func(v validator) (out []string) {
		v.operations(func(_, _ string, op map[string]any) { out = append(out, op["operationId"].(string)) })
		return out
	}
	all, tag := edition()
	if got := ids(all); !slices.Contains(got, "tradeFirmList") || !slices.Contains(got, "echo") || slices.Contains(got, "clientList") || slices.Contains(got, "assignedList") {
		t.Errorf("with all modules: %q", got)
	}
	b.tenant.Modules = []string{"trade"}
	if _, again := edition(); again != tag {
		t.Error("the same modules make another document")
	}
	b.tenant.Modules = []string{}
	bare, other := edition()
	if got := ids(bare); slices.ContainsFunc(got, func(id string) bool { return strings.HasPrefix(id, "trade") }) || !slices.Contains(got, "metaOverview") {
		t.Errorf("without modules: %q", got)
	}
	text := b.do(t, "GET", "/api/v1/tenants/acme/openapi.json", "").want(200).Body.String()
	if strings.Contains(strings.ToLower(text), "firm") || strings.Contains(text, operatorScheme) || strings.Contains(text, "/api/enterprise") {
		t.Errorf("it tells of what is not there: %s", text)
	}
	b.do(t, "GET", "/api/client/openapi.json", "", "If-None-Match", other).want(304)
	b.do(t, "GET", "/api/client/openapi.json", "", "If-None-Match", tag).want(200)
	b.do(t, "GET", "/api/client/openapi.json", "", "Authorization", "-").want(401)
	b.do(t, "GET", "/api/client/openapi.json?x=1", "").want(400, "invalid-query")
}

func TestDocumentIsCachedByItsTag(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.do(t, "GET", "/api/openapi.json", "", "Authorization", "-").want(200)
	tag := first.Header().Get("ETag")
	if tag == "" || first.Header().Get("Content-Type") != "application/json" {
		t.Errorf("headers: %v", first.Header())
	}
	b.do(t, "GET", "/api/openapi.json", "", "If-None-Match", tag).want(304)
	b.do(t, "GET", "/api/openapi.json", "", "If-None-Match", `"other"`).want(200)
}
