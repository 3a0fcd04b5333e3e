package live

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// Stream is the operation by which clients connect, to be served by [Hub.Serve].
func Stream() httpapi.Operation {
	return httpapi.Operation{
		ID: "eventsStream", Method: http.MethodGet, Path: "events/stream", Tag: "Live updates", Access: httpapi.Tenants,
		Status:  http.StatusSwitchingProtocols,
		Summary: "Tells what changes, over WebSocket: send {\"op\":\"subscribe\",\"topics\":[\"orders\"]}. With since, the sequence that was heard last, what was missed comes first.",
		Errors:  []int{http.StatusBadRequest, http.StatusForbidden, http.StatusUpgradeRequired},
	}
}

// Again asks anew who acts by what a request has sent, in which tenant. It refuses with
// the same problems as the request would be refused with then.
type Again func(context.Context) (httpapi.Tenant, *auth.Actor, error)

// Serve lets whoever sent the request connect, and returns at once; the connection
// goes on until it is closed, or again refuses with a problem that is the sender's.
// Problems: "upgrade-required" (426), "cross-origin"
// (403), "invalid-query" (400), "too-many-requests" (429), "stopping" (503).
func (h *Hub) Serve(w http.ResponseWriter, req httpapi.Request, again Again) error {
	since, resumed, err := sinceOf(req.HTTP.URL.Query())
	if err != nil {
		return err
	}
	if !isUpgrade(req.HTTP) {
		p := problem.BadRequest("upgrade-required", "This path speaks WebSocket, version 13.")
		p.Status = http.StatusUpgradeRequired
		return p
	}
	if r := h.room(req.Tenant.ID); r != nil && r.countOf(req.Actor.ID) >= h.cfg.Limits.Actor {
		return problem.TooMany(30 * time.Second)
	}
	conn, err := h.accept(w, req.HTTP)
	if err != nil {
		return err
	}
	conn.SetReadLimit(longestMessage)
	c := &client{hub: h, conn: conn, again: again, bell: make(chan struct{}, 1), bye: make(chan struct{})}
	tenant := *req.Tenant
	c.tenant.Store(&tenant)
	c.actor.Store(req.Actor)
	c.sure.Store(time.Now().UnixNano())
	h.begin(c, since, resumed)
	return nil
}

// begin serves a connection besides all others.
func (h *Hub) begin(c *client, since int64, resumed bool) {
	var in bool
	if c.room, in = h.enter(c); !in {
		c.cut() // it has come while the others went
		return
	}
	go func() {
		select { // so that nothing is missed that others tell
		case <-c.room.hears:
		case <-c.bye:
		}
		c.stay(since, resumed)
	}()
}

// accept makes a WebSocket of a request. A page of another site may not: browsers send
// the session's cookie with it, too.
func (h *Hub) accept(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	h.mu.RLock()
	stopping := h.stopping
	h.mu.RUnlock()
	if stopping {
		return nil, problem.Unavailable("stopping", time.Second, "This server stops. Connect again.")
	}
	s := &shake{ResponseWriter: w}
	conn, err := websocket.Accept(s, r, &websocket.AcceptOptions{OriginPatterns: h.cfg.Origins, CompressionMode: websocket.CompressionDisabled})
	switch {
	case err == nil:
		return conn, nil
	case s.refused == http.StatusForbidden:
		return nil, problem.Forbidden("cross-origin", "A page of another site may not connect here.")
	case s.refused != 0 && s.refused < http.StatusInternalServerError:
		return nil, problem.BadRequest("upgrade-required", "This is no handshake of WebSocket: %s.", reason(err))
	}
	return nil, err //nolint:wrapcheck // the library says what it did
}

// reason is what an error says at the end of its chain.
func reason(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}

// shake keeps back the plain texts with which the library refuses.
type shake struct {
	http.ResponseWriter

	refused int
}

// WriteHeader lets through what agrees.
func (s *shake) WriteHeader(status int) {
	if status != http.StatusSwitchingProtocols {
		s.refused = status
		return
	}
	s.ResponseWriter.WriteHeader(status)
}

// Write writes nothing: who agrees says it by headers alone.
func (s *shake) Write(b []byte) (int, error) { return len(b), nil }

// Unwrap leads to the connection.
func (s *shake) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func isUpgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && strings.Contains(strings.ToLower(r.Header.Get("Connection")), "upgrade")
}

// sinceOf reads the sequence that a client has seen last.
func sinceOf(query url.Values) (since int64, given bool, err error) {
	for name, values := range query {
		switch name {
		case "tenant":
		case "since":
			since, err = strconv.ParseInt(values[0], 10, 64)
			if err != nil || since < 0 || len(values) > 1 {
				return 0, false, problem.BadRequest("invalid-query", "since must be the sequence of the last hint, once.")
			}
			given = true
		default:
			return 0, false, problem.BadRequest("invalid-query", "There is no parameter %q here.", name)
		}
	}
	return since, given, nil
}
