package dispatch

import "sync/atomic"

// counts are those of a dispatcher since it was made.
type counts struct {
	delivered, failed, dead atomic.Int64
}

// Counts says what a dispatcher has done since it was made.
type Counts struct {
	Delivered int64 // deliveries made
	Failed    int64 // attempts that failed
	Dead      int64 // deliveries given up
}

// Counts returns what was done so far.
func (d *Dispatcher) Counts() Counts {
	return Counts{Delivered: d.count.delivered.Load(), Failed: d.count.failed.Load(), Dead: d.count.dead.Load()}
}
