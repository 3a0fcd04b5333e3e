package background_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/secret"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// Peal is what the job of a test takes.
type Peal struct {
	Bell  string
	Times int
}

// Toll is what a job takes that is tried once.
type Toll struct {
	Bell string
}

const tables = `create table bell_peal (tenant_id uuid not null, id uuid not null, bell text not null, primary key (tenant_id, id));
call tenant_table('bell_peal');`

var installations atomic.Int64

// tower is an installation with two tenants, and bells that are rung when nobody
// waits for it.
type tower struct {
	*enterprise.Enterprise

	works      *background.Works
	registry   *entity.Registry
	dispatcher *dispatch.Dispatcher
	ann, bob   *enterprise.Tenant

	mu     sync.Mutex
	now    time.Time
	fail   error          // of jobs
	served map[string]int // tenants' turns of the task, by slug
}

func (tw *tower) clock() time.Time {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	return tw.now
}

func (tw *tower) advance(d time.Duration) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	tw.now = tw.now.Add(d)
}

func (tw *tower) failing(err error) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	tw.fail = err
}

func (tw *tower) failure() error {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	return tw.fail
}

// bell is a module with jobs.
func (tw *tower) bell() entity.Module {
	ring := func(ctx context.Context, j entity.Job, bell string) error {
		if err := tw.failure(); err != nil {
			return err
		}
		if err := j.Progress(1, "rung"); err != nil {
			return err
		}
		return j.Do(ctx, func(_ context.Context, tx *entity.Tx) error {
			tx.Exec(`insert into bell_peal (tenant_id, id, bell) values ($1, $2, $3)`, j.ID(), bell)
			return nil
		})
	}
	return entity.Module{
		Name: "bell", Label: "Bell", Migrations: fstest.MapFS{"migrations/001_bell.sql": {Data: []byte(tables)}},
		Jobs: []entity.JobKind{
			entity.NewJob("bell.peal", func(ctx context.Context, j entity.Job, p Peal) error { return ring(ctx, j, p.Bell) }),
			entity.NewJob("bell.toll", func(ctx context.Context, j entity.Job, p Toll) error { return ring(ctx, j, p.Bell) }).
				Attempts(1).AtOnce(1).Within(10 * time.Second),
		},
		Schedules: []entity.Schedule{{
			Name: "bell.noon", Label: "Ring at noon", Cron: "0 12 * * *",
			Do: func(_ context.Context, tx *entity.Tx) (bool, error) {
				tx.Exec(`insert into bell_peal (tenant_id, id, bell) values ($1, $2, 'noon')`, uuid.New())
				return false, nil
			},
		}},
	}
}

// newTower returns an installation whose jobs are worked, when work says so.
func newTower(t *testing.T, work bool) *tower {
	t.Helper()
	tw := &tower{now: time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC), served: map[string]int{}}
	if work { // events are found by the month in their ids, which are of this moment
		tw.now = time.Now().UTC()
	}
	keys, err := secret.Open(t.Context(), "file://"+filepath.Join(t.TempDir(), "secret.keys"))
	if err != nil {
		t.Fatal(err)
	}
	bell := tw.bell()
	if tw.registry, err = entity.Compile(entity.Options{Modules: []entity.Module{bell}, Clock: tw.clock}); err != nil {
		t.Fatal(err)
	}
	tw.Enterprise, err = enterprise.Open(t.Context(), enterprise.Config{
		AdminURL: pgtest.Cluster(t).URL, Keys: keys, Clock: tw.clock, OwnServer: true, Prefix: fmt.Sprintf("b%d", installations.Add(1)),
		Modules: []enterprise.Module{{Name: "bell", Label: "Bell", Migrations: bell.Migrations}},
		Seed:    func(context.Context, pg.Home, enterprise.Tenant) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tw.Enterprise.Close)
	tw.ann, tw.bob = tw.tenant(t, "ann"), tw.tenant(t, "bob")
	tw.works, err = background.Open(t.Context(), background.Config{
		Registry: tw.registry, Enterprise: tw.Enterprise, Do: tw.Do, Log: slog.New(slog.DiscardHandler),
		List: func(ctx context.Context, tenant uuid.UUID) error { return tw.dispatcher.List(ctx, tenant) },
		Tasks: []background.Task{{
			Kind: "test.count", Label: "Count tenants", Cron: "0 * * * *",
			Tenant: func(_ context.Context, t enterprise.Tenant) error {
				tw.mu.Lock()
				defer tw.mu.Unlock()
				tw.served[t.Slug]++
				return nil
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tw.works.Close)
	tw.dispatcher = dispatch.New(dispatch.Config{
		Registry: tw.registry, Do: tw.Do, Due: tw.NewRounds().Due, Bury: tw.Enterprise.Bury, Enqueue: tw.works.Enqueue, Clock: tw.clock,
	})
	if work {
		tw.run(t)
	}
	return tw
}

// run has everything work until the test ends.
func (tw *tower) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { tw.dispatcher.Run(ctx) })
	running.Go(func() {
		if err := tw.works.Work(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { stop(); running.Wait() })
}

func (tw *tower) tenant(t *testing.T, slug string) *enterprise.Tenant {
	t.Helper()
	tenant, err := tw.Provision(t.Context(), enterprise.Request{
		Name: slug, Slug: slug, Tier: enterprise.Shared, AdminEmail: "a@" + slug + ".example", Country: "DE", Currency: "EUR",
	})
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

// ask has a tenant ask for a job, in a transaction that ends as said.
func (tw *tower) ask(t *testing.T, tenant *enterprise.Tenant, in any, ends error) {
	t.Helper()
	err := tw.Do(t.Context(), tenant.ID, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(tenant.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return tw.registry.Do(t.Context(), call, func(_ context.Context, tx *entity.Tx) error {
			if _, err := tx.Enqueue(in); err != nil {
				return err
			}
			return ends
		})
	})
	if !errors.Is(err, ends) {
		t.Fatal(err)
	}
	tw.dispatcher.Hint(tenant.ID)
}

// rung returns how often a bell was rung for a tenant.
func (tw *tower) rung(t *testing.T, tenant *enterprise.Tenant, bell string) (n int) {
	t.Helper()
	err := tw.Do(t.Context(), tenant.ID, func(home pg.Home) error {
		return pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
			n, _, err = pg.One[int](t.Context(), tx, `select count(*) from bell_peal where tenant_id = $1 and bell = $2`, bell)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func await(t *testing.T, what string, want int, count func() int) {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for {
		got := count()
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %d, want %d", what, got, want)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// jobs returns how many jobs there are of a kind in a state; "" is any.
func (tw *tower) jobs(t *testing.T, kind, state string) int {
	t.Helper()
	all, err := tw.works.Jobs(t.Context(), background.JobFilter{Kind: kind, State: state, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestJobsOfTransactions(t *testing.T) {
	t.Parallel()
	tw := newTower(t, true)
	for range 5 {
		tw.ask(t, tw.ann, Peal{Bell: "big", Times: 3}, nil)
	}
	tw.ask(t, tw.bob, Peal{Bell: "small"}, nil)
	tw.ask(t, tw.bob, Peal{Bell: "never"}, errors.New("rolled back"))
	await(t, "ann's", 5, func() int { return tw.rung(t, tw.ann, "big") })
	await(t, "bob's", 1, func() int { return tw.rung(t, tw.bob, "small") })
	await(t, "done", 6, func() int { return tw.jobs(t, "bell.peal", "done") })
	if n := tw.rung(t, tw.bob, "never"); n != 0 {
		t.Errorf("a job of a transaction that was rolled back was worked")
	}
	all, err := tw.works.Jobs(t.Context(), background.JobFilter{Tenant: tw.bob.ID})
	if err != nil || len(all) != 1 || all[0].Progress != 1 || all[0].Word != "rung" || *all[0].Client != tw.bob.ID {
		t.Fatalf("%+v, %v", all, err)
	}
	again := event.Delivery{Subscription: "bell.peal", Event: event.Event{ID: *all[0].Event}} // as after a crash
	if err := tw.works.Enqueue(t.Context(), tw.bob.ID, []event.Delivery{again}); err != nil {
		t.Fatal(err)
	}
	if n := tw.jobs(t, "bell.peal", ""); n != 6 {
		t.Errorf("%d jobs, want 6", n)
	}
}

func TestDeadJobs(t *testing.T) {
	t.Parallel()
	tw := newTower(t, true)
	tw.failing(errors.New("the rope is torn"))
	tw.ask(t, tw.ann, Toll{Bell: "big"}, nil)
	var dead []enterprise.DeadLetter
	await(t, "dead letters", 1, func() int {
		var err error
		if dead, err = tw.DeadLetters(t.Context(), enterprise.DeadLetterFilter{Tenant: tw.ann.ID}); err != nil {
			t.Fatal(err)
		}
		return len(dead)
	})
	if d := dead[0]; d.Subscription != "bell.toll" || d.EventType != "TollRequestedEvent" || d.Error != "the rope is torn" || d.Attempts != 1 {
		t.Errorf("%+v", d)
	}
	await(t, "jobs", 0, func() int { return tw.jobs(t, "", "dead") })
	tw.failing(nil)
	if _, err := tw.ReplayDeadLetters(t.Context(), nil, tw.ann.ID, []uuid.UUID{dead[0].ID}); err != nil {
		t.Fatal(err)
	}
	tw.dispatcher.Hint(tw.ann.ID)
	await(t, "rung after the replay", 1, func() int { return tw.rung(t, tw.ann, "big") })
}

func TestSuspendedTenantsWait(t *testing.T) {
	t.Parallel()
	tw := newTower(t, false)
	tw.advance(time.Since(tw.now))
	tw.ask(t, tw.ann, Peal{Bell: "big"}, nil)
	found, err := tw.NewRounds().Due(t.Context(), true)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if err := tw.works.PauseKind(t.Context(), nil, "bell.peal", true); err != nil {
		t.Fatal(err)
	}
	tw.run(t)
	await(t, "ready", 1, func() int { return tw.jobs(t, "bell.peal", "ready") })
	if _, err := tw.Suspend(t.Context(), nil, tw.ann.ID, "owes money"); err != nil {
		t.Fatal(err)
	}
	if err := tw.works.PauseKind(t.Context(), nil, "bell.peal", false); err != nil {
		t.Fatal(err)
	}
	await(t, "put off", 1, func() int { return tw.jobs(t, "bell.peal", "scheduled") })
	if _, err := tw.Reinstate(t.Context(), nil, tw.ann.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := tw.works.Operate(t.Context(), nil, "retry", background.JobFilter{Tenant: tw.ann.ID}, false, false); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	await(t, "rung", 1, func() int { return tw.rung(t, tw.ann, "big") })
}
