package background

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/queue"
)

const (
	buryEvery = 2 * time.Second
	buryMost  = 100
	// deadKept is how long a run of a schedule is kept that was given up: the next
	// one does what it has not.
	deadKept = 30 * 24 * time.Hour
)

// bury lays jobs that were given up with the dead letters of their tenants, until
// ctx ends.
func (w *Works) bury(ctx context.Context) {
	tick := time.NewTicker(buryEvery)
	defer tick.Stop()
	for {
		if err := w.Bury(ctx); err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "jobs that were given up are not with the dead letters", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Bury lays the jobs that were given up with the dead letters of their tenants,
// where they are replayed or discarded as those are. One whose tenant does not
// answer stays, and does not keep the others.
func (w *Works) Bury(ctx context.Context) error {
	var failed []error
	for before := int64(0); ; {
		dead, err := w.queue.List(ctx, queue.Filter{State: queue.Dead}, before, buryMost)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for _, j := range dead {
			before = j.Row
			if err := w.buryOne(ctx, j); err != nil {
				failed = append(failed, fmt.Errorf("job %d of %s: %w", j.Row, j.Kind, err))
			}
		}
		if len(dead) < buryMost {
			return errors.Join(failed...)
		}
	}
}

func (w *Works) buryOne(ctx context.Context, j queue.Job) error {
	var a about
	if err := json.Unmarshal(j.Args, &a); err != nil {
		return fmt.Errorf("read what the job is about: %w", err)
	}
	if a.Event == uuid.Nil {
		if time.Since(j.EndedAt) > deadKept {
			return w.queue.Remove(ctx, j.Row)
		}
		return nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("name a dead letter: %w", err)
	}
	letter := event.DeadLetter{ID: id, Subscription: j.Kind, EventID: a.Event, Attempts: int64(j.Attempt), DiedAt: j.EndedAt}
	for _, f := range j.Failures {
		letter.Errors = append(letter.Errors, event.Failure{At: f.At, Attempt: int64(f.Attempt), Error: f.Error})
	}
	err = w.cfg.Do(ctx, a.Tenant, func(home pg.Home) error {
		return pg.Write(ctx, home, func(tx *pg.Tx) error { return event.Bury(tx, letter) })
	})
	if _, refused := errors.AsType[*problem.Problem](err); refused { // it is not served now
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.queue.Remove(ctx, j.Row); err != nil {
		return err
	}
	return w.cfg.List(ctx, a.Tenant)
}
