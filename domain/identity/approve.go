package identity

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// approveException lets an exception hold. Two people are needed for it, and the
// one who approves must hold by role what is asked for.
func approveException(ctx context.Context, tx *entity.Tx, e *Exception) error {
	a := tx.Actor()
	if a.ID != uuid.Nil && (a.ID == e.User.UUID() || a.ID == e.RequestedBy.UUID()) {
		return problem.Forbidden("self-approval", "Somebody else must approve what you have asked for, or what is for you.")
	}
	if !e.Expires.After(tx.Now()) {
		return problem.Conflict("exception-expired", "The exception was asked for until %s, which is over.", e.Expires.UTC().Format("2006-01-02 15:04"))
	}
	if a.Kind == auth.KindUser {
		e.Approver = entity.ID[User](a.ID)
	}
	if e.Reach != ReachRecord {
		h, err := heldBy(ctx, tx, e.User)
		if err != nil {
			return err
		}
		return h.mayGrant(a, []auth.Grant{{Permission: e.Permission, Reach: e.auth().Reach}})
	}
	at, _, err := tx.Locate(ctx, e.Record)
	if err != nil {
		return err
	}
	if !a.HeldOn(e.Permission, at) {
		return notHeld(auth.Grant{Permission: e.Permission})
	}
	return nil
}

func expireException(_ context.Context, tx *entity.Tx, e *Exception) error {
	if e.Expires.After(tx.Now()) {
		return problem.Conflict("exception-not-expired", "The exception holds until %s. Revoke it to end it before.", e.Expires.UTC().Format("2006-01-02 15:04"))
	}
	return nil
}

// ExpireDue asks to close the exceptions whose time is over.
type ExpireDue struct{}

// ExpiredExceptions says what an [ExpireDue] has done.
type ExpiredExceptions struct {
	Expired int  // how many exceptions were closed
	More    bool // whether there are more of them; ask again
}

// expireBatch bounds how many exceptions are closed in one transaction.
const expireBatch = 200

// expireDue closes the exceptions whose time is over. None of them has counted
// since: this is for those who look at the list.
func expireDue(ctx context.Context, tx *entity.Tx, _ ExpireDue) (ExpiredExceptions, error) {
	if tx.Reach(RevokeExceptions) < auth.ReachTenant {
		return ExpiredExceptions{}, auth.Missing(RevokeExceptions, "in the whole company")
	}
	where := fmt.Sprintf(`o.status in ('requested', 'approved') and o.expires <= $2 and o.id in (select id from identity_exception
where tenant_id = $1 and status in ('requested', 'approved') and expires <= $2 order by expires limit %d)`, expireBatch)
	due, err := entity.LockWhere[Exception](ctx, tx, where, tx.Now())
	if err != nil {
		return ExpiredExceptions{}, fmt.Errorf("lock exceptions that are over: %w", err)
	}
	for _, e := range due {
		if err := entity.Move(ctx, tx, e, ExceptionExpired); err != nil {
			return ExpiredExceptions{}, err
		}
	}
	return ExpiredExceptions{Expired: len(due), More: len(due) == expireBatch}, nil
}

// ExceptionUse is one thing that a user could do by an exception alone.
//
// It is written by the way, and never changed.
type ExceptionUse struct {
	entity.Base[ExceptionUse]
	entity.Scope

	Exception  entity.ID[Exception] `entity:"required,readonly,filter"` // what allowed it
	User       entity.ID[User]      `entity:"readonly,filter"`          // who did it
	Permission auth.Permission      `entity:"readonly,filter"`          // what it took
	Record     entity.Ref           `entity:"readonly,filter"`          // what it was done to; without an id for lists, summaries and actions on no record
	Request    uuid.UUID            `entity:"readonly"`                 // the request in which it was done
}

// Entity declares uses of exceptions.
func (ExceptionUse) Entity() entity.Spec[ExceptionUse] {
	return entity.Spec[ExceptionUse]{
		Name: "identity.exception_use", Title: "{permission}", View: true, Read: ReadExceptions,
		List: []string{"created_at", "user", "permission", "record", "exception"},
	}
}

const sqlExceptionUsed = `insert into identity_exception_use
  (tenant_id, id, created_at, updated_at, owner, department, exception, "user", permission, record_entity, record, request)
select $1, $2, $3, $3, e.owner, e.department, e.id, e."user", $5, $6, $7, $8 from identity_exception e where e.tenant_id = $1 and e.id = $4`

// exceptionUsed keeps a use of an exception.
func exceptionUsed(tx *entity.Tx, u auth.Use) {
	tx.Exec(sqlExceptionUsed, entity.NewID[ExceptionUse](), tx.Now(), u.Exception, u.Permission, u.Entity,
		pg.NullUUID(u.Record), pg.NullUUID(tx.Origin().RequestID))
}
