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

// Shared counts a request that was answered by the second level.
func (c *Counts) Shared() { c.shared.Add(1) }

// fetched counts a request that memory could not answer.
func (c *Counts) fetched(shared bool) {
	if shared {
		c.Shared()
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
