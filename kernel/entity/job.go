package entity

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

// JobKind is work that a transaction asks for and does not wait for.
type JobKind struct {
	Name    string
	Timeout time.Duration // of one attempt
	Tries   int           // before it lies with the dead letters
	Each    int           // of one tenant, so many are worked at the same time

	payload reflect.Type
	do      func(context.Context, Job, any) error
}

// NewJob declares work that takes its time: a run over all clients, an import, an
// export. The name is module and purpose, "billing.statement-run"; rows name it, so
// it stays. A is a struct whose fields are tagged like an entity's. A transaction
// asks for it by [Tx.Enqueue], and the job is there when that is committed.
//
// It is worked at least once: a process that is killed in the midst of it is
// followed by another. What it does in one transaction of [Job.Do] is done or not.
func NewJob[A any](name string, do func(context.Context, Job, A) error) JobKind {
	return JobKind{
		Name: name, Timeout: time.Minute, Tries: 1 + len(event.RetryAfter()), Each: 2, payload: reflect.TypeFor[A](),
		do: func(ctx context.Context, j Job, in any) error { return do(ctx, j, *cast[*A](in)) },
	}
}

// Within bounds how long one attempt may take; without it, a minute.
func (k JobKind) Within(d time.Duration) JobKind { k.Timeout = d; return k }

// Attempts says how often it is tried before it lies with the dead letters; without
// it, six times.
func (k JobKind) Attempts(n int) JobKind { k.Tries = n; return k }

// AtOnce says how many of one tenant are worked at the same time; without it, two.
func (k JobKind) AtOnce(n int) JobKind { k.Each = n; return k }

// Job is what a job works with.
type Job struct {
	registry *Registry
	home     pg.Home
	event    event.Event
	attempt  int
	progress func(share float64, word string) error
}

// ID returns the job's id, that [Tx.Enqueue] has returned.
func (j Job) ID() uuid.UUID { return j.event.ID }

// Attempt returns which attempt this is, from 1.
func (j Job) Attempt() int { return j.attempt }

// Progress tells how far the job is, from 0 to 1, and what it does now.
func (j Job) Progress(share float64, word string) error { return j.progress(share, word) }

// Call is a call of the tenant by the system, because of the job.
func (j Job) Call() Call { return j.registry.because(j.home, j.event) }

// As is [Job.Do] in the name of somebody, whom do is told to be.
func (j Job) As(ctx context.Context, actor *auth.Actor, do func(context.Context, *Tx) error) error {
	c := j.Call()
	c.Actor = actor
	return j.registry.Do(ctx, c, do)
}

// Do runs code in a transaction of the tenant. A job may have any number of them,
// one after the other.
func (j Job) Do(ctx context.Context, do func(context.Context, *Tx) error) error {
	return j.registry.Do(ctx, j.Call(), do)
}

// addJobs compiles a module's jobs: each is a subscription to the event that asks
// for it.
func (r *Registry) addJobs(m Module, help map[string]string) {
	for _, k := range m.Jobs {
		switch {
		case !strings.HasPrefix(k.Name, m.Name+"."):
			panic(fmt.Sprintf("module %s has the job %q, which must begin with %q", m.Name, k.Name, m.Name+"."))
		case r.jobs[k.Name] != nil || r.events[k.payload] != nil:
			panic(fmt.Sprintf("the job %s, or what it takes, is declared twice", k.Name))
		}
		r.jobs[k.Name] = &k
		name := k.payload.Name() + "Requested" + event.Suffix
		r.events[k.payload] = &eventType{
			name: name, job: true, module: m.Name, shape: compileShape(k.payload), help: help[k.payload.PkgPath()+"."+k.payload.Name()],
		}
		r.subscriptions[k.Name] = &Subscription{
			Subscription: event.Subscription{Name: k.Name, Kind: event.Job, Types: []string{name}, Timeout: k.Timeout}, payload: k.payload,
		}
		r.routes[name] = append(r.routes[name], k.Name)
	}
}

// Jobs returns the kinds of jobs, in the order of their modules.
func (r *Registry) Jobs() []JobKind {
	var out []JobKind
	for _, m := range r.modules {
		out = append(out, m.Jobs...)
	}
	return out
}

// Enqueue asks for a job: of the kind that takes what is given. It is there when
// the transaction is committed, and otherwise not at all. Its id is returned.
func (tx *Tx) Enqueue(in any) (uuid.UUID, error) {
	declared := tx.registry.events[reflect.TypeOf(in)]
	if declared == nil || !declared.job {
		return uuid.Nil, fmt.Errorf("no job takes %T", in)
	}
	body := declared.shape.append(nil, reflect.ValueOf(in), encoding{})
	e := tx.event(declared.name, Ref{Entity: event.JobEntity}, 0, body)
	e.Aggregate.ID = e.ID
	tx.outbox = append(tx.outbox, e)
	return e.ID, nil
}

// RunJob works a job of a tenant that the event with the id has asked for. progress
// keeps how far it is.
func (r *Registry) RunJob(
	ctx context.Context, home pg.Home, kind string, id uuid.UUID, attempt int, progress func(float64, string) error,
) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	k := r.jobs[kind]
	if k == nil {
		return fmt.Errorf("there is no job %q", kind)
	}
	var asked event.Event
	err = pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
		asked, err = event.Find(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	in, err := r.payloadOf(r.subscriptions[kind], asked)
	if err != nil {
		return err
	}
	return k.do(ctx, Job{registry: r, home: home, event: asked, attempt: attempt, progress: progress}, in)
}
