package app

import (
	"slices"
	"strings"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/pgwatch"
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
	for _, d := range of {
		a.cfg.Metrics.Add(observe.Deliveries, 1, d.Subscription, string(outcome))
		if outcome == event.Delivered && d.Attempt == 1 {
			a.cfg.Metrics.Observe(observe.DispatchDelay, now.Sub(d.Event.OccurredAt))
		}
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
