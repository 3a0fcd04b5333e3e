package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

func entitytestTenant() entity.Tenant {
	return entity.Tenant{Name: "Globex", Slug: "globex", Country: "US", Currency: "USD", AdminEmail: "a@globex.example"}
}

func TestNothingButProblems(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tt := range []struct {
		method, path string
		status       int
		slug         string
	}{
		{"GET", "/", 404, "not-found"},
		{"GET", "/api", 404, "not-found"},
		{"GET", "/api/client/nothing", 404, "not-found"},
		{"GET", "/api//client/firms", 404, "not-found"},
		{"GET", "/api/client/firms/", 404, "not-found"},
		{"GET", "/api/client/../firms", 404, "not-found"},
		{"GET", "/api/client/firms/17", 404, "not-found"},
		{"GET", "/api/client/firms/0190%0aa5d", 404, "not-found"},
		{"POST", "/api/client/firms/17/close", 404, "not-found"},
		{"TRACE", "/api/client/firms", 405, "method-not-allowed"},
		{"OPTIONS", "/api/client/firms", 405, "method-not-allowed"},
		{"POST", "/healthz", 405, "method-not-allowed"},
		{"GET", "/api/docs/nothing.js", 404, "not-found"},
		{"POST", "/api/docs", 405, "method-not-allowed"},
	} {
		got := b.do(t, tt.method, tt.path, "").want(tt.status, tt.slug)
		if allow := got.Header().Get("Allow"); (tt.status == 405) != (allow != "") {
			t.Errorf("%s %s: Allow %q", tt.method, tt.path, allow)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	given := uuid.NewString()
	if got := b.do(t, "GET", "/nothing", "", "X-Request-ID", given).Header().Get("X-Request-ID"); got != given {
		t.Errorf("got %s, want %s", got, given)
	}
	for _, bad := range []string{"17", "<script>", uuid.Nil.String(), "{" + given + "}"} {
		got := uuid.MustParse(b.do(t, "GET", "/nothing", "", "X-Request-ID", bad).Header().Get("X-Request-ID"))
		if got.Version() != 7 {
			t.Errorf("for %q: %s is no fresh UUIDv7", bad, got)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(t, "POST", "/api/client/firms", `{"name":"a"}`, "Sec-Fetch-Site", "cross-site").want(403, "cross-origin")
	b.do(t, "POST", "/api/client/firms", `{"name":"a"}`, "Origin", "https://evil.example").want(403, "cross-origin")
	b.do(t, "POST", "/api/client/firms", `{"name":"a"}`, "Sec-Fetch-Site", "same-origin").want(201)
	got := b.do(t, "GET", "/api/client/firms", "", "Origin", "https://evil.example").want(200)
	for name := range got.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("answers with %s", name)
		}
	}
}

// failing replaces what resolves tenants with something that fails.
func failing(with func(context.Context) error) func(*bundle, *Config) {
	return func(_ *bundle, c *Config) {
		c.Resolve = func(ctx context.Context, _ TenantKey) (Tenant, func(), error) { return Tenant{}, nil, with(ctx) }
	}
}

func TestErrorsOfOursAreToldToTheLogAlone(t *testing.T) {
	t.Parallel()
	b := setup(t, failing(func(context.Context) error { return fmt.Errorf("resolve: %w", errBroken) }))
	got := b.do(t, "GET", "/api/client/firms", "").want(500, "internal")
	if strings.Contains(got.Body.String(), "fire") {
		t.Errorf("the answer tells: %s", got.Body)
	}
	if log := b.log.String(); strings.Count(log, "the disk is on fire") != 1 || !strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("log: %s", log)
	}
}

func TestPanicsAreLoggedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, failing(func(context.Context) error { panic("out of cheese") }))
	b.do(t, "GET", "/api/client/firms", "").want(500, "internal")
	log := b.log.String()
	if strings.Count(log, "out of cheese") != 1 || strings.Count(log, "\n") != 1 || !strings.Contains(log, `"stack":`) {
		t.Errorf("log: %s", log)
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	slow := failing(func(ctx context.Context) error {
		<-ctx.Done()
		return fmt.Errorf("wait: %w", ctx.Err())
	})
	b := setup(t, slow, func(_ *bundle, c *Config) { c.Limits.Timeout = 10 * time.Millisecond })
	if got := b.do(t, "GET", "/api/client/firms", "").want(503, "timeout"); got.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}

	gone := setup(t, slow)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/api/client/firms", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+gone.token("*"))
	w := httptest.NewRecorder()
	gone.api.ServeHTTP(w, r)
	if log := gone.log.String(); w.Body.Len() > 0 || !strings.Contains(log, `"status":499`) || strings.Contains(log, "ERROR") {
		t.Errorf("body %s, log %s", w.Body, log)
	}
}

func TestOneLineForEachRequest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(t, "GET", "/api/v1/tenants/acme/firms?q=secret-name", "")
	var line map[string]any
	if err := json.Unmarshal([]byte(b.log.String()), &line); err != nil {
		t.Fatalf("%v: %s", err, b.log)
	}
	for key, want := range map[string]any{
		"msg": "request", "level": "INFO", "method": "GET", "route": "GET /api/v1/tenants/{tenantId}/firms", "status": 200.0,
		"tenant": b.tenant.ID.String(), "actor": userID.String(), "actor_kind": "user", "entity": "trade.firm", "verb": "list",
	} {
		if line[key] != want {
			t.Errorf("%s: got %v, want %v", key, line[key], want)
		}
	}
	if strings.Contains(b.log.String(), "secret-name") || line["duration_ms"] == nil || line["bytes"] == 0.0 {
		t.Errorf("line: %s", b.log)
	}
}

func TestProbesMetricsAndPages(t *testing.T) {
	t.Parallel()
	broken := false
	b := setup(t, func(_ *bundle, c *Config) {
		c.Ready = func(context.Context) error {
			if broken {
				return errBroken
			}
			return nil
		}
	})
	anonymous := []string{"Authorization", "-"}
	b.do(t, "GET", "/healthz", "", anonymous...).want(200)
	b.do(t, "GET", "/readyz", "", anonymous...).want(200)
	broken = true
	if got := b.do(t, "GET", "/readyz", "", anonymous...).want(503, "not-ready"); strings.Contains(got.Body.String(), "fire") {
		t.Errorf("readyz tells why: %s", got.Body)
	}
	broken = false
	b.api.Drain()
	b.do(t, "GET", "/readyz", "", anonymous...).want(503, "draining")
	if got := b.do(t, "GET", "/healthz", "", anonymous...).want(200); got.Header().Get("Connection") != "close" {
		t.Errorf("a process that stops keeps its connections: %v", got.Header())
	}

	b.do(t, "GET", "/metrics", "", anonymous...).want(401)
	b.do(t, "GET", "/metrics", "").want(403, "operators-only")
	got := b.do(t, "GET", "/metrics", "", "Authorization", "Bearer gho_good").want(200)
	if !strings.Contains(got.Body.String(), `guildhall_http_requests_total{method="GET",route="/healthz",status="2xx",tier=""} 2`) {
		t.Errorf("metrics: %s", got.Body)
	}
	page := b.do(t, "GET", "/api/docs", "", anonymous...).want(200)
	if !strings.Contains(page.Body.String(), "/api/openapi.json") || strings.Contains(page.Body.String(), "//unpkg") {
		t.Errorf("page: %s", page.Body)
	}
	b.do(t, "GET", "/api/docs/swagger-ui.css", "", anonymous...).want(200)
}

func TestMetricsOnThisMachine(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tt := range []struct {
		peer, forwarded string
		status          int
	}{
		{"127.0.0.1:1", "", 200}, {"[::1]:1", "", 200}, {"127.0.0.1:1", "192.0.2.1", 401}, {"192.0.2.1:1", "", 401},
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody)
		r.RemoteAddr = tt.peer
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		w := httptest.NewRecorder()
		b.api.ServeHTTP(w, r)
		if w.Code != tt.status {
			t.Errorf("%s for %q: %d", tt.peer, tt.forwarded, w.Code)
		}
	}
}

func TestWebServesTheRest(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) {
		c.Web = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/panic" {
				panic("out of cheese")
			}
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<p>not here") // the recorder takes everything
		})
	})
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/orders", http.NoBody))
	if w.Code != 404 || w.Body.String() != "<p>not here" || w.Header().Get("Content-Security-Policy") != "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	b.do(t, "GET", "/panic", "").want(500)
	b.do(t, "GET", "/api/nothing", "").want(404, "not-found")
	w = httptest.NewRecorder()
	b.api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/apiary", http.NoBody))
	if w.Body.String() != "<p>not here" {
		t.Errorf("/apiary is taken for the API's: %s", w.Body)
	}
}

// TestServeDrains proves that a request under way is answered after the end was
// called, and that readiness goes first.
func TestServeDrains(t *testing.T) {
	t.Parallel()
	started, release := make(chan struct{}), make(chan struct{})
	b := setup(t, failing(func(context.Context) error {
		close(started)
		<-release
		return problem.Forbidden("late", "Answered all the same.")
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- b.api.Serve(ctx, l, 500*time.Millisecond) }()
	get := func(path string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String()+path, http.NoBody)
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		r.Header.Set("Authorization", "Bearer "+b.token("*"))
		answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Error(err)
		}
		return answer.StatusCode, string(body)
	}
	late := make(chan int, 1)
	go func() {
		status, _ := get("/api/client/firms")
		late <- status
	}()
	<-started
	stop()
	status := 0
	for range 20 { // still served while it drains
		if status, _ = get("/readyz"); status == http.StatusServiceUnavailable {
			break
		}
	}
	if status != http.StatusServiceUnavailable {
		t.Errorf("readiness: %d", status)
	}
	close(release)
	if status := <-late; status != 403 {
		t.Errorf("the request under way got %d", status)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestConflictingPathsAreRefused(t *testing.T) {
	t.Parallel()
	clash := func(edit func(*entity.Module)) error {
		m := tradeModule()
		edit(&m)
		registry, err := entity.Compile(entity.Options{Modules: []entity.Module{m}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = New(Config{
			Registry: registry, TokenTenant: tokenTenant, Authenticate: authenticate,
			Resolve: func(context.Context, TenantKey) (Tenant, func(), error) { return Tenant{}, nil, errBroken },
		})
		return err
	}
	query := func(path string) entity.Action {
		return entity.NewQuery(path, readDeals, "Asks.", rate)
	}
	for name, tt := range map[string]struct {
		add  entity.Action
		says string
	}{
		"an action like a summary": {query("firms/summary"), "firms/summary is claimed by tradeFirmSummary and by tradeFirmsSummary"},
		"an action like a step":    {entity.ActionOn("close", editDeals, "Closes.", rename), `"tradeDealClose" is taken by POST deals/{id}/close`},
		"an action like meta":      {query("meta"), "is claimed by tradeMeta and by metaOverview"},
	} {
		err := clash(func(m *entity.Module) { m.Actions = append(m.Actions, tt.add) })
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: got %v, want %q", name, err, tt.says)
		}
	}
	if err := clash(func(*entity.Module) {}); err != nil {
		t.Errorf("nothing clashes, yet: %v", err)
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration was taken")
	}
}

// BenchmarkMiddleware measures what stands around an operation: everything but the
// registry and PostgreSQL.
func BenchmarkMiddleware(b *testing.B) {
	h := setup(b, func(_ *bundle, c *Config) { c.Log = discardingLogger() })
	err := h.api.Handle(Operation{ID: "nothing", Method: "GET", Path: "nothing", Access: Tenants, Tag: "test"},
		func(w http.ResponseWriter, _ Request) error {
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
	if err != nil {
		b.Fatal(err)
	}
	actor := &auth.Actor{ID: userID, Tenant: h.tenant.ID, Kind: auth.KindUser}
	h.api.cfg.Authenticate = func(context.Context, Tenant, string) (*auth.Actor, error) { return actor, nil }
	r := httptest.NewRequest(http.MethodGet, "/api/v1/tenants/"+h.tenant.ID.String()+"/nothing", http.NoBody)
	r.Header.Set("Authorization", "Bearer "+h.token("*"))
	w := &blackHole{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		h.api.ServeHTTP(w, r)
	}
	if w.status != http.StatusNoContent {
		b.Fatal(w.status)
	}
}

// blackHole takes an answer and keeps nothing but its status.
type blackHole struct {
	header http.Header
	status int
}

func (w *blackHole) Header() http.Header         { return w.header }
func (w *blackHole) WriteHeader(status int)      { w.status = status }
func (w *blackHole) Write(b []byte) (int, error) { return len(b), nil }
