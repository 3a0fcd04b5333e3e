package queue

import (
	"encoding/json"
	"errors"
	"time"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"   // others of its owner are worked before it
	Held      State = "held"      // somebody has paused it
	Ready     State = "ready"     // a worker takes it as soon as there is one
	Scheduled State = "scheduled" // it is put off
	Running   State = "running"   // it is being worked
	Failed    State = "failed"    // its last attempt failed, and another is made
	Done      State = "done"      // it was worked; kept for a day
	Cancelled State = "cancelled" // somebody has stopped it; kept for a day
	Dead      State = "dead"      // every attempt has failed
)

// States lists the states, in the order in which a job may pass them.
func States() []State {
	return []State{Waiting, Held, Ready, Scheduled, Running, Failed, Done, Cancelled, Dead}
}

// Kind is a sort of jobs.
type Kind struct {
	Name     string        // "billing.statement-run": small letters, digits, dots and hyphens, at most 64
	Timeout  time.Duration // of one attempt; a minute when zero
	Attempts int           // how often it is tried; 6 when zero
	Each     int           // of one owner, at most so many are worked at once; 2 when zero
	Workers  int           // in one process, at most so many are worked at once; 8 when zero
}

// New is a job to be made.
type New struct {
	Kind string
	ID   string // by which repetitions are told
	Of   string // whose it is; "" is an owner, too
	Args json.RawMessage
}

// Job is a job as it stands.
type Job struct {
	Row      int64 // its number in the queue, which grows
	Kind     string
	ID       string
	Of       string
	Args     json.RawMessage
	State    State
	Attempt  int // how many were begun
	Attempts int // how many there may be
	Share    float64
	Word     string // what it does now, in its own words
	MadeAt   time.Time
	DueAt    time.Time // of a job that is put off, or failed: when it is taken
	BegunAt  time.Time // the last attempt; zero for none
	EndedAt  time.Time // zero while it may still be worked
	Failures []Failure // of every attempt that failed, the oldest first

	back bool // it was worked or put off before, and nobody has let it in again
}

// Failure is an attempt that failed.
type Failure struct {
	At      time.Time `json:"at"`
	Attempt int       `json:"attempt"`
	Error   string    `json:"error"`
}

// LastError returns what the last attempt failed of; "" for a job without failures.
func (j Job) LastError() string {
	if len(j.Failures) == 0 {
		return ""
	}
	return j.Failures[len(j.Failures)-1].Error
}

// later is the error of a job that is put off.
type later struct{ by time.Duration }

func (l later) Error() string { return "put off by " + l.by.String() }

// Later is what a job returns that cannot be worked now, by no fault of its own: it
// is put off, and that was no attempt.
func Later(by time.Duration) error { return later{by} }

// IsLater tells whether an error puts a job off.
func IsLater(err error) bool {
	_, is := asLater(err)
	return is
}

// asLater tells by how much an error puts a job off, if it does.
func asLater(err error) (time.Duration, bool) {
	l, is := errors.AsType[later](err)
	return l.by, is
}
