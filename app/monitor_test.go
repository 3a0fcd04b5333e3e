package app_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/trace"
	"github.com/guildhall/guildhall/lib/trace/tracetest"
)

// TestMetricsAreThoseOfTheCatalogue reads the metrics as Prometheus does, after
// something of everything has happened.
func TestMetricsAreThoseOfTheCatalogue(t *testing.T) {
	s := newSurface(t)
	_, owner := s.tenant(enterprise.Schema)
	s.get("/api/client/me", owner).want(http.StatusOK)
	behind := behindHTTP(t, s.app, config.Serve{Development: true, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	call(t, sent{
		method: http.MethodPost, url: behind + "/api/auth/login", body: `{"email":"` + address("nobody") + `","password":"wrong"}`,
		header: map[string]string{"X-Forwarded-For": "203.0.113.201"}, // from where nobody else has tried
	}).want(http.StatusUnauthorized)
	if err := s.app.Monitor.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	scraped, err := parser.TextToMetricFamilies(bytes.NewReader(s.get("/metrics", "").want(http.StatusOK).body))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := []string{ // what does not happen here
		observe.Deliveries, observe.Notices, observe.Findings, observe.Jobs, observe.JobOldest, observe.JobSeconds, observe.DiskFree, observe.Build,
	}
	known := map[string]bool{}
	for _, f := range observe.Catalogue() {
		known[f.Name] = true
		got := scraped[f.Name]
		if got == nil {
			if !slices.Contains(elsewhere, f.Name) {
				t.Errorf("%s is not there", f.Name)
			}
			continue
		}
		if !strings.EqualFold(got.GetType().String(), string(f.Kind)) || got.GetHelp() != f.Help {
			t.Errorf("%s is a %s: %s", f.Name, got.GetType(), got.GetHelp())
		}
		for _, one := range got.GetMetric() {
			var labels []string
			for _, l := range one.GetLabel() {
				labels = append(labels, l.GetName())
			}
			if want := slices.Sorted(slices.Values(f.Labels)); !slices.Equal(labels, want) {
				t.Errorf("%s has the labels %q, want %q", f.Name, labels, want)
			}
		}
	}
	for name := range scraped {
		if strings.HasPrefix(name, "guildhall_") && !known[name] {
			t.Errorf("%s is not in the catalogue", name)
		}
	}
	text := s.get("/metrics", "")
	for _, want := range []string{
		`guildhall_http_requests_total{method="GET",route="/api/v1/tenants/{tenantId}/me",status="2xx",tier="schema"}`,
		`guildhall_sign_ins_total{outcome="sign_in_failed",realm="operators"}`,
		`guildhall_database_up{database="guildhall_enterprise"} 1`,
		`guildhall_processes{state="up"}`,
		`guildhall_pool_connections_in_use{role="tenant"} 0`,
	} {
		if !text.has(want) {
			t.Errorf("%s is missing", want)
		}
	}
	if named := regexp.MustCompile(`.*[0-9a-f]{8}[-_]?[0-9a-f]{4}[-_]?7[0-9a-f]{3}[-_]?[0-9a-f]{4}.*`).Find(text.body); named != nil {
		t.Errorf("a metric names a tenant: %s", named)
	}
}

// TestMonitoringOverHTTP: operators see how the installation does, and say what
// becomes of alerts.
func TestMonitoringOverHTTP(t *testing.T) {
	s := newSurface(t)
	if err := s.app.Monitor.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := s.get("/api/enterprise/health", s.admin).want(http.StatusOK)
	if h.field("databases", "0", "name") != "guildhall_enterprise" || h.field("databases", "0", "up") != "true" || h.field("redis") != "none" ||
		h.field("disk_free") != "" || h.field("processes", "0", "lost") != "false" {
		t.Errorf("health: %s", h.body)
	}
	id := uuid.NewString()
	asOwner(t, "guildhall_enterprise", `insert into alert (id, rule, severity, state, value, since, fired_at)
values ($1, 'dead-letters-many', 'critical', 'firing', 11, now(), now())`, id)
	defer asOwner(t, "guildhall_enterprise", `delete from alert where id = $1`, id)
	list := s.get("/api/enterprise/alerts", s.admin).want(http.StatusOK)
	if !list.has(id) || !list.has("More than 10 deliveries were given up.") {
		t.Errorf("alerts: %s", list.body)
	}
	if h := s.get("/api/enterprise/health", s.admin).want(http.StatusOK); h.field("healthy") != "false" || !h.has("dead-letters-many") {
		t.Errorf("health with an alert: %s", h.body)
	}
	s.post("/api/enterprise/alerts/"+id+"/acknowledge", s.admin, `{}`).want(http.StatusUnprocessableEntity)
	s.post("/api/enterprise/alerts/"+id+"/acknowledge", s.admin, `{"reason":"I look"}`).want(http.StatusNoContent)
	s.post("/api/enterprise/alerts/"+uuid.NewString()+"/acknowledge", s.admin, `{"reason":"I look"}`).want(http.StatusNotFound)
	if list := s.get("/api/enterprise/alerts?all=true", s.admin).want(http.StatusOK); !list.has(`"acknowledged_by":"Ada"`) {
		t.Errorf("acknowledged: %s", list.body)
	}
	made := s.post("/api/enterprise/alerts/silences", s.admin, `{"rule":"requests-slow","minutes":60,"reason":"we migrate"}`).want(http.StatusCreated)
	s.post("/api/enterprise/alerts/silences", s.admin, `{"rule":"no-such","minutes":60,"reason":"we migrate"}`).want(http.StatusUnprocessableEntity)
	if all := s.get("/api/enterprise/alerts/silences", s.admin).want(http.StatusOK); !all.has(made.field("id")) {
		t.Errorf("silences: %s", all.body)
	}
	s.remove("/api/enterprise/alerts/silences/"+made.field("id"), s.admin).want(http.StatusNoContent)
	s.remove("/api/enterprise/alerts/silences/"+made.field("id"), s.admin).want(http.StatusNotFound)
	if trail := s.get("/api/enterprise/audit?verb=alert.", s.admin).want(http.StatusOK); !trail.has("alert.acknowledge") || !trail.has("alert.unsilence") {
		t.Errorf("the audit: %s", trail.body)
	}
	_, owner := s.tenant(enterprise.Shared)
	_, super := s.superAdmin("Sue")
	for _, token := range []string{owner, super} {
		s.get("/api/enterprise/health", token).want(http.StatusForbidden)
		s.get("/api/enterprise/alerts", token).want(http.StatusForbidden)
	}
}

// TestTraced: a request to the program tells a collector of itself, its use case and
// its statements, without their values.
func TestTraced(t *testing.T) {
	s := newSurface(t)
	_, owner := s.tenant(enterprise.Shared)
	collector := tracetest.Start(t)
	tracer, err := trace.Open(t.Context(), trace.Config{
		Endpoint: collector.URL(), Share: 1, Version: "test", Process: uuid.New(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	traced, err := app.Open(t.Context(), app.Config{Data: program.data, DatabaseURL: program.databaseURL, Tracer: tracer})
	if err != nil {
		t.Fatal(err)
	}
	s.url = behindHTTP(t, traced, config.Serve{})
	answer := s.post("/api/client/clients", owner, `{"name":"Falkenrath & Daughters","currency":"EUR"}`).want(http.StatusCreated)
	s.get("/api/client/clients/"+answer.field("id"), owner).want(http.StatusOK)
	for _, err := range []error{traced.Close(t.Context()), tracer.Close(t.Context())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	const route = "POST /api/v1/tenants/{tenantId}/clients"
	requests, cases := collector.Named(route), collector.Named("use case")
	if len(requests) != 1 || len(cases) != 1 || len(collector.Named("sql")) < 3 {
		t.Fatalf("%d requests, %d use cases, %d batches", len(requests), len(cases), len(collector.Named("sql")))
	}
	named := hex.EncodeToString(requests[0].GetTraceId())
	if id, err := uuid.Parse(answer.header.Get("X-Request-ID")); err != nil || hex.EncodeToString(id[:]) != named {
		t.Errorf("the trace %s is not named by the request %s", named, answer.header.Get("X-Request-ID"))
	}
	for _, sql := range collector.Named("sql") {
		if !strings.Contains(sql.String(), "db.query.text") || len(sql.GetParentSpanId()) == 0 {
			t.Errorf("a batch: %v", sql)
		}
	}
	if told := collector.Text(); strings.Contains(told, "Falkenrath") || strings.Contains(told, owner) || !strings.Contains(told, "insert into") {
		t.Errorf("what is told: %s", told)
	}
}

// TestGoldenMonitoring keeps what is said of metrics and rules with what they are.
func TestGoldenMonitoring(t *testing.T) {
	golden(t, "prometheus-rules.yaml", []byte(monitor.Prometheus(monitor.Rules())))
	var b bytes.Buffer
	b.WriteString("# Metrics\n\nWhat `/metrics` tells beside the metrics of Go and of the process.\n\n| name | kind | labels | meaning |\n| --- | --- | --- | --- |\n")
	for _, f := range observe.Catalogue() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, f.Kind, strings.Join(f.Labels, ", "), f.Help)
	}
	golden(t, "metrics.md", b.Bytes())
}

// TestAlertsAreExplained: the runbook has a paragraph for every rule, and for no
// other.
func TestAlertsAreExplained(t *testing.T) {
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{"registry-unreachable": false}
	for _, r := range monitor.Rules() {
		told[r.Name] = false
	}
	_, runbook, _ := strings.Cut(string(text), "\n## When an alert fires\n")
	for _, m := range regexp.MustCompile(`(?m)^### ([a-z-]+)\n\S`).FindAllStringSubmatch(runbook, -1) {
		if _, known := told[m[1]]; !known {
			t.Errorf("docs/operations.md explains %s, which is no rule", m[1])
		}
		told[m[1]] = true
	}
	for name, explained := range told {
		if !explained {
			t.Errorf("docs/operations.md does not say what to do about %s", name)
		}
	}
}

// TestWebhook: news of alerts reach a webhook as JSON.
func TestWebhook(t *testing.T) {
	got := make(chan map[string]any, 1)
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v map[string]any
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &v)
		}
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		got <- v
	}))
	t.Cleanup(server.Close)
	c := monitor.Webhook("webhook-1", server.URL, "https://guildhall.example")
	n := monitor.Notice{ID: uuid.New(), News: monitor.NewsEscalated, Alert: monitor.Alert{Rule: "disk-full", Severity: monitor.Critical, Value: .05}}
	if err := c.Notify(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	v := <-got
	if v["event"] != "escalated" || v["rule"] != "disk-full" || v["value"] != .05 || v["installation"] != "https://guildhall.example" || v["id"] != n.ID.String() {
		t.Errorf("the webhook got %v", v)
	}
	status = http.StatusFound
	if err := c.Notify(t.Context(), n); err == nil {
		t.Error("a redirect was taken for an answer")
	}
}
