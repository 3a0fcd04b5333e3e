package scenarios

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// request is one call of the API.
type request struct{ method, path, body, token, key, etag string }

func (w *world) call(t *testing.T, r request) (int, http.Header, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), r.method, w.url+r.path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
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
