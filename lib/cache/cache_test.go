package cache

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// text is a small cache of texts.
func text(s Spec[string, string]) *Cache[string, string] {
	s.Name, s.Size = "text", 100
	if s.Keep == 0 {
		s.Keep = time.Minute
	}
	return New(s)
}

// says loads always the same.
func says(value string) func(context.Context, string) (string, error) {
	return func(context.Context, string) (string, error) { return value, nil }
}

// fails loads nothing but an error.
func fails(err error) func(context.Context, string) (string, error) {
	return func(context.Context, string) (string, error) { return "", err }
}

func want(t *testing.T, c *Cache[string, string], value string, load func(context.Context, string) (string, error)) {
	t.Helper()
	got, err := c.Get(t.Context(), "k", load)
	if err != nil || got != value {
		t.Fatalf("got %q, %v; want %q", got, err, value)
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestOneLoadForAll(t *testing.T) {
	t.Parallel()
	for _, own := range []bool{false, true} {
		c := text(Spec[string, string]{})
		get := c.Get
		if own {
			get = c.GetOwn
		}
		var loads atomic.Int64
		release := make(chan struct{})
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				got, err := get(t.Context(), "k", func(context.Context, string) (string, error) {
					loads.Add(1)
					<-release
					return "v", nil
				})
				if err != nil || got != "v" {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		eventually(t, "49 wait", func() bool { return c.counts.joined.Load() == 49 })
		close(release)
		all.Wait()
		if loads.Load() != 1 || c.counts.misses.Load() != 1 {
			t.Errorf("%d loads, %d misses", loads.Load(), c.counts.misses.Load())
		}
		want(t, c, "v", fails(errors.New("not asked")))
		if c.counts.hits.Load() != 1 {
			t.Errorf("%d hits", c.counts.hits.Load())
		}
	}
}

// TestWhoeverGivesUp begins a load and does not wait for it: they return at once,
// and the others get what it brings.
func TestWhoeverGivesUp(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{})
	release := make(chan struct{})
	load := func(ctx context.Context, _ string) (string, error) {
		<-release
		return "v", ctx.Err()
	}
	impatient, give := context.WithCancel(t.Context())
	gone, got := make(chan error), make(chan string)
	go func() {
		_, err := c.Get(impatient, "k", load)
		gone <- err
	}()
	eventually(t, "the load begins", func() bool { c.mu.Lock(); defer c.mu.Unlock(); return len(c.flights) == 1 })
	go func() {
		v, err := c.Get(t.Context(), "k", load)
		if err != nil {
			t.Error(err)
		}
		got <- v
	}()
	eventually(t, "one joins", func() bool { return c.counts.joined.Load() == 1 })
	give()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who gave up: %v", err)
	}
	close(release)
	if v := <-got; v != "v" {
		t.Errorf("the other got %q", v)
	}
}

// TestOwnLoadIsTakenOver gives up the caller whose own load runs: one of those who
// wait loads instead.
func TestOwnLoadIsTakenOver(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{})
	impatient, give := context.WithCancel(t.Context())
	gone, got := make(chan error), make(chan string)
	go func() {
		_, err := c.GetOwn(impatient, "k", func(ctx context.Context, _ string) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})
		gone <- err
	}()
	eventually(t, "the load begins", func() bool { return c.counts.misses.Load() == 1 })
	go func() {
		v, err := c.GetOwn(t.Context(), "k", says("taken over"))
		if err != nil {
			t.Error(err)
		}
		got <- v
	}()
	eventually(t, "one joins", func() bool { return c.counts.joined.Load() == 1 })
	give()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("the one who gave up: %v", err)
	}
	if v := <-got; v != "taken over" {
		t.Errorf("the other got %q", v)
	}
}

// TestApartWaitsForNobody: a load that another one's caller holds up would wait for
// ever otherwise.
func TestApartWaitsForNobody(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{})
	got, err := c.GetApart(t.Context(), "k", func(ctx context.Context, key string) (string, error) {
		inner, err := c.GetApart(ctx, key, says("inner"))
		if err != nil || inner != "inner" {
			t.Errorf("got %q, %v", inner, err)
		}
		return "outer", nil
	})
	if err != nil || got != "outer" {
		t.Errorf("got %q, %v", got, err)
	}
	want(t, c, "outer", says("other"))
	c.Drop(t.Context(), "k")
	if v, known := c.Known("k"); known {
		t.Errorf("%q is known after a drop", v)
	}
}

func TestStaleWhileLoadedAnew(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{Keep: 20 * time.Millisecond, Stale: time.Minute})
	want(t, c, "old", says("old"))
	time.Sleep(25 * time.Millisecond)
	var loads atomic.Int64
	release := make(chan struct{})
	slow := func(ctx context.Context, _ string) (string, error) {
		loads.Add(1)
		<-release
		return "new", ctx.Err()
	}
	for range 20 {
		want(t, c, "old", slow)
	}
	eventually(t, "it is loaded anew", func() bool { return loads.Load() == 1 })
	close(release)
	eventually(t, "the new one is there", func() bool { v, _ := c.Get(t.Context(), "k", slow); return v == "new" })
	if c.counts.stale.Load() < 20 || c.counts.misses.Load() != 1 {
		t.Errorf("%d stale, %d misses", c.counts.stale.Load(), c.counts.misses.Load())
	}
}

// TestFailingLoadKeepsTheOldValue as long as it may, and not longer.
func TestFailingLoadKeepsTheOldValue(t *testing.T) {
	t.Parallel()
	const bound = 300 * time.Millisecond
	c := text(Spec[string, string]{Keep: 10 * time.Millisecond, Stale: bound - 10*time.Millisecond})
	began := time.Now()
	want(t, c, "old", says("old"))
	loaded := time.Now()
	broken := errors.New("the database is away")
	var loads atomic.Int64
	for {
		asked := time.Now()
		v, err := c.Get(t.Context(), "k", func(context.Context, string) (string, error) { loads.Add(1); return "", broken })
		answered := time.Now()
		if err != nil {
			if !errors.Is(err, broken) || answered.Sub(began) < bound {
				t.Errorf("after %v: %v", answered.Sub(began), err)
			}
			break
		}
		if v != "old" || asked.Sub(loaded) > bound+20*time.Millisecond {
			t.Fatalf("%q after %v", v, asked.Sub(loaded))
		}
	}
	if n := loads.Load(); n > 10 {
		t.Errorf("it was tried %d times", n)
	}
	want(t, c, "new", says("new"))
}

func TestNothingAndErrors(t *testing.T) {
	t.Parallel()
	nothing := errors.Join(errors.New("no such thing"), ErrNothing)
	forgetful, mindful := text(Spec[string, string]{}), text(Spec[string, string]{Nothing: time.Minute})
	for _, c := range []*Cache[string, string]{forgetful, mindful} {
		for _, err := range []error{errors.New("broken"), nothing} {
			if _, got := c.Get(t.Context(), "k", fails(err)); !errors.Is(got, err) {
				t.Errorf("got %v, want %v", got, err)
			}
		}
	}
	want(t, forgetful, "v", says("v"))
	if _, err := mindful.Get(t.Context(), "k", says("v")); !errors.Is(err, ErrNothing) {
		t.Errorf("nothing was not remembered: %v", err)
	}
	mindful.Drop(t.Context(), "k")
	want(t, mindful, "v", says("v"))
}

// TestDropDuringLoad: what was loaded before a drop goes to those who asked before
// it, and to nobody else.
func TestDropDuringLoad(t *testing.T) {
	t.Parallel()
	drops := map[string]func(*Cache[string, string]){
		"one": func(c *Cache[string, string]) { c.Drop(context.Background(), "k") },
		"all": func(c *Cache[string, string]) { c.DropHere(func(string) bool { return true }) },
	}
	for name, drop := range drops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := text(Spec[string, string]{Stale: time.Minute})
			begun, release, first := make(chan struct{}), make(chan struct{}), make(chan string)
			go func() {
				v, err := c.Get(t.Context(), "k", func(context.Context, string) (string, error) {
					close(begun)
					<-release
					return "old", nil
				})
				if err != nil {
					t.Error(err)
				}
				first <- v
			}()
			<-begun
			drop(c)
			want(t, c, "new", says("new")) // does not wait for the load from before
			close(release)
			if v := <-first; v != "old" {
				t.Errorf("who asked before got %q", v)
			}
			want(t, c, "new", says("newer"))
		})
	}
}

func TestLoadThatPanics(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{})
	if _, err := c.Get(t.Context(), "k", func(context.Context, string) (string, error) { panic("oh") }); err == nil || !strings.Contains(err.Error(), "oh") {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the caller's own load does not panic")
			}
		}()
		_, _ = c.GetOwn(t.Context(), "k", func(context.Context, string) (string, error) { panic("oh") })
	}()
	want(t, c, "v", says("v"))
}

func TestLoadIsBounded(t *testing.T) {
	t.Parallel()
	c := text(Spec[string, string]{Patience: 10 * time.Millisecond})
	_, err := c.Get(t.Context(), "k", func(ctx context.Context, _ string) (string, error) {
		<-ctx.Done()
		return "", ctx.Err()
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
