package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/pgwatch"
	"github.com/guildhall/guildhall/lib/queue"
)

// watchPool has the connections of a role counted. The roles of single tenants are
// as many as there are tenants, and count as one.
func (a *App) watchPool(key pg.PoolKey) pgwatch.Watcher {
	role := key.Role
	if strings.HasPrefix(role, "t_") || strings.HasPrefix(role, "tenant_") {
		role = "tenant"
	}
	return pgwatch.New(a.cfg.Metrics, role)
}

// countDeliveries counts what became of deliveries.
func (a *App) countDeliveries(outcome event.Outcome, of ...event.Delivery) {
	now := a.cfg.Clock()
	each := map[string]float64{} // there are hundreds at a time, to a few subscriptions
	for _, d := range of {
		each[d.Subscription]++
		if outcome == event.Delivered && d.Attempt == 1 {
			a.cfg.Metrics.Observe(observe.DispatchDelay, now.Sub(d.Event.OccurredAt))
		}
	}
	for subscription, n := range each {
		a.cfg.Metrics.Add(observe.Deliveries, n, subscription, string(outcome))
	}
}

// countSignIn counts who came in and who did not.
func (a *App) countSignIn(operators bool, kind signin.EventKind) {
	if !slices.Contains([]signin.EventKind{signin.SignedIn, signin.SignInFailed, signin.FactorFailed, signin.RefreshReused}, kind) {
		return
	}
	realm := "tenants"
	if operators {
		realm = "operators"
	}
	a.cfg.Metrics.Add(observe.SignIns, 1, realm, string(kind))
}

// scrapeWithin bounds how long the metrics wait for the queue of jobs.
const scrapeWithin = 2 * time.Second

// jobLevels tells the metrics how many jobs stand where. While the queue does not
// answer they tell nothing of it.
func (a *App) jobLevels() []observe.JobLevel {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	levels, err := a.Background.Levels(ctx)
	if err != nil {
		a.cfg.Log.WarnContext(ctx, "the queue of jobs does not tell how it stands", "error", err)
	}
	out := make([]observe.JobLevel, 0, len(levels))
	for _, l := range levels {
		out = append(out, observe.JobLevel{Kind: l.Kind, State: string(l.State), Jobs: l.Jobs, Oldest: l.Oldest})
	}
	return out
}

// jobWorked counts one attempt at a job.
func (a *App) jobWorked(kind string, took time.Duration, err error) {
	outcome := "done"
	switch {
	case queue.IsLater(err):
		outcome = "put-off"
	case err != nil && !errors.Is(err, context.Canceled):
		outcome = "failed"
	case err != nil:
		outcome = "stopped"
	}
	a.cfg.Metrics.Observe(observe.JobSeconds, took, kind, outcome)
}

// countCaches has the metrics show how the caches are asked. What was not loaded for
// its caller, all results but "miss", was a hit.
func (a *App) countCaches() {
	caches := a.Enterprise.Counts()
	caches["actor"] = a.actors.Counts()
	maps.Copy(caches, a.Registry.Counts())
	for name, counts := range caches {
		for result, read := range counts.By() {
			a.cfg.Metrics.Read(observe.CacheRequests, func() float64 { return float64(read()) }, name, result)
		}
	}
}
