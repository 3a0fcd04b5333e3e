package identity

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// ExceptionRequest asks for an exception.
type ExceptionRequest struct {
	User       entity.ID[User] // who is to be allowed; the asking user when empty
	Permission auth.Permission `entity:"required"` // what is to be allowed: sales.order.confirm, or everything below a prefix: sales.order.*
	Reach      ExceptionReach  // on which records: record, the usual one, own, department, site or tenant
	Record     entity.Ref      // the one record, where it holds for one record only
	Reason     string          `entity:"required,text"` // why it is needed
	Starts     time.Time       // from when it is to hold; from now on when empty
	Expires    time.Time       `entity:"required"` // from when it is to hold no longer, at most 30 days after the start
}

// requestException is served as POST …/exceptions/request.
func requestException(ctx context.Context, tx *entity.Tx, in ExceptionRequest) (*Exception, error) {
	asking := entity.ID[User]{}
	if tx.Actor().Kind == auth.KindUser {
		asking = entity.ID[User](tx.Actor().ID)
	}
	if in.User.IsZero() {
		in.User = asking
	}
	if in.Reach == "" {
		in.Reach = ReachRecord
	}
	if in.Starts.IsZero() {
		in.Starts = tx.Now()
	}
	if err := in.check(ctx, tx); err != nil {
		return nil, err
	}
	u, err := entity.Get(ctx, tx, in.User)
	if err != nil {
		return nil, err
	}
	e := &Exception{
		User: in.User, Permission: in.Permission, Reach: in.Reach, Record: in.Record, Reason: in.Reason,
		Starts: in.Starts, Expires: in.Expires, RequestedBy: asking,
	}
	e.Owner, e.Department = u.ID.UUID(), u.Department.UUID()
	if !tx.Decide(RequestExceptions, entity.RecordOf(tx, e)) {
		return nil, auth.Missing(RequestExceptions, "on "+u.Name)
	}
	return e, entity.Create(ctx, tx, e)
}

// check refuses what cannot be meant: no user, no permission, a record that is
// none, a time that is over or too long.
func (in *ExceptionRequest) check(ctx context.Context, tx *entity.Tx) error {
	var errs problem.Fields
	if in.User.IsZero() {
		errs.Add("/user", "required", "Must say who is to be allowed.")
	}
	if !isPermission(string(in.Permission)) {
		errs.Add("/permission", "invalid-permission", "Must be a permission such as sales.order.read, or a prefix such as sales.order.* or *.")
	}
	switch single := in.Reach == ReachRecord; {
	case single && in.Record.IsZero():
		errs.Add("/record", "required", "Must name the record, or the reach must be another one.")
	case !single && !in.Record.IsZero():
		errs.Add("/record", "not-for-reach", "Only an exception with the reach record names one.")
	}
	switch {
	case !in.Expires.After(in.Starts):
		errs.Add("/expires", "too-early", "Must be after the start.")
	case !in.Expires.After(tx.Now()):
		errs.Add("/expires", "in-the-past", "Must lie in the future.")
	case in.Expires.Sub(in.Starts) > LongestException:
		errs.Add("/expires", "too-late", "Must be at most 30 days after the start.")
	}
	if err := errs.Err(); err != nil || in.Reach != ReachRecord {
		return err
	}
	_, _, err := tx.Locate(ctx, in.Record)
	if problem.Is(err, "not-found") {
		return problem.InvalidField("/record", "unknown-reference", "Names no record of this company.")
	}
	return err
}
