package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// folder is the build's, within the embedded files.
const folder = "dist"

//go:embed unbuilt.html
var unbuilt []byte

// Application answers what a browser asks for besides the API: the page of the
// application at every address, and the parts of it.
type Application struct {
	files  fs.FS
	folder string // of the build, within files
	page   []byte // with a place for the nonce
	door   []byte // the pages before signing in, which are a smaller program
}

// New returns the application as it was built into the program, or a page that says how
// to build it.
func New() *Application { return of(dist, folder) }

func of(files fs.FS, folder string) *Application {
	read := func(name string) []byte {
		page, err := fs.ReadFile(files, path.Join(folder, name))
		if err != nil { // not built
			return unbuilt
		}
		return page
	}
	return &Application{files: files, folder: folder, page: read("index.html"), door: read("door.html")}
}

// isDoor tells whether a path is of those before somebody is signed in.
func isDoor(name string) bool {
	switch name {
	case "/signin", "/forgot", "/reset", "/invitation", "/confirm-email", "/undo-email":
		return true
	}
	return false
}

// nonceHere is where the page has the nonce of its answer.
const nonceHere = "__NONCE__"

// Folders and files of a build.
const (
	assets   = "/assets/" // named by the hash of their content: the same name never means something else
	manifest = "/.vite/"  // for the build's own tests
)

// ServeHTTP sends a file of the build, or the page. An address that looks like a file
// and is none is not found: a browser that asks for a part of an older version must
// learn that it is gone.
func (a *Application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.URL.Path)
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		head.Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
	case strings.HasPrefix(name, manifest):
		http.NotFound(w, r)
	case path.Ext(name) != "" || strings.HasPrefix(name+"/", assets):
		a.file(w, r, name)
	case !strings.Contains(r.Header.Get("Accept"), "text/html") && r.Header.Get("Accept") != "" && !strings.Contains(r.Header.Get("Accept"), "*/*"):
		http.NotFound(w, r)
	case isDoor(name):
		send(w, r, a.door)
	default:
		send(w, r, a.page)
	}
}

// send answers with a page, under a policy by which only the application's own code runs.
func send(w http.ResponseWriter, r *http.Request, page []byte) {
	nonce := rand.Text()
	head := w.Header()
	head.Set("Content-Security-Policy", "default-src 'self'; script-src 'self' 'nonce-"+nonce+"'; style-src 'self' 'nonce-"+nonce+
		"'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; "+
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Cache-Control", "no-store") // the nonce is good once
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(bytes.ReplaceAll(page, []byte(nonceHere), []byte(nonce))))
}

// file sends a file of the build, compressed when there is such a copy of it and the
// browser can read it.
func (a *Application) file(w http.ResponseWriter, r *http.Request, name string) {
	head := w.Header()
	cache := "no-cache"
	if strings.HasPrefix(name, assets) {
		cache = "public, max-age=31536000, immutable"
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if strings.HasSuffix(name, ".webmanifest") {
		kind = "application/manifest+json"
	}
	file := path.Join(a.folder, name)
	content, err := fs.ReadFile(a.files, file)
	if err != nil || kind == "" || path.Ext(name) == ".html" {
		http.NotFound(w, r)
		return
	}
	head.Add("Vary", "Accept-Encoding")
	for _, coding := range []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r.Header.Get("Accept-Encoding"), coding.name) {
			continue
		}
		if smaller, err := fs.ReadFile(a.files, file+coding.suffix); err == nil {
			head.Set("Content-Encoding", coding.name)
			content = smaller
			break
		}
	}
	head.Set("Content-Type", kind)
	head.Set("Cache-Control", cache)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// accepts tells whether a coding is among those of an Accept-Encoding (RFC 9110, section
// 12.5.3), and not with a weight of zero.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			weight = strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return strings.Trim(weight, "0.") != "" || weight == ""
		}
	}
	return false
}
