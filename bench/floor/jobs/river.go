package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// River is plain River on a database.
type River struct {
	pool *pgxpool.Pool
}

// errand is a job that does nothing.
type errand struct {
	N int `json:"n"`
}

// Kind is for River.
func (errand) Kind() string { return "errand" }

// worker counts what it works.
type worker struct {
	river.WorkerDefaults[errand]

	done func()
}

// Work is for River.
func (w *worker) Work(context.Context, *river.Job[errand]) error {
	w.done()
	return nil
}

// Open makes River's tables in an empty database.
func Open(ctx context.Context, url string, conns int32) (*River, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the URL: %w", err)
	}
	cfg.MaxConns = conns
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err == nil {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("make River's tables: %w", err)
	}
	return &River{pool: pool}, nil
}

// Close gives the connections back.
func (r *River) Close() { r.pool.Close() }

// Run takes n jobs in, then has them worked, and returns how long that took from
// the start of the workers to the last.
func (r *River) Run(ctx context.Context, n, workers int, cooldown time.Duration) (time.Duration, error) {
	if err := r.fill(ctx, n); err != nil {
		return 0, err
	}
	watch := NewWatch(n)
	c, err := r.client(watch, workers, cooldown)
	if err != nil {
		return 0, err
	}
	if err := c.Start(ctx); err != nil {
		return 0, fmt.Errorf("start River: %w", err)
	}
	took, err := watch.Wait(ctx)
	if stopErr := c.Stop(context.WithoutCancel(ctx)); stopErr != nil && err == nil {
		err = fmt.Errorf("stop River: %w", stopErr)
	}
	return took, err
}

// fill takes n jobs in.
func (r *River) fill(ctx context.Context, n int) error {
	c, err := river.NewClient(riverpgxv5.New(r.pool), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("open River: %w", err)
	}
	all := make([]river.InsertManyParams, n)
	for i := range all {
		all[i] = river.InsertManyParams{Args: errand{i}}
	}
	if _, err := c.InsertManyFast(ctx, all); err != nil {
		return fmt.Errorf("take in jobs: %w", err)
	}
	return nil
}

func (r *River) client(watch *Watch, workers int, cooldown time.Duration) (*river.Client[pgx.Tx], error) {
	all := river.NewWorkers()
	river.AddWorker(all, &worker{done: watch.Done})
	c, err := river.NewClient(riverpgxv5.New(r.pool), &river.Config{
		Logger: slog.New(slog.DiscardHandler), Workers: all, FetchCooldown: cooldown, FetchPollInterval: 2 * time.Second,
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
	})
	if err != nil {
		return nil, fmt.Errorf("open River: %w", err)
	}
	return c, nil
}

// Watch measures how long it takes until n things are done.
type Watch struct {
	left  atomic.Int64
	began time.Time
	last  chan time.Duration
}

// NewWatch returns a watch for n things, of which none is done, that runs.
func NewWatch(n int) *Watch {
	w := &Watch{began: time.Now(), last: make(chan time.Duration, 1)}
	w.left.Store(int64(n))
	return w
}

// Done says that one more is done.
func (w *Watch) Done() {
	if w.left.Add(-1) == 0 {
		w.last <- time.Since(w.began)
	}
}

// Wait waits until all are done.
func (w *Watch) Wait(ctx context.Context) (time.Duration, error) {
	select {
	case took := <-w.last:
		return took, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("%d jobs are left: %w", w.left.Load(), ctx.Err())
	}
}
