package dispatch

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

// enqueue makes jobs of what is due. The queue of jobs is another database: it has
// the jobs before their deliveries are gone, and passes over those it has already.
func (d *Dispatcher) enqueue(ctx context.Context, home pg.Home) (again time.Time, err error) {
	now := d.cfg.Clock()
	var taken []event.Delivery
	err = pg.Write(ctx, home, func(tx *pg.Tx) (err error) {
		taken, err = event.Take(ctx, tx, event.Claim{Subscriptions: d.jobs, Now: now, Most: most})
		if err != nil || len(taken) == 0 {
			return err
		}
		if err := d.cfg.Enqueue(ctx, home.Tenant, taken); err != nil {
			return fmt.Errorf("enqueue jobs: %w", err)
		}
		return nil
	})
	if err != nil {
		return again, err
	}
	d.cfg.Count(event.Delivered, taken...)
	if len(taken) == most {
		return now, nil
	}
	return again, nil
}

// List lists a tenant's new dead letters for the operators, now instead of soon.
func (d *Dispatcher) List(ctx context.Context, tenant uuid.UUID) error {
	return d.cfg.Do(ctx, tenant, func(home pg.Home) error { return d.bury(ctx, home) })
}
