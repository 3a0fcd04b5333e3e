// Package cache remembers what is asked often and changes seldom, in the memory of
// the process and, for a cache that declares it, in the Redis that the processes of
// an installation share. A lost entry costs time, never truth.
//
//	tenants := cache.New(cache.Spec[uuid.UUID, *Tenant]{Name: "tenant", Size: 10_000, Keep: time.Hour, Stale: time.Minute})
//	t, err := tenants.Get(ctx, id, load)
//	tenants.Drop(ctx, id) // once the change is committed
//
// # Nothing old comes back
//
// A value gets into memory only at the end of a load that is still listed as the
// one under way for its key. Drop takes the load off the list and the value out of
// memory in one step, under the lock under which a load that ends looks at the list.
// So a load that began before a Drop cannot leave its value behind, whoever asks
// after a Drop begins a load of their own, and one that begins after a Drop sees what
// was committed before it. The condition is that Drop follows the commit.
//
// The second level keeps the same order among processes: see [redis.Shelf]. What it
// tells of is dropped from memory in the same way. When it cannot be asked, values
// come from load alone and are believed for Alone at most, because nobody could tell
// that they have changed; a lost connection empties the memory of what was shared.
// What a change could not tell is told as soon as Redis answers again. A process
// that dies between its commit and telling leaves an old value in Redis: it is
// believed until it is Keep old, by the clock of Redis, counted from before its load.
// Keep is therefore the bound that always holds, and is to be chosen as such.
package cache
