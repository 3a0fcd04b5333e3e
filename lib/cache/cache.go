package cache

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"
)

// Cache holds at most a number of values, each for a limited time. It may be
// used by any number of goroutines.
type Cache[K comparable, V any] struct {
	inner *otter.Cache[K, V]
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

// Drop forgets the values whose keys are meant.
func (c *Cache[K, V]) Drop(meant func(K) bool) {
	for key := range c.inner.All() {
		if meant(key) {
			c.inner.Invalidate(key)
		}
	}
}
