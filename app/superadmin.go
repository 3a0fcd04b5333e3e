package app

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// assignedClient is a tenant as those who look after it know it: not where its
// rows live.
type assignedClient struct {
	ID        uuid.UUID `json:"id"`
	Slug      string    `json:"slug" doc:"Its name in addresses."`
	Name      string    `json:"name"`
	Status    string    `json:"status" enum:"requested,provisioning,active,read_only,suspended,archived,purged,moving,recovering,broken"`
	Reason    string    `json:"reason,omitempty" doc:"Why it is suspended, read-only or archived; its users read it."`
	Plan      string    `json:"plan"`
	Country   string    `json:"country,omitempty"`
	Modules   []string  `json:"modules" doc:"The modules that are switched on."`
	CreatedAt time.Time `json:"created_at"`
}

func tellAssigned(t *enterprise.Tenant) assignedClient {
	return assignedClient{
		ID: t.ID, Slug: t.Slug, Name: t.Name, Status: string(t.Status), Reason: t.Reason, Plan: t.Plan, Country: t.Country,
		Modules: t.Modules, CreatedAt: t.CreatedAt,
	}
}

type listAssigned struct {
	Q     string `json:"q,omitempty" maxLength:"200" doc:"Part of the name, or the beginning of the slug."`
	After string `json:"after,omitempty" doc:"Next of the page before."`
	Limit int    `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type assignedPage struct {
	Data []assignedClient `json:"data"`
	Next string           `json:"next,omitempty" doc:"For after; missing on the last page."`
}

type assignModule struct {
	Module  string `json:"module" minLength:"1" maxLength:"100" example:"sales"`
	Enabled bool   `json:"enabled"`
}

type listPeople struct {
	After uuid.UUID `json:"after,omitempty" format:"uuid" doc:"Next of the page before."`
	Limit int       `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type peoplePage struct {
	Data []person   `json:"data"`
	Next *uuid.UUID `json:"next,omitempty" doc:"For after; missing on the last page."`
}

type person struct {
	ID         uuid.UUID  `json:"id"`
	Name       string     `json:"name"`
	Email      string     `json:"email"`
	Status     string     `json:"status" enum:"active,blocked"`
	Roles      []string   `json:"roles"`
	LastSignIn *time.Time `json:"last_sign_in,omitempty" doc:"When they last signed in; missing when they never have."`
}

// superAdminAPI adds the API of those who look after assigned tenants. Admins may
// use it for all tenants.
func (a *App) superAdminAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string, errs ...int) httpapi.Operation {
		return httpapi.Operation{
			ID: id, Method: method, Path: "/api/super-admin/" + path, Summary: summary, Tag: "Super admins", Access: httpapi.SuperAdmins, Errors: errs,
		}
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("superAdminClientList", http.MethodGet, "clients", "Lists the tenants that you look after, by slug."), a.listAssigned),
		httpapi.RegisterJSON(api, op("superAdminClientGet", http.MethodGet, "clients/{id}", "Shows one tenant.", http.StatusNotFound), a.getAssigned),
		httpapi.RegisterJSON(api, op("superAdminClientAssignModule", http.MethodPost, "clients/{id}/assign-module",
			"Switches a module on or off for a tenant.", http.StatusNotFound), a.assignModule),
		httpapi.RegisterJSON(api, op("superAdminClientUserList", http.MethodGet, "clients/{id}/users", "Lists a tenant's users, as they came.",
			http.StatusNotFound), a.listPeople),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

const defaultPage = 50

func (a *App) listAssigned(ctx context.Context, r httpapi.Request, in listAssigned) (assignedPage, error) {
	f := enterprise.TenantFilter{Query: in.Q, After: in.After, Limit: in.Limit}
	if !r.Actor.Super {
		f.AssignedTo = r.Actor.ID
	}
	out := assignedPage{Data: []assignedClient{}}
	page, err := a.Enterprise.Tenants(ctx, f)
	if err != nil {
		return out, err
	}
	if err := a.Enterprise.Record(ctx, r.Actor, "tenant.list", uuid.Nil, map[string]any{"tenants": len(page.Tenants)}); err != nil {
		return out, err
	}
	for i := range page.Tenants {
		out.Data = append(out.Data, tellAssigned(&page.Tenants[i]))
	}
	out.Next = page.Next
	return out, nil
}

// within returns the tenant that the path names, if it is within the operator's
// reach.
func (a *App) within(ctx context.Context, r httpapi.Request) (*enterprise.Assigned, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil { // no different from an id that belongs to nobody
		id = uuid.Nil
	}
	return a.Enterprise.Within(ctx, r.Actor, id)
}

func (a *App) getAssigned(ctx context.Context, r httpapi.Request, _ httpapi.None) (assignedClient, error) {
	t, err := a.within(ctx, r)
	if err != nil {
		return assignedClient{}, err
	}
	if err := a.Enterprise.Record(ctx, r.Actor, "tenant.read", t.ID, nil); err != nil {
		return assignedClient{}, err
	}
	return tellAssigned(&t.Tenant), a.note(ctx, r, &t.Tenant, visit{verb: "tenant.read"})
}

func (a *App) assignModule(ctx context.Context, r httpapi.Request, in assignModule) (assignedClient, error) {
	t, err := a.within(ctx, r)
	if err != nil {
		return assignedClient{}, err
	}
	if len(t.Within) > 0 && !slices.Contains(t.Within, in.Module) {
		return assignedClient{}, problem.Forbidden("module-not-assigned", "You look after other modules of this tenant.").With("modules", t.Within)
	}
	known, err := a.Enterprise.Modules(ctx)
	if err != nil {
		return assignedClient{}, err
	}
	if !slices.ContainsFunc(known, func(m enterprise.ModuleState) bool { return m.Name == in.Module }) {
		return assignedClient{}, problem.InvalidField("/module", "unknown", "There is no such module.")
	}
	after, err := a.Enterprise.Update(ctx, r.Actor, t.ID, enterprise.Change{Modules: map[string]bool{in.Module: in.Enabled}})
	if err != nil {
		return assignedClient{}, err
	}
	return tellAssigned(after), a.note(ctx, r, after, visit{verb: "tenant.update", field: "modules", before: t.Modules, after: after.Modules})
}

func (a *App) listPeople(ctx context.Context, r httpapi.Request, in listPeople) (peoplePage, error) {
	out := peoplePage{Data: []person{}}
	if in.Limit == 0 {
		in.Limit = defaultPage
	}
	t, err := a.within(ctx, r)
	if err != nil {
		return out, err
	}
	if err := a.Enterprise.Record(ctx, r.Actor, "tenant.users.read", t.ID, nil); err != nil {
		return out, err
	}
	var people []identity.Member
	var signedIn map[uuid.UUID]time.Time
	err = a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		return pg.Write(ctx, home, func(tx *pg.Tx) (err error) {
			if people, err = identity.Roster(ctx, tx, in.After, in.Limit+1); err != nil {
				return err
			}
			ids := make([]uuid.UUID, len(people))
			for i, p := range people {
				ids[i] = p.ID
			}
			if signedIn, err = signin.LastSignIns(ctx, tx, ids); err != nil {
				return err
			}
			return a.witness(tx, r.Actor, r.Origin, visit{verb: "tenant.users.read"})
		})
	})
	if err != nil {
		return out, err
	}
	if len(people) > in.Limit {
		people = people[:in.Limit]
		out.Next = &people[in.Limit-1].ID
	}
	for _, p := range people {
		told := person{ID: p.ID, Name: p.Name, Email: p.Email, Status: string(p.Status), Roles: p.Roles}
		if at, has := signedIn[p.ID]; has {
			told.LastSignIn = &at
		}
		out.Data = append(out.Data, told)
	}
	return out, nil
}
