package cache

import "sync/atomic"

// Counts tells how a cache was asked since it was made. The zero value is ready to
// use.
type Counts struct {
	hits, stale, joined, shared, misses atomic.Int64
}

// Hit counts a request that was answered from memory.
func (c *Counts) Hit() { c.hits.Add(1) }

// Miss counts a request that had to be loaded.
func (c *Counts) Miss() { c.misses.Add(1) }

// Stale counts a request that was answered from memory while the value was loaded
// anew.
func (c *Counts) Stale() { c.stale.Add(1) }

// Fetched counts a request that memory could not answer: by the second level, or
// loaded.
func (c *Counts) Fetched(shared bool) {
	if shared {
		c.shared.Add(1)
	} else {
		c.Miss()
	}
}

// By returns the counts by result: "hit" from memory, "stale" from memory while it
// was loaded anew, "joined" the load of somebody else, "shared" from the second
// level, "miss" loaded. Every request is counted once.
func (c *Counts) By() map[string]func() int64 {
	return map[string]func() int64{
		"hit": c.hits.Load, "stale": c.stale.Load, "joined": c.joined.Load, "shared": c.shared.Load, "miss": c.misses.Load,
	}
}
