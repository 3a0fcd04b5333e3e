package scenarios

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// request is one call of the API, from an address of the story's own.
type request struct {
	method, path, body string
	address            string // of the caller, as a proxy tells it
	token              string // "" for whoever acts by cookies, or not at all
	cookies            browser
	key, etag          string
	header             map[string]string // what else is sent
}

// browser is what somebody's browser keeps: cookies, by name.
type browser map[string]string

// keep takes what an answer has the browser keep, and forgets what it takes away.
func (b browser) keep(answer http.Header) {
	for _, c := range (&http.Response{Header: answer}).Cookies() {
		if b[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b, c.Name)
		}
	}
}

func (w *world) call(t *testing.T, r request) (int, http.Header, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), r.method, w.url+r.path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	if r.address != "" {
		req.Header.Set("X-Forwarded-For", r.address)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	for name, value := range r.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	switch {
	case r.body == "":
	case strings.ContainsAny(r.body[:1], "{["):
		req.Header.Set("Content-Type", "application/json")
	default:
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	switch {
	case r.etag == "none":
	case r.etag != "":
		req.Header.Set("If-Match", `"`+r.etag+`"`)
	case r.method != http.MethodGet:
		req.Header.Set("If-Match", "*")
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, body
}
