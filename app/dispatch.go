package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
)

// newDispatcher makes what delivers events.
func (a *App) newDispatcher() *dispatch.Dispatcher {
	a.rounds = a.Enterprise.NewRounds()
	return dispatch.New(dispatch.Config{
		Registry: a.Registry, Do: a.writable, Due: a.rounds.Due, Bury: a.Enterprise.Bury, Enqueue: a.Background.Enqueue, Count: a.countDeliveries,
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// Deliver delivers events until ctx ends, as the server does.
func (a *App) Deliver(ctx context.Context) {
	a.dispatches.Store(true)
	defer a.dispatches.Store(false)
	a.dispatcher.Run(ctx)
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

// newBackground makes what works jobs and begins what is due.
func (a *App) newBackground(ctx context.Context) (*background.Works, error) {
	works, err := background.Open(ctx, background.Config{
		Registry: a.Registry, Enterprise: a.Enterprise, Do: a.writable, Log: a.cfg.Log, Poll: a.cfg.Poll, Worked: a.jobWorked,
		List: func(ctx context.Context, tenant uuid.UUID) error { return a.dispatcher.List(ctx, tenant) },
		Tasks: []background.Task{
			{
				Kind: "system.retention", Label: "Let go what tenants keep no longer", Cron: "30 2 * * *",
				Tenant: func(ctx context.Context, t enterprise.Tenant) error {
					_, err := a.Retain(ctx, enterprise.Key{ID: t.ID}, false)
					return err
				},
			},
			{
				Kind: "integrity.checks", Label: "Look whether the books of tenants agree", Cron: "40 3 * * *",
				Tenant: func(ctx context.Context, t enterprise.Tenant) error {
					_, err := a.Check(ctx, enterprise.Key{ID: t.ID}, false)
					return err
				},
			},
			{Kind: "billing.trials", Label: "Tell of tenants whose clients would pay by a provider for trying", Cron: "20 4 * * *", Tenant: a.TellTrial},
			{Kind: "enterprise.usage", Label: "Measure how much tenants use the installation", Cron: "10 */4 * * *", Tenant: a.Measure},
			{Kind: "enterprise.upkeep", Label: "Make room for the events of the coming months", Cron: "45 */12 * * *", All: a.Enterprise.Upkeep},
			{Kind: "enterprise.sign-in", Label: "Forget operators' sessions and tokens that have ended", Cron: "50 2 * * *", All: a.sweepDoor},
			{Kind: "enterprise.hints", Label: "Forget what processes have told each other", Cron: "25 * * * *", All: a.Enterprise.SweepHints},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("open the background work: %w", err)
	}
	return works, nil
}

// sweepDoor lets go what operators have left at the door.
func (a *App) sweepDoor(ctx context.Context) error {
	if _, err := signin.Sweep(ctx, a.Enterprise.OwnHome(), a.cfg.Clock()); err != nil {
		return fmt.Errorf("sweep the operators' door: %w", err)
	}
	return a.Enterprise.SweepTokens(ctx)
}

// told has what a commit has told delivered, here or by those of the other processes
// that do, and shown to those who look.
func (a *App) told(t entity.Told) {
	if len(t.Due) > 0 && a.dispatcher != nil {
		a.hint(t.Tenant, t.Due...)
	}
	if a.live != nil {
		a.live.Told(t)
	}
}

// hint has what a tenant has due delivered soon: deliveries of some kinds, or all when
// none is given.
func (a *App) hint(tenant uuid.UUID, kinds ...event.Kind) {
	if a.dispatches.Load() {
		a.dispatcher.Hint(tenant, kinds...)
		return
	}
	words := []string{tenant.String()}
	for _, kind := range kinds {
		words = append(words, string(kind))
	}
	a.due.Tell(strings.Join(words, " "))
}

// listen has delivered what other processes tell of, until ctx ends; what is not
// heard is found by looking.
func (a *App) listen(ctx context.Context) {
	a.due.Run(ctx, a.cfg.Log, func(word string) {
		id, rest, _ := strings.Cut(word, " ")
		tenant, err := uuid.Parse(id)
		if err != nil || !a.dispatches.Load() {
			return
		}
		var kinds []event.Kind
		for kind := range strings.FieldsSeq(rest) {
			kinds = append(kinds, event.Kind(kind))
		}
		a.dispatcher.Hint(tenant, kinds...)
	}, func() {})
}
