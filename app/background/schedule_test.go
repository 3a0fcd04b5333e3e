package background_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

// tick begins what is due, in several processes at once, and returns how many jobs
// came of it.
func (tw *tower) tick(t *testing.T) int {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	begun := 0
	for range 4 {
		all.Go(func() {
			n, err := tw.works.Tick(t.Context())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			begun += n
		})
	}
	all.Wait()
	return begun
}

func (tw *tower) want(t *testing.T, what string, begun int) {
	t.Helper()
	if n := tw.tick(t); n != begun {
		t.Errorf("%s: %d were begun, want %d", what, n, begun)
	}
}

func (tw *tower) change(t *testing.T, c enterprise.ScheduleChange) background.Schedule {
	t.Helper()
	s, err := tw.works.ChangeSchedule(t.Context(), nil, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchedulesAreBegunOnce(t *testing.T) {
	t.Parallel()
	tw := newTower(t, false) // a Monday at 11:00
	tw.change(t, enterprise.ScheduleChange{Kind: "test.count", Paused: new(true)})
	tw.want(t, "before it is due", 0)
	tw.advance(time.Hour)
	tw.want(t, "at noon", 1)
	tw.want(t, "at noon again", 0)
	tw.advance(5 * 24 * time.Hour)
	tw.want(t, "after five days without anybody", 1)
	tw.change(t, enterprise.ScheduleChange{Kind: "bell.noon", CatchUp: new(enterprise.CatchUpSkip)})
	tw.advance(27 * time.Hour)
	tw.want(t, "three hours late, to be skipped", 0)
	tw.advance(21 * time.Hour)
	tw.want(t, "in time", 1)
	tw.change(t, enterprise.ScheduleChange{Kind: "bell.noon", CatchUp: new(enterprise.CatchUpOnce), Paused: new(true)})
	tw.advance(48 * time.Hour)
	tw.want(t, "while it is paused", 0)
	s := tw.change(t, enterprise.ScheduleChange{Kind: "bell.noon", Paused: new(false)})
	tw.want(t, "what was missed while it was paused", 0)
	if s.NextAt == nil || !s.NextAt.Equal(time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("due next at %v", s.NextAt)
	}
	if err := tw.works.RunSchedule(t.Context(), nil, "bell.noon", uuid.Nil); err != nil {
		t.Fatal(err)
	}
	if n := tw.jobs(t, "bell.noon", ""); n != 4 {
		t.Errorf("%d jobs came of it, want 4", n)
	}
	tw.run(t)
	await(t, "rung for ann", 4, func() int { return tw.rung(t, tw.ann, "noon") })
	await(t, "rung for bob", 4, func() int { return tw.rung(t, tw.bob, "noon") })
}

func TestTenantsHaveTheirOwnTimes(t *testing.T) {
	t.Parallel()
	tw := newTower(t, false)
	tw.change(t, enterprise.ScheduleChange{Kind: "bell.noon", Paused: new(true)})
	s := tw.change(t, enterprise.ScheduleChange{Kind: "test.count", Tenant: tw.ann.ID, Cron: new("30 9 * * *"), Zone: new("America/New_York")})
	if s.Client == nil || *s.Client != tw.ann.ID || !s.NextAt.Equal(time.Date(2026, 3, 2, 14, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", s)
	}
	tw.run(t)
	count := func(slug string) func() int {
		return func() int {
			tw.mu.Lock()
			defer tw.mu.Unlock()
			return tw.served[slug]
		}
	}
	tw.advance(time.Hour)
	tw.want(t, "that of all others", 1)
	await(t, "bob", 1, count("bob"))
	tw.advance(2*time.Hour + 30*time.Minute)
	tw.want(t, "both", 2)
	await(t, "ann", 1, count("ann"))
	await(t, "bob", 2, count("bob"))
	if err := tw.DropSchedule(t.Context(), nil, "test.count", tw.ann.ID); err != nil {
		t.Fatal(err)
	}
	tw.advance(30 * time.Minute)
	tw.want(t, "that of all", 1)
	await(t, "ann", 2, count("ann"))
	for _, c := range []enterprise.ScheduleChange{
		{Kind: "test.count", Cron: new("sometimes")}, {Kind: "test.count", Zone: new("Mars/Phobos")}, {Kind: "test.count", CatchUp: new("twice")},
	} {
		if _, err := tw.works.ChangeSchedule(t.Context(), nil, c); !problem.Is(err, "invalid") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := tw.works.ChangeSchedule(t.Context(), nil, enterprise.ScheduleChange{Kind: "test.nothing"}); !problem.Is(err, "not-found") {
		t.Errorf("%v", err)
	}
	if err := tw.works.RunSchedule(t.Context(), nil, "test.nothing", uuid.Nil); !problem.Is(err, "not-found") {
		t.Errorf("%v", err)
	}
}

// TestClocksThatChange: what is due at half past two in a tenant's time zone is left
// out on the day that has no such time, and comes once on the day that has it twice.
func TestClocksThatChange(t *testing.T) {
	t.Parallel()
	tw := newTower(t, false)
	tw.change(t, enterprise.ScheduleChange{Kind: "bell.noon", Paused: new(true)})
	tw.change(t, enterprise.ScheduleChange{Kind: "test.count", Paused: new(true)})
	for _, c := range []struct {
		noon string // before the night in which clocks change
		due  []string
	}{
		{"2026-03-28T12:00:00Z", []string{"2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"}},
		{"2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"}},
	} {
		from, err := time.Parse(time.RFC3339, c.noon)
		if err != nil {
			t.Fatal(err)
		}
		tw.advance(from.Sub(tw.clock()))
		tw.change(t, enterprise.ScheduleChange{Kind: "test.count", Tenant: tw.ann.ID, Cron: new("30 2 * * *"), Zone: new("Europe/Berlin"), Paused: new(false)})
		var due []string
		for range 3 * 24 * 2 { // half an hour at a time, three days
			tw.advance(30 * time.Minute)
			if tw.tick(t) > 0 {
				due = append(due, tw.clock().Format(time.RFC3339))
			}
		}
		if !slices.Equal(due, c.due) {
			t.Errorf("after %s it was begun at %s, want %s", c.noon, due, c.due)
		}
	}
}
