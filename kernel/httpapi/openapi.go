package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/meta"
)

// object is a JSON object under construction: a schema, an example.
type object = map[string]any

// document is the API's description in OpenAPI 3.1 while it is written.
type document struct {
	api      *huma.OpenAPI
	entities map[string]entity.Description

	text []byte
	tag  string // of the text
}

// mostEditions bounds how many tenants' documents are kept, by their sets of
// modules; each has up to a megabyte.
const (
	mostEditions = 8
	editionKept  = time.Hour
)

// about opens the document.
const about = `Every path of a tenant has two forms: /api/v1/tenants/{tenantId}/… and /api/client/…, where the tenant follows from
the token, the header X-Tenant-ID or the host. All that name a tenant must name the same one.

Lists take a filter for each indexed field, by operators in brackets (?total[gte]=100), through references by a dot
(?client.country=DE) and on a company's own fields by their names. Amounts are text with a currency, ids are UUIDs, instants
are RFC 3339 in UTC. A version travels as ETag and If-Match. Errors are problems (RFC 9457); their types are stable.`

// OpenAPI returns the document as JSON. It is written when first asked for; what
// is registered later is not in it.
func (a *API) OpenAPI() ([]byte, error) {
	d, err := a.document()
	if err != nil {
		return nil, err
	}
	return d.text, nil
}

// edition is the part of the API that a document is about.
type edition struct {
	tenant  bool     // what a tenant's people may call, and nothing else
	modules []string // the tenant's; nil for all
}

// uses tells whether a module belongs to the edition.
func (e edition) uses(module string) bool { return Tenant{Modules: e.modules}.Uses(module) }

// has tells whether an operation belongs to the edition.
func (e edition) has(r *route) bool {
	hidden := r.id == "" || e.tenant && r.operators
	return !hidden && Tenant{Modules: e.modules}.serves(r)
}

func (a *API) writeDocument(e edition) (d *document, err error) {
	defer func() {
		if p := recover(); p != nil { // huma's model refuses this way
			d, err = nil, fmt.Errorf("write the API's document: %v", p)
		}
	}()
	d = &document{entities: map[string]entity.Description{}, api: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: "Guildhall", Version: a.cfg.Version, Description: about},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer), Responses: map[string]*huma.Response{},
			Examples: map[string]*huma.Example{}, Parameters: map[string]*huma.Param{}, Headers: map[string]*huma.Header{},
			SecuritySchemes: map[string]*huma.SecurityScheme{
				tenantScheme: {Type: "http", Scheme: "bearer", BearerFormat: tenantMark + "…", Description: "A token of a tenant: a user's, or that of a program."},
			},
		},
	}}
	if !e.tenant {
		d.api.Components.SecuritySchemes[operatorScheme] = &huma.SecurityScheme{
			Type: "http", Scheme: "bearer", BearerFormat: operatorMark + "…", Description: "A token of an operator of Guildhall.",
		}
	}
	d.shared()
	a.describeModules(d, e)
	for _, r := range a.routes {
		if e.has(r) {
			d.add(r)
		}
	}
	err = d.finish()
	return d, err
}

// describeModules writes the tags and the components of the edition's modules.
func (a *API) describeModules(d *document, e edition) {
	for _, p := range a.cfg.Registry.Plans() {
		if e.uses(moduleOf(p.Name)) {
			d.entities[p.Name] = p.Describe()
		}
	}
	for _, p := range a.cfg.Registry.Plans() {
		if described, shown := d.entities[p.Name]; shown {
			d.components(described)
		}
	}
	for _, m := range a.cfg.Registry.Modules() {
		if e.uses(m.Name) {
			d.api.Tags = append(d.api.Tags, &huma.Tag{Name: m.Name, Description: m.Label})
		}
	}
}

// finish encodes the document.
func (d *document) finish() error {
	text, err := json.Marshal(d.api)
	if err != nil {
		return fmt.Errorf("encode the API's document: %w", err)
	}
	sum := sha256.Sum256(text)
	d.text, d.tag = text, `"`+hex.EncodeToString(sum[:8])+`"`
	d.api, d.entities = nil, nil // written, they are a burden
	return nil
}

// The names of the security schemes.
const (
	tenantScheme   = "tenantToken"
	operatorScheme = "operatorToken"
)

// add describes one route.
func (d *document) add(r *route) {
	o := &huma.Operation{Method: r.method, Path: r.path, OperationID: r.id, Responses: map[string]*huma.Response{}, Security: []map[string][]string{}}
	if r.module != "" {
		o.Tags = []string{r.module}
	}
	if r.tenant {
		o.Path = canonicalPrefix + r.path
		o.Security = append(o.Security, map[string][]string{tenantScheme: {}})
		d.errors(o, 400, 401, 403, 404)
	}
	for part := range strings.SplitSeq(o.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			o.Parameters = append(o.Parameters, d.pathParameter(strings.TrimSuffix(name, "}")))
		}
	}
	d.errors(o, 429, 500, 503)
	r.doc(d, o)
	d.api.AddOperation(o)
}

// pathParameter documents a wildcard of a path.
func (d *document) pathParameter(name string) *huma.Param {
	if _, ok := d.api.Components.Parameters[name]; ok {
		return &huma.Param{Ref: "#/components/parameters/" + name}
	}
	return &huma.Param{Name: name, In: "path", Required: true, Schema: schema(object{"type": "string"})}
}

// schema gives huma's model a schema that is written already.
func schema(s object) *huma.Schema { return &huma.Schema{Extensions: s} }

// shared writes the components that many operations refer to.
func (d *document) shared() {
	c := d.api.Components
	parameter := func(name, in, as, help string, required bool, s object) {
		c.Parameters[name] = &huma.Param{Name: as, In: in, Description: help, Required: required, Schema: schema(s)}
	}
	id := object{"type": "string", "format": "uuid"}
	parameter("tenantId", "path", "tenantId", "The tenant's id or slug.", true, object{"type": "string"})
	parameter("id", "path", "id", "The record's id.", true, id)
	parameter("IfMatch", "header", "If-Match", `The version that the change is about, in quotes as in ETag ("7"); * for any.`, true,
		object{"type": "string", "pattern": `^(\*|"[0-9]+")$`})
	parameter("IfNoneMatch", "header", "If-None-Match", "Answers 304 when the record still has this version.", false, object{"type": "string"})
	parameter("IdempotencyKey", "header", "Idempotency-Key", "Chosen by the caller: the same request with the same key is done once.", false,
		object{"type": "string", "pattern": `^[!-~]{1,200}$`})
	parameter("DryRun", "query", "dry_run", "Does everything and keeps nothing.", false, object{"type": "boolean"})
	header := func(name, help string) {
		c.Headers[name] = &huma.Header{Description: help, Schema: schema(object{"type": "string"})}
	}
	header("ETag", "The record's version, in quotes.")
	header("Location", "The path of the new record.")
	header("RateLimit", `What is left by each policy that the request was counted for: "plan";r=99;t=14 leaves 99 requests, and more in 14 seconds. On every answer that was counted.`)
	header("RateLimitPolicy", `Those policies: "plan";q=100;w=900 allows 100 requests in any 900 seconds.`)
	header("IdempotencyReplayed", "Is true on the answer to an earlier request with the same key.")
	schemas := c.Schemas.Map()
	schemas["Problem"], schemas["Amount"], schemas["AmountInput"] = schema(problemSchema()), schema(amountSchema("amount", "currency")), schema(amountSchema("amount"))
	schemas["Reference"] = schema(object{
		"type": "object", "required": []string{"id"}, "additionalProperties": true, "description": "A record, with its title and the columns of its list where it is included.",
		"properties": object{"id": id, "title": object{"type": "string"}},
	})
	schemas["ReferenceInput"] = schema(object{
		"description": "A record, by its id or by an object that holds it.",
		"anyOf":       []any{id, object{"type": "object", "required": []string{"id"}, "properties": object{"id": id}}},
	})
	schemas["History"], c.Examples["History"] = schema(historySchema()), &huma.Example{Value: historyExample()}
	for _, status := range slices.Sorted(keys(errorNames)) {
		d.api.Components.Responses[errorNames[status]] = errorResponse(status)
	}
}

// errorNames are the components of the errors that operations answer with.
var errorNames = map[int]string{
	400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 412: "PreconditionFailed",
	413: "ContentTooLarge", 415: "UnsupportedMediaType", 422: "UnprocessableContent", 428: "PreconditionRequired",
	429: "TooManyRequests", 500: "InternalServerError", 503: "ServiceUnavailable",
}

func errorResponse(status int) *huma.Response {
	r := &huma.Response{
		Description: http.StatusText(status) + ".",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema: &huma.Schema{Ref: "#/components/schemas/Problem"},
			Example: object{
				"type": "/problems/" + strings.ToLower(strings.ReplaceAll(http.StatusText(status), " ", "-")), "title": http.StatusText(status),
				"status": status, "request_id": exampleID,
			},
		}},
	}
	wait := status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests
	if wait {
		r.Headers = map[string]*huma.Header{"Retry-After": {Description: "Seconds to wait.", Schema: schema(object{"type": "integer"})}}
	}
	if status == http.StatusTooManyRequests {
		r.Headers["RateLimit"] = &huma.Header{Ref: "#/components/headers/RateLimit"}
		r.Headers["RateLimit-Policy"] = &huma.Header{Ref: "#/components/headers/RateLimitPolicy"}
	}
	return r
}

// errors documents the errors that an operation answers with.
func (d *document) errors(o *huma.Operation, statuses ...int) {
	for _, status := range statuses {
		name, known := errorNames[status]
		if !known {
			name = "Status" + strconv.Itoa(status)
			d.api.Components.Responses[name] = errorResponse(status)
		}
		o.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + name}
	}
}

// ok documents the answer of success; headers are components.
func (d *document) ok(o *huma.Operation, status int, s *huma.Schema, example *huma.Example, headers ...string) {
	r := &huma.Response{Description: http.StatusText(status) + "."}
	if s != nil {
		r.Content = map[string]*huma.MediaType{"application/json": media(s, example)}
	}
	for _, name := range headers {
		if r.Headers == nil {
			r.Headers = map[string]*huma.Header{}
		}
		as := map[string]string{"IdempotencyReplayed": "Idempotency-Replayed"}[name]
		if as == "" {
			as = name
		}
		r.Headers[as] = &huma.Header{Ref: "#/components/headers/" + name}
	}
	o.Responses[strconv.Itoa(status)] = r
}

func media(s *huma.Schema, example *huma.Example) *huma.MediaType {
	m := &huma.MediaType{Schema: s}
	if example != nil {
		m.Examples = map[string]*huma.Example{"example": example}
	}
	return m
}

// takes documents a JSON body.
func (d *document) takes(o *huma.Operation, required bool, s *huma.Schema, example *huma.Example) {
	o.RequestBody = &huma.RequestBody{Required: required, Content: map[string]*huma.MediaType{"application/json": media(s, example)}}
	d.errors(o, 413, 415, 422)
}

func refers(parameters ...string) []*huma.Param {
	out := make([]*huma.Param, len(parameters))
	for i, name := range parameters {
		out[i] = &huma.Param{Ref: "#/components/parameters/" + name}
	}
	return out
}

// operation documents an operation of [RegisterJSON] or [API.Handle].
func (d *document) operation(o *huma.Operation, op Operation, in, out reflect.Type) {
	o.Summary, o.Tags = op.Summary, []string{op.Tag}
	schemas := d.api.Components.Schemas
	none := reflect.TypeFor[None]()
	if op.Access == Operators || op.Access == SuperAdmins {
		o.Security = append(o.Security, map[string][]string{operatorScheme: {}})
		d.errors(o, 401, 403)
	}
	d.errors(o, append(slices.Clone(op.Errors), 400)...)
	reads := op.Method == http.MethodGet || op.Method == http.MethodDelete
	switch {
	case in == none:
	case reads:
		s := schemas.Schema(in, false, in.Name())
		for _, name := range slices.Sorted(keys(s.Properties)) {
			o.Parameters = append(o.Parameters, &huma.Param{
				Name: name, In: "query", Schema: s.Properties[name], Required: slices.Contains(s.Required, name), Description: s.Properties[name].Description,
			})
		}
		d.errors(o, 422)
	default:
		s := schemas.Schema(in, true, in.Name())
		d.takes(o, true, s, d.typedExample(s))
	}
	if out == none {
		d.ok(o, max(op.Status, http.StatusOK), nil, nil)
		return
	}
	answer := schemas.Schema(out, true, out.Name())
	d.ok(o, op.Status, answer, d.typedExample(answer))
}

// describe documents an operation of meta.
func (d *document) describe(o *huma.Operation, summary string) {
	o.Summary = summary
	shape := object{"type": "object", "additionalProperties": true}
	var example any = object{"data": []any{}}
	switch o.OperationID {
	case "metaOverview":
		shape["required"], example = []string{"tenant", "actor", "modules"}, meta.Overview{Modules: []meta.Module{}}
	case "metaEntityGet":
		shape["required"], example = []string{"name", "fields"}, object{"name": "sales.order", "fields": []any{}}
	default:
		shape["required"], shape["properties"] = []string{"data"}, object{"data": object{"type": "array", "items": object{"type": "object"}}}
	}
	d.ok(o, http.StatusOK, schema(shape), &huma.Example{Value: example})
}

func problemSchema() object {
	text := object{"type": "string"}
	return object{
		"type": "object", "required": []string{"type", "title", "status"}, "additionalProperties": true,
		"description": "What went wrong (RFC 9457). Other members depend on the type.",
		"properties": object{
			"type":       object{"type": "string", "description": "The stable kind of the problem, such as /problems/stale."},
			"title":      text,
			"status":     object{"type": "integer"},
			"detail":     object{"type": "string", "description": "What is wrong this time, for people."},
			"request_id": object{"type": "string", "format": "uuid"},
			"errors": object{"type": "array", "items": object{
				"type": "object", "required": []string{"pointer", "code", "message"},
				"properties": object{"pointer": text, "code": text, "message": text},
			}},
		},
	}
}

func amountSchema(required ...string) object {
	return object{
		"type": "object", "required": required, "additionalProperties": false,
		"properties": object{
			"amount":   object{"type": "string", "pattern": `^-?\d+(\.\d{1,4})?$`},
			"currency": object{"type": "string", "pattern": "^[A-Z]{3}$"},
		},
	}
}

func historySchema() object {
	entry := object{"type": "object", "required": []string{"id", "at", "actor", "verb", "version", "changes"}, "properties": object{
		"id": object{"type": "string", "format": "uuid"}, "at": object{"type": "string", "format": "date-time"},
		"actor": object{"type": "object"}, "verb": object{"type": "string"}, "version": object{"type": "integer"},
		"changes": object{"type": "object", "description": "The fields that changed: [old, new].", "additionalProperties": object{"type": "array"}},
	}}
	return object{"type": "object", "required": []string{"data", "next_before"}, "properties": object{
		"data": object{"type": "array", "items": entry}, "next_before": object{"type": []string{"string", "null"}, "format": "uuid"},
	}}
}

func historyExample() object {
	return object{"next_before": nil, "data": []any{object{
		"id": exampleID, "at": exampleInstant, "verb": "update", "version": 2,
		"actor":   object{"kind": string("user"), "id": exampleID, "name": "Ann"},
		"changes": object{"name": []any{"Acme", "Acme Ltd"}},
	}}}
}
