package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/meta"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/problem"
)

// The two forms of a tenant's path.
const (
	canonicalPrefix = "/api/v1/tenants/{tenantId}/"
	clientPrefix    = "/api/client/"
)

// API is the HTTP face of a registry: an [http.Handler]. Operations may be added
// until it serves.
type API struct {
	cfg         Config
	mux         *http.ServeMux
	crossOrigin *http.CrossOriginProtection
	catalogue   *meta.Catalogue
	routes      []*route
	owners      map[string]string // by method and path: who serves it
	ids         map[string]string // by operation id: its method and path
	document    func() (*document, error)
	editions    *cache.Cache[string, *document] // tenants' documents, by their modules
	draining    atomic.Bool
}

// route is one operation.
type route struct {
	method string
	path   string // below the tenant when tenant is set, otherwise the whole path
	tenant bool
	// operators alone may call it, so that a tenant's document does not show it.
	operators bool
	// For the log, the metrics and the tenant's choice of modules.
	label, module, entity, verb string

	limit   int64         // bytes of the body; 0 for the usual
	timeout time.Duration // 0 for the usual
	rate    *limit.Policy // for each address; nil for the usual
	quiet   bool          // a probe or an asset
	foreign bool          // served by somebody else's handler, whose errors are rewritten
	do      func(*exchange) error

	id  string                           // of the operation; "" keeps it out of the document
	doc func(*document, *huma.Operation) // fills in the operation; called once
}

// New makes an API of a registry. It fails on two operations that claim the same
// path, naming both.
func New(cfg Config) (*API, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	a := &API{
		cfg: cfg, mux: http.NewServeMux(), crossOrigin: http.NewCrossOriginProtection(),
		catalogue: meta.New(cfg.Registry), owners: map[string]string{}, ids: map[string]string{},
	}
	a.document = sync.OnceValues(func() (*document, error) { return a.writeDocument(edition{}) })
	a.editions = cache.New(cache.Spec[string, *document]{Name: "edition", Size: mostEditions, Keep: editionKept})
	var routes []route
	for _, p := range cfg.Registry.Plans() {
		routes = append(routes, a.entityRoutes(p)...)
	}
	routes = append(routes, a.actionRoutes()...)
	routes = append(routes, a.metaRoutes()...)
	routes = append(routes, a.pageRoutes()...)
	for _, r := range routes {
		if err := a.register(r); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// register adds a route to the mux, a tenant's in both forms.
func (a *API) register(r route) error {
	if r.label == "" {
		r.label = r.path
		if r.tenant {
			r.label = canonicalPrefix + r.path
		}
	}
	r.label = r.method + " " + r.label
	if r.timeout == 0 {
		r.timeout = a.cfg.Limits.Timeout
	}
	if r.limit == 0 {
		r.limit = a.cfg.Limits.Body
	}
	who := r.id
	if r.id != "" {
		if other, taken := a.ids[r.id]; taken {
			return fmt.Errorf("serve %s %s: the operation id %q is taken by %s", r.method, r.path, r.id, other)
		}
		a.ids[r.id] = r.method + " " + r.path
	}
	prefixes := []string{""}
	if r.tenant {
		prefixes = []string{canonicalPrefix, clientPrefix}
	}
	for _, prefix := range prefixes {
		if err := a.mount(r.method+" "+prefix+r.path, who, &r); err != nil {
			return err
		}
	}
	a.routes = append(a.routes, &r)
	return nil
}

// mount gives a pattern to the mux, which panics on those that it cannot tell
// apart.
func (a *API) mount(pattern, who string, r *route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("serve %s for %s: %v", pattern, who, p)
		}
	}()
	if other, taken := a.owners[pattern]; taken {
		return fmt.Errorf("%s is claimed by %s and by %s", pattern, other, who)
	}
	a.owners[pattern] = who
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
		x := w.(*exchange) //nolint:forcetypeassert // ServeHTTP is the only caller of the mux
		x.serve(r, req)
	})
	return nil
}

// ServeHTTP answers one request: never with anything but JSON, a problem, or what
// the pages and the web application consist of.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := a.begin(w, r)
	r = x.r
	if a.draining.Load() { // whoever comes next over this connection is to come to another process
		w.Header().Set("Connection", "close")
	}
	defer func() { //nolint:contextcheck // the exchange carries its request's
		if p := recover(); p != nil {
			x.panicked(p)
		}
		x.end(r.Context())
	}()
	switch err := a.crossOrigin.Check(r); {
	case err != nil:
		x.route = &route{label: "cross-origin"}
		x.fail(crossOriginProblem())
	case a.cfg.ProbesOnly && !isProbe(r.URL.Path):
		x.route = &route{label: "probes only"}
		x.fail(problem.NotFound("Path " + r.URL.Path))
	case a.cfg.Web != nil && !a.owns(r):
		x.route = &route{label: "web", quiet: true}
		a.cfg.Web.ServeHTTP(x, r)
	default:
		a.secure(w.Header())
		a.mux.ServeHTTP(x, r)
		x.settle()
	}
}

// isProbe tells whether a path is for whoever watches over the process.
func isProbe(path string) bool { return path == "/healthz" || path == "/readyz" || path == "/metrics" }

// owns tells whether a request is for the API and its pages, and not for the web
// application: they have what they claim, and what begins as theirs does. What others
// report to /webhooks comes by POST; looked at, it is the list of a company's webhooks.
func (a *API) owns(r *http.Request) bool {
	for _, prefix := range []string{"/api", "/healthz", "/readyz", "/metrics", "/.well-known", "/dev"} {
		if rest, ok := strings.CutPrefix(r.URL.Path, prefix); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	if strings.HasPrefix(r.URL.Path, "/webhooks/") && r.Method == http.MethodPost {
		return true
	}
	_, pattern := a.mux.Handler(r)
	return pattern != ""
}

// serve runs a route within its time.
func (x *exchange) serve(r *route, req *http.Request) {
	ctx, cancel := context.WithTimeout(req.Context(), r.timeout)
	defer cancel()
	x.route, x.r = r, req.WithContext(ctx)
	err := x.countAddress() //nolint:contextcheck // the exchange carries its request's
	if err == nil {
		err = r.do(x)
	}
	if err != nil {
		x.fail(err)
	}
}

// Header values are shared by all answers; nobody adds to them.
var (
	onlySniffed   = []string{"nosniff"}
	neverStored   = []string{"no-store"}
	noReferrer    = []string{"no-referrer"}
	nothingLoads  = []string{"default-src 'none'; frame-ancestors 'none'"}
	sameOrigin    = []string{"same-origin"}
	deny          = []string{"DENY"}
	secureForYear = []string{"max-age=31536000; includeSubDomains"}
	typeJSON      = []string{"application/json"}
	typeProblem   = []string{"application/problem+json"}
)

// secure sets the headers by which browsers treat answers as data alone.
func (a *API) secure(h http.Header) {
	h["X-Content-Type-Options"] = onlySniffed
	h["Cache-Control"] = neverStored
	h["Referrer-Policy"] = noReferrer
	h["Content-Security-Policy"] = nothingLoads
	h["X-Frame-Options"] = deny
	h["Cross-Origin-Resource-Policy"] = sameOrigin
	if !a.cfg.Development {
		h["Strict-Transport-Security"] = secureForYear
	}
}
