package background

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/queue"
)

const (
	tickEvery     = time.Second
	tenantsAtOnce = 4     // for whom a task is done at the same time
	mostRounds    = 1_000 // of one tenant in one run
)

// ofModules returns what modules want done for every tenant.
func (w *Works) ofModules() []Task {
	var all []Task
	for _, m := range w.cfg.Registry.Modules() {
		for _, s := range m.Schedules {
			all = append(all, Task{
				Kind: s.Name, Label: s.Label, Cron: s.Cron,
				Tenant: func(ctx context.Context, t enterprise.Tenant) error { return w.rounds(ctx, t, s.Do) },
			})
		}
	}
	return all
}

// rounds does some of it after some until there is no more to do for a tenant.
func (w *Works) rounds(ctx context.Context, t enterprise.Tenant, do func(context.Context, *entity.Tx) (bool, error)) error {
	more := true
	for n := 0; more && n < mostRounds; n++ {
		err := w.cfg.Do(ctx, t.ID, func(home pg.Home) error {
			call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
			return w.cfg.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
				more, err = do(ctx, tx)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Schedule begins what is due until ctx ends.
func (w *Works) Schedule(ctx context.Context) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	failing := false
	for {
		_, err := w.Tick(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			w.cfg.Log.WarnContext(ctx, "what is due is not begun", "error", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Tick begins what is due now, and returns how many jobs came of it.
func (w *Works) Tick(ctx context.Context) (int, error) { return w.cfg.Enterprise.Tick(ctx, w.begin) }

// begin makes jobs of what is due.
func (w *Works) begin(ctx context.Context, all []enterprise.Due) error {
	jobs := make([]queue.New, 0, len(all))
	for _, d := range all {
		if _, known := w.tasks[d.Kind]; !known { // of another version of the program
			continue
		}
		n, err := about{Tenant: d.Tenant, Schedule: d.Schedule, Due: d.At}.job(d.Kind, d.Schedule.String()+" "+d.At.Format(time.RFC3339Nano))
		if err != nil {
			return err
		}
		jobs = append(jobs, n)
	}
	return w.queue.Insert(ctx, jobs...)
}

// run does a task: once, or for one tenant, or for all that have no schedule of
// their own for it. A tenant for which it fails does not keep the others from theirs.
func (w *Works) run(ctx context.Context, t Task, a about, j queue.Job) error {
	if t.All != nil {
		return t.All(ctx)
	}
	tenants, err := w.tenants(ctx, t.Kind, a.Tenant)
	if err != nil {
		return err
	}
	progress := w.progress(ctx, j)
	var mu sync.Mutex
	var failed []error
	done := 0
	var group errgroup.Group
	group.SetLimit(tenantsAtOnce)
	for _, tenant := range tenants {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			err := t.Tenant(ctx, tenant)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", tenant.Slug, err))
			}
			done++
			return progress(float64(done)/float64(len(tenants)), fmt.Sprintf("%d of %d tenants", done, len(tenants)))
		})
	}
	return errors.Join(append(failed, group.Wait(), ctx.Err())...)
}

// tenants returns for whom a task is done: the one tenant, or all active ones that
// have no schedule of their own for it.
func (w *Works) tenants(ctx context.Context, kind string, one uuid.UUID) ([]enterprise.Tenant, error) {
	if one != uuid.Nil {
		t, err := w.cfg.Enterprise.Tenant(ctx, enterprise.Key{ID: one})
		if err != nil || t.Status != enterprise.Active {
			return nil, err
		}
		return []enterprise.Tenant{*t}, nil
	}
	schedules, err := w.cfg.Enterprise.Schedules(ctx, enterprise.ScheduleFilter{Kind: kind})
	if err != nil {
		return nil, err
	}
	own := map[uuid.UUID]bool{}
	for _, s := range schedules {
		own[s.Tenant] = true
	}
	var all []enterprise.Tenant
	f := enterprise.TenantFilter{Status: enterprise.Active, Limit: 200}
	for {
		page, err := w.cfg.Enterprise.Tenants(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("list tenants: %w", err)
		}
		for _, t := range page.Tenants {
			if !own[t.ID] {
				all = append(all, t)
			}
		}
		if f.After = page.Next; f.After == "" {
			return all, nil
		}
	}
}
