package limit

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// hammer takes from limiters, with many hands and one key, and returns how many were admitted.
func hammer(t *testing.T, p Policy, limiters ...*Limiter) int {
	t.Helper()
	var all sync.WaitGroup
	var admitted atomic.Int64
	for _, l := range limiters {
		for range 20 {
			all.Go(func() {
				for range 20 {
					d, err := l.Take(t.Context(), "k", p, 1)
					if err != nil {
						t.Error(err)
					}
					if d.Allowed {
						admitted.Add(1)
					}
				}
			})
		}
	}
	all.Wait()
	return int(admitted.Load())
}

func TestConcurrentlyInMemory(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	for _, n := range []int{1, 100, 101, 300} {
		if got := hammer(t, Policy{"p", n, time.Hour}, l); got != n {
			t.Errorf("%d were admitted instead of %d", got, n)
		}
	}
}

func TestKeysAndPoliciesCountApart(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	p := Policy{"p", 1, time.Hour}
	for _, of := range []struct {
		key     string
		policy  Policy
		allowed bool
	}{
		{"a", p, true},
		{"a", p, false},
		{"b", p, true},
		{"a", Policy{"q", 1, time.Hour}, true},
		{"a", Policy{"p", 2, time.Hour}, true},
		{"a", Policy{"p", 1, time.Minute}, true},
		{"a", Policy{}, true},
		{"a", Policy{"p", 1, 0}, true},
		{"a", Policy{"p", 0, time.Hour}, true},
		{"a", p, false},
	} {
		if d, err := l.Take(t.Context(), of.key, of.policy, 1); err != nil || d.Allowed != of.allowed {
			t.Errorf("%s %+v: %+v, %v", of.key, of.policy, d, err)
		}
	}
}

// TestMemoryIsBounded: keys beyond the room push out those that are nearest to
// their end, and keys that are idle go.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const size = 1 << 10
	m, now := newMemory(size), int64(0)
	m.clock = func() int64 { return now }
	count := func() int {
		n := 0
		for i := range m.shards {
			n += len(m.shards[i].windows)
		}
		return n
	}
	p := Policy{"p", 10, 10 * time.Second}
	for i := range 20 * size {
		m.take(strconv.Itoa(i), p, 1)
		now++
	}
	if n := count(); n > size || n < size*9/10 {
		t.Errorf("%d windows, of %d", n, size)
	}
	now += 2 * sweepEvery
	for i := range size {
		m.take("next "+strconv.Itoa(i), p, 0)
	}
	if n := count(); n != 0 {
		t.Errorf("%d idle windows are kept", n)
	}
}

// TestNothingWithoutPolicy: an unlimited policy costs no allocation and takes no
// lock.
func TestNothingWithoutPolicy(t *testing.T) {
	l := New(Options{})
	for i := range l.own.shards {
		l.own.shards[i].mu.Lock()
	}
	if n := testing.AllocsPerRun(100, func() {
		if d, err := l.Take(t.Context(), "k", Policy{}, 1); err != nil || !d.Allowed {
			t.Error(d, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMemory(b *testing.B) {
	for name, p := range map[string]Policy{"logged": {"p", 10, time.Minute}, "slots": {"p", 100_000_000, time.Minute}} {
		b.Run(name, func(b *testing.B) {
			l := New(Options{})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := l.Take(b.Context(), "k", p, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
