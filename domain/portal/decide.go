package portal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Acceptance is how a client accepts a quote.
type Acceptance struct {
	Name string // with which they sign
	// Why the order could not be confirmed, once it could not: it is then made as a draft.
	Unsettled string
}

// What clients may write, in characters.
const (
	longestName   = 200
	longestReason = 2_000
)

// serverFault is the first status of problems that nobody outside can mend.
const serverFault = 500

// UnsettledError tells that a quote could not be accepted because the order that it becomes
// cannot be confirmed, which is nothing that the client can mend, or is told.
type UnsettledError struct {
	Why string // for people of the company
}

// Error says so.
func (e *UnsettledError) Error() string { return "the order cannot be confirmed: " + e.Why }

// AcceptByLink accepts the quote of a link, by a signature. Accepting what is accepted
// changes nothing. Problems: "link-expired", "quote-closed", "invalid" for the name;
// besides, an [UnsettledError], after which the client's word is kept by accepting once
// more with its reason: the order is then a draft, and somebody has a task to look it
// over.
func AcceptByLink(ctx context.Context, tx *entity.Tx, digest [32]byte, in Acceptance) (Offer, error) {
	name, err := signature(in.Name)
	if err != nil {
		return Offer{}, err
	}
	q, l, err := quoteOf(ctx, tx, digest, entity.Lock)
	if err != nil {
		return Offer{}, err
	}
	if err := open(ctx, tx, q); err != nil {
		if q.Status == sales.QuoteAccepted {
			return offer(ctx, tx, q, l)
		}
		return Offer{}, err
	}
	q.AcceptedBy = name
	if in.Unsettled != "" {
		q.OrderAs = sales.AsDraft
	}
	err = entity.Move(ctx, tx, q, sales.QuoteAccepted)
	if refused, is := errors.AsType[*problem.Problem](err); is && in.Unsettled == "" && refused.Status < serverFault {
		return Offer{}, &UnsettledError{Why: refused.Detail}
	}
	if err != nil {
		return Offer{}, err
	}
	if in.Unsettled != "" {
		if err := planLook(ctx, tx, q, in.Unsettled); err != nil {
			return Offer{}, err
		}
	}
	return offer(ctx, tx, q, l)
}

// planLook has somebody look over an order that could not be confirmed.
func planLook(ctx context.Context, tx *entity.Tx, q *sales.Quote, why string) error {
	task := &crm.Activity{
		Scope: q.Scope, Kind: crm.Task, Due: tx.Today(), Client: q.Client, Contact: q.Contact, About: entity.RefTo(q.Order),
		Subject: fmt.Sprintf("The client has accepted quote %s, but its order could not be confirmed: look it over", q.Number), Note: why,
	}
	if err := entity.Create(ctx, tx, task); err != nil {
		return fmt.Errorf("have an order looked over: %w", err)
	}
	return nil
}

// signature returns a name as it is kept, or what is wrong with it.
func signature(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", problem.InvalidField("/name", "required", "Sign with your name.")
	case !utf8.ValidString(name) || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unicode.IsControl):
		return "", problem.InvalidField("/name", "too-long", "At most %d characters.", longestName)
	}
	return name, nil
}

// DeclineByLink declines the quote of a link, with a reason if the client gives one.
// Declining what is declined changes nothing. Problems: "link-expired", "quote-closed",
// "invalid" for the reason.
func DeclineByLink(ctx context.Context, tx *entity.Tx, digest [32]byte, reason string) (Offer, error) {
	reason = strings.TrimSpace(reason)
	if !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > longestReason {
		return Offer{}, problem.InvalidField("/reason", "too-long", "At most %d characters.", longestReason)
	}
	q, l, err := quoteOf(ctx, tx, digest, entity.Lock)
	if err != nil {
		return Offer{}, err
	}
	if err := open(ctx, tx, q); err != nil {
		if q.Status == sales.QuoteDeclined {
			return offer(ctx, tx, q, l)
		}
		return Offer{}, err
	}
	q.DeclineReason = reason
	if err := entity.Move(ctx, tx, q, sales.QuoteDeclined); err != nil {
		return Offer{}, err
	}
	return offer(ctx, tx, q, l)
}

// open refuses to decide about a quote that is open no more.
func open(ctx context.Context, tx *entity.Tx, q *sales.Quote) error {
	state, err := stateOf(ctx, tx, q)
	if err == nil && state != OfferOpen {
		err = closed(q)
	}
	return err
}

func closed(q *sales.Quote) error {
	return problem.Conflict("quote-closed", "Quote %s can be accepted or declined no more. Ask whoever sent it for a new one.", q.Number)
}
