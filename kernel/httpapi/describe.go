package httpapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/meta"
	"github.com/guildhall/guildhall/lib/problem"
)

// Catalogue returns the descriptions of everything that is served.
func (a *API) Catalogue() *meta.Catalogue { return a.catalogue }

// metaRoutes returns the operations that tell a user interface what there is to
// show to this actor.
func (a *API) metaRoutes() []route {
	tells := func(path, id, summary string, what func(*exchange, meta.Viewer) (any, error)) route {
		return route{
			method: http.MethodGet, path: path, tenant: true, module: "system", verb: "describe", id: id,
			do: inTenant(func(x *exchange, c entity.Call) error {
				if err := x.noParameters(); err != nil {
					return err
				}
				v, err := what(x, meta.Viewer{Actor: a.cfg.Registry.Actor(c.Actor), Modules: x.tenant.Modules})
				if err != nil {
					return err
				}
				return x.output(http.StatusOK, v)
			}),
			doc: func(d *document, o *huma.Operation) { d.describe(o, summary) },
		}
	}
	return []route{
		tells("meta", "metaOverview", "Tells who is asking, in which tenant, and which modules they see.", func(x *exchange, v meta.Viewer) (any, error) {
			return a.catalogue.Overview(v, meta.Tenant{ID: x.tenant.ID, Slug: x.tenant.Slug, Name: x.tenant.Name, ReadOnly: x.tenant.ReadOnly}), nil
		}),
		tells("meta/entities", "metaEntityList", "Describes every entity that the actor may see.", func(_ *exchange, v meta.Viewer) (any, error) {
			return data{a.catalogue.Entities(v)}, nil
		}),
		tells("meta/entities/{name}", "metaEntityGet", "Describes one entity.", func(x *exchange, v meta.Viewer) (any, error) {
			e, ok := a.catalogue.Entity(v, x.r.PathValue("name"))
			if !ok {
				return nil, problem.NotFound("entity")
			}
			return e, nil
		}),
		tells("meta/permissions", "metaPermissionList", "Lists the permissions that the actor holds, and what each is for.", func(_ *exchange, v meta.Viewer) (any, error) {
			return data{a.catalogue.Permissions(v)}, nil
		}),
		tells("meta/flows", "metaFlowList", "Lists the life cycles of the entities that the actor may see.", func(_ *exchange, v meta.Viewer) (any, error) {
			return data{a.catalogue.Flows(v)}, nil
		}),
	}
}

// data is a list as all lists are answered.
type data struct {
	Data any `json:"data"`
}
