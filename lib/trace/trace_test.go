package trace

import (
	"context"
	hexadecimal "encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/guildhall/guildhall/lib/trace/tracetest"
)

func open(t *testing.T, c *tracetest.Collector, share float64) *Tracer {
	t.Helper()
	tracer, err := Open(t.Context(), Config{
		Endpoint: c.URL(), Share: share, Version: "v9", Process: uuid.New(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tracer
}

func request(t *testing.T, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/orders?q=Ida+Falkenrath", http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func first(c *tracetest.Collector, name string) *spans.Span {
	if all := c.Named(name); len(all) > 0 {
		return all[0]
	}
	return nil
}

func hex(b []byte) string { return hexadecimal.EncodeToString(b) }

// TestTrace: a request, its parts and the delivery that it has set off reach the
// collector, tied together, and tell of nobody.
func TestTrace(t *testing.T) {
	c := tracetest.Start(t)
	tracer := open(t, c, 1)
	id := uuid.Must(uuid.NewV7())
	r := tracer.Request(request(t), id)
	_, step := Start(r.Context(), "use case")
	step.End(errors.New("Ida Falkenrath is unknown"))
	Answered(r.Context(), "POST /orders", 500, "guildhall.tenant", id, "empty", "")
	_, handled := Handle(tracer.In(context.Background()), "sales.reserve", id, 2)
	handled.End(nil)
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	server, part, delivery := first(c, "POST /orders"), first(c, "use case"), first(c, "deliver sales.reserve")
	if server == nil || part == nil || delivery == nil {
		t.Fatalf("spans: %s", c.Text())
	}
	trace := hex(id[:])
	if hex(server.GetTraceId()) != trace || len(server.GetParentSpanId()) != 0 || server.GetKind() != spans.Span_SPAN_KIND_SERVER ||
		server.GetStatus().GetCode() != spans.Status_STATUS_CODE_ERROR {
		t.Errorf("the request's span: %v", server)
	}
	if hex(part.GetTraceId()) != trace || hex(part.GetParentSpanId()) != hex(server.GetSpanId()) || hex(part.GetSpanId()) == hex(server.GetSpanId()) ||
		part.GetStatus().GetCode() != spans.Status_STATUS_CODE_ERROR {
		t.Errorf("the part's span: %v", part)
	}
	if len(delivery.GetLinks()) != 1 || hex(delivery.GetLinks()[0].GetTraceId()) != trace || hex(delivery.GetLinks()[0].GetSpanId()) != hex(server.GetSpanId()) ||
		hex(delivery.GetTraceId()) == trace || !strings.Contains(delivery.String(), id.String()) {
		t.Errorf("the delivery's span: %v", delivery)
	}
	for _, want := range []string{"guildhall", "v9", "guildhall.request_id"} {
		if !strings.Contains(c.Text(), want) {
			t.Errorf("%s is not told", want)
		}
	}
	if strings.Contains(c.Text(), "Falkenrath") || strings.Contains(c.Text(), "empty") {
		t.Errorf("too much is told: %s", c.Text())
	}
}

// TestCallersTrace: a caller's traceparent is gone on with, and a caller's request id
// names no trace.
func TestCallersTrace(t *testing.T) {
	c := tracetest.Start(t)
	tracer := open(t, c, 1)
	id := uuid.New()
	r := tracer.Request(request(t, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), id)
	Answered(r.Context(), "GET /one", 200)
	r = tracer.Request(request(t, "X-Request-ID", id.String()), id)
	Answered(r.Context(), "GET /two", 200)
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := first(c, "GET /one"); hex(s.GetTraceId()) != "0af7651916cd43dd8448eb211c80319c" || hex(s.GetParentSpanId()) != "b7ad6b7169203331" {
		t.Errorf("with a traceparent: %v", s)
	}
	if s := first(c, "GET /two"); s == nil || hex(s.GetTraceId()) == hex(id[:]) || !strings.Contains(s.String(), id.String()) {
		t.Errorf("with an id of the caller's: %v", s)
	}
}

// TestNothing: without an endpoint, and for traces that are not kept, nothing is
// recorded, whatever the caller wishes.
func TestNothing(t *testing.T) {
	none, err := Open(t.Context(), Config{})
	if err != nil || none != nil {
		t.Fatalf("without an endpoint: %v, %v", none, err)
	}
	r := request(t)
	if none.Request(r, uuid.New()) != r || none.In(t.Context()) != t.Context() || none.Close(t.Context()) != nil {
		t.Error("a tracer that is nil does something")
	}
	if _, span := Start(t.Context(), "x"); span.On() || Recording(t.Context()) {
		t.Error("a span is recorded without a tracer")
	}
	if n := testing.AllocsPerRun(100, func() {
		_, span := Start(t.Context(), "x")
		span.End(nil)
	}); n > 0 {
		t.Errorf("no span costs %v allocations", n)
	}
	c := tracetest.Start(t)
	tracer := open(t, c, 0)
	r = tracer.Request(request(t, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), uuid.New())
	_, span := Start(r.Context(), "part")
	span.End(nil)
	Answered(r.Context(), "GET /x", 200)
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.Text() != "" {
		t.Errorf("spans that nobody keeps: %s", c.Text())
	}
}

func BenchmarkNoSpan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, span := Start(b.Context(), "sql")
		span.End(nil)
	}
}
