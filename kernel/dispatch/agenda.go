package dispatch

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/event"
)

// lane is a tenant's deliveries of one kind: they take turns with those of others.
type lane struct {
	tenant uuid.UUID
	kind   event.Kind
}

// turn is when a lane is to be looked at next.
type turn struct {
	lane
	at    time.Time
	place int // in the heap
}

// agenda says whose turn it is. A lane that is being worked on has no turn until
// it is handed back.
type agenda struct {
	clock func() time.Time

	mu    sync.Mutex
	turns turns
	known map[lane]*turn
	busy  map[lane]*time.Time // being worked on; with the instant at which it is wanted again
	poke  chan struct{}       // closed and made anew when somebody is to look again
}

func newAgenda(clock func() time.Time) *agenda {
	return &agenda{clock: clock, known: map[lane]*turn{}, busy: map[lane]*time.Time{}, poke: make(chan struct{})}
}

// add gives a lane a turn at an instant, or keeps the earlier one that it has.
func (a *agenda) add(l lane, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if wanted, working := a.busy[l]; working {
		if wanted == nil || at.Before(*wanted) {
			a.busy[l] = &at
		}
		return
	}
	a.put(l, at)
}

func (a *agenda) put(l lane, at time.Time) {
	switch t := a.known[l]; {
	case t == nil:
		t = &turn{lane: l, at: at}
		a.known[l] = t
		heap.Push(&a.turns, t)
	case at.Before(t.at):
		t.at = at
		heap.Fix(&a.turns, t.place)
	default:
		return
	}
	if a.turns[0].lane == l {
		a.wake()
	}
}

// wake has everybody who waits look again.
func (a *agenda) wake() {
	close(a.poke)
	a.poke = make(chan struct{})
}

// look has everybody who waits look at the clock again.
func (a *agenda) look() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wake()
}

// next waits for a lane whose turn has come and returns it; it is the caller's
// until it is handed back. It returns false when ctx ends.
func (a *agenda) next(ctx context.Context) (lane, bool) {
	for ctx.Err() == nil {
		l, wait, poke := a.try()
		if wait == 0 {
			return l, true
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-poke:
		case <-timer.C:
		}
		timer.Stop()
	}
	return lane{}, false
}

// try returns the lane whose turn it is, or how long to wait for one.
func (a *agenda) try() (lane, time.Duration, chan struct{}) {
	const longest = time.Minute
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.turns) == 0 {
		return lane{}, longest, a.poke
	}
	first := a.turns[0]
	if wait := first.at.Sub(a.clock()); wait > 0 {
		return lane{}, min(wait, longest), a.poke
	}
	heap.Pop(&a.turns)
	delete(a.known, first.lane)
	a.busy[first.lane] = nil
	return first.lane, 0, nil
}

// handBack ends a turn. The lane has another at the instant given, unless that is
// zero, or earlier if somebody wanted it meanwhile: but then not before a rest, in
// which more gathers, since one turn for much costs less than many for little.
func (a *agenda) handBack(l lane, again time.Time, rest time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	wanted := a.busy[l]
	delete(a.busy, l)
	if wanted != nil {
		rested := a.clock().Add(rest)
		if wanted.Before(rested) {
			wanted = &rested
		}
		if again.IsZero() || wanted.Before(again) {
			again = *wanted
		}
	}
	if !again.IsZero() {
		a.put(l, again)
	}
}

// turns is a heap, the earliest first.
type turns []*turn

// Len is for package heap.
func (t *turns) Len() int { return len(*t) }

// Less is for package heap.
func (t *turns) Less(i, j int) bool { return (*t)[i].at.Before((*t)[j].at) }

// Swap is for package heap.
func (t *turns) Swap(i, j int) {
	all := *t
	all[i], all[j] = all[j], all[i]
	all[i].place, all[j].place = i, j
}

// Push is for package heap.
func (t *turns) Push(x any) {
	last, _ := x.(*turn)
	last.place = len(*t)
	*t = append(*t, last)
}

// Pop is for package heap.
func (t *turns) Pop() any {
	n := len(*t) - 1
	last := (*t)[n]
	*t = (*t)[:n]
	return last
}
