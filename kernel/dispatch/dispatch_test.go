package dispatch_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

// TestDelivered: what a commit tells reaches every subscription once, and nothing
// of what was rolled back reaches any.
func TestDelivered(t *testing.T) {
	tw := newTower(t)
	tw.run(t)
	tw.ring(t, tw.Home, "one", "two")
	err := tw.Try(t, func(_ context.Context, tx *entity.Tx) error {
		if err := tx.Emit(entity.Ref{Entity: "bell.tower", ID: tx.Tenant()}, Rung{Bell: "never"}); err != nil {
			return err
		}
		return errRefused
	})
	if err == nil {
		t.Fatal("the transaction was committed")
	}
	tw.Hint(tw.Tenant.ID)
	await(t, "in the queue", 0, func() int {
		return entitytest.Select[int](t, tw.House, `select count(*) from system_delivery`)
	})
	for bell, want := range map[string]int{"one": 1, "two": 1, "never": 0} {
		if got := tw.heard(t, bell); got != want {
			t.Errorf("bell %q was heard %d times, want %d", bell, got, want)
		}
	}
	if len(tw.called) != 2 {
		t.Errorf("told outside: %d, want 2", len(tw.called))
	}
	e := tw.called[0]
	if e.Type != "RungEvent" || e.TenantID != tw.Tenant.ID || e.Sequence == 0 || e.CorrelationID == e.CausationID || e.Aggregate.Entity != "bell.tower" {
		t.Errorf("the event that was told: %+v", e)
	}
	if n := entitytest.Select[int](t, tw.House, `select count(*) from system_delivery_log where outcome = 'delivered' and response = 'heard'`); n != 2 {
		t.Errorf("attempts in the log: %d, want 2", n)
	}
}

// TestNobodyHints: what is due is found without any hint.
func TestNobodyHints(t *testing.T) {
	tw := newTower(t)
	tw.ring(t, tw.Home, "early")
	tw.run(t)
	await(t, "heard", 1, func() int { return tw.heard(t, "early") })
}

// TestPoison: a delivery that fails is tried at the five times, holds up none of
// its neighbours, lies with the dead letters with its history, and is made when it
// is replayed after the fix.
func TestPoison(t *testing.T) {
	tw := newTower(t)
	tw.refuses(only("cracked", errRefused))
	tw.run(t)
	bells := []string{"cracked"}
	for i := range 20 {
		bells = append(bells, fmt.Sprint("sound ", i))
	}
	tw.ring(t, tw.Home, bells...)
	tw.Hint(tw.Tenant.ID)
	await(t, "neighbours waiting", 1, func() int { return tw.waiting(t, "bell.count") })
	attempts := func() int {
		return entitytest.Select[int](t, tw.House, `select coalesce(max(attempt), 0) from system_delivery where subscription = 'bell.count'`)
	}
	await(t, "attempts", 1, attempts)
	for n, pause := range event.RetryAfter() {
		tw.Clock.Advance(pause - time.Second)
		tw.sweep(t)
		time.Sleep(20 * time.Millisecond)
		if got := attempts(); got != n+1 {
			t.Fatalf("before its time there were %d attempts, want %d", got, n+1)
		}
		tw.Clock.Advance(time.Second + pause/10)
		tw.sweep(t)
		if n+1 < len(event.RetryAfter()) {
			await(t, "attempts", n+2, attempts)
		}
	}
	await(t, "waiting", 0, func() int { return tw.waiting(t, "bell.count") })
	await(t, "listed", 1, func() int {
		return entitytest.Select[int](t, tw.House, `select count(*) from system_dead_letter where indexed and attempt = 6 and jsonb_array_length(errors) = 6`)
	})
	if len(tw.buried) != 1 || len(tw.buried[0].Errors) != 6 || tw.buried[0].LastError() != errRefused.Error() {
		t.Fatalf("buried: %+v", tw.buried)
	}
	tw.refuses(nil)
	tw.replay(t, tw.buried)
	await(t, "heard at last", 1, func() int { return tw.heard(t, "cracked") })
	if n := entitytest.Select[int](t, tw.House, `select count(*) from system_dead_letter`); n != 0 {
		t.Errorf("dead letters after the replay: %d", n)
	}
}

func (tw *tower) sweep(t *testing.T) {
	t.Helper()
	if err := tw.Sweep(t.Context(), true); err != nil {
		t.Fatal(err)
	}
}

func (tw *tower) replay(t *testing.T, dead []event.DeadLetter) {
	t.Helper()
	err := pg.Write(t.Context(), tw.Home, func(tx *pg.Tx) error {
		event.Replay(tx, dead, tw.Clock.Now())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tw.Hint(tw.Tenant.ID)
}

// TestPanic: a handler that panics has failed, and no more.
func TestPanic(t *testing.T) {
	tw := newTower(t)
	tw.refuses(func(bell string) error {
		if bell == "cracked" {
			panic("it broke")
		}
		return nil
	})
	tw.run(t)
	tw.ring(t, tw.Home, "cracked", "sound")
	tw.Hint(tw.Tenant.ID)
	await(t, "heard", 1, func() int { return tw.heard(t, "sound") })
	await(t, "failed", 1, func() int {
		return entitytest.Select[int](t, tw.House, `select count(*) from system_delivery where errors->0->>'error' like '%it broke%'`)
	})
}

// TestDown: while the other side is down nothing counts as an attempt and nothing
// is lost; when it is back everything is told.
func TestDown(t *testing.T) {
	tw := newTower(t)
	down := fmt.Errorf("dial: %w", event.ErrDown)
	tw.refuses(func(bell string) error {
		if len(bell) > 5 && bell[:5] == "call " {
			return down
		}
		return nil
	})
	tw.run(t)
	var bells []string
	for i := range 30 {
		bells = append(bells, fmt.Sprint("b", i))
	}
	tw.ring(t, tw.Home, bells...)
	tw.Hint(tw.Tenant.ID)
	await(t, "paused", 1, func() int { return len(tw.Paused()) })
	await(t, "heard inside all the same", 30, func() int {
		return entitytest.Select[int](t, tw.House, `select count(*) from bell_heard`)
	})
	for range 12 { // two minutes and more: as attempts they would all be dead
		tw.Clock.Advance(30 * time.Second)
		tw.sweep(t)
		time.Sleep(10 * time.Millisecond)
	}
	if n := entitytest.Select[int](t, tw.House, `select coalesce(max(attempt), 0) from system_delivery where next_at > now()`); n > 1 {
		t.Errorf("attempts counted while the other side was down: %d", n)
	}
	if n := tw.waiting(t, "bell.call"); n != 30 {
		t.Fatalf("waiting: %d, want 30", n)
	}
	if n := len(tw.called); n > 4+12 {
		t.Errorf("the other side was tried %d times while it was down", n)
	}
	tw.refuses(nil)
	deadline := time.Now().Add(10 * time.Second)
	for tw.waiting(t, "bell.call") > 0 && time.Now().Before(deadline) {
		tw.Clock.Advance(10 * time.Second)
		tw.sweep(t)
		time.Sleep(10 * time.Millisecond)
	}
	if n := tw.waiting(t, "bell.call"); n != 0 {
		t.Fatalf("still waiting after it is up: %d", n)
	}
	if n := entitytest.Select[int](t, tw.House, `select count(*) from system_dead_letter`); n != 0 {
		t.Errorf("dead letters: %d", n)
	}
}

// TestLeased: while a delivery is made outside, nobody else tries for as long as its
// own subscription may take and a little more, however slow others are.
func TestLeased(t *testing.T) {
	tw := newTower(t)
	tw.Admin(t, `insert into system_subscriber (tenant_id, event_type, subscription) values ($1, '*', 'bell.quick')`, tw.Tenant.ID)
	leased := make(chan [2]any, 2)
	tw.refuses(func(bell string) error {
		name, found := map[string]string{"call one": "bell.call", "quick": "bell.quick"}[bell]
		if found {
			leased <- [2]any{name, entitytest.Select[int](t, tw.House,
				`select extract(epoch from next_at - $2)::int from system_delivery where subscription = $1`, name, tw.Clock.Now())}
		}
		return nil
	})
	tw.ring(t, tw.Home, "one")
	tw.run(t)
	got := map[any]any{}
	for range cap(leased) {
		l := <-leased
		got[l[0]] = l[1]
	}
	if want := map[any]any{"bell.call": 30 + 15, "bell.quick": 2 + 15}; !maps.Equal(got, want) {
		t.Errorf("seconds of the leases: %v, want %v", got, want)
	}
}

// TestStoppedWhileLeasing: a process that is told to stop while its lease is being
// committed makes that delivery, instead of keeping it from everybody else.
func TestStoppedWhileLeasing(t *testing.T) {
	tw := newTower(t)
	tw.Admin(t, `create function linger() returns trigger language plpgsql as 'begin perform pg_sleep(0.2); return null; end'`)
	tw.Admin(t, `create constraint trigger linger after update on system_delivery deferrable initially deferred
		for each row when (new.subscription = 'bell.call') execute function linger()`)
	tw.ring(t, tw.Home, "one")
	ctx, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer leave()
	tw.Hint(tw.Tenant.ID)
	tw.Run(ctx)
	if n := len(tw.called); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
	if left := tw.waiting(t, "bell.call"); left != 0 {
		t.Errorf("%d wait until the lease of nobody ends", left)
	}
}

// TestOpted: a subscription that a tenant asked for hears everything of that
// tenant, and nothing of others.
func TestOpted(t *testing.T) {
	tw := newTower(t)
	other := tw.AddTenant(t, entity.Tenant{Name: "Other", Slug: "other", Country: "DE", Currency: "EUR"})
	tw.more = append(tw.more, other)
	tw.Admin(t, `insert into system_subscriber (tenant_id, event_type, subscription) values ($1, '*', 'bell.opted')`, tw.Tenant.ID)
	tw.run(t)
	tw.ring(t, tw.Home, "one")
	tw.ring(t, other, "two")
	await(t, "opted", 1, func() int { return tw.heard(t, "opted") })
	await(t, "waiting", 0, func() int { return tw.waiting(t, "bell.count") })
	if n := tw.heard(t, "opted"); n != 1 {
		t.Errorf("opted: %d, want 1", n)
	}
}

// TestSeveralPoisons: in a queue that one transaction could make, those that fail are
// found, each with one attempt and no more, and all others are made once.
func TestSeveralPoisons(t *testing.T) {
	tw := newTower(t)
	const bells = 300
	poison := map[string]bool{"bell 0": true, "bell 1": true, "bell 170": true, "bell 299": true}
	runs := 0 // of handlers; a tenant has one turn at a time
	tw.refuses(func(bell string) error {
		if !strings.HasPrefix(bell, "call ") {
			runs++
		}
		if poison[bell] {
			return errRefused
		}
		return nil
	})
	many := make([]string, bells)
	for i := range many {
		many[i] = fmt.Sprint("bell ", i)
	}
	tw.ring(t, tw.Home, many...)
	tw.run(t)
	await(t, "waiting", len(poison), func() int { return tw.waiting(t, "bell.count") })
	await(t, "attempts", len(poison), func() int {
		return entitytest.Select[int](t, tw.House, `select coalesce(sum(attempt), 0) from system_delivery where subscription = 'bell.count'`)
	})
	if n := entitytest.Select[int](t, tw.House, `select count(distinct event_id) from bell_heard`); n != bells-len(poison) {
		t.Errorf("%d bells were heard, want %d", n, bells-len(poison))
	}
	if n := entitytest.Select[int](t, tw.House, `select count(*) from bell_heard`); n != bells-len(poison) {
		t.Errorf("bells were heard %d times, want %d", n, bells-len(poison))
	}
	tw.mu.Lock()
	defer tw.mu.Unlock()
	if most := 3 * bells; runs > most {
		t.Errorf("handlers ran %d times for %d bells, want %d at most", runs, bells, most)
	}
}

// TestFlood: one tenant's flood does not keep another waiting.
func TestFlood(t *testing.T) {
	tw := newTower(t)
	other := tw.AddTenant(t, entity.Tenant{Name: "Other", Slug: "other", Country: "DE", Currency: "EUR"})
	tw.more = append(tw.more, other)
	const flood = 500
	many := make([]string, flood)
	for i := range many {
		many[i] = "flood"
	}
	tw.refuses(func(string) error { time.Sleep(4 * time.Millisecond); return nil })
	tw.ring(t, tw.Home, many...)
	tw.run(t)
	tw.Hint(tw.Tenant.ID)
	await(t, "the flood has begun", 1, func() int { return min(1, tw.heard(t, "flood")) })
	tw.ring(t, other, "single")
	tw.Hint(other.Tenant)
	await(t, "the other's", 1, func() int { return tw.heard(t, "single") })
	if left := tw.waiting(t, "bell.count"); left == 0 {
		t.Error("the flood was over before: the test has seen nothing")
	}
	await(t, "the flood", flood, func() int { return tw.heard(t, "flood") })
	const largest = 64 // bells that take four milliseconds each, once it has shown that they do
	n := entitytest.Select[int](t, tw.House, `select count(distinct xmin::text) from bell_heard where bell = 'flood'`)
	if n < flood/largest {
		t.Errorf("the flood had %d turns, which are too long", n)
	}
}

// TestSeveralProcesses: while processes come and go, each effect is there once, and
// what is told outside is told once by those that stop in good order.
func TestSeveralProcesses(t *testing.T) {
	tw := newTower(t)
	const rounds, bells = 10, 50
	stop := make(chan struct{})
	var processes sync.WaitGroup
	for range 3 {
		processes.Go(func() {
			for {
				ctx, leave := context.WithTimeout(t.Context(), 30*time.Millisecond+rand.N(50*time.Millisecond))
				d := dispatch.New(tw.config())
				d.Hint(tw.Tenant.ID)
				d.Run(ctx)
				leave()
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for range rounds {
		many := make([]string, bells)
		for i := range many {
			many[i] = "one of many"
		}
		tw.ring(t, tw.Home, many...)
	}
	await(t, "heard", rounds*bells, func() int { return tw.heard(t, "one of many") })
	await(t, "waiting", 0, func() int { return tw.waiting(t, "bell.call") })
	close(stop)
	processes.Wait()
	told := map[uuid.UUID]int{}
	for _, e := range tw.called {
		told[e.ID]++
	}
	if len(told) != rounds*bells || len(tw.called) != rounds*bells {
		t.Errorf("%d events were told outside %d times, want each of %d once", len(told), len(tw.called), rounds*bells)
	}
	if n := tw.heard(t, "one of many"); n != rounds*bells {
		t.Errorf("heard %d times, want %d", n, rounds*bells)
	}
}
