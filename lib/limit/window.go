package limit

import (
	"slices"
	"time"
)

// window is what was admitted of one key, oldest first. Times are microseconds of a
// clock that does not go back.
type window struct {
	slots []slot
	used  int
}

// slot is how many were admitted from number*grain up to the next number.
type slot struct {
	number int64
	count  int
}

// leaves is when a slot has left the window: that begins after the last moment of
// the slot.
func (p Policy) leaves(number int64) int64 { return (number+1)*p.grain() - 1 + p.window() }

// expire forgets the slots that have left the window.
func (w *window) expire(p Policy, now int64) {
	gone := 0
	for gone < len(w.slots) && p.leaves(w.slots[gone].number) <= now {
		w.used -= w.slots[gone].count
		gone++
	}
	w.slots = slices.Delete(w.slots, 0, gone)
}

// add counts an admission and returns the number of its slot.
func (w *window) add(p Policy, now int64, cost int) int64 {
	number := now / p.grain()
	w.used += cost
	if last := len(w.slots) - 1; last >= 0 && w.slots[last].number == number {
		w.slots[last].count += cost
	} else {
		w.slots = append(w.slots, slot{number, cost})
	}
	return number
}

// remove takes an admission back, if it has not left the window.
func (w *window) remove(number int64, cost int) {
	i := slices.IndexFunc(w.slots, func(s slot) bool { return s.number == number })
	if i < 0 {
		return
	}
	w.used -= cost
	if w.slots[i].count -= cost; w.slots[i].count == 0 {
		w.slots = slices.Delete(w.slots, i, i+1)
	}
}

// last is when the window will be empty.
func (w *window) last(p Policy) int64 {
	if len(w.slots) == 0 {
		return 0
	}
	return p.leaves(w.slots[len(w.slots)-1].number)
}

// fits tells whether a cost may be added; looking asks for room for 1.
func (w *window) fits(p Policy, cost int) bool { return max(cost, 1) <= p.Limit-w.used }

// decision tells of a window from which expired slots are gone.
func (w *window) decision(p Policy, now int64, cost int, allowed bool) Decision {
	d := Decision{Allowed: allowed, Limit: p.Limit, Remaining: max(p.Limit-w.used, 0)}
	if allowed {
		if len(w.slots) > 0 {
			d.Reset = until(p.leaves(w.slots[0].number), now)
		}
		return d
	}
	d.Reset = w.wait(p, now, cost)
	d.RetryAfter = d.Reset
	return d
}

// wait is how long it takes until a cost fits.
func (w *window) wait(p Policy, now int64, cost int) time.Duration {
	used := w.used
	for _, s := range w.slots {
		used -= s.count
		if max(cost, 1) <= p.Limit-used {
			return until(p.leaves(s.number), now)
		}
	}
	return p.Window
}

func until(then, now int64) time.Duration { return time.Duration(then-now) * time.Microsecond }
