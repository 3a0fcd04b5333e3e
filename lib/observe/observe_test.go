package observe

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestRequestLine(t *testing.T) {
	t.Parallel()
	id, tenant := uuid.MustParse("01990a5d-ac96-774b-bcce-b302099a8057"), uuid.MustParse("01990a5d-ac96-774b-bcce-b302099a8058")
	full := Request{
		ID: id, Tenant: tenant, Actor: id, ActorKind: "user", Method: "POST", Route: "POST /orders", Entity: "sales.order", Verb: "create",
		Status: 409, Problem: "stale", Duration: 1500 * time.Microsecond, Bytes: 12, Replayed: true,
	}
	for name, tt := range map[string]struct {
		edit func(*Request)
		want string
	}{
		"full": {
			func(*Request) {},
			`{"level":"INFO","msg":"request","request_id":"` + id.String() + `","method":"POST","route":"POST /orders","status":409,` +
				`"duration_ms":1.5,"bytes":12,"tenant":"` + tenant.String() + `","actor":"` + id.String() + `","actor_kind":"user",` +
				`"entity":"sales.order","verb":"create","problem":"stale","replayed":true}`,
		},
		"bare": {
			func(r *Request) { *r = Request{ID: id, Method: "GET", Status: 404} },
			`{"level":"INFO","msg":"request","request_id":"` + id.String() + `","method":"GET","status":404,"duration_ms":0,"bytes":0}`,
		},
		"failed": {
			func(r *Request) {
				*r = Request{ID: id, Method: "GET", Status: 500, Err: errors.New("broken"), Stack: []byte("main.go:1"), Quiet: true}
			},
			`{"level":"ERROR","msg":"request","request_id":"` + id.String() + `","method":"GET","status":500,"duration_ms":0,"bytes":0,` +
				`"error":"broken","stack":"main.go:1"}`,
		},
		"quiet": {func(r *Request) { r.Quiet = true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: withoutTime}))
			r := full
			tt.edit(&r)
			r.Log(t.Context(), log)
			if got := strings.TrimSpace(out.String()); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func TestNewLogger(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", "text"} {
		var out bytes.Buffer
		log, err := NewLogger(&out, format, "warn")
		if err != nil {
			t.Fatal(err)
		}
		log.Info("unseen")
		log.Warn("seen")
		if isJSON := json.Valid(out.Bytes()); strings.Contains(out.String(), "unseen") || !strings.Contains(out.String(), "seen") || isJSON != (format == "json") {
			t.Errorf("%s: %s", format, out.String())
		}
	}
	for _, bad := range [][2]string{{"xml", "info"}, {"json", "loud"}} {
		if _, err := NewLogger(io.Discard, bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	hits := 3.0
	m.Read(CacheRequests, func() float64 { return hits }, "tenant", "hit")
	m.Describe("v1")
	m.Begin()
	m.Begin()
	m.End(&Request{Route: "GET /orders", Status: 200, Tier: "shared", Duration: 3 * time.Millisecond})
	m.Begin()
	m.End(&Request{Route: "none", Method: "BREW", Status: 405})
	m.SetAll(DispatchLag, map[string]float64{"one": 1, "two": 2})
	m.SetAll(DispatchLag, map[string]float64{"two": 3})
	hits++
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	for _, want := range []string{
		`guildhall_http_requests_total{method="GET",route="/orders",status="2xx",tier="shared"} 1`,
		`guildhall_http_requests_total{method="",route="none",status="4xx",tier=""} 1`,
		`guildhall_http_request_duration_seconds_bucket{method="GET",route="/orders",tier="shared",le="0.0025"} 0`,
		`guildhall_http_request_duration_seconds_bucket{method="GET",route="/orders",tier="shared",le="0.005"} 1`,
		`guildhall_http_requests_in_flight 1`,
		`guildhall_cache_requests_total{cache="tenant",result="hit"} 4`,
		`guildhall_dispatch_lag_seconds{database="two"} 3`,
		`guildhall_build_info{go="` + runtime.Version() + `",version="v1"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(w.Body.String(), `database="one"`) {
		t.Error("what is gone is still told")
	}
}

// TestSeries: rules see the numbers that Prometheus would scrape.
func TestSeries(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	m.Set(DeadLetters, 7)
	m.Observe(DispatchDelay, 2*time.Second)
	all, err := m.Series()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, s := range all {
		got[s.Name+s.Labels["le"]] += s.Value
	}
	for name, want := range map[string]float64{
		DeadLetters: 7, DispatchDelay + "_bucket1": 0, DispatchDelay + "_bucket5": 1, DispatchDelay + "_bucket+Inf": 1,
		DispatchDelay + "_sum": 2, DispatchDelay + "_count": 1,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

// sink has lines formatted and keeps none.
type sink struct{}

func (sink) Write(p []byte) (int, error) { return len(p), nil }

func BenchmarkRequestLine(b *testing.B) {
	log := slog.New(slog.NewJSONHandler(sink{}, nil))
	r := Request{
		ID: uuid.Max, Tenant: uuid.Max, Actor: uuid.Max, ActorKind: "user", Method: "GET", Route: "GET /api/v1/tenants/{tenantId}/orders/{id}",
		Entity: "sales.order", Verb: "get", Status: 200, Duration: time.Millisecond, Bytes: 1500,
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Log(b.Context(), log)
	}
}

func BenchmarkMetrics(b *testing.B) {
	m := NewMetrics()
	r := Request{Route: "GET /api/v1/tenants/{tenantId}/orders/{id}", Status: 200, Tier: "shared", Duration: time.Millisecond}
	b.ReportAllocs()
	for b.Loop() {
		m.Begin()
		m.End(&r)
	}
}
