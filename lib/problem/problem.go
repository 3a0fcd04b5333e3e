package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Problem is an error for the user in the form of RFC 9457. Problems are made by
// the constructors of this package and not changed afterwards; those that add to
// one return a copy.
type Problem struct { //nolint:errname // problem.Problem is what RFC 9457 calls it.
	// Type is the stable slug of the kind of problem, such as "quote-expired". On
	// the wire it is "/problems/quote-expired".
	Type string
	// Title names the kind of problem for people; it follows from Type.
	Title string
	// Status is the HTTP status code.
	Status int
	// Detail says in full sentences what is wrong this time and what would help.
	Detail string
	// RequestID identifies the request in the log; the edge sets it.
	RequestID string
	// Errors lists what is wrong with each field of the request.
	Errors []FieldError
	// Extra holds extension members, such as state, allowed or version. The names
	// of the standard members have no effect here.
	Extra map[string]any
	// RetryAfter says how long to wait before the request may succeed; 0 if
	// waiting does not help. It travels in the Retry-After header.
	RetryAfter time.Duration
}

// Error returns the slug, the detail and the field errors in one line for the log.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Type)
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	for _, e := range p.Errors {
		b.WriteString("; " + e.Pointer + " " + e.Code + ": " + e.Message)
	}
	return b.String()
}

// With returns a copy of the problem with one more extension member. The value
// must be fit for encoding/json.
func (p *Problem) With(key string, value any) *Problem {
	c := *p
	c.Extra = maps.Clone(p.Extra)
	if c.Extra == nil {
		c.Extra = make(map[string]any, 1)
	}
	c.Extra[key] = value
	return &c
}

// members are the standard members of a problem in their order on the wire.
type members struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail,omitempty"`
	RequestID string       `json:"request_id,omitempty"`
	Errors    []FieldError `json:"errors,omitempty"`
}

// MarshalJSON returns the members of RFC 9457 followed by the extension members,
// sorted by name, in one flat object. It fails only if an extension does.
func (p *Problem) MarshalJSON() ([]byte, error) {
	dst, err := json.Marshal(members{
		Type:      "/problems/" + p.Type,
		Title:     p.Title,
		Status:    p.Status,
		Detail:    p.Detail,
		RequestID: p.RequestID,
		Errors:    p.Errors,
	})
	if err != nil {
		return nil, fmt.Errorf("encode problem %s: %w", p.Type, err)
	}
	for _, key := range slices.Sorted(maps.Keys(p.Extra)) {
		if standard(key) {
			continue
		}
		member, err := json.Marshal(map[string]any{key: p.Extra[key]})
		if err != nil {
			return nil, fmt.Errorf("encode problem %s: %w", p.Type, err)
		}
		dst[len(dst)-1] = ',' // in place of the closing brace
		dst = append(dst, member[1:]...)
	}
	return dst, nil
}

// standard reports whether key is a member that RFC 9457 or Problem defines.
func standard(key string) bool {
	switch key {
	case "type", "title", "status", "detail", "instance", "request_id", "errors":
		return true
	}
	return false
}

// From returns the problem in the chain of err, or Internal if there is none. It
// returns nil for a nil error.
func From(err error) *Problem {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	return Internal()
}

// Is reports whether the chain of err holds a problem with the given slug.
func Is(err error, slug string) bool {
	p, ok := errors.AsType[*Problem](err)
	return ok && p.Type == slug
}
