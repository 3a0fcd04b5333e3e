package auth

import (
	"time"

	"github.com/google/uuid"
)

// Exception allows an actor, for a time, what its roles do not grant: a
// permission within a reach, or on one record alone.
type Exception struct {
	ID         uuid.UUID
	Permission Permission // exact, or a prefix
	Reach      Reach      // ReachNone when it is for one record
	Entity     string     // of the one record: "sales.order"
	Record     uuid.UUID  // the one record
	Starts     time.Time  // from then on
	Expires    time.Time  // no longer then
}

// Active tells whether the exception holds at an instant: from Starts on, until
// just before Expires.
func (e *Exception) Active(now time.Time) bool { return !now.Before(e.Starts) && now.Before(e.Expires) }

// single tells whether the exception is for one record.
func (e *Exception) single() bool { return e.Reach == ReachNone }

// excepted tells whether an exception takes in a record.
func (a *Actor) excepted(e *Exception, r Record) bool {
	if e.single() {
		return e.Record != uuid.Nil && e.Entity == r.Entity && e.Record == r.ID
	}
	return a.covers(e.Reach, r)
}

// At returns the actor as it stands at an instant: with the exceptions that hold
// then, to the nanosecond, however long ago the actor was loaded. Whoever decides
// for an actor decides for this one.
func (a *Actor) At(now time.Time) *Actor {
	if len(a.Exceptions) == 0 {
		return a
	}
	as := *a
	as.active = nil
	for i := range a.Exceptions {
		if a.Exceptions[i].Active(now) {
			as.active = append(as.active, a.Exceptions[i])
		}
	}
	return &as
}

// Active returns the exceptions that count for the actor; see [Actor.At].
func (a *Actor) Active() []Exception { return a.active }

// Use is one use of an exception: what was done that no role grants. A use
// without a record is that of a list, a summary or an action on no record.
type Use struct {
	Exception  uuid.UUID
	Permission Permission // that was needed
	Entity     string
	Record     uuid.UUID
}
