package httpapi

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// entityRoutes returns the operations of an entity: those that read, and, unless
// it is a view, those that write.
func (a *API) entityRoutes(p *entity.Plan) []route {
	d := p.Describe()
	reg := a.cfg.Registry
	name := operationPrefix(d.Name)
	one := d.Plural + "/{id}"
	base := func(method, path, verb string) route {
		return route{method: method, path: path, tenant: true, module: d.Module, entity: d.Name, verb: verb, id: name + pascal(verb)}
	}
	reads := func(path, verb string, do func(*exchange, entity.Call) error) route {
		r := base(http.MethodGet, path, verb)
		r.do, r.doc = inTenant(do), documentRead(d, verb)
		return r
	}
	writes := func(method, path, verb string, versioned bool, do func(*exchange, entity.Call) (entity.Answer, error)) route {
		r := base(method, path, verb)
		r.do, r.doc = inTenant(write(path, versioned, do)), documentWrite(d, verb)
		return r
	}
	routes := []route{
		reads(d.Plural, "list", func(x *exchange, c entity.Call) error { return x.list(c, p) }),
		reads(one, "get", func(x *exchange, c entity.Call) error { return x.get(c, p) }),
		reads(d.Plural+"/summary", "summary", func(x *exchange, c entity.Call) error { return x.summary(c, p) }),
		reads(one+"/history", "history", func(x *exchange, c entity.Call) error { return x.history(c, p) }),
	}
	for _, s := range d.Steps {
		r := writes(http.MethodPost, one+"/"+s.Verb, s.Verb, true, onRecord(d.Label, func(x *exchange, c entity.Call, id uuid.UUID) (entity.Answer, error) {
			return reg.Step(x.r.Context(), c, p, id, s.Verb)
		}))
		r.doc = documentStep(d, s)
		routes = append(routes, r)
	}
	if d.View {
		return routes
	}
	routes = append(routes,
		writes(http.MethodPost, d.Plural, "create", false, func(x *exchange, c entity.Call) (entity.Answer, error) {
			return reg.Create(x.r.Context(), c, p)
		}),
		writes(http.MethodPatch, one, "update", true, onRecord(d.Label, func(x *exchange, c entity.Call, id uuid.UUID) (entity.Answer, error) {
			return reg.Patch(x.r.Context(), c, p, id)
		})),
		writes(http.MethodPut, one, "replace", true, onRecord(d.Label, func(x *exchange, c entity.Call, id uuid.UUID) (entity.Answer, error) {
			return reg.Put(x.r.Context(), c, p, id)
		})),
		writes(http.MethodDelete, one, "delete", true, onRecord(d.Label, func(x *exchange, c entity.Call, id uuid.UUID) (entity.Answer, error) {
			return reg.Delete(x.r.Context(), c, p, id)
		})),
	)
	bulk := writes(http.MethodPost, d.Plural+"/bulk", "bulk", false, func(x *exchange, c entity.Call) (entity.Answer, error) {
		return x.bulk(c, p)
	})
	bulk.limit, bulk.timeout, bulk.doc = a.cfg.Limits.BulkBody, a.cfg.Limits.BulkTimeout, documentBulk(d)
	return append(routes, bulk)
}

// ReadOnly refuses a change in a tenant whose rows may only be read, for a reason.
func ReadOnly(reason string) *problem.Problem {
	return problem.Forbidden("tenant-read-only", "The company's data can be read, but not changed: %s", reason).With("reason", reason)
}

// write makes a call of a request that changes something: its body, the version
// seen, the idempotency key, and whether to keep what is done.
func write(path string, versioned bool, do func(*exchange, entity.Call) (entity.Answer, error)) func(*exchange, entity.Call) error {
	return func(x *exchange, c entity.Call) error {
		if x.tenant.ReadOnly {
			return ReadOnly(x.tenant.Reason)
		}
		var err error
		if c.DryRun, err = x.dryRun(); err != nil {
			return err
		}
		if versioned {
			if c.Version, err = x.expected(); err != nil {
				return err
			}
		}
		if c.Body, err = x.readBody(); err != nil {
			return err
		}
		if x.r.Method == http.MethodPost {
			if err := x.guard(&c, pathOf(path, x.r)); err != nil {
				return err
			}
		}
		answer, err := do(x, c)
		if err != nil {
			return err
		}
		x.answer(answer)
		return nil
	}
}

// pathOf is the path below the tenant, with the record's id in its place.
func pathOf(path string, r *http.Request) string {
	if id := r.PathValue("id"); id != "" {
		return path + "\x00" + id
	}
	return path
}

// onRecord reads the record's id. What is no id names no record.
func onRecord(label string, do func(*exchange, entity.Call, uuid.UUID) (entity.Answer, error)) func(*exchange, entity.Call) (entity.Answer, error) {
	return func(x *exchange, c entity.Call) (entity.Answer, error) {
		id, err := x.recordID(label)
		if err != nil {
			return entity.Answer{}, err
		}
		return do(x, c, id)
	}
}

func (x *exchange) recordID(label string) (uuid.UUID, error) {
	text := x.r.PathValue("id")
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(id.String()) {
		return uuid.Nil, problem.NotFound(label)
	}
	return id, nil
}

// ofRecord reads what is asked about which record.
func (x *exchange) ofRecord(label string) (uuid.UUID, url.Values, error) {
	id, err := x.recordID(label)
	if err != nil {
		return uuid.Nil, nil, err
	}
	params, err := x.query()
	return id, params, err
}

func (x *exchange) list(c entity.Call, p *entity.Plan) error {
	params, err := x.query()
	if err != nil {
		return err
	}
	return x.reply(x.api.cfg.Registry.List(x.r.Context(), c, p, params))
}

func (x *exchange) summary(c entity.Call, p *entity.Plan) error {
	params, err := x.query()
	if err != nil {
		return err
	}
	return x.reply(x.api.cfg.Registry.Summary(x.r.Context(), c, p, params))
}

func (x *exchange) history(c entity.Call, p *entity.Plan) error {
	id, params, err := x.ofRecord(p.Label)
	if err != nil {
		return err
	}
	return x.reply(x.api.cfg.Registry.History(x.r.Context(), c, p, id, params))
}

func (x *exchange) get(c entity.Call, p *entity.Plan) error {
	id, params, err := x.ofRecord(p.Label)
	if err != nil {
		return err
	}
	answer, err := x.api.cfg.Registry.Get(x.r.Context(), c, p, id, params)
	if err != nil {
		return err
	}
	if x.unchanged(answer.Version) {
		x.Header()["Etag"] = []string{etag(answer.Version)}
		x.send(http.StatusNotModified, nil)
		return nil
	}
	x.answer(answer)
	return nil
}

func (x *exchange) reply(a entity.Answer, err error) error {
	if err != nil {
		return err
	}
	x.answer(a)
	return nil
}
