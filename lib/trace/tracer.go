package trace

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
)

// Config says where spans go.
type Config struct {
	// Endpoint is the base address of a collector that takes OTLP over HTTP, such as
	// http://localhost:4318; "/v1/traces" is put behind it. Headers, certificates and
	// compression come from the environment, as OTEL_EXPORTER_OTLP_HEADERS and others.
	Endpoint string
	Share    float64 // of the traces that are kept, from 0 to 1
	Version  string  // of the program
	Process  uuid.UUID
	Log      *slog.Logger // hears when spans cannot be sent
}

// Tracer records spans and sends them. A nil Tracer records nothing.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   api.Tracer
	caller   propagation.TraceContext
}

// The collector is told every few seconds, by a queue that is bounded: spans that do
// not fit are dropped.
const (
	sendEvery  = 5 * time.Second
	sendWithin = 10 * time.Second
)

// Open returns a tracer that sends to the endpoint, or nil when there is none. A
// collector that does not answer costs spans and nothing else.
func Open(ctx context.Context, cfg Config) (*Tracer, error) {
	if cfg.Endpoint == "" {
		return nil, nil //nolint:nilnil // a nil tracer is one that records nothing
	}
	address, err := url.JoinPath(cfg.Endpoint, "v1", "traces")
	if err != nil {
		return nil, fmt.Errorf("address of the collector: %w", err)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(address), otlptracehttp.WithTimeout(sendWithin))
	if err != nil {
		return nil, fmt.Errorf("open the way to the collector: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		cfg.Log.Warn("spans were not sent", slog.String("error", err.Error())) //nolint:sloglint // the library has no context
	}))
	kept := sdk.TraceIDRatioBased(cfg.Share)
	provider := sdk.NewTracerProvider(
		sdk.WithBatcher(exporter, sdk.WithBatchTimeout(sendEvery)), sdk.WithIDGenerator(ids{}),
		sdk.WithSampler(sdk.ParentBased(kept, sdk.WithRemoteParentSampled(kept))),
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "guildhall"), attribute.String("service.version", cfg.Version),
			attribute.String("service.instance.id", cfg.Process.String()),
		)),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer("guildhall")}, nil
}

// Close sends what is left, within the time of the context.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("send the last spans: %w", err)
	}
	return nil
}

// own is the key of a tracer in a context.
type own struct{}

// In returns a context in which [Start] begins traces of its own: that of work that
// no request has asked for.
func (t *Tracer) In(ctx context.Context) context.Context {
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, own{}, t)
}

// made is the key of a request's id in a context, until its span has begun.
type made struct{}

// ids has requests that were named here give their names to their traces.
type ids struct{}

// NewIDs returns the ids of a trace and of its first span.
func (g ids) NewIDs(ctx context.Context) (api.TraceID, api.SpanID) {
	if id, ok := ctx.Value(made{}).(uuid.UUID); ok {
		return named(id)
	}
	var trace api.TraceID
	for !trace.IsValid() {
		fill(trace[:])
	}
	return trace, g.NewSpanID(ctx, trace)
}

// NewSpanID returns the id of a span.
func (ids) NewSpanID(context.Context, api.TraceID) api.SpanID {
	var span api.SpanID
	for !span.IsValid() {
		fill(span[:])
	}
	return span
}

func fill(b []byte) {
	for i := range b {
		b[i] = byte(rand.Uint32()) //nolint:gosec // nobody gains by guessing it
	}
}

// named returns the trace and the first span of a request that was named here: its
// id, and the half of the id that is random.
func named(id uuid.UUID) (api.TraceID, api.SpanID) {
	return api.TraceID(id), api.SpanID(id[8:])
}
