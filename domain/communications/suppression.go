package communications

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Suppression is an address to which nothing is sent any more: nobody is there, or
// whoever is there has said that it is not wanted. To write there again, delete it.
type Suppression struct {
	entity.Base[Suppression]

	Address entity.Email      `entity:"required,unique,search,personal"` // to which nothing is sent
	Reason  SuppressionReason `entity:"filter"`                          // why not
	Since   time.Time         `entity:"readonly,filter"`                 // from when on
	Note    string            `entity:"text,personal"`                   // what else there is to know: what the other side said
}

// SuppressionReason says why nothing is sent to an address.
type SuppressionReason string

// The reasons.
const (
	Manual     SuppressionReason = "manual"     // somebody here decided it
	Bounced    SuppressionReason = "bounced"    // a letter came back for good
	Complained SuppressionReason = "complained" // its reader called a letter unwanted
	Refused    SuppressionReason = "refused"    // the mail server says that there is no such address
)

// Choices lists the reasons.
func (SuppressionReason) Choices() []string {
	return []string{string(Manual), string(Bounced), string(Complained), string(Refused)}
}

// What a role can be granted on suppressions.
const (
	ReadSuppressions auth.Permission = "communications.suppression.read"
	EditSuppressions auth.Permission = "communications.suppression.edit"
)

// Entity declares suppressions.
func (Suppression) Entity() entity.Spec[Suppression] {
	return entity.Spec[Suppression]{
		Name: "communications.suppression", Title: "{address}", List: []string{"address", "reason", "since"},
		Read: ReadSuppressions, Edit: EditSuppressions,
		Derive: func(_ context.Context, tx *entity.Tx, s *Suppression) error {
			if s.Since.IsZero() {
				s.Since = tx.Now()
			}
			return nil
		},
	}
}

const sqlSuppressed = `select exists (select from communications_suppression where tenant_id = $1 and address = $2)`

// suppressed tells whether nothing is sent to an address any more.
func suppressed(ctx context.Context, tx *entity.Tx, address entity.Email) (bool, error) {
	is, _, err := pg.One[bool](ctx, tx, sqlSuppressed, string(address.Normal()))
	if err != nil {
		return false, fmt.Errorf("look for suppressions: %w", err)
	}
	return is, nil
}

// sqlLockSuppression has those who suppress the same address wait for each other.
const sqlLockSuppression = `select pg_advisory_xact_lock(hashtextextended('communications suppression ' || $1::uuid::text || $2::text, 0))`

// suppress has nothing sent to an address any more.
func suppress(ctx context.Context, tx *entity.Tx, address entity.Email, reason SuppressionReason, note string) error {
	address = address.Normal()
	tx.Exec(sqlLockSuppression, string(address))
	is, err := suppressed(ctx, tx, address)
	if err != nil || is {
		return err
	}
	if err := entity.Create(ctx, tx, &Suppression{Address: address, Reason: reason, Note: note}); err != nil {
		return fmt.Errorf("suppress an address: %w", err)
	}
	return nil
}

// OptOut says that letters of a kind are not sent: to a client who does not want them,
// or to nobody.
type OptOut struct {
	entity.Base[OptOut]

	Kind   ClientKind            `entity:"required,filter"` // which letters are not sent
	Client entity.ID[crm.Client] `entity:"filter"`          // to whom they are not sent; nobody gets them when empty
	Reason string                `entity:"text"`            // why not
}

// What a role can be granted on opt-outs.
const (
	ReadOptOuts auth.Permission = "communications.opt_out.read"
	EditOptOuts auth.Permission = "communications.opt_out.edit"
)

// Entity declares opt-outs.
func (OptOut) Entity() entity.Spec[OptOut] {
	return entity.Spec[OptOut]{
		Name: "communications.opt_out", Label: "Opt-out", Title: "{kind}", List: []string{"kind", "client", "reason"},
		Read: ReadOptOuts, Edit: EditOptOuts, Check: checkOptOut,
	}
}

func checkOptOut(_ context.Context, _ *entity.Tx, o *OptOut) error {
	if o.Kind == "" {
		return problem.InvalidField("/kind", "required", "Must be given.")
	}
	return nil
}

const sqlOptedOut = `select exists (select from communications_opt_out
where tenant_id = $1 and kind = $2 and (client is null or client = $3))`

// optedOut tells whether letters of a kind are not sent to a client.
func optedOut(ctx context.Context, tx *entity.Tx, k Kind, client entity.ID[crm.Client]) (bool, error) {
	is, _, err := pg.One[bool](ctx, tx, sqlOptedOut, string(k), client)
	if err != nil {
		return false, fmt.Errorf("look for opt-outs: %w", err)
	}
	return is, nil
}
