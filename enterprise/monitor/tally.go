package monitor

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// sample is what a process had counted at an instant.
type sample struct {
	Process uuid.UUID
	At      time.Time
	Counts  counts
}

// tally is what all processes have counted lately, as of an instant.
type tally struct {
	now    time.Time
	by     map[uuid.UUID][]sample // oldest first
	latest []counts               // of the processes that are there
}

// newTally sorts samples, which are ordered by time, by their processes. One that has
// said nothing for a while is not there any more; what it had counted still counts.
func newTally(now time.Time, samples []sample) tally {
	t := tally{now: now, by: map[uuid.UUID][]sample{}}
	for _, s := range samples {
		t.by[s.Process] = append(t.by[s.Process], s)
	}
	for _, of := range t.by {
		if last := of[len(of)-1]; now.Sub(last.At) < lostAfter {
			t.latest = append(t.latest, last.Counts)
		}
	}
	return t
}

// grown returns by how much a counter has grown in a window: in every process from
// its last sample before the window, or its first, to its last one.
func (t tally) grown(key string, window time.Duration) (sum float64, known bool) {
	from := t.now.Add(-window)
	for _, of := range t.by {
		first, last := of[0], of[len(of)-1]
		for _, s := range of {
			if s.At.After(from) {
				break
			}
			first = s
		}
		if !last.At.After(from) {
			continue
		}
		known = true
		sum += max(0, last.Counts[key]-first.Counts[key])
	}
	return sum, known
}

// keys returns the names of counts that begin so.
func (t tally) keys(prefix string) []string {
	var out []string
	for _, of := range t.by {
		for key := range of[len(of)-1].Counts {
			if strings.HasPrefix(key, prefix) && !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}
