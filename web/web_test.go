package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// built is a build as the tools make it.
func built() *Application {
	return of(fstest.MapFS{
		"index.html":            {Data: []byte(`<script nonce="__NONCE__">1</script>`)},
		"door.html":             {Data: []byte(`door <script nonce="__NONCE__">1</script>`)},
		"icon.svg":              {Data: []byte("<svg/>")},
		"sw.js":                 {Data: []byte("worker")},
		"assets/app-4f.js":      {Data: []byte("plain")},
		"assets/app-4f.js.br":   {Data: []byte("brotli")},
		"assets/app-4f.js.gz":   {Data: []byte("zipped")},
		".vite/manifest.json":   {Data: []byte("{}")},
		"manifest.webmanifest":  {Data: []byte("{}")},
		"assets/inter-1.woff2":  {Data: []byte("font")},
		"assets/lonely-2.css":   {Data: []byte("css")},
		"assets/odd.unheard-of": {Data: []byte("?")},
	}, ".")
}

func get(t *testing.T, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	built().ServeHTTP(w, r)
	return w
}

func TestFiles(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path, accepts string
		status              int
		body, coding, cache string
	}{
		{"plain", "/assets/app-4f.js", "", 200, "plain", "", "public, max-age=31536000, immutable"},
		{"brotli first", "/assets/app-4f.js", "gzip, deflate, br", 200, "brotli", "br", "public, max-age=31536000, immutable"},
		{"gzip", "/assets/app-4f.js", "gzip;q=0.5, br;q=0", 200, "zipped", "gzip", "public, max-age=31536000, immutable"},
		{"only one copy", "/assets/lonely-2.css", "br", 200, "css", "", "public, max-age=31536000, immutable"},
		{"named by itself", "/sw.js", "", 200, "worker", "", "no-cache"},
		{"a part of an older version", "/assets/app-3e.js", "br", 404, "", "", ""},
		{"a folder", "/assets/", "", 404, "", "", ""},
		{"the page by its name", "/index.html", "", 404, "", "", ""},
		{"a copy by its name", "/assets/app-4f.js.br", "", 404, "", "", ""},
		{"of an unknown kind", "/assets/odd.unheard-of", "", 404, "", "", ""},
		{"the build's own", "/.vite/manifest.json", "", 404, "", "", ""},
		{"from outside", "/../web.go", "", 404, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := get(t, "GET", tt.path, "Accept-Encoding", tt.accepts)
			if w.Code != tt.status || tt.status == 200 && w.Body.String() != tt.body {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if got := w.Header().Get("Content-Encoding"); got != tt.coding {
				t.Errorf("coded by %q", got)
			}
			if got := w.Header().Get("Cache-Control"); tt.status == 200 && got != tt.cache {
				t.Errorf("kept as %q", got)
			}
		})
	}
	if kind := get(t, "GET", "/manifest.webmanifest").Header().Get("Content-Type"); kind != "application/manifest+json" {
		t.Errorf("the manifest is %s", kind)
	}
}

// TestPages: every address is the application's, each answer has a nonce of its own, and
// nothing runs without it.
func TestPages(t *testing.T) {
	t.Parallel()
	nonce := regexp.MustCompile(`nonce="([^"]+)"`)
	seen := map[string]bool{}
	for _, path := range []string{"/", "/orders", "/orders/01a1?tab=lines", "/signin", "/a/b/c"} {
		w := get(t, "GET", path, "Accept", "text/html")
		found := nonce.FindStringSubmatch(w.Body.String())
		if w.Code != 200 || found == nil {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "script-src 'self' 'nonce-"+found[1]+"';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s with the nonce %s", path, policy, found[1])
		}
		if seen[found[1]] || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the nonce %s comes again", path, found[1])
		}
		seen[found[1]] = true
		if door := strings.HasPrefix(w.Body.String(), "door"); door != (path == "/signin") {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	if w := get(t, "GET", "/orders", "Accept", "application/json"); w.Code != 404 {
		t.Errorf("a program that asks for JSON gets %d %s", w.Code, w.Body)
	}
	if w := get(t, "POST", "/orders"); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST gets %d", w.Code)
	}
	if w := get(t, "HEAD", "/"); w.Code != 200 || w.Body.Len() > 0 {
		t.Errorf("HEAD gets %d %s", w.Code, w.Body)
	}
}

// TestUnbuilt: without a build there is a page that says how to make one.
func TestUnbuilt(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	of(fstest.MapFS{}, folder).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/orders", http.NoBody))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "make web") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
