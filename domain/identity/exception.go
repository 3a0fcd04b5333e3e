package identity

import (
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Exception lets a user do, for a time, what their roles do not grant. It is asked
// for with a reason, approved by somebody else who holds what is asked for, and
// its every use is kept.
type Exception struct {
	entity.Base[Exception]
	entity.Scope
	entity.State[ExceptionStatus]

	User        entity.ID[User] `entity:"readonly,filter"`                 // who is allowed
	Permission  auth.Permission `entity:"required,readonly,filter"`        // what is allowed: sales.order.confirm, or everything below a prefix: sales.order.*
	Reach       ExceptionReach  `entity:"readonly"`                        // on which records: record, own, department, site or tenant
	Record      entity.Ref      `entity:"readonly,filter"`                 // the one record, where it holds for one record only
	Reason      string          `entity:"required,readonly,text,personal"` // why it is needed
	Starts      time.Time       `entity:"required,readonly"`               // from when it holds
	Expires     time.Time       `entity:"required,readonly,filter"`        // from when it holds no longer
	RequestedBy entity.ID[User] `entity:"readonly"`                        // who asked for it
	Approver    entity.ID[User] `entity:"readonly"`                        // who approved it
}

// ExceptionReach says on which records an exception holds.
type ExceptionReach string

// ReachRecord is the reach of an exception for one record; the others are those of
// [Reach].
const ReachRecord ExceptionReach = "record"

// Choices lists the reaches, narrow to wide.
func (ExceptionReach) Choices() []string {
	return append([]string{string(ReachRecord)}, Reach("").Choices()...)
}

// ExceptionStatus is where an exception stands. What counts is the time: one that
// was approved holds until it expires, whether or not its status says so yet.
type ExceptionStatus string

// The states of an exception.
const (
	ExceptionRequested ExceptionStatus = "requested" // waits for somebody to approve it
	ExceptionApproved  ExceptionStatus = "approved"  // holds from its start until it expires
	ExceptionRevoked   ExceptionStatus = "revoked"   // refused, or taken back
	ExceptionExpired   ExceptionStatus = "expired"   // its time is over
)

// What a role can be granted on exceptions. Everybody may ask for exceptions for
// themselves, see their own and give them up.
const (
	ReadExceptions    auth.Permission = "identity.exception.read"
	RequestExceptions auth.Permission = "identity.exception.request"
	ApproveExceptions auth.Permission = "identity.exception.approve"
	RevokeExceptions  auth.Permission = "identity.exception.revoke"
)

// LongestException is for how long an exception holds at most.
const LongestException = 30 * 24 * time.Hour

// Entity declares exceptions.
func (Exception) Entity() entity.Spec[Exception] {
	waiting := []ExceptionStatus{ExceptionRequested}
	open := []ExceptionStatus{ExceptionRequested, ExceptionApproved}
	return entity.Spec[Exception]{
		Name:  "identity.exception",
		Title: "{permission}",
		List:  []string{"user", "permission", "reach", "expires", "status"},
		Read:  ReadExceptions,
		View:  true,
		About: "user",
		Flow: entity.Flow[Exception, ExceptionStatus]{
			{Verb: "approve", From: waiting, To: ExceptionApproved, Need: ApproveExceptions, Do: approveException},
			{Verb: "revoke", From: open, To: ExceptionRevoked, Need: RevokeExceptions},
			{Verb: "expire", From: open, To: ExceptionExpired, Need: RevokeExceptions, Do: expireException},
		},
	}
}

// auth returns the exception as decisions know it.
func (e *Exception) auth() auth.Exception {
	return auth.Exception{
		ID: e.ID.UUID(), Permission: e.Permission, Reach: Reach(e.Reach).auth(), Entity: e.Record.Entity, Record: e.Record.ID,
		Starts: e.Starts, Expires: e.Expires,
	}
}
