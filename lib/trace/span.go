package trace

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	api "go.opentelemetry.io/otel/trace"
)

// keyRequest is the attribute by which everything that a request has set off is
// found, in whichever trace it is.
const keyRequest = "guildhall.request_id"

// Span is one part of a trace. The zero Span records nothing.
type Span struct{ span api.Span }

// On tells whether somebody records the span.
func (s Span) On() bool { return s.span != nil }

// Set gives the span attributes: text, whole numbers, in pairs of name and value.
// Values of other types are passed over.
func (s Span) Set(pairs ...any) {
	if s.span == nil {
		return
	}
	s.span.SetAttributes(attributes(pairs)...)
}

// End ends the span. That something went wrong is kept, what it was is not.
func (s Span) End(err error) {
	if s.span == nil {
		return
	}
	if err != nil {
		s.span.SetStatus(codes.Error, "")
	}
	s.span.End()
}

func attributes(pairs []any) []attribute.KeyValue {
	var out []attribute.KeyValue
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case string:
			if v != "" {
				out = append(out, attribute.String(name, v))
			}
		case int:
			out = append(out, attribute.Int(name, v))
		case int64:
			out = append(out, attribute.Int64(name, v))
		case uuid.UUID:
			if v != uuid.Nil {
				out = append(out, attribute.String(name, v.String()))
			}
		}
	}
	return out
}

// Recording tells whether spans are recorded in the context.
func Recording(ctx context.Context) bool { return api.SpanFromContext(ctx).IsRecording() }

// Start begins a span below the one in the context, or a trace of its own where the
// context is one of [Tracer.In]. Pairs are attributes, as for [Span.Set].
func Start(ctx context.Context, name string, pairs ...any) (context.Context, Span) {
	return start(ctx, name, pairs)
}

// Handle begins the span of a delivery of an event to a subscription, linked to the
// request that has set the event off.
func Handle(ctx context.Context, subscription string, request uuid.UUID, attempt int64) (context.Context, Span) {
	if tracerOf(ctx) == nil { // deliveries are many: nothing is made for nobody
		return ctx, Span{}
	}
	pairs := []any{"guildhall.subscription", subscription, keyRequest, request, "guildhall.attempt", attempt}
	if request == uuid.Nil {
		return start(ctx, "deliver "+subscription, pairs)
	}
	trace, span := named(request)
	link := api.Link{SpanContext: api.NewSpanContext(api.SpanContextConfig{TraceID: trace, SpanID: span, TraceFlags: api.FlagsSampled, Remote: true})}
	return start(ctx, "deliver "+subscription, pairs, api.WithLinks(link), api.WithSpanKind(api.SpanKindConsumer))
}

// tracerOf returns who records what begins in the context, nil for nobody.
func tracerOf(ctx context.Context) api.Tracer {
	if above := api.SpanFromContext(ctx); above.SpanContext().IsValid() {
		if !above.IsRecording() {
			return nil
		}
		return above.TracerProvider().Tracer("guildhall")
	}
	if t, ok := ctx.Value(own{}).(*Tracer); ok {
		return t.tracer
	}
	return nil
}

func start(ctx context.Context, name string, pairs []any, options ...api.SpanStartOption) (context.Context, Span) {
	tracer := tracerOf(ctx)
	if tracer == nil {
		return ctx, Span{}
	}
	options = append(options, api.WithAttributes(attributes(pairs)...))
	ctx, span := tracer.Start(ctx, name, options...)
	if !span.IsRecording() {
		return ctx, Span{}
	}
	return ctx, Span{span}
}

// Request begins the span of a request with that id and returns the request with
// the span in its context. A traceparent of the caller's is gone on with; whether the
// trace is kept is decided here.
func (t *Tracer) Request(r *http.Request, id uuid.UUID) *http.Request {
	if t == nil {
		return r
	}
	ctx := t.caller.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	first := ctx
	if r.Header.Get("X-Request-ID") != id.String() { // callers may say the same one twice
		first = context.WithValue(ctx, made{}, id)
	}
	options := []api.SpanStartOption{
		api.WithSpanKind(api.SpanKindServer), api.WithAttributes(attribute.String(keyRequest, id.String())),
	}
	_, span := t.tracer.Start(first, "request", options...) //nolint:spancheck // Answered ends it
	return r.WithContext(api.ContextWithSpan(ctx, span))    //nolint:spancheck // the same
}

// Answered ends the span of the request in the context: name is the method and the
// pattern of the route. A status of 500 and more is an error.
func Answered(ctx context.Context, name string, status int, pairs ...any) {
	span := api.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetName(name)
	span.SetAttributes(attributes(append(pairs, "http.response.status_code", status))...)
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}
