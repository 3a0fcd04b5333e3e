package sales

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// acceptQuote makes the order, at the quote's terms, and confirms it unless the
// quote asks for a draft. All or nothing: when the order cannot be confirmed, the
// quote stays as it was.
func acceptQuote(ctx context.Context, tx *entity.Tx, q *Quote) error {
	if q.ValidUntil.Before(tx.Today()) {
		return problem.Conflict("quote-expired", "Quote %s was valid until %s. Revise it to offer it again.", q.Number, q.ValidUntil)
	}
	order := orderFrom(q)
	if q.OrderAs == AsDraft {
		if err := entity.Create(ctx, tx, order); err != nil {
			return fmt.Errorf("make order: %w", err)
		}
	} else if err := createConfirmed(ctx, tx, order); err != nil {
		return err
	}
	q.Order, q.AcceptedAt = order.ID, tx.Now()
	return nil
}

// orderFrom copies what a quote and its order have in common.
func orderFrom(q *Quote) *Order {
	o := &Order{
		Base: entity.Base[Order]{ID: entity.NewID[Order]()}, Scope: q.Scope,
		Client: q.Client, Contact: q.Contact, Quote: q.ID, Reference: q.Reference,
		Terms: q.Terms, PaymentPolicy: q.PaymentPolicy, InvoicePolicy: q.InvoicePolicy, Note: q.Note,
	}
	for _, line := range q.Items {
		o.Items = append(o.Items, OrderItem{Item: line.Item})
	}
	return o
}

// ReviseQuote asks for the next revision of a quote.
type ReviseQuote struct{}

// reviseQuote makes the next draft of a quote that was sent, declined or has
// expired. A quote that is still open is superseded by it.
func reviseQuote(ctx context.Context, tx *entity.Tx, q *Quote, _ ReviseQuote) (*Quote, error) {
	switch q.Status {
	case QuoteSent:
		if err := entity.Move(ctx, tx, q, QuoteSuperseded); err != nil {
			return nil, err
		}
	case QuoteDeclined, QuoteExpired, QuoteSuperseded:
	case QuoteDraft, QuoteAccepted:
		return nil, problem.Conflict("not-revisable", "Quote %s is %s: only a quote that was sent and not accepted is revised.", q.Number, q.Status).
			With("state", q.Status)
	}
	next := &Quote{
		Scope: q.Scope, Number: q.Number, Revision: q.Revision + 1, Supersedes: q.ID,
		Client: q.Client, Contact: q.Contact, Reference: q.Reference, Terms: q.Terms,
		PaymentPolicy: q.PaymentPolicy, InvoicePolicy: q.InvoicePolicy, OrderAs: q.OrderAs, Note: q.Note,
	}
	if !q.ValidUntil.Before(tx.Today()) {
		next.ValidUntil = q.ValidUntil
	}
	for _, line := range q.Items {
		line.Line.ID = uuid.Nil
		next.Items = append(next.Items, line)
	}
	if err := entity.Create(ctx, tx, next); err != nil {
		return nil, fmt.Errorf("make revision: %w", err)
	}
	return next, nil
}
