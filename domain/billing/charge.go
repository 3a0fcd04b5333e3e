package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
)

// ChargePayment asks to take the money of a payment.
type ChargePayment struct {
	Token string // another card or account than the payment names, if any
}

// RetryPayment asks to try a failed payment again.
type RetryPayment struct {
	Token string // another card or account; the same as before when left out
}

// Nothing is the input of actions that take none.
type Nothing struct{}

// Charge has the provider take the money of a locked payment that is pending,
// authorized or failed, and notes what came of it in the payment's status. A
// refusal by the provider is not an error: the payment is then failed. What comes
// in is allocated to the open invoices of the payment's origin.
//
// The provider is asked inside the transaction, which only those in the process
// may be.
func Charge(ctx context.Context, tx *entity.Tx, p *Payment) error {
	switch p.Status {
	case PaymentIsPending, PaymentIsAuthorized, PaymentIsFailed:
	default:
		return p.illegal("charge")
	}
	provider, known := providerNamed(p.Provider)
	if !known {
		return fmt.Errorf("payment %s: there is no provider %q", p.Number, p.Provider)
	}
	op := p.operation(ChargeOperation, p.Amount)
	outcome, err := provider.Charge(ctx, p.request(op))
	op.end(tx, outcome, err)
	if err := entity.Create(ctx, tx, op); err != nil {
		return fmt.Errorf("note charge: %w", err)
	}
	return p.charged(ctx, tx, op)
}

// charged takes the outcome of a charge into the payment.
func (p *Payment) charged(ctx context.Context, tx *entity.Tx, op *PaymentOperation) error {
	about := entity.RefTo(p.ID)
	p.FailureCode, p.FailureText = op.Code, op.Text
	switch op.Outcome {
	case OutcomeSucceeded:
		p.Captured, p.ProviderReference = op.Amount, op.Reference
		p.stand()
		if err := tx.Emit(about, PaymentCaptured{Payment: p.ID, Origin: p.Origin, Amount: op.Amount, Currency: p.Currency}); err != nil {
			return err
		}
		if err := p.payOrigin(ctx, tx); err != nil {
			return err
		}
	case OutcomeAuthorized:
		p.Status, p.ProviderReference = PaymentIsAuthorized, op.Reference
	case OutcomeUnknown:
		p.Status = PaymentIsUnknown
	case OutcomeFailed:
		p.Status = PaymentIsFailed
		failed := PaymentFailed{Payment: p.ID, Origin: p.Origin, Amount: op.Amount, Currency: p.Currency, Code: op.Code}
		if err := tx.Emit(about, failed); err != nil {
			return err
		}
		if err := p.refused(ctx, tx, op.Final); err != nil {
			return err
		}
	default:
		return fmt.Errorf("provider %s answered %q", p.Provider, op.Outcome)
	}
	if err := entity.Update(ctx, tx, p); err != nil {
		return fmt.Errorf("note outcome of charge: %w", err)
	}
	return nil
}

func chargePayment(ctx context.Context, tx *entity.Tx, p *Payment, in ChargePayment) (*Payment, error) {
	if in.Token != "" {
		p.Token = in.Token
	}
	if err := Charge(ctx, tx, p); err != nil {
		return nil, err
	}
	return p, nil
}

// retryPayment makes a failed payment pending again.
func retryPayment(ctx context.Context, tx *entity.Tx, p *Payment, in RetryPayment) (*Payment, error) {
	if p.Status != PaymentIsFailed {
		return nil, p.illegal("retry")
	}
	if in.Token != "" {
		p.Token = in.Token
	}
	p.Status, p.FailureCode, p.FailureText, p.ProviderReference = PaymentIsPending, "", "", ""
	return p, entity.Update(ctx, tx, p)
}

func cancelPayment(ctx context.Context, tx *entity.Tx, p *Payment, _ Nothing) (*Payment, error) {
	switch p.Status {
	case PaymentIsPending, PaymentIsAuthorized, PaymentIsFailed:
	default:
		return nil, p.illegal("cancel")
	}
	p.Status = PaymentIsCancelled
	return p, entity.Update(ctx, tx, p)
}

// resolvePayment asks the provider what became of a charge whose outcome is unknown.
func resolvePayment(ctx context.Context, tx *entity.Tx, p *Payment, _ Nothing) (*Payment, error) {
	if p.Status != PaymentIsUnknown {
		return nil, p.illegal("resolve")
	}
	ops, err := entity.LockWhere[PaymentOperation](ctx, tx, `o.payment = $2 and o.kind = 'charge' and o.outcome = 'unknown'`, p.ID)
	if err != nil {
		return nil, fmt.Errorf("find charge: %w", err)
	}
	if len(ops) == 0 {
		return nil, fmt.Errorf("payment %s is unknown without an unknown charge", p.Number)
	}
	if err := p.lookUp(ctx, tx, ops[0]); err != nil {
		return nil, err
	}
	if err := p.charged(ctx, tx, ops[0]); err != nil {
		return nil, err
	}
	return p, nil
}

// lookUp asks the provider what became of a locked operation whose outcome is not
// known, and notes the answer.
func (p *Payment) lookUp(ctx context.Context, tx *entity.Tx, op *PaymentOperation) error {
	provider, known := providerNamed(p.Provider)
	if !known {
		return fmt.Errorf("payment %s: there is no provider %q", p.Number, p.Provider)
	}
	outcome, err := provider.Lookup(ctx, p.request(op))
	op.end(tx, outcome, err)
	if err := entity.Touch(ctx, tx, op); err != nil {
		return fmt.Errorf("note outcome: %w", err)
	}
	return nil
}
