package auth

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Explanation says why an actor may do something, or what is missing.
type Explanation struct {
	Allowed bool     `json:"allowed"`
	Summary string   `json:"summary"` // a sentence for people
	Reasons []Reason `json:"reasons"` // all that was looked at, in the order of the decision; the first that holds decides
}

// Reason is one grant or exception that covers a permission.
type Reason struct {
	Holds      bool       `json:"holds"`              // on the record that was asked about, now
	Role       string     `json:"role,omitempty"`     // that grants it; empty for exceptions and super actors
	Exception  uuid.UUID  `json:"exception,omitzero"` // zero for roles
	Permission Permission `json:"permission"`         // as it was granted: the name itself or a prefix
	Reach      Reach      `json:"-"`                  // ReachNone for one record
	Text       string     `json:"text"`               // a sentence for people
}

// Explain says why an actor may do want on a record at an instant, or what is
// missing. A record without an id asks whether the actor may do so anywhere. It
// follows [Actor.Judge] and always comes to the same decision.
func Explain(a *Actor, want Permission, r Record, now time.Time) Explanation {
	out := Explanation{Reasons: []Reason{}}
	if a.Super {
		out.Reasons = append(out.Reasons, Reason{Holds: true, Permission: "*", Reach: ReachTenant, Text: "The actor may do everything in the company."})
	}
	for _, g := range a.Grants {
		if g.Permission.Covers(want) {
			holds := r.ID == uuid.Nil || a.covers(g.Reach, r)
			out.Reasons = append(out.Reasons, Reason{
				Holds: holds, Role: g.Role, Permission: g.Permission, Reach: g.Reach,
				Text: fmt.Sprintf("%s grants %s on %s%s.", source(g.Role), g.Permission, g.Reach.words(), beyond(holds)),
			})
		}
	}
	for i := range a.Exceptions {
		if e := &a.Exceptions[i]; e.Permission.Covers(want) {
			out.Reasons = append(out.Reasons, a.explainException(e, r, now))
		}
	}
	out.conclude(want)
	return out
}

func (a *Actor) explainException(e *Exception, r Record, now time.Time) Reason {
	reached := r.ID == uuid.Nil || a.excepted(e, r)
	text := fmt.Sprintf("An exception allows %s on %s until %s", e.Permission, e.words(), e.Expires.UTC().Format(time.RFC3339))
	switch {
	case now.Before(e.Starts):
		text += ", but not before " + e.Starts.UTC().Format(time.RFC3339)
	case !e.Active(now):
		text += ", which is over"
	default:
		text += beyond(reached)
	}
	return Reason{
		Holds: reached && e.Active(now), Exception: e.ID, Permission: e.Permission, Reach: e.Reach, Text: text + ".",
	}
}

// conclude sums the reasons up.
func (x *Explanation) conclude(want Permission) {
	for _, reason := range x.Reasons {
		if reason.Holds {
			x.Allowed, x.Summary = true, "Allowed. "+reason.Text
			return
		}
	}
	x.Summary = fmt.Sprintf("Denied. No role and no exception grants %s.", want)
	if len(x.Reasons) > 0 {
		x.Summary = fmt.Sprintf("Denied. %s is granted, but not for this. %s", want, x.Reasons[0].Text)
	}
}

func source(role string) string {
	if role == "" {
		return "Being a user"
	}
	return "The role " + role
}

func beyond(reached bool) string {
	if reached {
		return ""
	}
	return "; this record is none of them"
}

func (e *Exception) words() string {
	if e.single() {
		return "one " + e.Entity
	}
	return e.Reach.words()
}

// words says on which records a reach holds.
func (r Reach) words() string {
	switch r {
	case ReachOwn:
		return "records that the actor owns"
	case ReachDepartment:
		return "records of the actor's department and those below it, and the actor's own"
	case ReachSite:
		return "records of the actor's sites or of none, and the actor's own"
	case ReachTenant:
		return "all records of the company"
	case ReachNone:
	}
	return "no records"
}
