package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/live"
)

// newHub makes what tells people at their screens of changes.
func (a *App) newHub() *live.Hub {
	return live.New(live.Config{
		Registry: a.Registry, Do: a.Enterprise.Do, Redis: a.Redis, Origins: a.cfg.Origins, Notices: "communications.notification",
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// liveAPI adds the stream of changes.
func (a *App) liveAPI(api *httpapi.API) error { return api.Handle(live.Stream(), a.live.Serve) }

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
