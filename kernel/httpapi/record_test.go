package httpapi

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRecordFromCreationToDeletion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	firm := b.firm(t, "Acme")
	created := b.do(t, "POST", "/api/client/deals",
		`{"firm":{"id":"`+firm+`"},"subject":"bolts","currency":"EUR","parts":[{"name":"bolt","quantity":"3","price":{"amount":"2.50"}}]}`).want(201)
	id := created.field("id")
	canonical := "/api/v1/tenants/" + b.tenant.ID.String() + "/deals/" + id
	if created.Header().Get("Location") != canonical || created.Header().Get("ETag") != `"1"` || created.field("total", "amount") != "7.50" {
		t.Errorf("created %v: %s", created.Header(), created.Body)
	}
	shown := b.do(t, "GET", canonical+"?include=firm", "").want(200)
	if shown.field("firm", "title") != "Acme" || shown.Header().Get("ETag") != `"1"` {
		t.Errorf("shown: %s", shown.Body)
	}
	b.do(t, "PATCH", canonical, `{"subject":"nuts"}`, "If-Match", `"1"`, "Content-Type", "application/merge-patch+json").want(200)
	stale := b.do(t, "PATCH", canonical, `{"subject":"screws"}`, "If-Match", `"1"`).want(412, "stale")
	if stale.field("version") != "2" || stale.Header().Get("ETag") != `"2"` {
		t.Errorf("stale: %v %s", stale.Header(), stale.Body)
	}
	put := `{"firm":"` + firm + `","subject":"all","currency":"EUR","parts":[{"name":"nut","quantity":"1","price":{"amount":"1"}}]}`
	b.do(t, "PUT", canonical, put, "If-Match", `*`).want(200)
	b.do(t, "POST", canonical+"/drop", `{}`, "If-Match", `"3"`).want(422, "invalid")
	b.do(t, "POST", "/api/client/deals/"+id+"/rename", `{"subject":"renamed"}`, "If-Match", `"3"`).want(200)
	closed := b.do(t, "POST", canonical+"/close", ``, "If-Match", `"4"`).want(200)
	if closed.field("status") != "closed" || closed.field("subject") != "renamed" {
		t.Errorf("closed: %s", closed.Body)
	}
	b.do(t, "POST", canonical+"/close", ``, "If-Match", `*`).want(409, "illegal-step")
	b.do(t, "DELETE", canonical, ``, "If-Match", `*`).want(409, "frozen")
	timeline := b.do(t, "GET", canonical+"/history", "").want(200)
	if !strings.Contains(timeline.Body.String(), `"verb":"close"`) {
		t.Errorf("history: %s", timeline.Body)
	}
	b.do(t, "DELETE", "/api/client/firms/"+firm, ``, "If-Match", `"1"`).want(409, "in-use")
	spare := b.firm(t, "Spare")
	if gone := b.do(t, "DELETE", "/api/client/firms/"+spare, ``, "If-Match", `"1"`).want(204); gone.Body.Len() != 0 {
		t.Errorf("deleted: %s", gone.Body)
	}
	b.do(t, "GET", "/api/client/firms/"+spare, "").want(404, "not-found")
}

func TestListsAndSummaries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	firm := b.firm(t, "Acme")
	for range 3 {
		b.deal(t, firm)
	}
	page := b.do(t, "GET", "/api/client/deals?status=open&total[gte]=7&limit=2&count=bounded&include=firm", "").want(200)
	if page.field("count") != "3" || page.field("next_cursor") == "null" || strings.Count(page.Body.String(), `"title":"Acme"`) != 2 {
		t.Errorf("page: %s", page.Body)
	}
	sums := b.do(t, "GET", "/api/client/deals/summary?group_by=status&sum=total", "").want(200)
	if want := `{"data":[{"status":"open","currency":"EUR","count":3,"total":"22.5"}]}`; sums.Body.String() != want {
		t.Errorf("got  %s\nwant %s", sums.Body, want)
	}
	b.do(t, "GET", "/api/client/deals?colour=red", "").want(400, "invalid-query")
	b.do(t, "GET", "/api/client/deals?status=%zz", "").want(400, "invalid-query")
	b.do(t, "GET", "/api/client/firms?q=acm", "").want(200)
	head := b.do(t, "HEAD", "/api/client/deals", "").want(200)
	if head.Header().Get("Content-Length") == "0" {
		t.Error("HEAD tells no length")
	}
}

func TestPreconditions(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/api/client/firms/" + b.firm(t, "Acme")
	for _, tt := range []struct {
		name, header string
		status       int
		slug         string
	}{
		{"none", "-", 428, "precondition-required"},
		{"weak", `W/"1"`, 400, "invalid-if-match"},
		{"list", `"1", "2"`, 400, "invalid-if-match"},
		{"unquoted", `1`, 400, "invalid-if-match"},
		{"half quoted", `"1`, 400, "invalid-if-match"},
		{"zero", `"0"`, 400, "invalid-if-match"},
		{"word", `"one"`, 400, "invalid-if-match"},
		{"old", `"9"`, 412, "stale"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, method := range []string{"PATCH", "PUT", "DELETE"} {
				body := `{"name":"x"}`
				if method == "DELETE" {
					body = ""
				}
				b.do(t, method, path, body, "If-Match", tt.header).want(tt.status, tt.slug)
			}
		})
	}
	deal := "/api/client/deals/" + b.deal(t, path[len("/api/client/firms/"):])
	b.do(t, "POST", deal+"/close", "").want(428)
	b.do(t, "POST", deal+"/rename", `{"subject":"x"}`).want(428)
	b.do(t, "POST", deal+"/rename", `{"subject":"x"}`, "If-Match", `"7"`).want(412)
	for header, status := range map[string]int{`"1"`: 304, `W/"1"`: 304, `"8", "1"`: 304, `*`: 304, `"2"`: 200, ``: 200} {
		got := b.do(t, "GET", path, "", "If-None-Match", header).want(status)
		if got.Header().Get("ETag") != `"1"` || (status == 304) != (got.Body.Len() == 0) {
			t.Errorf("If-None-Match %s: %v %s", header, got.Header(), got.Body)
		}
	}
	b.do(t, "GET", deal+"?include=firm", "", "If-None-Match", `"1"`).want(200)
}

func TestIdempotencyAndDryRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	body := `{"name":"Acme"}`
	first := b.do(t, "POST", "/api/client/firms", body, "Idempotency-Key", "k-1").want(201)
	again := b.do(t, "POST", "/api/v1/tenants/acme/firms", body, "Idempotency-Key", "k-1").want(201)
	if again.Body.String() != first.Body.String() || again.Header().Get("Idempotency-Replayed") != "true" ||
		again.Header().Get("Location") != first.Header().Get("Location") || first.Header().Get("Idempotency-Replayed") != "" {
		t.Errorf("replayed %v: %s", again.Header(), again.Body)
	}
	b.do(t, "POST", "/api/client/firms", `{"name":"Other"}`, "Idempotency-Key", "k-1").want(422, "key-reused")
	for _, key := range []string{"", "with space", strings.Repeat("k", 201), "ünïcode"} {
		b.do(t, "POST", "/api/client/firms", body, "Idempotency-Key", key).want(400, "invalid-idempotency-key")
	}
	dry := b.do(t, "POST", "/api/client/firms?dry_run=true", `{"name":"Dry"}`).want(201)
	b.do(t, "GET", "/api/client/firms/"+dry.field("id"), "").want(404)
	b.do(t, "POST", "/api/client/firms?dry_run=maybe", body).want(400, "invalid-query")
	b.do(t, "POST", "/api/client/firms?colour=red", body).want(400, "invalid-query")
	deal := b.deal(t, first.field("id"))
	b.do(t, "POST", "/api/client/deals/"+deal+"/close?dry_run=true", "", "If-Match", "*").want(200)
	if got := b.do(t, "GET", "/api/client/deals/"+deal, "").want(200).field("status"); got != "open" {
		t.Errorf("after a dry run the deal is %s", got)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) { c.Limits.Body, c.Limits.BulkBody = 1000, 3000 })
	const path = "/api/client/firms"
	for name, tt := range map[string]struct {
		body, media string
		status      int
		slug        string
	}{
		"plain":          {`{"name":"a"}`, "text/plain", 415, "unsupported-media-type"},
		"none":           {`{"name":"a"}`, "-", 415, "unsupported-media-type"},
		"latin":          {`{"name":"a"}`, "application/json; charset=latin1", 415, "unsupported-media-type"},
		"patch to POST":  {`{"name":"a"}`, "application/merge-patch+json", 415, "unsupported-media-type"},
		"utf-8":          {`{"name":"a"}`, "application/json; charset=UTF-8", 201, ""},
		"not JSON":       {`{"name":`, "application/json", 400, "malformed-body"},
		"a list":         {`[]`, "application/json", 400, "malformed-body"},
		"unknown field":  {`{"name":"a","nom":"b"}`, "application/json", 422, "invalid"},
		"too large":      {`{"name":"` + strings.Repeat("a", 1000) + `"}`, "application/json", 413, "too-large"},
		"nothing at all": {``, "-", 422, "invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := b.do(t, "POST", path, tt.body, "Content-Type", tt.media).want(tt.status)
			if tt.slug != "" {
				got.want(tt.status, tt.slug)
			}
			if name == "unknown field" && !strings.Contains(got.Body.String(), `"pointer":"/nom"`) {
				t.Errorf("no pointer: %s", got.Body)
			}
		})
	}
	b.do(t, "POST", path, `{}`, "Content-Encoding", "gzip").want(415)
	endless := httptest.NewRequest(http.MethodPost, path, io.LimitReader(strings.NewReader(`{"name":"`+strings.Repeat("a", 2000)), 2000))
	endless.Header.Set("Authorization", "Bearer "+b.token("*"))
	endless.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, endless)
	if endless.ContentLength != -1 || w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of unknown length: %d %s", w.Code, w.Body)
	}
	b.do(t, "PATCH", path+"/"+exampleID, `{}`, "Content-Type", "text/plain", "If-Match", "*").want(415)
	b.do(t, "POST", path+"/bulk", `{"operations":[`+strings.Repeat(" ", 2000)+`{"op":"create","body":{"name":"a"}}]}`).want(200)
}

func TestActionsAndQueries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	firm := b.firm(t, "Acme")
	placed := b.do(t, "POST", "/api/client/deals/place", `{"firm":"`+firm+`","subject":"placed"}`).want(200)
	if placed.field("status") != "closed" || placed.Header().Get("ETag") == "" {
		t.Errorf("placed: %v %s", placed.Header(), placed.Body)
	}
	rate := b.do(t, "GET", "/api/client/deals/rate?quantity=2.5&count=3", "").want(200)
	if rate.Body.String() != `{"quantity":"2.5","count":3}` {
		t.Errorf("rate: %s", rate.Body)
	}
	b.do(t, "GET", "/api/client/deals/rate?quantity=2.5&colour=red", "").want(422)
	b.do(t, "POST", "/api/client/deals/place", `{}`).want(422, "invalid")
}

func TestViewsAreOnlyRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(t, "GET", "/api/client/entries", "").want(200)
	b.do(t, "GET", "/api/client/entries/"+exampleID, "").want(404)
	if got := b.do(t, "POST", "/api/client/entries", `{}`).want(405, "method-not-allowed"); got.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow: %q", got.Header().Get("Allow"))
	}
	b.do(t, "DELETE", "/api/client/entries/"+exampleID, "", "If-Match", "*").want(405)
}

func TestBulk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	firm := b.firm(t, "Acme")
	deal := b.deal(t, firm)
	const path = "/api/client/firms/bulk"
	mixed := `{"operations":[{"op":"create","body":{"name":"One"}},{"op":"update","id":"` + firm + `","version":9,"body":{"name":"x"}},
		{"op":"create","body":{}}]}`
	got := b.do(t, "POST", path, mixed).want(200)
	for _, want := range []string{`"status":201`, `"status":412`, `"status":422`} {
		if !strings.Contains(got.Body.String(), want) {
			t.Errorf("want %s in %s", want, got.Body)
		}
	}
	atomic := strings.Replace(mixed, `{"operations"`, `{"atomic":true,"operations"`, 1)
	b.do(t, "POST", path, atomic).want(412, "stale")
	if n := strings.Count(b.do(t, "GET", "/api/client/firms?name=One", "").want(200).Body.String(), `"name":"One"`); n != 1 {
		t.Errorf("%d firms One: the atomic call left something behind", n)
	}
	b.do(t, "POST", "/api/client/deals/bulk", `{"atomic":true,"operations":[{"op":"step:close","id":"`+deal+`","version":1}]}`).want(200)
	for body, pointer := range map[string]string{
		`{"operations":[{"op":"fly"}]}`:                                      "/operations/0/op",
		`{"operations":[{"op":"update","version":1}]}`:                       "/operations/0/id",
		`{"operations":[{"op":"update","id":"` + firm + `"}]}`:               "/operations/0/version",
		`{"operations":[{"op":"create","id":"` + firm + `"}]}`:               "/operations/0",
		`{"operations":[{"op":"create","colour":1}]}`:                        "/operations/0/colour",
		`{"operations":[]}`:                                                  "/operations",
		`{"operations":[],"colour":1}`:                                       "/colour",
		`{"operations":[{"op":"create","op":"create"}]}`:                     "/operations/0/op",
		`{"operations":[{"op":"update","id":7,"version":1}]}`:                "/operations/0/id",
		`{"operations":[{"op":"delete","id":"` + firm + `","version":"1"}]}`: "/operations/0/version",
	} {
		if got := b.do(t, "POST", path, body).want(422, "invalid"); !strings.Contains(got.Body.String(), `"pointer":"`+pointer+`"`) {
			t.Errorf("%s: want %s in %s", body, pointer, got.Body)
		}
	}
	b.do(t, "POST", path, `{"operations":`).want(400, "malformed-body")
}
