package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/guildhall/guildhall/bench/floor/jobs"
	"github.com/guildhall/guildhall/bench/load"
	"github.com/guildhall/guildhall/lib/queue"
)

// What both sides of the comparison with River have.
const (
	jobWorkers  = 16
	jobConns    = 8                    // as lib/queue has
	jobCooldown = 2 * time.Millisecond // as lib/queue has
	jobOwners   = 50
	jobsAtOnce  = 4000 // of a round
	jobsQuick   = 1000
)

// jobs compares the queue with plain River: as many jobs that do nothing, of fifty
// owners of whom each may have two worked at once.
func (l *lab) jobs(ctx context.Context) (out []result, err error) {
	ours, err := l.openErrands(ctx)
	if err != nil {
		return nil, err
	}
	defer ours.queue.Close()
	if err := l.database(ctx, "floor_jobs"); err != nil {
		return nil, err
	}
	plain, err := jobs.Open(ctx, l.cluster.URL("floor_jobs"), jobConns)
	if err != nil {
		return nil, fmt.Errorf("open plain River: %w", err)
	}
	defer plain.Close()
	n := jobsAtOnce
	if l.quick {
		n = jobsQuick
	}
	var mine, theirs, ratios []float64
	for round := range l.rounds + 1 {
		var a, b time.Duration
		turns := []func() error{
			func() (err error) { a, err = ours.run(ctx, n); return err },
			func() (err error) { b, err = plain.Run(ctx, n, jobWorkers, jobCooldown); return err },
		}
		for i := range turns {
			if err := turns[(i+round)%2](); err != nil {
				return nil, err
			}
		}
		if round > 0 {
			mine, theirs = append(mine, float64(n)/a.Seconds()), append(theirs, float64(n)/b.Seconds())
			ratios = append(ratios, b.Seconds()/a.Seconds())
		}
	}
	return []result{measured("jobs_vs_river_ratio", load.Median(ratios), atLeast(0.8), "%.0f/s; plain River %.0f/s; %d workers",
		load.Median(mine), load.Median(theirs), jobWorkers)}, nil
}

// database makes a database beside the server's own.
func (l *lab) database(ctx context.Context, name string) error {
	if _, err := l.db.Exec(ctx, "create database "+name); err != nil {
		return fmt.Errorf("make the database %s: %w", name, err)
	}
	return nil
}

// errands is a queue of jobs that do nothing.
type errands struct {
	queue *queue.Queue
	watch atomic.Pointer[jobs.Watch]
	made  int
}

func (l *lab) openErrands(ctx context.Context) (*errands, error) {
	if err := l.database(ctx, "bench_jobs"); err != nil {
		return nil, err
	}
	if _, err := l.db.Exec(ctx, "create role bench_jobs"); err != nil {
		return nil, fmt.Errorf("make a role: %w", err)
	}
	if err := queue.Migrate(ctx, l.cluster.URL("bench_jobs"), "bench_jobs"); err != nil {
		return nil, err
	}
	e := &errands{}
	var err error
	e.queue, err = queue.Open(ctx, queue.Options{
		URL: l.cluster.URL("bench_jobs"), Kinds: []queue.Kind{{Name: "bench.errand", Workers: jobWorkers}},
		Work: func(context.Context, queue.Job) error {
			e.watch.Load().Done()
			return nil
		},
	})
	return e, err
}

// run takes n jobs in, then has them worked, and returns how long that took from the
// start of the workers to the last.
func (e *errands) run(ctx context.Context, n int) (time.Duration, error) {
	all := make([]queue.New, n)
	for i := range all {
		e.made++
		all[i] = queue.New{Kind: "bench.errand", ID: strconv.Itoa(e.made), Of: "owner-" + strconv.Itoa(i%jobOwners)}
	}
	if err := e.queue.Insert(ctx, all...); err != nil {
		return 0, err
	}
	watch := jobs.NewWatch(n)
	e.watch.Store(watch)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- e.queue.Run(ctx) }()
	took, err := watch.Wait(ctx)
	stop()
	return took, errors.Join(err, <-ended)
}
