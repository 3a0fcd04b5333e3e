package limit

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// admitted is one admission, as a test remembers it.
type admitted struct {
	at   int64
	cost int
}

// between sums what was admitted from one moment to another, both included.
func between(all []admitted, from, to int64) int {
	sum := 0
	for _, a := range all {
		if a.at >= from && a.at <= to {
			sum += a.cost
		}
	}
	return sum
}

func drawPolicy(t *rapid.T) Policy {
	return Policy{
		Name:   "p",
		Limit:  rapid.OneOf(rapid.IntRange(1, 10), rapid.IntRange(95, 105), rapid.IntRange(101, 2000)).Draw(t, "limit"),
		Window: time.Duration(rapid.IntRange(1_000, 100_000).Draw(t, "window")) * time.Microsecond,
	}
}

// TestNeverMoreThanTheLimit holds the store against a plain list of everything that
// it has admitted: no stretch as long as the window has more than the limit, nothing
// is refused that would fit with one slot to spare, and waiting as long as was told
// is necessary and enough.
func TestNeverMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		m := newMemory(100)
		now := rapid.Int64Range(0, 1<<50).Draw(t, "start")
		m.clock = func() int64 { return now }
		var all []admitted
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			now += rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, p.window()/40), rapid.Int64Range(0, 2*p.window())).Draw(t, "pause")
			cost := rapid.OneOf(rapid.Just(1), rapid.IntRange(0, p.Limit+1)).Draw(t, "cost")
			d, slot := m.take("k", p, cost)
			if d.Allowed {
				all = append(all, admitted{now, cost})
				if rapid.IntRange(0, 9).Draw(t, "release") == 0 {
					m.release("k", p, cost, slot)
					all = all[:len(all)-1]
				}
			}
			if n := between(all, now-p.window()+1, now); n > p.Limit {
				t.Fatalf("%d admitted in one window, more than %d", n, p.Limit)
			}
			checkRefusal(t, m, p, all, &now, d, cost)
		}
		for i := range m.shards {
			for _, w := range m.shards[i].windows {
				if len(w.slots) > logged+2 {
					t.Fatalf("a window has %d slots", len(w.slots))
				}
			}
		}
	})
}

// checkRefusal checks that a refusal was due and says the truth about when it ends.
// It moves the clock to that end.
func checkRefusal(t *rapid.T, m *memory, p Policy, all []admitted, now *int64, d Decision, cost int) {
	if d.Allowed {
		if d.RetryAfter != 0 || d.Remaining < 0 || d.Remaining > p.Limit-between(all, *now-p.window()+1, *now) {
			t.Fatalf("admitted: %+v", d)
		}
		return
	}
	need := max(cost, 1)
	if used := between(all, *now-p.window()-p.grain(), *now); used+need <= p.Limit {
		t.Fatalf("refused %d though only %d of %d are used", need, used, p.Limit)
	}
	if need > p.Limit {
		if d.RetryAfter != p.Window {
			t.Fatalf("what never fits is told to wait %s", d.RetryAfter)
		}
		return
	}
	*now += d.RetryAfter.Microseconds() - 1
	if again, _ := m.take("k", p, 0); cost <= 1 && again.Allowed {
		t.Fatal("admitted before the time that was told")
	}
	*now++
	if used := between(all, *now-p.window()+1, *now); used+need > p.Limit {
		t.Fatalf("told to come back when %d of %d are used", used, p.Limit)
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	p, now := Policy{Name: "p", Limit: 2, Window: time.Second}, int64(0)
	m := newMemory(1)
	m.clock = func() int64 { return now }
	for _, step := range []struct {
		at   time.Duration
		cost int
		want string
	}{
		{0, 0, "true 2 0s"},
		{0, 1, "true 1 1s"},
		{200 * time.Millisecond, 1, "true 0 800ms"},
		{300 * time.Millisecond, 1, "false 0 700ms"},
		{300 * time.Millisecond, 0, "false 0 700ms"},
		{time.Second - time.Microsecond, 1, "false 0 1µs"},
		{time.Second, 1, "true 0 200ms"},
		{time.Second, 2, "false 0 1s"},
		{time.Second, 3, "false 0 1s"},
	} {
		now = step.at.Microseconds()
		d, _ := m.take("k", p, step.cost)
		if got := fmt.Sprint(d.Allowed, d.Remaining, d.Reset); got != step.want {
			t.Errorf("at %s: %s, want %s", step.at, got, step.want)
		}
		if d.Limit != 2 || d.Allowed == (d.RetryAfter > 0) || (d.Refusal() == nil) != d.Allowed {
			t.Errorf("at %s: %+v", step.at, d)
		}
	}
}

func TestHeaderItems(t *testing.T) {
	t.Parallel()
	p := Policy{Name: "plan", Limit: 100, Window: 15 * time.Minute}
	if got := string(p.AppendPolicy(nil)); got != `"plan";q=100;w=900` {
		t.Error(got)
	}
	if got := string(p.AppendState([]byte("a, "), Decision{Remaining: 99, Reset: 14*time.Minute + time.Nanosecond})); got != `a, "plan";r=99;t=841` {
		t.Error(got)
	}
}
