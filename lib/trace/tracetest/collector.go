package tracetest

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Collector keeps the spans that it gets. It may be used by any number of goroutines.
type Collector struct {
	server *httptest.Server

	mu    sync.Mutex
	spans []*spans.Span
	text  string
}

// Start starts a collector that stops with the test.
func Start(tb testing.TB) *Collector {
	tb.Helper()
	c := &Collector{}
	c.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.take(r); err != nil {
			tb.Error(err)
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	}))
	tb.Cleanup(c.server.Close)
	return c
}

// URL returns the collector's base address.
func (c *Collector) URL() string { return c.server.URL + "/base/" }

// take keeps the spans of one message.
func (c *Collector) take(r *http.Request) error {
	if r.URL.Path != "/base/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		return fmt.Errorf("spans went to %s as %s", r.URL.Path, r.Header.Get("Content-Type"))
	}
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(body)
		if err != nil {
			return fmt.Errorf("read spans: %w", err)
		}
		body = unzipped
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read spans: %w", err)
	}
	var got collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(raw, &got); err != nil {
		return fmt.Errorf("decode spans: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text += got.String()
	for _, resource := range got.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
	return nil
}

// Named returns the spans of a name, in the order in which they came.
func (c *Collector) Named(name string) []*spans.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []*spans.Span
	for _, s := range c.spans {
		if s.GetName() == name {
			out = append(out, s)
		}
	}
	return out
}

// Text returns all that was told, as text.
func (c *Collector) Text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text
}
