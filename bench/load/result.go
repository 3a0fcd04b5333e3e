package load

import (
	"slices"
	"time"
)

// Result is what came of a run.
type Result struct { //nolint:recvcheck // only adding up needs its place
	Latencies  []time.Duration // of every answer below status 400, shortest first
	Errors     int             // answers of status 400 and above
	FirstError string          // status and beginning of the body of one of them
	Elapsed    time.Duration   // from the first request to the last answer
}

// PerSecond returns how many requests were answered in a second.
func (r Result) PerSecond() float64 {
	if r.Elapsed <= 0 {
		return 0
	}
	return float64(len(r.Latencies)) / r.Elapsed.Seconds()
}

// Percentile returns the latency that p percent of the answers did not exceed.
func (r Result) Percentile(p float64) time.Duration { return Percentile(r.Latencies, p) }

func (r *Result) add(s Result) {
	r.Latencies = append(r.Latencies, s.Latencies...)
	r.Errors += s.Errors
	if r.FirstError == "" {
		r.FirstError = s.FirstError
	}
}

// Percentile returns the value of a sorted slice that p percent of all values do
// not exceed (nearest rank), and the zero value for an empty one.
func Percentile[T any](sorted []T, p float64) T {
	var zero T
	n := len(sorted)
	if n == 0 {
		return zero
	}
	rank := int(p / 100 * float64(n))
	if float64(rank) < p/100*float64(n) {
		rank++
	}
	return sorted[min(max(rank, 1), n)-1]
}

// Median returns the middle of the values, the mean of the middle two when their
// number is even, and 0 when there are none.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
