package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// behindHTTP serves a program until the test ends, and returns its address.
func behindHTTP(t *testing.T, a *app.App, s config.Serve) string {
	t.Helper()
	api, err := a.API(s, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return server.URL
}

// sent is a request of a test. What is empty is not sent.
type sent struct {
	method, url   string
	token, cookie string // of whoever acts, by a bearer's header or as a browser
	body          string // JSON, unless header says otherwise
	header        map[string]string
}

// altered is a secret that is not this one: each has random ends, so that a fixed other end
// would now and then be its own.
func altered(secret string) string {
	at, other := len(secret)-2, "A"
	if secret[at] == 'A' {
		other = "B"
	}
	return secret[:at] + other + secret[at+1:]
}

// empty is the body of a request that has nothing to say.
func empty(method string) string {
	if method == http.MethodGet || method == http.MethodDelete {
		return ""
	}
	return "{}"
}

// said is an answer.
type said struct {
	t      *testing.T
	what   string // method and path of the request
	status int
	header http.Header
	body   []byte
}

// call sends a request. Whoever writes says that any version will do.
func call(t *testing.T, s sent) said {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), s.method, s.url, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	if s.cookie != "" {
		r.AddCookie(&http.Cookie{Name: httpapi.Cookie, Value: s.cookie})
	}
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.method != http.MethodGet {
		r.Header.Set("If-Match", "*")
	}
	for name, value := range s.header {
		r.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return said{t, s.method + " " + r.URL.RequestURI(), res.StatusCode, res.Header, text}
}

// want ends the test unless the answer has the status and, as a problem, the slug.
func (a said) want(status int, slug ...string) said {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d: %s", a.what, a.status, status, a.body)
	}
	if len(slug) > 0 && a.field("type") != "/problems/"+slug[0] {
		a.t.Fatalf("%s: want the problem %s: %s", a.what, slug[0], a.body)
	}
	return a
}

// field returns a member of the answer by its path: names, and numbers in lists. A
// text is returned as it is, everything else as JSON; "" for nothing.
func (a said) field(path ...string) string {
	a.t.Helper()
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.body)
	}
	for _, name := range path {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			if i, err := strconv.Atoi(name); err == nil && i < len(in) {
				v = in[i]
				continue
			}
			return ""
		default:
			return ""
		}
	}
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

func (a said) has(text string) bool { return strings.Contains(string(a.body), text) }

// asOwner runs SQL in a database past all policies.
func asOwner(t *testing.T, database, sql string, args ...any) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), pgtest.Cluster(t).URL(database))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background()) //nolint:errcheck // of a test
	if _, err := c.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
