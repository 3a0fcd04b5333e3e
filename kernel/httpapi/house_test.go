package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// bundle is an API on a database of its own.
type bundle struct {
	*entitytest.House
	api    *API
	log    *safeBuffer
	tenant Tenant // as Resolve returns it
}

// safeBuffer is a buffer that requests may write to while the test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// setup serves the trade module; each edit may change the configuration.
func setup(tb testing.TB, edits ...func(*bundle, *Config)) *bundle {
	tb.Helper()
	h := entitytest.New(tb, tradeModule())
	b := &bundle{House: h, log: &safeBuffer{}, tenant: Tenant{ID: h.Tenant.ID, Slug: "acme", Name: "Acme", Home: h.Home}}
	cfg := Config{
		Registry: h.Registry, Log: slog.New(slog.NewJSONHandler(b.log, nil)), Development: false, BaseDomain: "example.com",
		Resolve: func(_ context.Context, key TenantKey) (Tenant, func(), error) {
			if !key.names(b.tenant) {
				return Tenant{}, nil, problem.NotFound("tenant")
			}
			return b.tenant, func() {}, nil
		},
		TokenTenant: tokenTenant, Authenticate: authenticate,
		AuthenticateOperator: func(_ context.Context, token string) (*auth.Actor, error) {
			if token == "gho_some" {
				return &auth.Actor{Kind: auth.KindOperator, ID: uuid.Max}, nil
			}
			if token != "gho_good" {
				return nil, problem.Unauthorized("invalid-token", "No.")
			}
			return &auth.Actor{Kind: auth.KindOperator, ID: uuid.Max, Super: true}, nil
		},
	}
	for _, edit := range edits {
		edit(b, &cfg)
	}
	api, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	b.api = api
	return b
}

// tokenTenant reads tokens of the form ght_<tenant>_<permissions>.
func tokenTenant(token string) (uuid.UUID, bool) {
	rest, ok := strings.CutPrefix(token, "ght_")
	id, _, _ := strings.Cut(rest, "_")
	tenant, err := uuid.Parse(id)
	return tenant, ok && err == nil
}

// userID is the same for all tokens, so that idempotency keys meet.
var userID = uuid.MustParse("01990a5d-0000-7000-8000-000000000001")

func authenticate(_ context.Context, t Tenant, token string) (*auth.Actor, error) {
	parts := strings.SplitN(token, "_", 3)
	if len(parts) != 3 || parts[2] == "bad" {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown.")
	}
	a := &auth.Actor{Kind: auth.KindUser, ID: userID, Name: "Ann", Tenant: t.ID, Roles: []string{"owner"}}
	if parts[2] == "stranger" {
		a.Tenant = uuid.Max
	}
	for p := range strings.SplitSeq(parts[2], ",") {
		a.Grants = append(a.Grants, auth.Grant{Permission: auth.Permission(p), Reach: auth.ReachTenant})
	}
	return a, nil
}

func (b *bundle) token(permissions string) string {
	return "ght_" + strings.ReplaceAll(b.tenant.ID.String(), "-", "") + "_" + permissions
}

// reply is an answer, read.
type reply struct {
	*httptest.ResponseRecorder
	tb testing.TB
}

// do sends a request as somebody who may do everything. Headers come in pairs; "-"
// as value leaves one out.
func (b *bundle) do(tb testing.TB, method, path, body string, headers ...string) reply {
	tb.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+b.token("*"))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		switch {
		case headers[i+1] == "-":
			r.Header.Del(headers[i])
		case headers[i] == "Host":
			r.Host = headers[i+1]
		default:
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	checkAnswer(tb, r, w)
	return reply{w, tb}
}

// checkAnswer holds every answer to what all have in common.
func checkAnswer(tb testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	tb.Helper()
	if _, err := uuid.Parse(w.Header().Get("X-Request-ID")); err != nil {
		tb.Errorf("%s %s: no X-Request-ID", r.Method, r.URL)
	}
	if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Security-Policy") == "" {
		tb.Errorf("%s %s: security headers are missing", r.Method, r.URL)
	}
	if w.Code < 400 {
		return
	}
	var p struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" {
		tb.Fatalf("%s %s: %d is no problem: %s", r.Method, r.URL, w.Code, w.Body)
	}
	if p.Status != w.Code || !strings.HasPrefix(p.Type, "/problems/") || p.Title == "" || strings.Contains(w.Body.String(), "SQLSTATE") {
		tb.Errorf("%s %s: %s", r.Method, r.URL, w.Body)
	}
	if !strings.Contains(w.Body.String(), `"request_id":"`+w.Header().Get("X-Request-ID")) {
		tb.Errorf("%s %s: the problem has not the request's id: %s", r.Method, r.URL, w.Body)
	}
}

// want fails the test unless the answer has the status and, as a problem, the slug.
func (r reply) want(status int, slug ...string) reply {
	r.tb.Helper()
	if r.Code != status {
		r.tb.Fatalf("status %d, want %d: %s", r.Code, status, r.Body)
	}
	if len(slug) > 0 && !strings.Contains(r.Body.String(), `"type":"/problems/`+slug[0]+`"`) {
		r.tb.Fatalf("want the problem %s: %s", slug[0], r.Body)
	}
	return r
}

// field returns a member of the answer, by a path of names.
func (r reply) field(path ...string) string {
	r.tb.Helper()
	var v any
	if err := json.Unmarshal(r.Body.Bytes(), &v); err != nil {
		r.tb.Fatalf("%v: %s", err, r.Body)
	}
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			r.tb.Fatalf("no %v in %s", path, r.Body)
		}
		v = m[name]
	}
	if s, ok := v.(string); ok {
		return s
	}
	text, err := json.Marshal(v)
	if err != nil {
		r.tb.Fatal(err)
	}
	return string(text)
}

// firm and deal create records and return their ids.
func (b *bundle) firm(tb testing.TB, name string) string {
	tb.Helper()
	return b.do(tb, "POST", "/api/client/firms", `{"name":"`+name+`"}`).want(201).field("id")
}

func (b *bundle) deal(tb testing.TB, firm string) string {
	tb.Helper()
	body := `{"firm":"` + firm + `","subject":"bolts","currency":"EUR","parts":[{"name":"bolt","quantity":"3","price":{"amount":"2.50"}}]}`
	return b.do(tb, "POST", "/api/client/deals", body).want(201).field("id")
}

var errBroken = errors.New("the disk is on fire")

// discardingLogger formats every line and keeps none.
func discardingLogger() *slog.Logger { return slog.New(slog.NewJSONHandler(sink{}, nil)) }

type sink struct{}

func (sink) Write(p []byte) (int, error) { return len(p), nil }
