// Package httpapi serves the registry of entities over HTTP.
//
// For every entity it registers list, create, get, patch, put, delete, steps,
// actions, summary, bulk and history, and for every business action and query its
// path, below each tenant:
//
//	/api/v1/tenants/{tenantId}/orders/{id}/confirm   the canonical form
//	/api/client/orders/{id}/confirm                  the tenant from the token, a header or the host
//
// The hot path is the standard mux, one [exchange] for each request, and the bytes
// that the registry makes. The model of OpenAPI is huma's; the document is written
// from the same routes, once, when it is first asked for.
//
// Whatever goes wrong is answered as a problem (RFC 9457), by the one function
// that writes them; nothing else in this package writes an error.
package httpapi
