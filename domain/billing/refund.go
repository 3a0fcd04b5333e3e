package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Refund is money of a payment that goes back to the client. What invoices were
// paid with it is taken back from them, the latest first, once it has gone.
type Refund struct {
	entity.Base[Refund]
	entity.Scope

	Number    string                      `entity:"sequence,search"`          // its number, such as REF-2027-00042
	Payment   entity.ID[Payment]          `entity:"required,readonly,filter"` // whose money goes back
	Client    entity.ID[crm.Client]       `entity:"required,readonly,filter"` // who gets it
	Origin    entity.Ref                  `entity:"readonly,filter"`          // what the payment was for
	Amount    money.Amount                `entity:"readonly"`                 // how much
	Currency  money.Currency              `entity:"readonly"`                 // the currency of the amount
	Reason    string                      `entity:"readonly,search,personal"` // why it goes back
	Status    RefundStatus                `entity:"readonly,filter"`          // how it stands
	Operation entity.ID[PaymentOperation] `entity:"required,readonly,filter"` // what the provider was asked
	Code      string                      `entity:"readonly"`                 // why it failed, for programs
	Text      string                      `entity:"readonly"`                 // why it failed
	EndedAt   time.Time                   `entity:"readonly"`                 // when the outcome was known
}

// RefundStatus says how a refund stands.
type RefundStatus string

// The states of a refund.
const (
	RefundRequested RefundStatus = "requested" // the provider is to be asked
	RefundSucceeded RefundStatus = "succeeded" // the money has gone back
	RefundFailed    RefundStatus = "failed"    // the provider refused; ask for another
	RefundUnknown   RefundStatus = "unknown"   // the provider did not say; to be resolved
)

// Choices lists the states.
func (RefundStatus) Choices() []string {
	return []string{string(RefundRequested), string(RefundSucceeded), string(RefundFailed), string(RefundUnknown)}
}

// ReadRefunds is who may see refunds.
const ReadRefunds auth.Permission = "billing.refund.read"

// Entity declares refunds.
func (Refund) Entity() entity.Spec[Refund] {
	return entity.Spec[Refund]{
		Name: "billing.refund", Title: "{number}", View: true, Read: ReadRefunds,
		List:   []string{"number", "payment", "client", "amount", "reason", "status"},
		Series: &entity.Series{Pattern: "REF-{year}-{n}", Digits: 5},
		Kept:   []string{string(RefundSucceeded)},
	}
}

// RefundPayment asks to give money of a payment back.
type RefundPayment struct {
	Amount   *money.Amount  // how much; all that is left when left out
	Currency money.Currency // the currency of the amount
	Reason   string         `entity:"required"` // why, for the books
}

func refundPayment(ctx context.Context, tx *entity.Tx, p *Payment, in RefundPayment) (*Refund, error) {
	if err := p.only("refund"); err != nil {
		return nil, err
	}
	if err := p.isIn(in.Currency, in.Amount); err != nil {
		return nil, err
	}
	amount := p.refundable()
	if in.Amount != nil {
		amount = *in.Amount
	}
	return GiveBack(ctx, tx, p, amount, in.Reason)
}

// GiveBack has the provider give money of a locked payment back to the client and
// returns the refund, which tells what came of it. More than was captured and not
// given back yet is refused with a problem at /amount. A refusal by the provider is
// not an error: the refund is then failed and the payment as before.
func GiveBack(ctx context.Context, tx *entity.Tx, p *Payment, amount money.Amount, reason string) (*Refund, error) {
	var errs problem.Fields
	checkRounded(amount, p.Currency, "/amount", &errs)
	if amount.Sign() == 0 {
		errs.Add("/amount", "not-positive", "Must be more than zero.")
	}
	if amount.Cmp(p.refundable()) > 0 {
		errs.Add("/amount", "too-much", "Only %s of the payment can be given back.", p.refundable())
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	provider, err := p.provider(tx)
	if err != nil {
		return nil, err
	}
	op := p.operation(RefundOperation, amount)
	r := &Refund{
		Base: entity.Base[Refund]{ID: entity.NewID[Refund]()}, Scope: p.Scope, Payment: p.ID, Client: p.Client, Origin: p.Origin,
		Amount: amount, Currency: p.Currency, Reason: reason, Status: RefundRequested, Operation: op.ID,
	}
	outcome, err := provider.Refund(ctx, p.request(op))
	op.end(tx, outcome, err)
	if err := entity.Create(ctx, tx, op); err != nil {
		return nil, fmt.Errorf("note refund: %w", err)
	}
	p.Refunding = p.Refunding.Plus(amount)
	if err := r.refunded(ctx, tx, p, op); err != nil {
		return nil, err
	}
	if err := entity.Create(ctx, tx, r); err != nil {
		return nil, fmt.Errorf("create refund: %w", err)
	}
	return r, nil
}

// refunded takes the outcome of a refund that is on its way into the refund and its
// locked payment. It writes the payment; the caller writes the refund.
func (r *Refund) refunded(ctx context.Context, tx *entity.Tx, p *Payment, op *PaymentOperation) error {
	r.Code, r.Text, r.EndedAt = op.Code, op.Text, op.EndedAt
	switch op.Outcome {
	case OutcomeSucceeded:
		r.Status = RefundSucceeded
		p.Refunding = p.Refunding.Minus(r.Amount)
		if err := p.takeBack(ctx, tx, r.Amount); err != nil {
			return err
		}
		p.Refunded = p.Refunded.Plus(r.Amount)
		p.stand()
		news := PaymentRefunded{Payment: p.ID, Refund: r.ID, Origin: p.Origin, Amount: r.Amount, Currency: p.Currency}
		if err := tx.Emit(entity.RefTo(p.ID), news); err != nil {
			return err
		}
	case OutcomeFailed:
		r.Status = RefundFailed
		p.Refunding = p.Refunding.Minus(r.Amount)
	case OutcomeUnknown:
		r.Status = RefundUnknown
	case OutcomeAuthorized:
		return fmt.Errorf("provider %s has authorized a refund", p.Provider)
	}
	if err := entity.Update(ctx, tx, p); err != nil {
		return fmt.Errorf("note outcome of refund: %w", err)
	}
	return nil
}

// resolveRefund asks the provider what became of a refund whose outcome is unknown.
func resolveRefund(ctx context.Context, tx *entity.Tx, r *Refund, _ Nothing) (*Refund, error) {
	if r.Status != RefundUnknown {
		return nil, problem.Conflict("illegal-step", "Refund %s is %s and cannot resolve.", r.Number, r.Status).
			With("state", r.Status).With("allowed", []string{})
	}
	p, err := entity.Lock(ctx, tx, r.Payment)
	if err != nil {
		return nil, err
	}
	op, err := entity.Lock(ctx, tx, r.Operation)
	if err != nil {
		return nil, err
	}
	if err := p.lookUp(ctx, tx, op); err != nil {
		return nil, err
	}
	if err := r.refunded(ctx, tx, p, op); err != nil {
		return nil, err
	}
	return r, entity.Update(ctx, tx, r)
}
