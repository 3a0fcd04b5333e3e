package observe

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/trace"
)

// The keys of log lines.
const (
	KeyRequest   = "request_id"  // the request, as in X-Request-ID
	KeyTenant    = "tenant"      // the tenant's id
	KeyTier      = "tier"        // where the tenant's rows live
	KeyActor     = "actor"       // the id of who acted
	KeyActorKind = "actor_kind"  // user, service, operator or system
	KeyMethod    = "method"      // of HTTP
	KeyRoute     = "route"       // the pattern that was matched, not the path
	KeyEntity    = "entity"      // "sales.order"
	KeyVerb      = "verb"        // what was done: list, create, a step's verb …
	KeyStatus    = "status"      // of HTTP
	KeyProblem   = "problem"     // the slug of the problem answered with
	KeyDuration  = "duration_ms" // in milliseconds
	KeyBytes     = "bytes"       // of the answer's body
	KeyReplayed  = "replayed"    // the answer to an earlier request with the same key
	KeyError     = "error"       // what went wrong on our side
	KeyStack     = "stack"       // where it did, after a panic
)

// NewLogger returns a logger that writes lines of a format, "json" or "text", from
// a level on: "debug", "info", "warn" or "error".
func NewLogger(w io.Writer, format, level string) (*slog.Logger, error) {
	var from slog.Level
	if err := from.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level: %w", err)
	}
	o := &slog.HandlerOptions{Level: from}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, o)), nil
	case "text":
		return slog.New(slog.NewTextHandler(w, o)), nil
	}
	return nil, fmt.Errorf("log format %q: must be json or text", format)
}

// Request is what one line tells of one request. Zero members are left out.
type Request struct {
	ID        uuid.UUID
	Tenant    uuid.UUID
	Tier      string // of the tenant
	Actor     uuid.UUID
	ActorKind string
	Method    string
	Route     string
	Entity    string
	Verb      string
	Status    int
	Problem   string
	Duration  time.Duration
	Bytes     int64
	Replayed  bool
	Err       error  // makes the line an error
	Stack     []byte // of a panic
	Quiet     bool   // a probe or an asset: the line is for debugging
}

// Log writes the line.
func (r *Request) Log(ctx context.Context, log *slog.Logger) {
	level := slog.LevelInfo
	switch {
	case r.Err != nil:
		level = slog.LevelError
	case r.Quiet:
		level = slog.LevelDebug
	}
	if !log.Enabled(ctx, level) {
		return
	}
	var room [17]slog.Attr
	attrs := append(room[:0], slog.String(KeyRequest, r.ID.String()), slog.String(KeyMethod, r.Method))
	attrs = appendText(attrs, KeyRoute, r.Route)
	attrs = append(attrs, slog.Int(KeyStatus, r.Status),
		slog.Float64(KeyDuration, float64(r.Duration.Microseconds())/1000), slog.Int64(KeyBytes, r.Bytes))
	attrs = appendID(attrs, KeyTenant, r.Tenant)
	attrs = appendText(attrs, KeyTier, r.Tier)
	attrs = appendID(attrs, KeyActor, r.Actor)
	attrs = appendText(attrs, KeyActorKind, r.ActorKind)
	attrs = appendText(attrs, KeyEntity, r.Entity)
	attrs = appendText(attrs, KeyVerb, r.Verb)
	attrs = appendText(attrs, KeyProblem, r.Problem)
	if r.Replayed {
		attrs = append(attrs, slog.Bool(KeyReplayed, true))
	}
	if r.Err != nil {
		attrs = append(attrs, slog.String(KeyError, r.Err.Error()))
	}
	attrs = appendText(attrs, KeyStack, string(r.Stack))
	log.LogAttrs(ctx, level, "request", attrs...)
}

// Trace ends the span of the request in the context, if there is one.
func (r *Request) Trace(ctx context.Context) {
	trace.Answered(ctx, r.Route, r.Status, "http.request.method", r.Method, "http.route", r.Route, "guildhall.tenant", r.Tenant,
		"guildhall.tier", r.Tier, "guildhall.entity", r.Entity, "guildhall.verb", r.Verb, "guildhall.problem", r.Problem)
}

func appendText(attrs []slog.Attr, key, value string) []slog.Attr {
	if value == "" {
		return attrs
	}
	return append(attrs, slog.String(key, value))
}

func appendID(attrs []slog.Attr, key string, id uuid.UUID) []slog.Attr {
	if id == uuid.Nil {
		return attrs
	}
	return append(attrs, slog.String(key, id.String()))
}
