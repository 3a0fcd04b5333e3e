package httpapi

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/guildhall/guildhall/kernel/problem"
)

// The pages that are not the API's own operations.
const (
	documentPath = "/api/openapi.json"
	docsPath     = "/api/docs"
)

// docsLoad lets the page of the documentation load what this server holds, and
// nothing from elsewhere.
var docsLoad = []string{"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}

// pageRoutes returns probes, metrics, the document and the page that shows it.
func (a *API) pageRoutes() []route {
	docs := v5emb.NewHandlerWithConfig(swgui.Config{Title: "Guildhall", SwaggerJSON: documentPath, BasePath: docsPath})
	page := func(x *exchange) error {
		x.Header()["Content-Security-Policy"] = docsLoad
		docs.ServeHTTP(x, x.r)
		return nil
	}
	metrics := a.cfg.Metrics.Handler()
	return []route{
		{method: http.MethodGet, path: "/healthz", quiet: true, do: healthz},
		{method: http.MethodGet, path: "/readyz", quiet: true, do: readyz},
		{method: http.MethodGet, path: "/metrics", quiet: true, foreign: true, do: func(x *exchange) error {
			if err := x.mayScrape(); err != nil {
				return err
			}
			metrics.ServeHTTP(x, x.r)
			return nil
		}},
		{method: http.MethodGet, path: documentPath, do: sendDocument},
		{method: http.MethodGet, path: docsPath, quiet: true, foreign: true, do: page},
		{method: http.MethodGet, path: docsPath + "/{asset...}", quiet: true, foreign: true, do: page},
	}
}

// healthz tells that the process is alive.
func healthz(x *exchange) error {
	x.json(http.StatusOK, []byte(`{"status":"alive"}`))
	return nil
}

// readyz tells whether the process can serve and means to go on.
func readyz(x *exchange) error {
	if x.api.draining.Load() {
		return problem.Unavailable("draining", time.Second, "This server is stopping.")
	}
	if x.api.cfg.Ready != nil {
		if err := x.api.cfg.Ready(x.r.Context()); err != nil {
			x.err = fmt.Errorf("not ready: %w", err)
			return problem.Unavailable("not-ready", time.Second, "This server cannot serve now.")
		}
	}
	x.json(http.StatusOK, []byte(`{"status":"ready"}`))
	return nil
}

// mayScrape admits operators, and whoever is on this machine and no proxy.
func (x *exchange) mayScrape() error {
	if x.r.Header.Get("Authorization") == "" {
		peer, err := netip.ParseAddrPort(x.r.RemoteAddr)
		forwarded := x.r.Header.Get("X-Forwarded-For") + x.r.Header.Get("Forwarded") + x.r.Header.Get("Via")
		if err == nil && peer.Addr().Unmap().IsLoopback() && forwarded == "" {
			return nil
		}
	}
	token, err := bearer(x.r)
	if err != nil {
		return err
	}
	return x.admin(token)
}

// sendDocument sends the document of the API.
func sendDocument(x *exchange) error {
	d, err := x.api.document()
	if err != nil {
		return err
	}
	h := x.Header()
	h.Set("ETag", d.tag)
	h.Set("Cache-Control", "no-cache")
	if strings.Contains(x.r.Header.Get("If-None-Match"), d.tag) {
		x.send(http.StatusNotModified, nil)
		return nil
	}
	x.json(http.StatusOK, d.text)
	return nil
}
