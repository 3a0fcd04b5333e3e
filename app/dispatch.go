package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// newDispatcher makes what delivers events.
func (a *App) newDispatcher() *dispatch.Dispatcher {
	return dispatch.New(dispatch.Config{
		Registry: a.Registry, Do: a.writable, Due: a.Enterprise.NewRounds().Due, Bury: a.Enterprise.Bury,
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// Deliver delivers events until ctx ends, as the server does.
func (a *App) Deliver(ctx context.Context) { a.dispatcher.Run(ctx) }

// writable runs do in a tenant's home, unless nothing may be written there now.
func (a *App) writable(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
	t, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: tenant})
	if err != nil {
		return err
	}
	if !t.Writable() {
		return problem.Forbidden("tenant-read-only", "This tenant may be read, but not changed: %s", t.Reason)
	}
	return a.Enterprise.Do(ctx, tenant, do)
}

// told has what a commit has told delivered.
func (a *App) told(t entity.Told) {
	if t.Due > 0 && a.dispatcher != nil {
		a.dispatcher.Hint(t.Tenant)
	}
}

// upkeepEvery is how often room is made for events. It is made for three months.
const upkeepEvery = 12 * time.Hour

// upkeep makes room for the events of the coming months until ctx ends.
func (a *App) upkeep(ctx context.Context) error {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		if err := a.Enterprise.Upkeep(ctx); err != nil && ctx.Err() == nil {
			a.cfg.Log.WarnContext(ctx, "no room was made for coming events everywhere", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
