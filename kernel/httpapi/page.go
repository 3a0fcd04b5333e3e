package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
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
		{
			method: http.MethodGet, path: "openapi.json", tenant: true, module: "system", verb: "describe", id: "openapiGet",
			do: inTenant(sendEdition), doc: func(d *document, o *huma.Operation) {
				o.Summary = "Describes the API as far as this tenant has it, in OpenAPI 3.1."
				d.ok(o, http.StatusOK, schema(object{"type": "object", "additionalProperties": true}), &huma.Example{Value: object{"openapi": "3.1.0"}}, "ETag")
				o.Responses["304"] = &huma.Response{Description: "The document is still that of If-None-Match."}
			},
		},
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
			if problem.Is(err, "not-ready") { // it says what is missing
				return err
			}
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

// sendDocument sends the document of the whole API.
func sendDocument(x *exchange) error {
	d, err := x.api.document()
	if err != nil {
		return err
	}
	return x.sendDocument(d, "no-cache")
}

// sendEdition sends the document of what the tenant has of the API.
func sendEdition(x *exchange, _ entity.Call) error {
	if err := x.noParameters(); err != nil {
		return err
	}
	key := "*" // all modules
	if x.tenant.Modules != nil {
		key = strings.Join(x.tenant.Modules, ",")
	}
	d, err := x.api.editions.Get(x.r.Context(), key, func(context.Context, string) (*document, error) {
		return x.api.writeDocument(edition{tenant: true, modules: x.tenant.Modules})
	})
	if err != nil {
		return err
	}
	return x.sendDocument(d, "private, no-cache")
}

func (x *exchange) sendDocument(d *document, caching string) error {
	h := x.Header()
	h.Set("ETag", d.tag)
	h.Set("Cache-Control", caching)
	if strings.Contains(x.r.Header.Get("If-None-Match"), d.tag) {
		x.send(http.StatusNotModified, nil)
		return nil
	}
	x.json(http.StatusOK, d.text)
	return nil
}
