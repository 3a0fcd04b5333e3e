package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// ExplainRequest asks why a user may do something, or why not.
type ExplainRequest struct {
	Permission auth.Permission `entity:"required"` // what is to be done: sales.order.confirm
	Entity     string          // what it is to be done to: sales.order; empty to ask whether the user may do so anywhere
	Record     uuid.UUID       // the record of that entity
}

// Explanation says why a user may do something, or what is missing.
type Explanation struct {
	Allowed bool     // whether the user may
	Summary string   // why, or what is missing, in a sentence
	Reasons []Reason // all that was looked at, in the order of the decision; the first that holds decides
}

// Reason is one grant or exception that covers what was asked for.
type Reason struct {
	Holds      bool                 // whether it holds for what was asked, now
	Role       string               // the role that grants it; empty for exceptions and for what everybody may do
	Exception  entity.ID[Exception] // the exception that allows it
	Permission auth.Permission      // as it was granted: the permission itself, or a prefix
	Reach      ExceptionReach       // on which records: record, own, department, site or tenant
	Text       string               // what it says, in a sentence
}

// explainUser is served as POST …/users/{id}/explain.
func explainUser(ctx context.Context, tx *entity.Tx, u *User, in ExplainRequest) (Explanation, error) {
	x, err := Explain(ctx, tx, u, in)
	return told(x), err
}

// Explain says why a user may do something, or what is missing, as they would act
// now without the limits of any token. Whoever asks about a record must be able to
// see it.
func Explain(ctx context.Context, tx *entity.Tx, u *User, in ExplainRequest) (auth.Explanation, error) {
	if !isPermission(string(in.Permission)) {
		return auth.Explanation{}, problem.InvalidField("/permission", "invalid-permission", "Must be a permission such as sales.order.read.")
	}
	if (in.Entity == "") != (in.Record == uuid.Nil) {
		return auth.Explanation{}, problem.InvalidField("/record", "required", "A record is named by its entity and its id.")
	}
	if u.Status != UserActive {
		return auth.Explanation{Summary: "Denied. The user is blocked.", Reasons: []auth.Reason{}}, nil
	}
	actor, err := ActorOf(ctx, tx, u.ID)
	if err != nil {
		return auth.Explanation{}, err
	}
	var at auth.Record
	if in.Record != uuid.Nil {
		var see auth.Permission
		if at, see, err = tx.Locate(ctx, entity.Ref{Entity: in.Entity, ID: in.Record}); err != nil {
			return auth.Explanation{}, err
		}
		if !tx.Decide(see, at) {
			return auth.Explanation{}, problem.NotFound("record")
		}
	}
	return auth.Explain(actor, in.Permission, at, tx.Now()), nil
}

func told(x auth.Explanation) Explanation {
	out := Explanation{Allowed: x.Allowed, Summary: x.Summary, Reasons: []Reason{}}
	for _, r := range x.Reasons {
		reach := ReachRecord
		if r.Reach != auth.ReachNone {
			reach = ExceptionReach(reachOf(r.Reach))
		}
		out.Reasons = append(out.Reasons, Reason{
			Holds: r.Holds, Role: r.Role, Exception: entity.ID[Exception](r.Exception), Permission: r.Permission, Reach: reach, Text: r.Text,
		})
	}
	return out
}
