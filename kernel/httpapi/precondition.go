package httpapi

import (
	"crypto/sha256"
	"net/url"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// etag is a record's version as an entity tag.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// expected reads If-Match: the version that the caller has seen, 0 for "*", which
// any version satisfies.
func (x *exchange) expected() (int64, error) {
	values := x.r.Header.Values("If-Match")
	if len(values) == 0 {
		return 0, problem.PreconditionRequired()
	}
	text := strings.TrimSpace(values[0])
	if text == "*" && len(values) == 1 {
		return 0, nil
	}
	digits, opened := strings.CutPrefix(text, `"`)
	digits, closed := strings.CutSuffix(digits, `"`)
	version, err := strconv.ParseInt(digits, 10, 64)
	if len(values) > 1 || !opened || !closed || err != nil || version < 1 {
		return 0, problem.BadRequest("invalid-if-match", `If-Match takes one version in quotes, as in the ETag of the record: "7". Weak tags and lists are not taken.`)
	}
	return version, nil
}

// unchanged tells whether the caller has this version already, by If-None-Match.
// Included records change without the record's version, so they are always sent.
func (x *exchange) unchanged(version int64) bool {
	if version == 0 || strings.Contains(x.r.URL.RawQuery, "include=") {
		return false
	}
	return x.has(etag(version))
}

// has tells whether If-None-Match names the tag.
func (x *exchange) has(tag string) bool {
	for candidate := range strings.SplitSeq(x.r.Header.Get("If-None-Match"), ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}

const longestKey = 200

// guard reads Idempotency-Key into a call, with the hash of what is asked. The
// path is that below the tenant, so that both forms of it are the same request.
func (x *exchange) guard(c *entity.Call, path string) error {
	values := x.r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return nil
	}
	key := values[0]
	invisible := func(r rune) bool { return r < '!' || r > '~' }
	if len(values) > 1 || key == "" || len(key) > longestKey || strings.ContainsFunc(key, invisible) {
		return problem.BadRequest("invalid-idempotency-key", "Idempotency-Key takes 1 to %d visible ASCII characters, once.", longestKey)
	}
	h := sha256.New()
	for _, part := range []string{x.r.Method, path, strconv.FormatBool(c.DryRun), strconv.FormatInt(c.Version, 10)} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(c.Body)
	c.Key, c.Hash = key, h.Sum(nil)
	return nil
}

// query parses the query string, and refuses ?tenant= where it has no effect.
func (x *exchange) query() (url.Values, error) {
	params, err := x.anyQuery()
	if err == nil && params.Has("tenant") && !x.api.cfg.Development {
		return nil, unknownParameter("tenant")
	}
	return params, err
}

// anyQuery parses the query string.
func (x *exchange) anyQuery() (url.Values, error) {
	if x.r.URL.RawQuery == "" {
		return nil, nil //nolint:nilnil // no parameters
	}
	params, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return nil, problem.BadRequest("invalid-query", "The query string cannot be read.")
	}
	return params, nil
}

func unknownParameter(name string) error {
	p := problem.BadRequest("invalid-query", "There is no parameter %.100q here.", name)
	p.Errors = []problem.FieldError{problem.Field("?"+name, "unknown-parameter", "There is no such parameter here.")}
	return p
}

// noParameters refuses every parameter of the query string.
func (x *exchange) noParameters() error {
	params, err := x.query()
	for name := range params {
		if name != "tenant" {
			return unknownParameter(name)
		}
	}
	return err
}

// dryRun reads the one parameter that a write takes.
func (x *exchange) dryRun() (bool, error) {
	params, err := x.query()
	if err != nil {
		return false, err
	}
	for name := range params {
		if name != "dry_run" && name != "tenant" {
			return false, unknownParameter(name)
		}
	}
	switch params.Get("dry_run") {
	case "true":
		return true, nil
	case "", "false":
		return false, nil
	}
	return false, problem.BadRequest("invalid-query", "The parameter dry_run is true or false.")
}
