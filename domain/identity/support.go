package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// SupportGrant lets somebody who runs Guildhall look into the company, or work in
// it, for a time. They ask with a reason; whoever may decide about it accepts or
// declines, and ends it when they like.
type SupportGrant struct {
	entity.Base[SupportGrant]
	entity.State[SupportStatus]

	Operator uuid.UUID    `entity:"required,readonly,filter"` // who asks, as those who run Guildhall know them
	Name     string       `entity:"required,readonly"`        // what they are called
	Reason   string       `entity:"required,readonly,text"`   // why they ask
	Asked    int64        `entity:"readonly"`                 // for how many hours they ask
	Hours    int64        // for how many hours it was accepted, from 1 to 168; as many as asked when not given
	Reach    SupportReach // what they may do: read, or everything
	Until    time.Time    `entity:"readonly,filter"` // from when on they are refused
}

// SupportStatus is where a grant of support access stands.
type SupportStatus string

// The states of a grant. An accepted one opens the company until its time is over,
// whether or not it has been marked as expired since.
const (
	SupportRequested SupportStatus = "requested" // waits for an answer
	SupportAccepted  SupportStatus = "accepted"  // opens the company until it ends
	SupportDeclined  SupportStatus = "declined"  // was refused
	SupportRevoked   SupportStatus = "revoked"   // was ended before its time
	SupportExpired   SupportStatus = "expired"   // its time is over
)

// SupportReach says what support may do.
type SupportReach string

// The reaches of support.
const (
	SupportReads SupportReach = "read" // look at everything, change nothing
	SupportFull  SupportReach = "full" // everything but what would outlast the grant
)

// Choices lists the reaches; reading is the default.
func (SupportReach) Choices() []string { return []string{string(SupportReads), string(SupportFull)} }

// MostSupportHours is how long support access lasts at most.
const MostSupportHours = 168

// What a role can be granted on support access.
const (
	ReadSupport   auth.Permission = "identity.support.read"
	DecideSupport auth.Permission = "identity.support.decide"
)

// Entity declares grants of support access.
func (SupportGrant) Entity() entity.Spec[SupportGrant] {
	return entity.Spec[SupportGrant]{
		Name:  "identity.support_grant",
		Label: "Support access",
		Title: "{name}",
		List:  []string{"name", "reach", "asked", "hours", "until", "status"},
		Read:  ReadSupport,
		View:  true,
		Flow: entity.Flow[SupportGrant, SupportStatus]{
			{
				Verb: "accept", From: []SupportStatus{SupportRequested}, To: SupportAccepted, Need: DecideSupport,
				Takes: []string{"hours", "reach"}, Do: acceptSupport,
			},
			{Verb: "decline", From: []SupportStatus{SupportRequested}, To: SupportDeclined, Need: DecideSupport},
			{Verb: "revoke", From: []SupportStatus{SupportAccepted}, To: SupportRevoked, Need: DecideSupport},
			{Verb: "expire", From: []SupportStatus{SupportAccepted}, To: SupportExpired, Need: DecideSupport, Do: expireSupport},
		},
	}
}

func acceptSupport(ctx context.Context, tx *entity.Tx, g *SupportGrant) error {
	if err := refuseSupport(ctx, tx); err != nil {
		return err
	}
	if g.Hours == 0 {
		g.Hours = g.Asked
	}
	if g.Hours < 1 || g.Hours > MostSupportHours {
		return problem.InvalidField("/hours", "out-of-range", "Must be from 1 to %d.", MostSupportHours)
	}
	g.Until = tx.Now().Add(time.Duration(g.Hours) * time.Hour)
	return nil
}

func expireSupport(_ context.Context, tx *entity.Tx, g *SupportGrant) error {
	if tx.Now().Before(g.Until) {
		return problem.Conflict("support-running", "The access lasts until %s; revoke it to end it now.", g.Until.Format(time.RFC3339))
	}
	return nil
}

const sqlOfSupport = `select support is not null from identity_token where tenant_id = $1 and id = $2`

// refuseSupport keeps those who were let in for support, or act by a token that they
// made meanwhile, from what would outlast their grant: another grant, a token.
func refuseSupport(ctx context.Context, tx *entity.Tx) error {
	supports := tx.Actor().Kind == auth.KindOperator
	if !supports && tx.Actor().Kind == auth.KindUser {
		var err error
		if supports, _, err = pg.One[bool](ctx, tx, sqlOfSupport, tx.Actor().Session); err != nil {
			return err
		}
	}
	if supports {
		return problem.Forbidden("support-limits", "Support decides about no access, its own or another's.")
	}
	return nil
}

// RequestSupport asks in an operator's name for support access, and marks those of
// the tenant's grants as expired whose time is over. Problem: "support-requested"
// while an earlier request of theirs waits for its answer.
func RequestSupport(ctx context.Context, tx *entity.Tx, operator *auth.Actor, reason string, hours int64) (*SupportGrant, error) {
	if hours < 1 || hours > MostSupportHours {
		return nil, problem.InvalidField("/hours", "out-of-range", "Must be from 1 to %d.", MostSupportHours)
	}
	if _, err := endSupport(ctx, tx); err != nil {
		return nil, err
	}
	g := &SupportGrant{Operator: operator.ID, Name: operator.Name, Reason: reason, Asked: hours, Reach: SupportReads}
	return g, entity.Create(ctx, tx, g)
}

// endSupport marks the grants as expired whose time is over.
func endSupport(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	over, err := entity.LockWhere[SupportGrant](ctx, tx, "status = 'accepted' and until <= $2", tx.Now())
	if err != nil {
		return false, err
	}
	for _, g := range over {
		if err := entity.Move(ctx, tx, g, SupportExpired); err != nil {
			return false, err
		}
	}
	return false, nil
}

// Support is support access that is granted now.
type Support struct {
	Grant uuid.UUID
	Reach SupportReach
	Until time.Time
}

// SupportOf returns the access that an operator has at an instant, the widest one
// that lasts longest. It is asked of the tenant's rows each time: what was revoked
// opens nothing any more, in no process.
func SupportOf(ctx context.Context, r pg.Runner, operator uuid.UUID, now time.Time) (granted Support, found bool, err error) {
	return pg.One[Support](ctx, r, `select id, reach, until from identity_support_grant
where tenant_id = $1 and operator = $2 and status = 'accepted' and until > $3
order by reach = 'full' desc, until desc limit 1`, operator, now)
}

// SupportRequests returns the latest requests for support access, as they came, up
// to limit: what operators may know of their own requests.
func SupportRequests(ctx context.Context, tx *entity.Tx, limit int) ([]*SupportGrant, error) {
	return entity.Find[SupportGrant](ctx, tx,
		"id in (select g.id from identity_support_grant g where g.tenant_id = $1 order by g.id desc limit $2)", limit)
}
