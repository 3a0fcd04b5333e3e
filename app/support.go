package app

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

type requestSupport struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; the tenant's people will read it." example:"Your invoices are not sent; we look why."`
	Hours  int64  `json:"hours" minimum:"1" maximum:"168" doc:"For how long; the tenant may decide otherwise." example:"4"`
}

type supportPage struct {
	Data []supportRequest `json:"data"`
}

type supportRequest struct {
	ID       uuid.UUID  `json:"id"`
	Operator uuid.UUID  `json:"operator"`
	Name     string     `json:"name" doc:"Of the operator."`
	Reason   string     `json:"reason"`
	Status   string     `json:"status" enum:"requested,accepted,declined,revoked,expired"`
	Asked    int64      `json:"asked" doc:"Hours."`
	Hours    int64      `json:"hours,omitempty" doc:"For how many it was accepted."`
	Reach    string     `json:"reach" enum:"read,full"`
	Until    *time.Time `json:"until,omitempty" doc:"From when on it is over."`
}

// supportAPI adds how operators ask for support access.
func (a *App) supportAPI(api *httpapi.API) error {
	request := httpapi.Operation{
		ID: "enterpriseClientSupportRequest", Method: http.MethodPost, Path: controlPath + "clients/{id}/support", Tag: "Support", Status: http.StatusCreated,
		Summary: "Asks a tenant for support access.", Errors: []int{http.StatusNotFound, http.StatusConflict},
	}
	list := httpapi.Operation{
		ID: "enterpriseClientSupportList", Method: http.MethodGet, Path: request.Path, Tag: "Support",
		Summary: "Lists the latest requests for support access to a tenant, as they came.", Errors: []int{http.StatusNotFound},
	}
	if err := httpapi.RegisterJSON(api, request, a.requestSupport); err != nil {
		return err
	}
	return httpapi.RegisterJSON(api, list, a.listSupport)
}

func tellSupport(g *identity.SupportGrant) supportRequest {
	out := supportRequest{
		ID: g.ID.UUID(), Operator: g.Operator, Name: g.Name, Reason: g.Reason, Status: string(g.Status), Asked: g.Asked, Hours: g.Hours,
		Reach: string(g.Reach),
	}
	if !g.Until.IsZero() {
		out.Until = &g.Until
	}
	return out
}

func (a *App) requestSupport(ctx context.Context, r httpapi.Request, in requestSupport) (supportRequest, error) {
	id, err := clientID(r)
	if err != nil {
		return supportRequest{}, err
	}
	var made *identity.SupportGrant
	err = a.inTenant(ctx, id, r, func(ctx context.Context, tx *entity.Tx) (err error) {
		made, err = identity.RequestSupport(ctx, tx, r.Actor, strings.TrimSpace(in.Reason), in.Hours)
		return err
	})
	if err != nil {
		return supportRequest{}, err
	}
	details := map[string]any{"grant": made.ID.UUID(), "reason": in.Reason, "hours": in.Hours}
	return tellSupport(made), a.Enterprise.Record(ctx, r.Actor, "tenant.support.request", id, details)
}

func (a *App) listSupport(ctx context.Context, r httpapi.Request, _ httpapi.None) (supportPage, error) {
	out := supportPage{Data: []supportRequest{}}
	id, err := clientID(r)
	if err != nil {
		return out, err
	}
	err = a.inTenant(ctx, id, r, func(ctx context.Context, tx *entity.Tx) error {
		all, err := identity.SupportRequests(ctx, tx, defaultPage)
		out.Data = out.Data[:0]
		for _, g := range all {
			out.Data = append(out.Data, tellSupport(g))
		}
		return err
	})
	return out, err
}

// inTenant runs the program's own code in a tenant, in an operator's name.
func (a *App) inTenant(ctx context.Context, id uuid.UUID, r httpapi.Request, do func(context.Context, *entity.Tx) error) error {
	by := *r.Actor
	by.Tenant = id
	return a.Enterprise.Do(ctx, id, func(home pg.Home) error {
		return a.Registry.Do(ctx, entity.Call{Actor: &by, Home: home, Origin: r.Origin}, do)
	})
}

// support lets an operator into a tenant that has granted it, and writes their
// visit down there before anything is done.
func (a *App) support(ctx context.Context, t httpapi.Tenant, operator *auth.Actor, v httpapi.Visit) (*auth.Actor, bool, error) {
	var actor *auth.Actor
	err := pg.Write(ctx, t.Home, func(tx *pg.Tx) error {
		actor = nil
		granted, found, err := identity.SupportOf(ctx, tx, operator.ID, a.cfg.Clock())
		if err != nil || !found {
			return err
		}
		actor = a.supporter(operator, t.ID, granted)
		seen := visit{verb: "support." + strings.ToLower(v.Method), entity: v.Entity, record: v.Record, field: "request", after: v.Method + " " + v.Target}
		return a.witness(tx, actor, v.Origin, seen)
	})
	return actor, actor != nil && err == nil, err
}

// supporter is an operator as they act in a tenant: for nobody but themselves.
func (a *App) supporter(operator *auth.Actor, tenant uuid.UUID, granted identity.Support) *auth.Actor {
	actor := &auth.Actor{
		Kind: auth.KindOperator, ID: operator.ID, Name: "Support: " + operator.Name, Tenant: tenant,
		Session: granted.Grant, Expires: &granted.Until, Super: granted.Reach == identity.SupportFull,
	}
	if !actor.Super {
		actor.Grants = a.reads
	}
	return actor
}

// readGrants lists what allows to look at everything and to change nothing: the
// permissions that reading and asking need, but for those that a change needs, too.
func readGrants(r *entity.Registry) []auth.Grant {
	var reads, writes []auth.Permission
	for _, p := range r.Plans() {
		d := p.Describe()
		reads = append(reads, d.Read)
		if !d.View {
			writes = append(writes, d.Edit, d.Delete)
		}
		for _, s := range d.Steps {
			writes = append(writes, s.Need)
		}
	}
	for _, plan := range r.Actions() {
		if d := plan.Describe(); d.Query {
			reads = append(reads, d.Need)
		} else {
			writes = append(writes, d.Need)
		}
	}
	slices.Sort(reads)
	var out []auth.Grant
	for _, p := range slices.Compact(reads) {
		if !slices.Contains(writes, p) {
			out = append(out, auth.Grant{Permission: p, Reach: auth.ReachTenant})
		}
	}
	return out
}

func (a *App) createClientToken(ctx context.Context, r httpapi.Request, in createToken) (createdToken, error) {
	id, err := clientID(r)
	if err != nil {
		return createdToken{}, err
	}
	t, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: id})
	if err != nil {
		return createdToken{}, err
	}
	name, email := cmp.Or(in.Name, "made by "+r.Actor.Name), cmp.Or(in.User, t.AdminEmail)
	var out createdToken
	err = a.Enterprise.Do(ctx, id, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(id), Home: home, Origin: r.Origin}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			support, err := a.mayImpersonate(ctx, tx, r.Actor)
			if err != nil {
				return err
			}
			user, err := userOf(ctx, tx, email)
			if err != nil {
				return err
			}
			if out.Token, err = identity.IssueSupportToken(ctx, tx, user.ID, name, support); err != nil {
				return err
			}
			return a.witness(tx.Tx, r.Actor, r.Origin, visit{verb: "tenant.token.create", entity: "identity.user", record: user.ID.UUID(), field: "name", after: name})
		})
	})
	if err != nil {
		return createdToken{}, err
	}
	return out, a.Enterprise.Record(ctx, r.Actor, "tenant.token.create", id, map[string]any{"user": email, "name": name})
}

// mayImpersonate tells by which support access an operator may act as a user: by none
// in particular while nobody of the tenant has ever signed in, such as to set it up;
// only by one in full, which is granted to themselves, from then on.
func (a *App) mayImpersonate(ctx context.Context, tx *entity.Tx, operator *auth.Actor) (identity.Support, error) {
	entered, err := signin.Entered(ctx, tx.Tx)
	if err != nil || !entered {
		return identity.Support{}, err
	}
	support, granted, err := identity.SupportOf(ctx, tx, operator.ID, tx.Now())
	if err != nil {
		return identity.Support{}, err
	}
	if !granted || support.Reach != identity.SupportFull {
		return identity.Support{}, problem.Forbidden("support-access-needed",
			"The company's people have signed in: ask them for support access in full before you act as one of them.")
	}
	return support, nil
}
