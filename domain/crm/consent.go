package crm

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Consent is what a client, or a contact there, has agreed to. It can be withdrawn
// and is never deleted: it proves what was allowed, and until when.
type Consent struct {
	entity.Base[Consent]
	entity.Scope
	entity.State[ConsentStatus]

	Client      entity.ID[Client]  `entity:"required,filter"` // which client agreed, or whose contact
	Contact     entity.ID[Contact] `entity:"filter"`          // which contact agreed, if it was not the client as such
	Purpose     string             `entity:"required,filter"` // what may be done: newsletter, calls, profiling …
	GivenAt     time.Time          `entity:"required"`        // when it was given
	Source      string             `entity:"required"`        // how it was given: a form on the web, a letter, a call …
	TextVersion string             `entity:"required"`        // the version of the text that was agreed to
	WithdrawnAt time.Time          `entity:"readonly"`        // when it was withdrawn
}

// ConsentStatus says whether a consent still holds.
type ConsentStatus string

// The states of a consent.
const (
	ConsentGiven     ConsentStatus = "given"     // holds
	ConsentWithdrawn ConsentStatus = "withdrawn" // held until it was withdrawn
)

// What a role can be granted on consents.
const (
	ReadConsents auth.Permission = "crm.consent.read"
	EditConsents auth.Permission = "crm.consent.edit"
)

// Entity declares consents.
func (Consent) Entity() entity.Spec[Consent] {
	return entity.Spec[Consent]{
		Name:  "crm.consent",
		Title: "{purpose}",
		List:  []string{"client", "contact", "purpose", "given_at", "withdrawn_at", "source", "status"},
		Read:  ReadConsents,
		Edit:  EditConsents,
		Derive: func(ctx context.Context, tx *entity.Tx, c *Consent) error {
			return deriveScope(ctx, tx, &c.Scope, c.Client)
		},
		Check:  checkConsent,
		Frozen: func(c *Consent) bool { return c.Status == ConsentWithdrawn },
		Remove: func(context.Context, *entity.Tx, *Consent) error {
			return problem.Conflict("frozen", "A consent is kept as a proof; withdraw it instead.")
		},
		Flow: entity.Flow[Consent, ConsentStatus]{
			{Verb: "withdraw", From: []ConsentStatus{ConsentGiven}, To: ConsentWithdrawn, Need: EditConsents, Do: withdrawConsent},
		},
	}
}

func checkConsent(_ context.Context, tx *entity.Tx, c *Consent) error {
	if c.GivenAt.After(tx.Now()) {
		return problem.InvalidField("/given_at", "in-the-future", "Must not lie in the future.")
	}
	return nil
}

func withdrawConsent(_ context.Context, tx *entity.Tx, c *Consent) error {
	c.WithdrawnAt = tx.Now()
	return nil
}
