package app

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/app/live"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// newHub makes what tells people at their screens of changes.
func (a *App) newHub() *live.Hub {
	return live.New(live.Config{
		Registry: a.Registry, Do: a.Enterprise.Do, Redis: a.Redis, Origins: a.cfg.Origins, Notices: "collaboration.notification",
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// liveAPI adds the stream of changes.
func (a *App) liveAPI(api *httpapi.API, who *entrance.Authenticator) error {
	return api.Handle(live.Stream(), func(w http.ResponseWriter, r httpapi.Request) error { return a.live.Serve(w, r, a.again(who, r)) })
}

// again returns what asks anew who acts by a request's token. An operator whom the
// tenant has let in is written down there each time.
func (a *App) again(who *entrance.Authenticator, r httpapi.Request) live.Again {
	tenant, token, operator := r.Tenant.ID, r.Token, r.Actor.Kind == auth.KindOperator
	visit := httpapi.Visit{Method: r.HTTP.Method, Target: r.HTTP.URL.Path, Origin: r.Origin}
	return func(ctx context.Context) (t httpapi.Tenant, actor *auth.Actor, err error) {
		t, release, err := a.resolve(ctx, httpapi.TenantKey{ID: tenant})
		if err != nil {
			return t, nil, err
		}
		defer release()
		if !operator {
			actor, err = who.Tenant(ctx, t, token)
			return t, actor, err
		}
		by, err := who.Operator(ctx, token)
		if err != nil {
			return t, nil, err
		}
		actor, granted, err := a.support(ctx, t, by, visit)
		if err == nil && !granted {
			err = problem.Forbidden("no-tenant-access", "You have no access to this tenant.")
		}
		return t, actor, err
	}
}

// changed has it asked who may still hear of a tenant's changes.
func (a *App) changed(tenant uuid.UUID) {
	if a.live != nil {
		a.live.Changed(tenant)
	}
}

// farewell bounds how long those who hear of changes have to go.
const farewell = 5 * time.Second

// sendAway lets those who hear of changes go once ctx has ended, and the load balancer
// has had time to notice, so that they come back elsewhere.
func (a *App) sendAway(ctx context.Context, drain time.Duration) {
	<-ctx.Done()
	time.Sleep(drain)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	a.live.Stop(ctx)
}
