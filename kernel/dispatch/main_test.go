package dispatch_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// Rung is told by the tests: a bell was rung.
type Rung struct {
	Bell string
}

// tables has what handlers write, so that effects can be counted.
const tables = `create table bell_heard (tenant_id uuid not null, event_id uuid not null, bell text not null);
call tenant_table('bell_heard');`

// tower is a house with bells, and what hears them.
type tower struct {
	*entitytest.House
	*dispatch.Dispatcher

	mu     sync.Mutex
	refuse func(bell string) error // what handlers answer; nil for nothing
	called []event.Event           // what was told outside
	buried []event.DeadLetter
	more   []pg.Home // of other tenants
}

// newTower returns a house whose dispatcher does not run yet.
func newTower(tb testing.TB) *tower {
	tb.Helper()
	tw := &tower{}
	bell := entity.Module{
		Name: "bell", Label: "Bell", Events: []entity.EventType{entity.Event[Rung]()},
		Migrations: fstest.MapFS{"migrations/001_bell.sql": {Data: []byte(tables)}},
		Subscriptions: []entity.Subscription{
			entity.Follow("bell.count", func(_ context.Context, tx *entity.Tx, e event.Event, r Rung) error {
				if err := tw.answer(r.Bell); err != nil {
					return err
				}
				tx.Exec(`insert into bell_heard (tenant_id, event_id, bell) values ($1, $2, $3)`, e.ID, r.Bell)
				return nil
			}),
			entity.Tell("bell.call", []string{"RungEvent"}, func(_ context.Context, o entity.Outside, e event.Event) error {
				tw.mu.Lock()
				tw.called = append(tw.called, e)
				tw.mu.Unlock()
				o.Answered("heard")
				rung, err := entity.Decode[struct{ Bell string }](e)
				if err != nil {
					return err
				}
				return tw.answer("call " + rung.Bell)
			}),
			entity.FollowTypes("bell.opted", []string{"*"}, func(_ context.Context, tx *entity.Tx, e event.Event) error {
				tx.Exec(`insert into bell_heard (tenant_id, event_id, bell) values ($1, $2, 'opted')`, e.ID)
				return nil
			}).OnlyFor(),
			entity.Tell("bell.quick", []string{"*"}, func(context.Context, entity.Outside, event.Event) error {
				return tw.answer("quick")
			}).OnlyFor().Within(2 * time.Second),
			entity.FollowTypes("bell.idle", []string{"RungEvent"}, func(context.Context, *entity.Tx, event.Event) error {
				return nil
			}).OnlyFor(),
		},
	}
	tw.House = entitytest.New(tb, bell)
	tw.Dispatcher = dispatch.New(tw.config())
	return tw
}

// config is what every dispatcher of the house works with.
func (tw *tower) config() dispatch.Config {
	return dispatch.Config{
		Registry: tw.Registry, Clock: tw.Clock.Now,
		Do: func(_ context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
			home := tw.Home
			home.Tenant = tenant
			return do(home)
		},
		Due: tw.due,
		Bury: func(_ context.Context, _ uuid.UUID, dead []event.DeadLetter) error {
			tw.mu.Lock()
			defer tw.mu.Unlock()
			tw.buried = append(tw.buried, dead...)
			return nil
		},
	}
}

// due looks at every tenant of the house.
func (tw *tower) due(ctx context.Context, _ bool) ([]dispatch.Due, error) {
	var out []dispatch.Due
	for _, home := range append([]pg.Home{tw.Home}, tw.more...) {
		err := pg.Read(ctx, home, func(tx *pg.Tx) error {
			at, found, err := event.Next(ctx, tx, []string{"bell.count", "bell.call", "bell.opted", "bell.quick"})
			if found {
				out = append(out, dispatch.Due{Tenant: home.Tenant, At: at})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (tw *tower) answer(bell string) error {
	tw.mu.Lock()
	refuse := tw.refuse
	tw.mu.Unlock()
	if refuse == nil {
		return nil
	}
	return refuse(bell)
}

func (tw *tower) refuses(by func(bell string) error) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	tw.refuse = by
}

// run has the dispatcher work until the test ends.
func (tw *tower) run(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { tw.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
}

// ring tells, in one transaction of a tenant, that bells were rung.
func (tw *tower) ring(t *testing.T, home pg.Home, bells ...string) {
	t.Helper()
	call := entity.Call{Actor: auth.System(home.Tenant), Home: home, Origin: entity.Origin{RequestID: uuid.Must(uuid.NewV7())}}
	err := tw.Registry.Do(t.Context(), call, func(_ context.Context, tx *entity.Tx) error {
		for _, b := range bells {
			if err := tx.Emit(entity.Ref{Entity: "bell.tower", ID: home.Tenant}, Rung{Bell: b}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// heard returns how often a bell was heard, by all tenants.
func (tw *tower) heard(t *testing.T, bell string) int {
	t.Helper()
	return entitytest.Select[int](t, tw.House, `select count(*) from bell_heard where bell = $1`, bell)
}

// await waits until a count is what it should be, and fails when it is not within a minute, which is only waited for when something is wrong.
func await(t *testing.T, what string, want int, count func() int) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		got := count()
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %d, want %d", what, got, want)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// waiting returns how many deliveries of a subscription are in the queue.
func (tw *tower) waiting(t *testing.T, subscription string) int {
	t.Helper()
	return entitytest.Select[int](t, tw.House, `select count(*) from system_delivery where subscription = $1`, subscription)
}

var errRefused = errors.New("not this bell")

// only returns an answer that refuses one bell.
func only(bell string, err error) func(string) error {
	return func(b string) error {
		if b == bell {
			return err
		}
		return nil
	}
}
