package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
)

// newDispatcher makes what delivers events.
func (a *App) newDispatcher() *dispatch.Dispatcher {
	a.rounds = a.Enterprise.NewRounds()
	return dispatch.New(dispatch.Config{
		Registry: a.Registry, Do: a.writable, Due: a.rounds.Due, Bury: a.Enterprise.Bury, Count: a.countDeliveries,
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// writable runs do in a tenant's home, unless nothing may be written there now.
func (a *App) writable(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
	t, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: tenant})
	if err != nil {
		return err
	}
	if !t.Writable() {
		return httpapi.ReadOnly(t.Reason)
	}
	return a.Enterprise.Do(ctx, tenant, do)
}

// told has what a commit has told delivered.
func (a *App) told(t entity.Told) {
	if t.Due > 0 && a.dispatcher != nil {
		a.dispatcher.Hint(t.Tenant)
	}
}

// Room is made for the events of three months: soon after the start, when nothing
// is in a hurry, and twice a day.
const (
	upkeepFirst = time.Minute
	upkeepEvery = 12 * time.Hour
)

// upkeep makes room for the events of the coming months until ctx ends.
func (a *App) upkeep(ctx context.Context) error {
	for wait := upkeepFirst; ; wait = upkeepEvery {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		if err := a.Enterprise.Upkeep(ctx); err != nil && ctx.Err() == nil {
			a.cfg.Log.WarnContext(ctx, "no room was made for coming events everywhere", "error", err)
		}
	}
}
