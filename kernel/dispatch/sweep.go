package dispatch

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
)

// sweep looks where deliveries wait of which nobody hinted here, until ctx ends.
func (d *Dispatcher) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var last time.Time // of the look at all places
	failing := false
	for {
		all := last.IsZero() || time.Since(last) >= sweepAll
		err := d.Sweep(ctx, all)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			d.cfg.Log.WarnContext(ctx, "not all places were looked at for deliveries", "error", err)
		case err == nil && all:
			last = time.Now()
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep looks once, at all places or at those where something was written since
// the last look, and has what is due there delivered.
func (d *Dispatcher) Sweep(ctx context.Context, all bool) error {
	due, err := d.cfg.Due(ctx, all)
	for _, at := range due {
		if !at.At.IsZero() {
			d.want(at.Tenant, at.At, nil)
		}
		if !at.Unlisted {
			continue
		}
		err := d.cfg.Do(ctx, at.Tenant, func(home pg.Home) error { return d.bury(ctx, home) })
		if err != nil {
			d.cfg.Log.WarnContext(ctx, "dead letters not listed", "tenant", at.Tenant, "error", err)
		}
	}
	d.agenda.look() // the clock may have been set
	return err
}
