package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
)

// Options say how a queue is used.
type Options struct {
	URL   string // of the database, for a role that [Migrate] let in
	Kinds []Kind
	// Work works one job, in a context that ends with the kind's time, or when the
	// job is cancelled; nil for a process that works none.
	Work func(context.Context, Job) error
	Log  *slog.Logger
	// Retry says how long after an attempt that failed the next is made: 10, 20, 40
	// seconds and so on up to an hour when nil.
	Retry func(attempt int) time.Duration
	// Poll has workers look for jobs, instead of listening: behind a pooler that
	// hands a connection to another after each transaction.
	Poll bool
	// Rescue is how long after its time a job is taken to be lost with the process
	// that worked it; 3 minutes when zero. It is at least as long as any job may take.
	Rescue time.Duration
}

// Queue is a queue of jobs. It may be used by any number of goroutines.
type Queue struct {
	o      Options
	name   string // of this process, among those that work jobs
	pool   *pgxpool.Pool
	client *river.Client[pgx.Tx]
	kinds  map[string]Kind
	ended  chan ending

	stopping atomic.Bool // jobs under way are handed back

	mu   sync.Mutex
	over map[int64]bool // rows of jobs that have ended here, which River has not written yet: whether others have their places
}

// How a queue behaves.
const (
	defaultTimeout  = time.Minute
	defaultAttempts = 6
	defaultEach     = 2
	defaultWorkers  = 8
	defaultRescue   = 3 * time.Minute
	firstRetry      = 10 * time.Second
	longestRetry    = time.Hour
	cooldown        = 2 * time.Millisecond // between two looks for jobs; a job begins so much later at most
	pollEvery       = 2 * time.Second      // a look for jobs of which nobody told
	graceful        = 5 * time.Second      // for jobs under way when the process stops
	kept            = 24 * time.Hour       // jobs that are done
	conns           = 8
	idle            = 30 * time.Second // a connection that is not used for so long is given back
	buffered        = 20_000           // ends of jobs that are still to be seen to
)

// Open makes a queue. It connects when it is first used.
func Open(ctx context.Context, o Options) (*Queue, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Retry == nil {
		o.Retry = doubling
	}
	if o.Rescue == 0 {
		o.Rescue = defaultRescue
	}
	q := &Queue{o: o, name: newName(), kinds: map[string]Kind{}, ended: make(chan ending, buffered), over: map[int64]bool{}}
	for _, k := range o.Kinds {
		k = k.whole()
		if q.kinds[k.Name].Name != "" {
			return nil, fmt.Errorf("the job %s is declared twice", k.Name)
		}
		q.kinds[k.Name] = k
	}
	cfg, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, errors.New("the URL of the database of jobs is not one") // the error quotes the password
	}
	cfg.MaxConns, cfg.MaxConnIdleTime, cfg.HealthCheckPeriod = conns, idle, idle
	if q.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, fmt.Errorf("connect to the database of jobs: %w", err)
	}
	if q.client, err = river.NewClient(riverpgxv5.New(q.pool), q.config()); err != nil {
		q.pool.Close()
		return nil, fmt.Errorf("open the queue of jobs: %w", err)
	}
	return q, nil
}

// config says to River what it is to do.
func (q *Queue) config() *river.Config {
	c := &river.Config{
		ID: q.name, FetchCooldown: cooldown, FetchPollInterval: pollEvery, Logger: slog.New(slog.DiscardHandler), PollOnly: q.o.Poll,
		CancelledJobRetentionPeriod: kept, CompletedJobRetentionPeriod: kept, DiscardedJobRetentionPeriod: -1,
		JobTimeout: min(defaultTimeout, q.o.Rescue), RescueStuckJobsAfter: q.o.Rescue, ReindexerSchedule: river.NeverSchedule(),
		RetryPolicy: retries(q.o.Retry),
	}
	if q.o.Work == nil || len(q.kinds) == 0 {
		return c
	}
	c.Logger = q.o.Log
	c.Workers, c.Queues = river.NewWorkers(), map[string]river.QueueConfig{}
	for _, k := range q.kinds {
		river.AddWorkerArgs(c.Workers, args{kind: k.Name}, &worker{q: q, kind: k})
		c.Queues[queueOf(k.Name)] = river.QueueConfig{MaxWorkers: k.Workers}
	}
	return c
}

func (k Kind) whole() Kind {
	if k.Timeout == 0 {
		k.Timeout = defaultTimeout
	}
	if k.Attempts == 0 {
		k.Attempts = defaultAttempts
	}
	if k.Each == 0 {
		k.Each = defaultEach
	}
	if k.Workers == 0 {
		k.Workers = defaultWorkers
	}
	return k
}

// queueOf returns River's queue of a kind: each has its own, so that slow kinds do
// not keep quick ones waiting, and a kind can be paused.
func queueOf(kind string) string { return strings.ReplaceAll(kind, ".", "_") }

// doubling waits twice as long after every attempt.
func doubling(attempt int) time.Duration {
	return min(firstRetry<<min(attempt-1, 10), longestRetry)
}

// retries is how River asks when a job is tried again.
type retries func(attempt int) time.Duration

// NextRetry is for River.
func (r retries) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().UTC().Add(r(max(job.Attempt, 1)))
}

// Kinds returns the kinds, by name.
func (q *Queue) Kinds() []Kind {
	return slices.SortedFunc(maps.Values(q.kinds), func(a, b Kind) int { return strings.Compare(a.Name, b.Name) })
}

// Close gives the connections back.
func (q *Queue) Close() { q.pool.Close() }

// Run works jobs until ctx ends, and then gives those under way a few seconds. Those
// that are not done by then have their context ended and are handed back.
func (q *Queue) Run(ctx context.Context) error {
	if q.o.Work == nil || len(q.kinds) == 0 {
		return nil
	}
	leave, err := q.present(ctx)
	if ctx.Err() != nil && err != nil {
		return nil // it was told to stop before it began
	}
	if err != nil {
		return err
	}
	defer leave()
	events, stop := q.client.SubscribeConfig(&river.SubscribeConfig{ChanSize: buffered, Kinds: []river.EventKind{
		river.EventKindJobCompleted, river.EventKindJobCancelled, river.EventKindJobFailed, river.EventKindJobSnoozed, river.EventKindJobInterrupted,
	}})
	defer stop()
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start working jobs: %w", err)
	}
	q.letIn(ctx, events)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	if err := q.client.Stop(last); err == nil {
		return nil
	}
	q.stopping.Store(true)
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	if err := q.client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop working jobs: %w", err)
	}
	return nil
}
