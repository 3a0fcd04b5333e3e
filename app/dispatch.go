package app

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// newDispatcher makes what delivers events.
func (a *App) newDispatcher() *dispatch.Dispatcher {
	return dispatch.New(dispatch.Config{
		Registry: a.Registry, Do: a.writable, Due: a.Enterprise.NewRounds().Due, Bury: a.Enterprise.Bury, Enqueue: a.Background.Enqueue,
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
		return problem.Forbidden("tenant-read-only", "This tenant may be read, but not changed: %s", t.Reason)
	}
	return a.Enterprise.Do(ctx, tenant, do)
}

// newBackground makes what works jobs and begins what is due.
func (a *App) newBackground(ctx context.Context) (*background.Works, error) {
	works, err := background.Open(ctx, background.Config{
		Registry: a.Registry, Enterprise: a.Enterprise, Do: a.writable, Log: a.cfg.Log, Poll: a.cfg.Poll,
		List: func(ctx context.Context, tenant uuid.UUID) error { return a.dispatcher.List(ctx, tenant) },
		Tasks: []background.Task{
			{
				Kind: "system.retention", Label: "Let go what tenants keep no longer", Cron: "30 2 * * *",
				Tenant: func(ctx context.Context, t enterprise.Tenant) error {
					_, err := a.Retain(ctx, enterprise.Key{ID: t.ID}, false)
					return err
				},
			},
			{Kind: "enterprise.upkeep", Label: "Make room for the events of the coming months", Cron: "45 */12 * * *", All: a.Enterprise.Upkeep},
			{Kind: "enterprise.hints", Label: "Forget what processes have told each other", Cron: "25 * * * *", All: a.Enterprise.SweepHints},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("open the background work: %w", err)
	}
	return works, nil
}

// told has what a commit has told delivered: here, or by those of the other
// processes that do.
func (a *App) told(t entity.Told) {
	if t.Due > 0 && a.dispatcher != nil {
		a.hint(t.Tenant)
	}
}

// hint has what a tenant has due delivered soon.
func (a *App) hint(tenant uuid.UUID) {
	if a.dispatches.Load() {
		a.dispatcher.Hint(tenant)
		return
	}
	a.due.Tell(tenant.String())
}

// listen has delivered what other processes tell of, until ctx ends; what is not
// heard is found by looking.
func (a *App) listen(ctx context.Context) {
	a.due.Run(ctx, a.cfg.Log, func(word string) {
		if tenant, err := uuid.Parse(word); err == nil && a.dispatches.Load() {
			a.dispatcher.Hint(tenant)
		}
	}, func() {})
}
