package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/bench/load"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/secret"
)

const (
	floodOf    = 50_000
	floodQuick = 5_000
	floodAsked = 500 // in one transaction
	floodTries = 20
	floodPause = 300 * time.Millisecond // between two tries
)

// Errand is what a job of the flood takes.
type Errand struct {
	Name string
}

// flood is an installation on the server's PostgreSQL whose one job writes a row,
// and the whole way to it: transaction, event, dispatcher, queue, worker.
type flood struct {
	*enterprise.Enterprise

	registry   *entity.Registry
	works      *background.Works
	dispatcher *dispatch.Dispatcher
	many, one  *enterprise.Tenant
	done       chan string // names of errands of the one
}

// jobFlood measures how long one job of a tenant takes, from the commit that asks
// for it to the commit of what it does, while another tenant's fifty thousand wait.
func (l *lab) jobFlood(ctx context.Context) (out []result, err error) {
	f, err := l.openFlood(ctx)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer f.works.Close()
	n := floodOf
	if l.quick {
		n = floodQuick
	}
	work, stop := context.WithCancel(ctx)
	ended := make(chan error, 2)
	go func() { f.dispatcher.Run(work); ended <- nil }()
	go func() { ended <- f.works.Work(work) }()
	defer func() { stop(); err = errors.Join(err, <-ended, <-ended) }()
	begin := time.Now()
	if err := f.pour(ctx, n); err != nil {
		return nil, err
	}
	l.tellf("%d jobs wait after %.0f s", n, time.Since(begin).Seconds())
	var took []float64
	for range floodTries {
		d, err := f.try(ctx)
		if err != nil {
			return nil, err
		}
		took = append(took, milliseconds(d))
		time.Sleep(floodPause)
	}
	left, err := f.left(ctx)
	if err == nil && left == 0 {
		err = errors.New("the flood was over before the last try")
	}
	if err == nil { // so that PostgreSQL has little to write when it stops
		if _, err = l.db.Exec(ctx, "checkpoint"); err != nil {
			err = fmt.Errorf("write down what was done: %w", err)
		}
	}
	note := fmt.Sprintf("%d jobs of another tenant, %d left after %d tries", n, left, len(took))
	return []result{
		measured("job_flood_p50_ms", load.Median(took), goal{}, "%s", note),
		measured("job_flood_max_ms", slices.Max(took), atMost(1000), "%s", note),
	}, err
}

// pour has the one tenant ask for n jobs, and waits until the queue has them.
func (f *flood) pour(ctx context.Context, n int) error {
	for asked := 0; asked < n; asked += floodAsked {
		if err := f.ask(ctx, f.many, slices.Repeat([]string{"flood"}, floodAsked)...); err != nil {
			return err
		}
	}
	for {
		counts, err := f.works.Counts(ctx, background.JobFilter{Tenant: f.many.ID})
		if err != nil {
			return err
		}
		var all int64
		for _, c := range counts {
			all += c.Jobs
		}
		if all >= int64(n) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the flood: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// left is how many jobs of the flood wait.
func (f *flood) left(ctx context.Context) (int64, error) {
	counts, err := f.works.Counts(ctx, background.JobFilter{Tenant: f.many.ID, State: "waiting"})
	if err != nil || len(counts) == 0 {
		return 0, err
	}
	return counts[0].Jobs, nil
}

// try returns how long one job of the other tenant takes.
func (f *flood) try(ctx context.Context) (time.Duration, error) {
	name := uuid.NewString()
	if err := f.ask(ctx, f.one, name); err != nil {
		return 0, err
	}
	begin := time.Now()
	for {
		select {
		case done := <-f.done:
			if done == name {
				return time.Since(begin), nil
			}
		case <-ctx.Done():
			return 0, fmt.Errorf("wait for a job: %w", ctx.Err())
		case <-time.After(time.Minute):
			return 0, errors.New("a job was not worked in a minute")
		}
	}
}

// ask has a tenant ask for errands in one transaction.
func (f *flood) ask(ctx context.Context, t *enterprise.Tenant, names ...string) error {
	err := f.Do(ctx, t.ID, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return f.registry.Do(ctx, call, func(_ context.Context, tx *entity.Tx) error {
			for _, name := range names {
				if _, err := tx.Enqueue(Errand{Name: name}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	f.dispatcher.Hint(t.ID)
	return err
}

// module has the one job.
func (f *flood) module() entity.Module {
	const tables = `create table errand_done (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
call tenant_table('errand_done');`
	work := func(ctx context.Context, j entity.Job, e Errand) error {
		err := j.Do(ctx, func(_ context.Context, tx *entity.Tx) error {
			tx.Exec(`insert into errand_done (tenant_id, id) values ($1, $2) on conflict do nothing`, j.ID())
			return nil
		})
		if err == nil && e.Name != "flood" {
			f.done <- e.Name
		}
		return err
	}
	return entity.Module{
		Name: "errand", Label: "Errands", Migrations: fstest.MapFS{"migrations/001_errand.sql": {Data: []byte(tables)}},
		Jobs: []entity.JobKind{entity.NewJob("errand.run", work)},
	}
}

// openFlood makes the installation with its two tenants.
func (l *lab) openFlood(ctx context.Context) (f *flood, err error) {
	keys, err := secret.Open(ctx, "file://"+l.in("flood.keys"))
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	f = &flood{done: make(chan string, floodTries)}
	m := f.module()
	if f.registry, err = entity.Compile(entity.Options{Modules: []entity.Module{m}}); err != nil {
		return nil, fmt.Errorf("compile the module: %w", err)
	}
	f.Enterprise, err = enterprise.Open(ctx, enterprise.Config{
		AdminURL: l.cluster.URL, Keys: keys, OwnServer: true, Prefix: "flood",
		Modules: []enterprise.Module{{Name: m.Name, Label: m.Label, Migrations: m.Migrations}},
		Seed:    func(context.Context, pg.Home, enterprise.Tenant) error { return nil },
	})
	if err != nil {
		return nil, fmt.Errorf("open the installation: %w", err)
	}
	for slug, t := range map[string]**enterprise.Tenant{"many": &f.many, "one": &f.one} {
		*t, err = f.Provision(ctx, enterprise.Request{
			Name: slug, Slug: slug, Tier: enterprise.Shared, AdminEmail: "a@" + slug + ".example", Country: "DE", Currency: "EUR",
		})
		if err != nil {
			return nil, fmt.Errorf("make the tenant %s: %w", slug, err)
		}
	}
	f.works, err = background.Open(ctx, background.Config{
		Registry: f.registry, Enterprise: f.Enterprise, Do: f.Do, Log: slog.New(slog.DiscardHandler),
		List: func(ctx context.Context, tenant uuid.UUID) error { return f.dispatcher.List(ctx, tenant) },
	})
	if err != nil {
		return nil, err
	}
	f.dispatcher = dispatch.New(dispatch.Config{
		Registry: f.registry, Do: f.Do, Due: f.NewRounds().Due, Bury: f.Bury, Enqueue: f.works.Enqueue, Clock: time.Now,
	})
	return f, nil
}
