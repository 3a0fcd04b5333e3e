package cache

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

// patience is how long a load may take when its cache does not say.
const patience = 10 * time.Second

// ErrNothing says that there is nothing of that key: a load returns an error that
// wraps it. It is remembered only by a cache that declares Nothing.
var ErrNothing = errors.New("there is nothing of this key")

// Spec declares a cache.
type Spec[K comparable, V any] struct {
	Name string        // in metrics: small letters and underscores
	Size int           // how many values are held in memory at most
	Keep time.Duration // how long a value is believed, counted from before its load
	// Stale is for how long after Keep a value is still answered, at once, while it is
	// loaded anew behind the caller's back. It is also how long it outlives a load that
	// fails. 0 for not at all.
	Stale time.Duration
	// Nothing is how long it is believed that there is nothing; 0 for not at all.
	Nothing time.Duration
	// Patience bounds a load; 10 seconds when 0.
	Patience time.Duration
	// Shared is the second level; nil for the memory of the process alone.
	Shared *Shared[K, V]
}

// Cache holds what was loaded. It may be used by any number of goroutines. Values
// are handed out to many and must not be changed.
type Cache[K comparable, V any] struct {
	spec   Spec[K, V]
	began  time.Time // the zero of all times here, so that they need no allocation
	inner  *otter.Cache[K, *entry[V]]
	counts Counts

	mu      sync.Mutex
	flights map[K]*flight[V] // the load under way of each key; see the package comment
}

// entry is a value and for how long it is good, since the cache began.
type entry[V any] struct {
	value V
	err   error // that there is nothing
	// Since the cache began: until when it is answered without a question, until when
	// it is answered at all, and when it was kept.
	fresh, stale, landed time.Duration

	again atomic.Int64 // when a load that failed is tried again, in nanoseconds since the cache began
}

// New makes an empty cache.
func New[K comparable, V any](s Spec[K, V]) *Cache[K, V] {
	if s.Patience == 0 {
		s.Patience = patience
	}
	c := &Cache[K, V]{
		spec: s, began: time.Now(), flights: map[K]*flight[V]{},
		inner: otter.Must(&otter.Options[K, *entry[V]]{
			MaximumSize: s.Size, ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[K, *entry[V]]) time.Duration {
				return e.Value.stale - e.Value.landed
			}),
		}),
	}
	if s.Shared != nil {
		s.Shared.Shelf.Follow(c.told)
	}
	return c
}

// Name returns the cache's name in metrics.
func (c *Cache[K, V]) Name() string { return c.spec.Name }

// Counts tells how the cache was asked so far.
func (c *Cache[K, V]) Counts() *Counts { return &c.counts }

func (c *Cache[K, V]) now() time.Duration { return time.Since(c.began) }

// fresh tells whether an entry that is still there needs no question. One that
// never goes stale is not there any more when it is not fresh.
func (c *Cache[K, V]) fresh(e *entry[V]) bool { return e.fresh == e.stale || c.now() < e.fresh }

// Get returns the value of a key, and loads it when it is not at hand. There is one
// load of a key at a time, for all who ask, in a goroutine and with a context of its
// own: whoever stops waiting returns at once and leaves the load to the others. So
// load must not use what ends with its caller; see [Cache.GetOwn]. An error is
// returned to all who wait, and is not kept.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	if e, known := c.inner.GetIfPresent(key); known {
		if c.fresh(e) {
			c.counts.hits.Add(1)
			return e.value, e.err
		}
		c.counts.stale.Add(1)
		c.refresh(ctx, key, e, load)
		return e.value, e.err
	}
	f, mine := c.board(key)
	if mine {
		go c.fly(context.WithoutCancel(ctx), key, f, load)
	}
	return c.wait(ctx, f, mine)
}

// GetOwn is [Cache.Get] for a load that uses what is its caller's own, such as a
// transaction: it runs on the caller's goroutine, with the caller's context, and
// never behind anybody's back. When it fails because its caller was given up, one of
// those who wait loads instead. It asks the memory alone.
func (c *Cache[K, V]) GetOwn(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	for {
		if e, known := c.inner.GetIfPresent(key); known && c.fresh(e) {
			c.counts.hits.Add(1)
			return e.value, e.err
		}
		f, mine := c.board(key)
		if mine {
			c.counts.misses.Add(1)
			c.flyOwn(ctx, key, f, load)
			return f.result()
		}
		value, err := c.wait(ctx, f, false)
		if ctx.Err() != nil || !f.abandoned {
			return value, err
		}
	}
}

// GetApart is [Cache.GetOwn] for a load inside a transaction: it waits for nobody,
// because the caller may hold a lock that somebody else's load waits for. Of several
// loads at once the first one leaves its value.
func (c *Cache[K, V]) GetApart(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	if value, known := c.Known(key); known {
		return value, nil
	}
	c.counts.Miss()
	f, mine := c.board(key)
	if !mine {
		return load(ctx, key)
	}
	c.flyOwn(ctx, key, f, load)
	return f.result()
}

// Known returns the value of a key that is at hand and fresh.
func (c *Cache[K, V]) Known(key K) (V, bool) {
	e, known := c.inner.GetIfPresent(key)
	if !known || e.err != nil || !c.fresh(e) {
		var none V
		return none, false
	}
	c.counts.Hit()
	return e.value, true
}

// Drop forgets a key here and, when the cache is shared, in every process. It is
// called after the change is committed, and returns when no process that asks the
// second level finds the old value there; what cannot be told now is told later.
func (c *Cache[K, V]) Drop(ctx context.Context, key K) {
	c.drop(key)
	if c.spec.Shared != nil {
		c.spec.Shared.Shelf.Drop(ctx, c.spec.Shared.Key(key))
	}
}

// DropHere forgets the values of the keys that are meant, in this process.
func (c *Cache[K, V]) DropHere(meant func(K) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.flights {
		if meant(key) {
			delete(c.flights, key)
		}
	}
	for key := range c.inner.All() {
		if meant(key) {
			c.inner.Invalidate(key)
		}
	}
}

// drop forgets a key in this process.
func (c *Cache[K, V]) drop(key K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flights, key)
	c.inner.Invalidate(key)
}
