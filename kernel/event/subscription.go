package event

import (
	"errors"
	"time"
)

// Kind says how a subscription is served.
type Kind string

// The kinds of subscription.
const (
	// Inside runs in a transaction of the tenant that also takes the delivery:
	// effect and delivery are committed together, exactly once.
	Inside Kind = "inside"
	// Outside runs with no transaction open, because it speaks with other systems:
	// at least once, with the event's id to tell repetitions by.
	Outside Kind = "outside"
	// Job becomes a job in the queue of jobs, which is worked when its turn comes.
	Job Kind = "job"
)

// Subscription is somebody who hears of events after they are committed.
type Subscription struct {
	Name  string   // module and purpose: "sales.confirmation-mail"; rows name it, so it stays
	Types []string // of events, or "*" for all
	Kind  Kind
	// Opted says that only tenants that asked for it have it, by rows of
	// system_subscriber.
	Opted bool
	// Timeout bounds one delivery outside; 30 seconds when zero.
	Timeout time.Duration
}

// Lasts returns how long a delivery may take.
func (s Subscription) Lasts() time.Duration {
	if s.Timeout == 0 {
		return 30 * time.Second
	}
	return s.Timeout
}

// RetryAfter returns how long after the first failed attempts the next is made.
// When that has failed, too, the delivery is dead.
func RetryAfter() []time.Duration {
	return []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second, 160 * time.Second}
}

// ErrDown says that the whole other side does not answer, not that it refused one
// delivery: the subscription pauses, and nothing counts as an attempt.
var ErrDown = errors.New("the other side does not answer")
