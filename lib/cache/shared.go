package cache

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
)

// Shared declares the second level of a cache: which of its values lie in Redis, and
// under which names. What does not belong there, a secret or a decision on who may do
// what, has no second level.
type Shared[K comparable, V any] struct {
	Shelf *redis.Shelf
	Key   func(K) string         // the name of a key: "tenant:{id}:config"
	Parse func(string) (K, bool) // the key of a name; false for a name of another cache
	// Alone is how long a value is believed that was loaded while Redis could not be
	// asked, since nobody could tell that it has changed.
	Alone time.Duration
}

// told drops what another process, or this one, has dropped.
func (c *Cache[K, V]) told(name string) {
	if name == "" {
		c.DropHere(func(K) bool { return true })
		return
	}
	if key, ours := c.spec.Shared.Parse(name); ours {
		c.drop(key)
	}
}

// fetch finds a value that is not in memory: on the shelf, or by load, and then puts
// it there. Redis never fails a request: what goes wrong there means to load.
func (c *Cache[K, V]) fetch(ctx context.Context, key K, f *flight[V], load func(context.Context, K) (V, error)) *entry[V] {
	began := c.now()
	shared := c.spec.Shared
	if shared == nil {
		value, err := load(ctx, key)
		return c.made(value, err, began, c.spec.Keep)
	}
	name := shared.Key(key)
	seen, down := shared.Shelf.Look(ctx, name)
	if down == nil && seen.Body != nil {
		var value V
		if err := json.Unmarshal(seen.Body, &value); err == nil {
			f.shared = true
			return c.made(value, nil, began, min(seen.Left, c.spec.Keep))
		}
	}
	value, err := load(ctx, key)
	if down == nil && err == nil {
		down = c.put(ctx, name, value, seen)
	}
	keep := c.spec.Keep
	switch {
	case errors.Is(down, errMoved):
		keep = 0 // it was dropped meanwhile: good for those who have asked, and for nobody else
	case down != nil:
		keep = min(keep, shared.Alone)
	}
	return c.made(value, err, began, keep)
}

// errMoved says that a value may be old already.
var errMoved = errors.New("dropped since it was looked for")

// put puts a value on the shelf.
func (c *Cache[K, V]) put(ctx context.Context, name string, value V, seen redis.Sight) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err //nolint:wrapcheck // it is looked at, not told
	}
	put, err := c.spec.Shared.Shelf.Put(ctx, name, body, c.spec.Keep, seen)
	if err == nil && !put {
		err = errMoved
	}
	return err
}
