package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/problem"
)

// exchange is one request and its answer. It stands between the mux and the
// connection, so that no answer of the mux's own, which are plain text, gets out.
type exchange struct {
	api   *API
	w     http.ResponseWriter
	r     *http.Request
	route *route // nil until the mux has found one
	start time.Time
	id    uuid.UUID

	tenant  Tenant
	actor   *auth.Actor
	token   string    // as it was sent
	named   uuid.UUID // the tenant that it names
	form    bool      // whether it has the form of a token at all
	counted bool      // for its actor

	body     []byte
	bodyRead bool

	status   int  // as sent; 0 before
	caught   int  // status of an answer that was kept back
	failing  bool // a problem is being told, which nobody keeps back
	bytes    int64
	problem  string
	replayed bool
	err      error // for the log
	stack    []byte
}

func (a *API) begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{api: a, w: w, start: time.Now()}
	x.id = requestID(r.Header.Get("X-Request-ID"))
	w.Header()["X-Request-Id"] = []string{x.id.String()}
	x.r = a.cfg.Tracer.Request(r, x.id)
	a.cfg.Metrics.Begin()
	return x
}

// requestID takes the caller's id when it is a UUID, and makes one otherwise.
func requestID(given string) uuid.UUID {
	if len(given) == len(uuid.Nil.String()) {
		if id, err := uuid.Parse(given); err == nil && id != uuid.Nil {
			return id
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil // a request without a name is still served
	}
	return id
}

// end writes the line and counts the request.
func (x *exchange) end(ctx context.Context) {
	took := time.Since(x.start)
	line := observe.Request{
		ID: x.id, Tenant: x.tenant.ID, Tier: x.tenant.Tier, Method: x.r.Method, Status: x.status, Problem: x.problem,
		Duration: took, Bytes: x.bytes, Replayed: x.replayed, Err: x.err, Stack: x.stack, Route: "none",
	}
	if x.actor != nil {
		line.Actor, line.ActorKind = x.actor.ID, string(x.actor.Kind)
	}
	if x.route != nil {
		line.Route, line.Entity, line.Verb, line.Quiet = x.route.label, x.route.entity, x.route.verb, x.route.quiet
	}
	line.Log(ctx, x.api.cfg.Log)
	line.Trace(ctx)
	x.api.cfg.Metrics.End(&line)
}

// Header returns the headers of the answer.
func (x *exchange) Header() http.Header { return x.w.Header() }

// WriteHeader sends the status, unless the answer is an error that is not ours to
// tell: the mux's own, or that of somebody else's handler.
func (x *exchange) WriteHeader(status int) {
	switch {
	case x.status != 0 || x.caught != 0:
	case !x.failing && (x.route == nil || x.route.foreign && status >= http.StatusBadRequest):
		x.caught = status
	default:
		x.status = status
		x.w.WriteHeader(status)
	}
}

// Write sends a part of the body.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 && x.caught == 0 {
		x.WriteHeader(http.StatusOK)
	}
	if x.caught != 0 {
		return len(b), nil
	}
	n, err := x.w.Write(b)
	x.bytes += int64(n)
	return n, err //nolint:wrapcheck // as every writer's
}

// Unwrap gives [http.ResponseController] the connection.
func (x *exchange) Unwrap() http.ResponseWriter { return x.w }

// settle turns an answer that was kept back into a problem.
func (x *exchange) settle() {
	if x.caught == 0 {
		return
	}
	h, status := x.w.Header(), x.caught
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "Location", "Etag", "Last-Modified"} {
		h.Del(name)
	}
	x.caught = 0
	if x.route == nil {
		x.route = &route{label: "none"}
	}
	switch {
	case status == http.StatusMethodNotAllowed:
		p := problem.BadRequest("method-not-allowed", "This path takes %s.", h.Get("Allow"))
		p.Status = status
		x.fail(p)
	case status >= http.StatusInternalServerError:
		x.fail(fmt.Errorf("%s answered %d", x.route.label, status))
	default:
		x.fail(problem.NotFound("path"))
	}
}

// json sends a JSON body.
func (x *exchange) json(status int, body []byte) {
	h := x.w.Header()
	h["Content-Type"] = typeJSON
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	x.send(status, body)
}

// send sends a body. A connection that breaks meanwhile is nobody's error: there
// is nobody left to tell.
func (x *exchange) send(status int, body []byte) {
	x.WriteHeader(status)
	if len(body) > 0 {
		_, _ = x.Write(body) // the caller has gone
	}
}

// answer sends what the registry answered.
func (x *exchange) answer(a entity.Answer) {
	h := x.w.Header()
	if a.Version > 0 {
		h["Etag"] = []string{etag(a.Version)}
	}
	if a.Location != "" {
		h["Location"] = []string{"/api/v1/tenants/" + x.tenant.ID.String() + "/" + a.Location}
	}
	if a.Replayed {
		h["Idempotency-Replayed"] = []string{"true"}
		x.replayed = true
	}
	if len(a.Body) == 0 {
		x.send(a.Status, nil)
		return
	}
	x.json(a.Status, a.Body)
}

// statusCallerGone is what proxies log for a caller who did not wait; nothing is
// sent.
const statusCallerGone = 499

// fail answers with a problem: the one place where errors become answers. What is
// no problem becomes a 500 that says nothing but the request's id, and is logged.
func (x *exchange) fail(err error) {
	if pg.Cancelled(err) && x.status == 0 && errors.Is(x.r.Context().Err(), context.Canceled) {
		x.status = statusCallerGone
		return
	}
	p := problem.From(err)
	if p.Type == "internal" {
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			p = problem.Unavailable("timeout", time.Second, "This took too long and was given up.")
		case errors.Is(err, pg.ErrUnavailable):
			x.err = err
			p = problem.Unavailable("database-unavailable", time.Second, "The database does not answer. "+
				"A write may have been done: repeat it with the same Idempotency-Key, or look first.")
		default:
			x.err = err
		}
	}
	x.problem = p.Type
	if x.status != 0 { // too late: the answer is under way
		return
	}
	x.tell(*p)
}

// tell sends a problem.
func (x *exchange) tell(p problem.Problem) {
	p.RequestID = x.id.String()
	body, err := p.MarshalJSON()
	if err != nil {
		x.err = errors.Join(x.err, err)
		p = *problem.Internal()
		p.RequestID = x.id.String()
		body, _ = p.MarshalJSON() // without extension members it cannot fail
	}
	h := x.w.Header()
	x.failing = true
	x.api.secure(h)
	h["Content-Type"] = typeProblem
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if p.RetryAfter > 0 {
		h["Retry-After"] = []string{strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds())))}
	}
	switch p.Status {
	case http.StatusUnauthorized:
		h["Www-Authenticate"] = []string{challenge(x.r)}
	case http.StatusPreconditionFailed:
		if v, ok := p.Extra["version"].(int64); ok {
			h["Etag"] = []string{etag(v)}
		}
	}
	x.send(p.Status, body)
}

// challenge says how to sign in (RFC 6750).
func challenge(r *http.Request) string {
	if r.Header.Get("Authorization") == "" {
		return `Bearer realm="guildhall"`
	}
	return `Bearer realm="guildhall", error="invalid_token"`
}

// panicked answers a request whose code panicked. The line says where.
func (x *exchange) panicked(p any) {
	x.caught = 0
	if x.route == nil {
		x.route = &route{label: "none"}
	}
	x.stack = bytes.TrimSpace(debug.Stack())
	x.fail(fmt.Errorf("panic: %v", p))
}

func crossOriginProblem() error {
	return problem.Forbidden("cross-origin", "A page of another site may not change anything here.")
}
