package cache

import (
	"context"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"
)

// Cache holds at most a number of values, each for a limited time. It may be
// used by any number of goroutines.
type Cache[K comparable, V any] struct {
	inner *otter.Cache[K, V]

	mu    sync.Mutex
	drops int64 // so far
}

// New makes a cache of at most size values, each kept for ttl after it was loaded.
func New[K comparable, V any](size int, ttl time.Duration) *Cache[K, V] {
	return &Cache[K, V]{inner: otter.Must(&otter.Options[K, V]{
		MaximumSize: size, ExpiryCalculator: otter.ExpiryWriting[K, V](ttl),
	})}
}

// Get returns the value of a key, loading it when it is not at hand. Those who
// ask at the same time wait for one load. An error is returned and not kept.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	return c.inner.Get(ctx, key, otter.LoaderFunc[K, V](load)) //nolint:wrapcheck // the loader's own error
}

// Find returns the value of a key if it is at hand; if not, keep keeps what the caller
// has loaded, unless values were dropped meanwhile. Who has to load in a transaction
// of their own finds and keeps, and does not [Cache.Get]: waiting for somebody else's
// transaction while holding locks may be waiting for ever, and its failure is nobody
// else's.
func (c *Cache[K, V]) Find(key K) (value V, found bool, keep func(V)) {
	c.mu.Lock()
	drops := c.drops
	c.mu.Unlock()
	value, found = c.inner.GetIfPresent(key)
	return value, found, func(loaded V) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.drops == drops {
			c.inner.Set(key, loaded)
		}
	}
}

// Drop forgets the values whose keys are meant.
func (c *Cache[K, V]) Drop(meant func(K) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for key := range c.inner.All() {
		if meant(key) {
			c.inner.Invalidate(key)
		}
	}
}
