package limit

import (
	"hash/maphash"
	"math"
	"sync"
	"time"
)

const (
	shards     = 64
	sweepEvery = int64(time.Minute / time.Microsecond)
	compared   = 8 // windows, of which one goes when there is no more room
)

// memory counts in this process. Each shard has its own lock; one that is full
// gives up the window, of a few, that would be empty first.
type memory struct {
	clock  func() int64 // microseconds, not going back
	seed   maphash.Seed
	room   int // windows of a shard
	shards [shards]shard
}

// id is whose window it is.
type id struct {
	policy Policy
	key    string
}

type shard struct {
	mu      sync.Mutex
	windows map[id]*window
	swept   int64
}

// newMemory makes a store of at most so many windows.
func newMemory(size int) *memory {
	began := time.Now()
	return &memory{
		clock: func() int64 { return time.Since(began).Microseconds() },
		seed:  maphash.MakeSeed(), room: max(1, size/shards),
	}
}

// take admits a cost if it fits, and returns the number of the slot in which it was
// counted.
func (m *memory) take(key string, p Policy, cost int) (d Decision, number int64) {
	m.on(key, p, func(w *window, now int64) {
		fits := w.fits(p, cost)
		if fits && cost > 0 {
			number = w.add(p, now, cost)
		}
		d = w.decision(p, now, cost, fits)
	})
	return d, number
}

// release takes an admission back.
func (m *memory) release(key string, p Policy, cost int, number int64) {
	m.on(key, p, func(w *window, _ int64) { w.remove(number, cost) })
}

// on does something with the window of a key while nobody else does.
func (m *memory) on(key string, p Policy, do func(w *window, now int64)) {
	s := &m.shards[maphash.String(m.seed, key)%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	now := m.clock()
	if now-s.swept >= sweepEvery {
		s.sweep(now)
	}
	of := id{p, key}
	w := s.windows[of]
	if w == nil {
		w = &window{}
	}
	w.expire(p, now)
	do(w, now)
	if len(w.slots) > 0 {
		s.keep(of, w, m.room)
	}
}

// keep stores a window that holds something.
func (s *shard) keep(of id, w *window, room int) {
	if _, known := s.windows[of]; known {
		return
	}
	if s.windows == nil {
		s.windows = map[id]*window{}
	}
	if len(s.windows) >= room {
		s.evict()
	}
	s.windows[of] = w
}

// sweep forgets the windows in which nothing is left.
func (s *shard) sweep(now int64) {
	s.swept = now
	for of, w := range s.windows {
		if w.last(of.policy) <= now {
			delete(s.windows, of)
		}
	}
}

// evict makes room for one window. A map begins at a random place.
func (s *shard) evict() {
	var first id
	left, ends := compared, int64(math.MaxInt64)
	for of, w := range s.windows {
		if last := w.last(of.policy); last < ends {
			first, ends = of, last
		}
		left--
		if left == 0 {
			break
		}
	}
	delete(s.windows, first)
}
