package limit

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
)

// process is what another process would have: a limiter with a connection of its
// own.
func process(t *testing.T, server *redistest.Server, log *slog.Logger) *Limiter {
	t.Helper()
	client, err := redis.Open(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return New(Options{Redis: client, Log: log})
}

func TestTwoProcessesCountTogether(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	first, second := process(t, server, nil), process(t, server, nil)
	for _, n := range []int{1, 100, 101, 300} {
		p := Policy{"p", n, time.Hour}
		if got := hammer(t, p, first, second); got != n {
			t.Errorf("%d were admitted instead of %d", got, n)
		}
		if first.alone.Load() || second.alone.Load() {
			t.Error("a process counted alone")
		}
		for _, l := range []*Limiter{first, second} {
			d, err := l.Take(t.Context(), "k", p, 1)
			if err != nil || d.Allowed || d.Limit != n || d.Remaining != 0 || d.RetryAfter <= time.Hour-time.Minute || d.RetryAfter > time.Hour+p.Window/logged {
				t.Errorf("refused: %+v, %v", d, err)
			}
		}
	}
	d, err := second.Take(t.Context(), "other", Policy{"p", 100, time.Hour}, 30)
	if err != nil || !d.Allowed || d.Remaining != 70 || d.Reset <= 0 || d.RetryAfter != 0 {
		t.Errorf("another key: %+v, %v", d, err)
	}
}

// TestWindowSlidesInRedis takes as fast as it can for several windows. An admission
// happened between asking and answer: those that surely lie in one window are never
// more than the limit.
func TestWindowSlidesInRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for _, p := range []Policy{{"log", 20, 250 * time.Millisecond}, {"slots", 200, 250 * time.Millisecond}} {
		var mu sync.Mutex
		var all []span
		var hands sync.WaitGroup
		began := time.Now()
		for range 2 {
			l := process(t, server, nil)
			for range 4 {
				hands.Go(func() {
					for time.Since(began) < 4*p.Window {
						from := time.Now()
						d, err := l.Take(t.Context(), "k", p, 1)
						if err != nil {
							t.Error(err)
						}
						if d.Allowed {
							mu.Lock()
							all = append(all, span{from, time.Now()})
							mu.Unlock()
						}
					}
				})
			}
		}
		hands.Wait()
		if len(all) < 3*p.Limit {
			t.Errorf("%s: only %d were admitted: the window does not slide", p.Name, len(all))
		}
		for _, first := range all {
			if n := inside(all, first.from, first.from.Add(p.Window)); n > p.Limit {
				t.Fatalf("%s: %d admitted in one window, more than %d", p.Name, n, p.Limit)
			}
		}
	}
}

// span is when something happened, at some moment in it.
type span struct{ from, to time.Time }

func inside(all []span, from, to time.Time) int {
	n := 0
	for _, s := range all {
		if !s.from.Before(from) && !s.to.After(to) {
			n++
		}
	}
	return n
}

// TestRedisLost kills Redis under the process: what it admitted goes on counting,
// nobody is refused or kept waiting, the log says it once, and counting together
// begins again with Redis.
func TestRedisLost(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	var log bytes.Buffer
	l := process(t, server, slog.New(slog.NewTextHandler(&log, nil)))
	p := Policy{"p", 10, time.Hour}
	take := func(want bool) {
		t.Helper()
		if d, err := l.Take(t.Context(), "k", p, 1); err != nil || d.Allowed != want {
			t.Fatalf("%+v, %v", d, err)
		}
	}
	for range 4 {
		take(true)
	}
	server.Kill(t)
	began := time.Now()
	for range 6 {
		take(true)
	}
	for range 1000 {
		take(false)
		if d, err := l.Take(t.Context(), "k", Policy{"large", 10_000, time.Hour}, 1); err != nil || !d.Allowed {
			t.Fatalf("%+v, %v", d, err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("2,000 requests without Redis took %s", took)
	}
	if got := strings.Count(log.String(), "this process counts requests alone"); got != 1 {
		t.Errorf("the log says it %d times: %s", got, log.String())
	}

	server.Restart(t)
	other := Policy{"other", 1000, time.Hour}
	for until := time.Now().Add(10 * time.Second); l.alone.Load() && time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if _, err := l.Take(t.Context(), "k", other, 1); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(log.String(), "redis answers again") {
		t.Errorf("the log does not say that Redis is back: %s", log.String())
	}
	take(false)
}

// TestRefusedByOthersCostsNothing: what Redis refuses because of another process is
// not counted in this one.
func TestRefusedByOthersCostsNothing(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	first, second := process(t, server, nil), process(t, server, nil)
	p := Policy{"p", 10, time.Hour}
	if got := hammer(t, p, first); got != 10 {
		t.Errorf("%d were admitted instead of 10", got)
	}
	if got := hammer(t, p, second); got != 0 {
		t.Errorf("%d were admitted beyond the limit", got)
	}
	server.Kill(t)
	if got := hammer(t, p, second); got != 10 {
		t.Errorf("alone, %d were admitted instead of 10", got)
	}
}

// TestRedisFrozen: a Redis that takes connections and does not answer keeps few
// waiting, and not for long.
func TestRedisFrozen(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	l := process(t, server, nil)
	p := Policy{"p", 1000, time.Hour}
	if _, err := l.Take(t.Context(), "k", p, 1); err != nil {
		t.Fatal(err)
	}
	server.Freeze(t)
	began, longest := time.Now(), time.Duration(0)
	for range 500 {
		asked := time.Now()
		if d, err := l.Take(t.Context(), "k", p, 1); err != nil || !d.Allowed {
			t.Fatalf("%+v, %v", d, err)
		}
		longest = max(longest, time.Since(asked))
	}
	if took := time.Since(began); took > 5*time.Second || longest > 3*time.Second {
		t.Errorf("500 requests took %s, one of them %s", took, longest)
	}
}

func TestContextEnds(t *testing.T) {
	t.Parallel()
	l := process(t, redistest.Start(t), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Take(ctx, "k", Policy{"p", 1, time.Hour}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if l.alone.Load() {
		t.Error("a caller who has gone counts as Redis being lost")
	}
}

// TestIdleKeysLeaveRedis: a window that is over takes its key along.
func TestIdleKeysLeaveRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	l := process(t, server, nil)
	if _, err := l.Take(t.Context(), "k", Policy{"p", 5, 50 * time.Millisecond}, 1); err != nil {
		t.Fatal(err)
	}
	keys := redis.NewScript(`return {redis.call('DBSIZE')}`)
	for until := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		n, err := l.shared.client.Run(t.Context(), keys, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n[0] == 0 {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%d keys are left", n[0])
		}
	}
}
