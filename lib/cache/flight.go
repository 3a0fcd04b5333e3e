package cache

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// flight is a load under way. What it brings is read when done is closed.
type flight[V any] struct {
	done      chan struct{}
	value     V
	err       error
	abandoned bool // its own caller was given up: the load says nothing about the key
	shared    bool // the second level has answered
}

// result is what a flight has brought.
func (f *flight[V]) result() (V, error) { return f.value, f.err }

// errAbandoned is what a load that panicked leaves to those who wait for it.
var errAbandoned = errors.New("the load was abandoned")

// pause is for how long a value that could not be loaded anew is left alone.
const pause = time.Second

// board returns the load under way of a key, or lists a new one, which is the
// caller's to fly. One that has landed a moment ago counts.
func (c *Cache[K, V]) board(key K) (f *flight[V], mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, underway := c.flights[key]
	if underway {
		return f, false
	}
	f = &flight[V]{done: make(chan struct{})}
	if e, known := c.inner.GetIfPresent(key); known && c.fresh(e) {
		f.value, f.err = e.value, e.err
		close(f.done)
		return f, false
	}
	c.flights[key] = f
	return f, true
}

// wait waits for a load, as long as the caller does.
func (c *Cache[K, V]) wait(ctx context.Context, f *flight[V], mine bool) (V, error) {
	if !mine {
		c.counts.joined.Add(1)
	}
	select {
	case <-f.done:
		if mine {
			c.counts.Fetched(f.shared)
		}
		return f.result()
	case <-ctx.Done():
		if mine {
			c.counts.Fetched(false)
		}
		var none V
		return none, fmt.Errorf("wait for %s: %w", c.spec.Name, ctx.Err())
	}
}

// refresh loads a value anew behind the caller's back, unless that is under way or
// has failed a moment ago.
func (c *Cache[K, V]) refresh(ctx context.Context, key K, old *entry[V], load func(context.Context, K) (V, error)) {
	if int64(c.now()) < old.again.Load() {
		return
	}
	if f, mine := c.board(key); mine {
		go c.fly(context.WithoutCancel(ctx), key, f, load)
	}
}

// fly loads, with its own time, and lands. What panics is an error for those who
// wait, since no request's own handler would catch it here.
func (c *Cache[K, V]) fly(ctx context.Context, key K, f *flight[V], load func(context.Context, K) (V, error)) {
	ctx, cancel := context.WithTimeout(ctx, c.spec.Patience)
	defer cancel()
	e := &entry[V]{err: errAbandoned}
	defer func() {
		if p := recover(); p != nil {
			e.err = fmt.Errorf("load %s: panic: %v\n%s", c.spec.Name, p, debug.Stack())
		}
		c.land(key, f, e)
	}()
	e = c.fetch(ctx, key, f, load)
}

// flyOwn loads on the caller's goroutine and lands, even if the load panics.
func (c *Cache[K, V]) flyOwn(ctx context.Context, key K, f *flight[V], load func(context.Context, K) (V, error)) {
	e := &entry[V]{err: errAbandoned}
	f.abandoned = true
	defer func() { c.land(key, f, e) }()
	began := c.now()
	value, err := load(ctx, key)
	f.abandoned = err != nil && ctx.Err() != nil
	e = c.made(value, err, began, c.spec.Keep)
}

// made makes the entry of what a load that began at some time has brought.
func (c *Cache[K, V]) made(value V, err error, began, keep time.Duration) *entry[V] {
	if errors.Is(err, ErrNothing) {
		return &entry[V]{err: err, fresh: began + c.spec.Nothing, stale: began + c.spec.Nothing}
	}
	if keep <= 0 {
		return &entry[V]{value: value, err: err}
	}
	return &entry[V]{value: value, err: err, fresh: began + keep, stale: began + keep + c.spec.Stale}
}

// land hands out what a load has brought, and keeps it if the load is still listed:
// otherwise the key was dropped since it began, and the value may be old.
func (c *Cache[K, V]) land(key K, f *flight[V], e *entry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.value, f.err = e.value, e.err
	if c.flights[key] == f {
		delete(c.flights, key)
		c.keep(key, e)
	}
	close(f.done)
}

// keep puts an entry into memory. An error is none: the value of before, if it is
// still there, is left alone for a while.
func (c *Cache[K, V]) keep(key K, e *entry[V]) {
	nothing := errors.Is(e.err, ErrNothing)
	e.landed = c.now()
	switch {
	case (e.err == nil || nothing) && e.landed < e.stale:
		c.inner.Set(key, e)
	case e.err == nil || nothing:
		c.inner.Invalidate(key)
	default:
		if old, known := c.inner.GetIfPresent(key); known {
			old.again.Store(int64(c.now() + min(pause, c.spec.Stale/4)))
		}
	}
}
