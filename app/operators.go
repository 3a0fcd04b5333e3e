package app

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

type operatorPage struct {
	Data []operator `json:"data"`
}

type operator struct {
	ID        uuid.UUID `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Kind      string    `json:"kind" enum:"admin,super_admin" doc:"An admin runs Guildhall; a super admin looks after the tenants assigned to them."`
	Status    string    `json:"status" enum:"active,blocked"`
	CreatedAt time.Time `json:"created_at"`
}

// SuperAdmin is an operator who looks after some tenants, as the operators' API
// and the command line tell of them.
type SuperAdmin struct {
	ID        uuid.UUID    `json:"id"`
	Email     string       `json:"email"`
	Name      string       `json:"name"`
	Status    string       `json:"status" enum:"active,blocked"`
	CreatedAt time.Time    `json:"created_at"`
	Tenants   []Assignment `json:"tenants" doc:"That they look after, by slug."`
}

// Assignment is a tenant that a super admin looks after.
type Assignment struct {
	ID         uuid.UUID `json:"id" doc:"Of the tenant."`
	Slug       string    `json:"slug"`
	Modules    []string  `json:"modules" doc:"That they may switch; none means all."`
	AssignedAt time.Time `json:"assigned_at"`
}

type createSuperAdmin struct {
	Email string `json:"email" maxLength:"254" example:"sue@guildhall.example"`
	Name  string `json:"name" minLength:"1" maxLength:"200" example:"Sue Porter"`
}

type superAdminPage struct {
	Data []SuperAdmin `json:"data"`
}

type assignModules struct {
	Modules []string `json:"modules" maxItems:"100" doc:"The modules that they may switch; an empty list means all."`
}

type createSuperAdminToken struct {
	Name      string     `json:"name" minLength:"1" maxLength:"200" doc:"What it is for."`
	ExpiresAt *time.Time `json:"expires_at,omitempty" doc:"From when it is refused; never when not given."`
}

// operatorsAPI adds the part of the operators' API that is about operators.
func (a *App) operatorsAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string, errs ...int) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: controlPath + path, Summary: summary, Tag: "Operators", Errors: errs}
	}
	create := op("enterpriseSuperAdminCreate", http.MethodPost, "super-admins", "Adds a super admin, who looks after nobody yet.", http.StatusConflict)
	create.Status = http.StatusCreated
	token := op("enterpriseSuperAdminTokenCreate", http.MethodPost, "super-admins/{id}/tokens", "Makes a token for a super admin.", http.StatusNotFound)
	token.Status = http.StatusCreated
	const assignment = "super-admins/{id}/tenants/{tenantId}"
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseMe", http.MethodGet, "me", "Tells which operator asks.", http.StatusNotFound), a.askingOperator),
		httpapi.RegisterJSON(api, op("enterpriseOperatorList", http.MethodGet, "operators", "Lists operators of both kinds, by address."), a.listOperators),
		httpapi.RegisterJSON(api, op("enterpriseOperatorBlock", http.MethodPost, "operators/{id}/block", "Makes an operator's tokens worthless.",
			http.StatusNotFound, http.StatusConflict), a.blockOperator(true)),
		httpapi.RegisterJSON(api, op("enterpriseOperatorUnblock", http.MethodPost, "operators/{id}/unblock", "Makes a blocked operator's tokens good again.",
			http.StatusNotFound), a.blockOperator(false)),
		httpapi.RegisterJSON(api, create, a.createSuperAdmin),
		httpapi.RegisterJSON(api, op("enterpriseSuperAdminList", http.MethodGet, "super-admins", "Lists super admins and the tenants that they look after."),
			a.listSuperAdmins),
		httpapi.RegisterJSON(api, token, a.createSuperAdminToken),
		httpapi.RegisterJSON(api, op("enterpriseSuperAdminAssign", http.MethodPut, assignment, "Has a super admin look after a tenant.",
			http.StatusNotFound), a.assignTenant),
		httpapi.RegisterJSON(api, op("enterpriseSuperAdminUnassign", http.MethodDelete, assignment, "Ends a super admin's reach to a tenant.",
			http.StatusNotFound), a.unassignTenant),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// idIn reads an id from the path; what is none names nothing that there is.
func idIn(r httpapi.Request, name, what string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.HTTP.PathValue(name))
	if err != nil {
		return uuid.Nil, problem.NotFound(what)
	}
	return id, nil
}

func (a *App) askingOperator(ctx context.Context, r httpapi.Request, _ httpapi.None) (operator, error) {
	all, err := a.Enterprise.Operators(ctx)
	if err != nil {
		return operator{}, err
	}
	for _, o := range all {
		if o.ID == r.Actor.ID {
			return tellOperator(o), nil
		}
	}
	return operator{}, problem.NotFound("operator")
}

func tellOperator(o enterprise.Operator) operator {
	return operator{ID: o.ID, Email: o.Email, Name: o.Name, Kind: string(o.Kind), Status: o.Status, CreatedAt: o.CreatedAt}
}

func (a *App) listOperators(ctx context.Context, _ httpapi.Request, _ httpapi.None) (operatorPage, error) {
	all, err := a.Enterprise.Operators(ctx)
	out := operatorPage{Data: []operator{}}
	for _, o := range all {
		out.Data = append(out.Data, tellOperator(o))
	}
	return out, err
}

func (a *App) blockOperator(blocked bool) func(context.Context, httpapi.Request, httpapi.None) (httpapi.None, error) {
	return func(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
		id, err := idIn(r, "id", "operator")
		if err != nil {
			return httpapi.None{}, err
		}
		err = a.Enterprise.BlockOperator(ctx, r.Actor, id, blocked)
		a.actors.Changed(uuid.Nil) // their sessions, too
		return httpapi.None{}, err
	}
}

func (a *App) createSuperAdmin(ctx context.Context, r httpapi.Request, in createSuperAdmin) (SuperAdmin, error) {
	o, err := a.Enterprise.CreateSuperAdmin(ctx, r.Actor, in.Email, in.Name)
	if err != nil {
		return SuperAdmin{}, err
	}
	return tellSuperAdmin(o, nil), nil
}

// tellSuperAdmin says of a super admin what admins may know.
func tellSuperAdmin(o *enterprise.Operator, assigned []enterprise.Assignment) SuperAdmin {
	out := SuperAdmin{ID: o.ID, Email: o.Email, Name: o.Name, Status: o.Status, CreatedAt: o.CreatedAt, Tenants: []Assignment{}}
	for _, t := range assigned {
		if t.Operator == o.ID {
			out.Tenants = append(out.Tenants, Assignment{ID: t.Tenant, Slug: t.Slug, Modules: t.Modules, AssignedAt: t.AssignedAt})
		}
	}
	return out
}

// SuperAdmins returns all super admins and what is assigned to them.
func (a *App) SuperAdmins(ctx context.Context) ([]SuperAdmin, error) {
	people, assigned, err := a.Enterprise.SuperAdmins(ctx)
	out := []SuperAdmin{}
	for i := range people {
		out = append(out, tellSuperAdmin(&people[i], assigned))
	}
	return out, err
}

func (a *App) listSuperAdmins(ctx context.Context, _ httpapi.Request, _ httpapi.None) (superAdminPage, error) {
	all, err := a.SuperAdmins(ctx)
	return superAdminPage{Data: all}, err
}

func (a *App) createSuperAdminToken(ctx context.Context, r httpapi.Request, in createSuperAdminToken) (createdToken, error) {
	id, err := idIn(r, "id", "super admin")
	if err != nil {
		return createdToken{}, err
	}
	var expires time.Time
	if in.ExpiresAt != nil {
		if expires = *in.ExpiresAt; !expires.After(a.cfg.Clock()) {
			return createdToken{}, problem.InvalidField("/expires_at", "in-the-past", "Must lie in the future.")
		}
	}
	secret, _, err := a.Enterprise.CreateSuperAdminToken(ctx, r.Actor, id, in.Name, expires)
	return createdToken{Token: secret}, err
}

func (a *App) assignTenant(ctx context.Context, r httpapi.Request, in assignModules) (httpapi.None, error) {
	operator, tenant, err := assignmentIn(r)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, a.Enterprise.Assign(ctx, r.Actor, operator, tenant, in.Modules)
}

func (a *App) unassignTenant(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	operator, tenant, err := assignmentIn(r)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, a.Enterprise.Unassign(ctx, r.Actor, operator, tenant)
}

func assignmentIn(r httpapi.Request) (operator, tenant uuid.UUID, err error) {
	if operator, err = idIn(r, "id", "super admin"); err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	tenant, err = idIn(r, "tenantId", "tenant")
	return operator, tenant, err
}
