package background

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/queue"
)

// Task is what is done again and again: for each active tenant, or once for the
// installation.
type Task struct {
	Kind  string // rows name it, so it stays
	Label string // what is done, for people
	Cron  string // when, unless operators say otherwise, in UTC
	// One of the two: for each tenant, or for all at once.
	Tenant func(context.Context, enterprise.Tenant) error
	All    func(context.Context) error
}

// Config says what the works stand on.
type Config struct {
	Registry   *entity.Registry
	Enterprise *enterprise.Enterprise
	// Do runs do where the rows of a tenant live, unless nothing may be written there.
	Do func(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error
	// List lists new dead letters of a tenant for the operators.
	List  func(ctx context.Context, tenant uuid.UUID) error
	Tasks []Task // besides those of modules
	Log   *slog.Logger
	Poll  bool // a pooler stands before PostgreSQL
	// Worked is told of each attempt at a job: what it was, how long it took, and of
	// what it failed; nil to tell nobody.
	Worked func(kind string, took time.Duration, err error)
}

// Works is the program's background work.
type Works struct {
	cfg   Config
	queue *queue.Queue
	tasks map[string]Task
}

// taskTimeout bounds one run of a task over all tenants.
const taskTimeout = 2 * time.Hour

// Open makes the works. Schedules that are new to the installation are written
// down.
func Open(ctx context.Context, cfg Config) (*Works, error) {
	w := &Works{cfg: cfg, tasks: map[string]Task{}}
	var kinds []queue.Kind
	for _, k := range cfg.Registry.Jobs() {
		kinds = append(kinds, queue.Kind{Name: k.Name, Timeout: k.Timeout, Attempts: k.Tries, Each: k.Each})
	}
	var defaults []enterprise.DefaultSchedule
	for _, t := range append(w.ofModules(), cfg.Tasks...) {
		w.tasks[t.Kind] = t
		kinds = append(kinds, queue.Kind{Name: t.Kind, Timeout: taskTimeout, Attempts: 3, Each: 1, Workers: 2})
		defaults = append(defaults, enterprise.DefaultSchedule{Kind: t.Kind, Cron: t.Cron})
	}
	if err := cfg.Enterprise.SyncSchedules(ctx, defaults); err != nil {
		return nil, err
	}
	url, err := cfg.Enterprise.JobsURL(ctx)
	if err != nil {
		return nil, err
	}
	w.queue, err = queue.Open(ctx, queue.Options{URL: url, Kinds: kinds, Work: w.work, Log: cfg.Log, Poll: cfg.Poll})
	return w, err
}

// Close gives the connections back.
func (w *Works) Close() { w.queue.Close() }

// about is what the queue knows of a job.
type about struct {
	Tenant   uuid.UUID `json:"tenant,omitzero"`
	Event    uuid.UUID `json:"event,omitzero"`    // that asked for it
	Schedule uuid.UUID `json:"schedule,omitzero"` // that was due
	Due      time.Time `json:"due,omitzero"`
}

// job returns a new job. It is whose it is about.
func (a about) job(kind, id string) (queue.New, error) {
	args, err := json.Marshal(a)
	if err != nil {
		return queue.New{}, fmt.Errorf("say what a job is about: %w", err)
	}
	n := queue.New{Kind: kind, ID: id, Args: args}
	if a.Tenant != uuid.Nil {
		n.Of = a.Tenant.String()
	}
	return n, nil
}

// Enqueue makes jobs of deliveries to them.
func (w *Works) Enqueue(ctx context.Context, tenant uuid.UUID, deliveries []event.Delivery) error {
	jobs := make([]queue.New, 0, len(deliveries))
	for _, d := range deliveries {
		n, err := about{Tenant: tenant, Event: d.Event.ID}.job(d.Subscription, d.Event.ID.String())
		if err != nil {
			return err
		}
		jobs = append(jobs, n)
	}
	return w.queue.Insert(ctx, jobs...)
}

// How long a job waits that cannot be worked now, by no fault of its own.
const (
	whenRefused = time.Minute     // its tenant is suspended, moving, upgrading, gone
	whenDown    = 5 * time.Second // the database does not answer
)

// work works one job.
func (w *Works) work(ctx context.Context, j queue.Job) error {
	began := time.Now()
	var a about
	err := json.Unmarshal(j.Args, &a)
	switch task, scheduled := w.tasks[j.Kind]; {
	case err != nil:
		err = fmt.Errorf("read what the job is about: %w", err)
	case scheduled:
		err = w.run(ctx, task, a, j)
	default:
		err = w.runJob(ctx, a, j)
	}
	w.tell(ctx, j, a, time.Since(began), err)
	return err
}

// runJob works a job of a tenant.
func (w *Works) runJob(ctx context.Context, a about, j queue.Job) error {
	begun := false
	err := w.cfg.Do(ctx, a.Tenant, func(home pg.Home) error {
		begun = true
		return w.cfg.Registry.RunJob(ctx, home, j.Kind, a.Event, j.Attempt, w.progress(ctx, j))
	})
	_, refused := errors.AsType[*problem.Problem](err)
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case refused && !begun:
		return fmt.Errorf("%w: %w", queue.Later(whenRefused), err)
	case pg.Outage(err):
		return fmt.Errorf("%w: %w", queue.Later(whenDown), err)
	}
	return err
}

// progress returns how a job tells how far it is; not every word of it is kept.
func (w *Works) progress(ctx context.Context, j queue.Job) func(float64, string) error {
	const often = 250 * time.Millisecond
	var last time.Time
	return func(share float64, word string) error {
		if time.Since(last) < often && share < 1 {
			return nil
		}
		last = time.Now()
		return w.queue.Progress(ctx, j.Row, share, word)
	}
}

// tell writes the one line of the log about a job, and counts it.
func (w *Works) tell(ctx context.Context, j queue.Job, a about, took time.Duration, err error) {
	line := []any{"kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "duration", took.String()}
	if a.Tenant != uuid.Nil {
		line = append(line, "tenant", a.Tenant)
	}
	if w.cfg.Worked != nil {
		w.cfg.Worked(j.Kind, took, err)
	}
	if err != nil {
		w.cfg.Log.WarnContext(ctx, "job not done", append(line, "error", err)...)
		return
	}
	w.cfg.Log.InfoContext(ctx, "job", line...)
}

// workAgain is how long after the database of jobs went away work is begun again.
const workAgain = time.Second

// Work works jobs until ctx ends. That the database goes away just when work begins
// ends nothing: it is begun again.
func (w *Works) Work(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.bury(ctx)
	}()
	defer func() { <-done }()
	for {
		err := w.queue.Run(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		w.cfg.Log.WarnContext(ctx, "jobs are not worked", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(workAgain):
		}
	}
}
