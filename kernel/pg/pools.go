package pg

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// PoolKey names a pool: a server, a database on it and the role that connects.
type PoolKey struct {
	Shard    string
	Database string
	Role     string
}

// PoolsOptions bound a process's connections.
type PoolsOptions struct {
	Size     int           // pools kept open; 50 when zero. Pools in use count and are never closed, so there may be more
	PerShard int           // connections to one server; 80 when zero
	Idle     time.Duration // a pool unused for so long is closed; 5 minutes when zero
	// Watch returns who is told by the driver what happens in a pool: also of
	// acquiring, releasing and batches, where it has the methods. Nil for nobody.
	Watch func(PoolKey) pgx.QueryTracer
}

// Pools keeps the pools of many databases: the most recently used stay open. It
// may be used by any number of goroutines.
type Pools struct {
	o PoolsOptions

	mu     sync.Mutex
	byKey  map[PoolKey]*list.Element // of *pooled
	recent *list.List                // front: used last
	shards map[string]*shard
	count  PoolCounts
	closed bool
}

// PoolCounts says how the pools are used; what counts up never comes down.
type PoolCounts struct {
	Open    int   // pools open now
	InUse   int   // pools leased now
	Leases  int64 // leases so far
	Opened  int64 // pools opened so far
	Evicted int64 // pools closed to make room or for idleness
	// Connections is how many connections to each server are open now, and Waits
	// how often one had to wait because the process had its share.
	Connections map[string]int
	Waits       int64
}

// pooled is one pool and who uses it.
type pooled struct {
	key     PoolKey
	url     string
	db      *DB
	leases  int
	used    time.Time
	retired bool // out of the cache; closed by its last user
}

// ErrPoolsClosed says that the process is stopping.
var ErrPoolsClosed = errors.New("the pools are closed")

// NewPools returns an empty cache of pools.
func NewPools(o PoolsOptions) *Pools {
	if o.Size == 0 {
		o.Size = 50
	}
	if o.PerShard == 0 {
		o.PerShard = 80
	}
	if o.Idle == 0 {
		o.Idle = 5 * time.Minute
	}
	if o.Watch == nil {
		o.Watch = func(PoolKey) pgx.QueryTracer { return nil }
	}
	return &Pools{o: o, byKey: map[PoolKey]*list.Element{}, recent: list.New(), shards: map[string]*shard{}}
}

// Lease returns the pool of the key, opened at the URL if there is none, and the
// function by which the caller gives it back, exactly once. fresh tells that the
// pool was opened by this call. A pool that was opened at another URL, as after a
// change of password, is replaced.
func (p *Pools) Lease(ctx context.Context, key PoolKey, url string, o Options) (db *DB, release func(), fresh bool, err error) {
	p.mu.Lock()
	entry, gone, fresh, err := p.lease(ctx, key, url, o)
	p.mu.Unlock()
	closeAll(gone)
	if err != nil {
		return nil, nil, false, err
	}
	return entry.db, sync.OnceFunc(func() { p.release(entry) }), fresh, nil
}

func (p *Pools) lease(ctx context.Context, key PoolKey, url string, o Options) (*pooled, []*DB, bool, error) {
	if p.closed {
		return nil, nil, false, ErrPoolsClosed
	}
	now := time.Now()
	var gone []*DB
	if at, found := p.byKey[key]; found {
		entry, _ := at.Value.(*pooled)
		if entry.url == url {
			p.recent.MoveToFront(at)
			p.take(entry, now)
			return entry, nil, false, nil
		}
		gone = append(gone, p.retire(at)...)
	}
	s := p.shard(key.Shard) //nolint:contextcheck // Idle connections are closed for others, whoever gives up.
	o.shard, o.watch = s, p.o.Watch(key)
	db, err := Open(context.WithoutCancel(ctx), url, o) // The pool outlives the request that opens it.
	if err != nil {
		return nil, gone, false, err
	}
	entry := &pooled{key: key, url: url, db: db}
	p.byKey[key] = p.recent.PushFront(entry)
	p.count.Opened++
	p.take(entry, now)
	return entry, append(gone, p.evict(now)...), true, nil
}

func (p *Pools) take(entry *pooled, now time.Time) {
	entry.leases++
	entry.used = now
	p.count.Leases++
}

func (p *Pools) release(entry *pooled) {
	p.mu.Lock()
	entry.leases--
	entry.used = time.Now()
	last := entry.retired && entry.leases == 0
	p.mu.Unlock()
	if last {
		entry.db.Close()
	}
}

// evict takes out what is too many or idle, least recently used first.
func (p *Pools) evict(now time.Time) []*DB {
	var gone []*DB
	for at := p.recent.Back(); at != nil; {
		entry, _ := at.Value.(*pooled)
		before := at.Prev()
		tooMany := p.recent.Len() > p.o.Size
		if entry.leases == 0 && (tooMany || now.Sub(entry.used) >= p.o.Idle) {
			gone = append(gone, p.retire(at)...)
			p.count.Evicted++
		}
		at = before
	}
	return gone
}

// retire takes a pool out of the cache, and returns it if nobody uses it.
func (p *Pools) retire(at *list.Element) []*DB {
	entry, _ := p.recent.Remove(at).(*pooled)
	delete(p.byKey, entry.key)
	entry.retired = true
	if entry.leases > 0 {
		return nil
	}
	return []*DB{entry.db}
}

// Sweep closes pools that have been idle; leasing a new pool does so, too.
func (p *Pools) Sweep() {
	p.mu.Lock()
	gone := p.evict(time.Now())
	p.mu.Unlock()
	closeAll(gone)
}

// Rest closes the idle connections of all pools.
func (p *Pools) Rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, at := range p.byKey {
		if entry, ok := at.Value.(*pooled); ok {
			entry.db.Rest()
		}
	}
}

// Drop closes the pool of a key, as soon as its last user gives it back.
func (p *Pools) Drop(key PoolKey) {
	p.mu.Lock()
	var gone []*DB
	if at, found := p.byKey[key]; found {
		gone = p.retire(at)
	}
	p.mu.Unlock()
	closeAll(gone)
}

// Close closes all pools; those in use, by their last user.
func (p *Pools) Close() {
	p.mu.Lock()
	p.closed = true
	var gone []*DB
	for at := p.recent.Front(); at != nil; at = p.recent.Front() {
		gone = append(gone, p.retire(at)...)
	}
	p.mu.Unlock()
	closeAll(gone)
}

func closeAll(pools []*DB) {
	for _, db := range pools {
		db.Close()
	}
}

// Counts returns how the pools are used now.
func (p *Pools) Counts() PoolCounts {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.count
	c.Open, c.Connections = p.recent.Len(), make(map[string]int, len(p.shards))
	for at := p.recent.Front(); at != nil; at = at.Next() {
		if entry, _ := at.Value.(*pooled); entry.leases > 0 {
			c.InUse++
		}
	}
	for name, s := range p.shards {
		c.Connections[name] = int(s.open.Load())
		c.Waits += s.waits.Load()
	}
	return c
}

func (p *Pools) shard(name string) *shard {
	s, found := p.shards[name]
	if !found {
		s = newShard(p.o.PerShard, func() { p.shed(name) })
		p.shards[name] = s
	}
	return s
}

// shed closes idle connections to a server, so that a pool that needs one may
// open it.
func (p *Pools) shed(name string) {
	p.mu.Lock()
	var pools []*DB
	for at := p.recent.Back(); at != nil; at = at.Prev() {
		if entry, _ := at.Value.(*pooled); entry.key.Shard == name {
			pools = append(pools, entry.db)
		}
	}
	p.mu.Unlock()
	for _, db := range pools {
		if db.closeIdle() > 0 {
			return
		}
	}
}
