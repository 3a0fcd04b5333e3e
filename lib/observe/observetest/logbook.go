package observetest

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/guildhall/guildhall/lib/observe"
)

// Logbook is a server's log, with what must not stand in it: every text that
// requests and answers carried, but for ids, dates and the words of the API itself.
// It may be used by any number of goroutines.
type Logbook struct {
	mu     sync.Mutex
	text   bytes.Buffer
	secret map[string]bool
}

// New returns an empty logbook.
func New() *Logbook { return &Logbook{secret: map[string]bool{}} }

// Write takes a part of the log.
func (b *Logbook) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p) //nolint:wrapcheck // it never fails
}

// Logger returns a logger that writes into the book all that a server would write.
func (b *Logbook) Logger(tb testing.TB) *slog.Logger {
	tb.Helper()
	log, err := observe.NewLogger(b, "json", "debug")
	if err != nil {
		tb.Fatal(err)
	}
	return log
}

// plain are texts that tell of nobody: ids, dates, numbers, names of the API, and
// what is too short to be looked for.
var plain = regexp.MustCompile(`^(.{0,4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9.:TZ+-]+|[a-z_.*/-]+|([A-Z]+-)?[0-9]{4}-[0-9]+|[A-Za-z]+/[A-Za-z_]+)$`)

// Keep has texts looked for, whatever they are like.
func (b *Logbook) Keep(secrets ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range secrets {
		if len(s) > len("null") {
			b.secret[s] = true
		}
	}
}

// told are members of an answer that are the API's own words.
var told = []string{"type", "title", "detail", "message", "help", "label", "summary", "pointer", "code", "token_type", "why", "text", "database"} //nolint:gochecknoglobals // a table

// KeepJSON has all texts in a JSON document looked for.
func (b *Logbook) KeepJSON(body []byte) {
	var v any
	if json.Unmarshal(body, &v) == nil {
		b.keep("", v)
	}
}

func (b *Logbook) keep(name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			b.keep(name, member)
		}
	case []any:
		for _, member := range v {
			b.keep(name, member)
		}
	case string:
		secret := slices.Contains([]string{"password", "old", "token", "secret", "challenge"}, name)
		if secret || !plain.MatchString(v) && !slices.Contains(told, name) {
			b.Keep(v)
		}
	}
}

// Overhear serves like the handler, and has what it hears and answers looked for.
func (b *Logbook) Overhear(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		b.hear(r, body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		e := &ear{ResponseWriter: w}
		next.ServeHTTP(e, r)
		if e.status < http.StatusBadRequest && !strings.Contains(r.URL.Path, "openapi") && !strings.Contains(r.URL.Path, "/meta") {
			b.KeepJSON(e.body.Bytes())
		}
		for _, c := range (&http.Response{Header: w.Header()}).Cookies() {
			b.Keep(c.Value)
		}
	})
}

// hear has looked for what a request carries.
func (b *Logbook) hear(r *http.Request, body []byte) {
	b.KeepJSON(body)
	if _, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
		b.Keep(token)
	}
	for _, c := range r.Cookies() {
		b.Keep(c.Value)
	}
	asked := []url.Values{r.URL.Query()}
	if strings.Contains(r.Header.Get("Content-Type"), "form") {
		if form, err := url.ParseQuery(string(body)); err == nil {
			asked = append(asked, form)
		}
	}
	for _, values := range asked {
		for name, all := range values {
			for _, v := range all {
				b.keep(name, v)
			}
		}
	}
}

// ear keeps what is answered.
type ear struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (e *ear) WriteHeader(status int) {
	e.status = status
	e.ResponseWriter.WriteHeader(status)
}

// Write keeps a part of the body.
func (e *ear) Write(p []byte) (int, error) {
	e.body.Write(p)
	return e.ResponseWriter.Write(p) //nolint:wrapcheck // as every writer's
}

// Unwrap gives the connection.
func (e *ear) Unwrap() http.ResponseWriter { return e.ResponseWriter }

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-`)

// Check fails the test for each text that the log, or another, holds in a line, and
// for lines of requests that do not say enough, or name more than the route. It
// wants at least so many texts to have been looked for, and as many lines.
func (b *Logbook) Check(tb testing.TB, least int, others ...string) {
	tb.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	log := b.text.String()
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if len(b.secret) < least || len(lines) < least {
		tb.Errorf("%d texts were looked for in %d lines: that proves little", len(b.secret), len(lines))
	}
	for secret := range b.secret {
		for _, text := range append(others, log) {
			if before, after, found := strings.Cut(text, secret); found {
				line, _, _ := strings.Cut(after, "\n")
				tb.Errorf("the log tells %q: %s%s%s", secret, before[strings.LastIndexByte(before, '\n')+1:], secret, line)
			}
		}
	}
	for _, line := range lines {
		if line != "" {
			checkLine(tb, line)
		}
	}
}

// checkLine looks at one line.
func checkLine(tb testing.TB, line string) {
	tb.Helper()
	var l map[string]any
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		tb.Errorf("the line %s is not JSON: %v", line, err)
		return
	}
	if l["msg"] != "request" {
		return
	}
	for _, key := range []string{observe.KeyRequest, observe.KeyMethod, observe.KeyRoute, observe.KeyStatus, observe.KeyDuration} {
		if l[key] == nil {
			tb.Errorf("the line of a request has no %s: %s", key, line)
		}
	}
	route, _ := l[observe.KeyRoute].(string)
	if anID.MatchString(route) || strings.Contains(route, "?") {
		tb.Errorf("the route is a path: %s", line)
	}
	ofTenant := strings.Contains(route, "/{tenantId}/") && l[observe.KeyStatus] == float64(http.StatusOK) && l[observe.KeyEntity] != nil
	if ofTenant && (l[observe.KeyTenant] == nil || l[observe.KeyActor] == nil) {
		tb.Errorf("the line does not say who and where: %s", line)
	}
}
