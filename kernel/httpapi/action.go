package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
)

// actionRoutes returns the business actions and queries of all modules.
func (a *API) actionRoutes() []route {
	byName := map[string]entity.Description{}
	for _, p := range a.cfg.Registry.Plans() {
		byName[p.Name] = p.Describe()
	}
	var routes []route
	for _, plan := range a.cfg.Registry.Actions() {
		routes = append(routes, a.actionRoute(plan, byName))
	}
	return routes
}

func (a *API) actionRoute(plan *entity.ActionPlan, byName map[string]entity.Description) route {
	d := plan.Describe()
	r := route{
		method: http.MethodPost, path: d.Path, tenant: true, module: d.Module, entity: d.On, verb: d.Path,
		id: d.Module + pascal(d.Path), doc: documentAction(d),
	}
	act := func(x *exchange, c entity.Call, id uuid.UUID) (entity.Answer, error) {
		return x.api.cfg.Registry.Act(x.r.Context(), c, plan, id)
	}
	switch {
	case d.File:
		on := byName[d.On]
		r.method, r.path, r.id = http.MethodGet, on.Plural+"/{id}/"+d.Path, operationPrefix(d.On)+pascal(d.Path)
		r.doc = documentFile(d)
		r.do = inTenant(func(x *exchange, c entity.Call) error { return x.make(c, plan, on.Label) })
	case d.On != "" && d.Query:
		on := byName[d.On]
		r.method, r.path, r.id = http.MethodGet, on.Plural+"/{id}/"+d.Path, operationPrefix(d.On)+pascal(d.Path)
		r.do = inTenant(func(x *exchange, c entity.Call) error { return x.askOn(c, plan, on.Label) })
	case d.On != "":
		on := byName[d.On]
		r.path, r.id = on.Plural+"/{id}/"+d.Path, operationPrefix(d.On)+pascal(d.Path)
		r.do = inTenant(write(r.path, true, onRecord(on.Label, act)))
	case d.Query:
		r.method = http.MethodGet
		r.do = inTenant(func(x *exchange, c entity.Call) error { return x.ask(c, plan) })
	default:
		r.do = inTenant(write(r.path, false, func(x *exchange, c entity.Call) (entity.Answer, error) { return act(x, c, uuid.Nil) }))
	}
	return r
}

func (x *exchange) ask(c entity.Call, plan *entity.ActionPlan) error {
	params, err := x.query()
	if err != nil {
		return err
	}
	return x.reply(x.api.cfg.Registry.Ask(x.r.Context(), c, plan, params))
}

// askOn answers a question about a record.
func (x *exchange) askOn(c entity.Call, plan *entity.ActionPlan, label string) error {
	id, params, err := x.ofRecord(label)
	if err != nil {
		return err
	}
	return x.reply(x.api.cfg.Registry.AskOn(x.r.Context(), c, plan, id, params))
}

// make answers with a file made of a record, under a tag that follows from its bytes.
func (x *exchange) make(c entity.Call, plan *entity.ActionPlan, label string) error {
	id, params, err := x.ofRecord(label)
	if err != nil {
		return err
	}
	c.ReadOnly = x.tenant.ReadOnly
	file, err := x.api.cfg.Registry.Make(x.r.Context(), c, plan, id, params)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(file.Body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := x.Header()
	h["Etag"] = []string{tag}
	if x.has(tag) {
		x.send(http.StatusNotModified, nil)
		return nil
	}
	h["Content-Type"] = []string{file.Type}
	h["Content-Disposition"] = []string{`inline; filename="` + fileName(file.Name) + `"`}
	h["Content-Length"] = []string{strconv.Itoa(len(file.Body))}
	x.send(http.StatusOK, file.Body)
	return nil
}

// fileName returns a name in letters that every system takes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' || strings.ContainsRune(`"\/:*?<>|%;`, r) {
			return '-'
		}
		return r
	}, name)
}
