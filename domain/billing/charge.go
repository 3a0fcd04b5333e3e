package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
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
	if err := p.only("charge"); err != nil {
		return err
	}
	if err := CheckProvider(tx, p.Provider); err != nil {
		return err
	}
	provider, err := p.provider(tx)
	if err != nil {
		return err
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
	if err := p.only("retry"); err != nil {
		return nil, err
	}
	if in.Token != "" {
		p.Token = in.Token
	}
	p.Status, p.FailureCode, p.FailureText, p.ProviderReference = PaymentIsPending, "", "", ""
	return p, entity.Update(ctx, tx, p)
}

func cancelPayment(ctx context.Context, tx *entity.Tx, p *Payment, _ Nothing) (*Payment, error) {
	if err := p.only("cancel"); err != nil {
		return nil, err
	}
	p.Status = PaymentIsCancelled
	return p, entity.Update(ctx, tx, p)
}

// resolvePayment asks the provider what became of a charge whose outcome is unknown.
func resolvePayment(ctx context.Context, tx *entity.Tx, p *Payment, _ Nothing) (*Payment, error) {
	if err := p.only("resolve"); err != nil {
		return nil, err
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
	provider, err := p.provider(tx)
	if err != nil {
		return err
	}
	outcome, err := provider.Lookup(ctx, p.request(op))
	op.end(tx, outcome, err)
	if err := entity.Touch(ctx, tx, op); err != nil {
		return fmt.Errorf("note outcome: %w", err)
	}
	return nil
}

// RetryPolicy says what becomes of a payment that the provider has refused.
type RetryPolicy string

// The policies.
const (
	RetryNever     RetryPolicy = "never"     // people decide
	RetryAutomatic RetryPolicy = "automatic" // it is tried again after one day, three and seven, unless that is of no use
)

// Choices lists the policies.
func (RetryPolicy) Choices() []string { return []string{string(RetryNever), string(RetryAutomatic)} }

// retryAfter is how long after each refusal a payment is tried again; after as many
// tries it is given up.
func retryAfter() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{day, 3 * day, 7 * day}
}

// mostRetries bounds how many payments are tried again in one transaction.
const mostRetries = 100

// refused says when a payment that the provider has just refused is tried again. If
// it is not, although it was to be, somebody is told.
func (p *Payment) refused(ctx context.Context, tx *entity.Tx, final bool) error {
	p.RetryAt = time.Time{}
	if p.Retry != RetryAutomatic {
		return nil
	}
	if after := retryAfter(); !final && p.Retries < len(after) {
		p.RetryAt = tx.Now().Add(after[p.Retries])
		return nil
	}
	task := &crm.Activity{
		Scope: p.Scope, Kind: crm.Task, Due: tx.Today(), Client: p.Client, About: entity.RefTo(p.ID),
		Subject: fmt.Sprintf("Payment %s has failed for good: see to it with the client", p.Number), Note: p.FailureText,
	}
	if err := entity.Create(ctx, tx, task); err != nil {
		return fmt.Errorf("tell that payment %s has failed: %w", p.Number, err)
	}
	return nil
}

// ChargeAgain asks to have the provider carry out a charge that is noted already.
type ChargeAgain struct {
	Operation entity.ID[PaymentOperation] // whose outcome is not known yet
}

const sqlRetryDue = `o.status = 'failed' and o.retry_at <= $2`

// retryDue begins the charges of payments that are due to be tried again. Each is
// noted as an operation without an outcome in the transaction that asks for the job
// which carries it out: whatever happens to that, nothing else charges the payment
// before it is known what became of it.
func retryDue(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	few := fmt.Sprintf(` and o.id in (select o.id from billing_payment o where o.tenant_id = $1 and %s order by o.retry_at, o.id limit %d)`,
		sqlRetryDue, mostRetries)
	due, err := entity.LockWhere[Payment](ctx, tx, sqlRetryDue+few, tx.Now())
	if err != nil {
		return false, fmt.Errorf("find payments that are due to be tried again: %w", err)
	}
	for _, p := range due {
		if err := p.tryAgain(ctx, tx); err != nil {
			return false, fmt.Errorf("try payment %s again: %w", p.Number, err)
		}
	}
	return len(due) == mostRetries, nil
}

// tryAgain begins another charge of a locked payment, unless what it is for asks
// for less by now.
func (p *Payment) tryAgain(ctx context.Context, tx *entity.Tx) error {
	p.RetryAt = time.Time{}
	wanted, err := p.wanted(ctx, tx)
	if err != nil {
		return err
	}
	if !wanted {
		return entity.Update(ctx, tx, p)
	}
	op := p.operation(ChargeOperation, p.Amount)
	if err := entity.Create(ctx, tx, op); err != nil {
		return err
	}
	p.Retries++
	p.Status = PaymentIsUnknown
	if err := entity.Update(ctx, tx, p); err != nil {
		return err
	}
	_, err = tx.Enqueue(ChargeAgain{Operation: op.ID})
	return err
}

// wanted tells whether the invoice that a payment is for still asks for as much.
// Whoever cancels anything else cancels its payments.
func (p *Payment) wanted(ctx context.Context, tx *entity.Tx) (bool, error) {
	id, ofInvoice := entity.IDFrom[Invoice](p.Origin)
	if !ofInvoice {
		return true, nil
	}
	i, err := entity.Get(ctx, tx, id)
	if err != nil {
		return false, fmt.Errorf("read the invoice: %w", err)
	}
	return i.Status == InvoiceIsPosted && i.Open.Cmp(p.Amount) >= 0, nil
}

// Begin writes a payment down with a charge of it that nobody has asked the provider
// for yet, and asks for the job that does so if nobody does before. [CarryOut] does
// when the transaction is committed; until it is known what came of it, the payment is
// of unknown outcome, and nothing else charges it.
func Begin(ctx context.Context, tx *entity.Tx, p *Payment) (entity.ID[PaymentOperation], error) {
	p.Status = PaymentIsUnknown
	if err := entity.Create(ctx, tx, p); err != nil {
		return entity.ID[PaymentOperation]{}, err
	}
	op := p.operation(ChargeOperation, p.Amount)
	if err := entity.Create(ctx, tx, op); err != nil {
		return entity.ID[PaymentOperation]{}, fmt.Errorf("note charge: %w", err)
	}
	_, err := tx.Enqueue(ChargeAgain{Operation: op.ID})
	return op.ID, err
}

// Transact runs code in a transaction of one tenant.
type Transact func(context.Context, func(context.Context, *entity.Tx) error) error

// chargeAgain carries out a charge that is noted.
func chargeAgain(ctx context.Context, j entity.Job, in ChargeAgain) error {
	return CarryOut(ctx, j.Do, in.Operation)
}

// CarryOut carries out a charge that is noted, and notes what came of it. The provider
// is asked with no transaction open, by the operation's id: one that is asked twice
// does it once. A charge whose outcome is known is let be; one by a provider that is
// for trying alone has failed for good.
func CarryOut(ctx context.Context, do Transact, id entity.ID[PaymentOperation]) error {
	return ask(ctx, do, id, Provider.Charge)
}

// LookUp asks the provider what became of a charge whose outcome is not known, and
// notes the answer. The provider is asked with no transaction open.
func LookUp(ctx context.Context, do Transact, id entity.ID[PaymentOperation]) error {
	return ask(ctx, do, id, Provider.Lookup)
}

func ask(ctx context.Context, do Transact, id entity.ID[PaymentOperation], how func(Provider, context.Context, Request) (Outcome, error)) error {
	var p *Payment
	var op *PaymentOperation
	var provider Provider
	read := func(ctx context.Context, tx *entity.Tx) (err error) {
		if op, err = entity.Get(ctx, tx, id); err != nil {
			return err
		}
		if p, err = entity.Get(ctx, tx, op.Payment); err != nil {
			return err
		}
		provider, err = p.provider(tx)
		return err
	}
	if err := do(ctx, read); err != nil {
		return fmt.Errorf("read the charge: %w", err)
	}
	if op.Outcome != OutcomeUnknown { // an attempt before this one, or somebody who asked the provider
		return nil
	}
	outcome, err := how(provider, ctx, p.request(op))
	if err != nil {
		return fmt.Errorf("payment %s: ask %s: %w", p.Number, p.Provider, err)
	}
	return do(ctx, func(ctx context.Context, tx *entity.Tx) error { return noteCharge(ctx, tx, id, outcome) })
}

// noteCharge takes the outcome of a charge into its operation and its payment,
// unless another has done so.
func noteCharge(ctx context.Context, tx *entity.Tx, id entity.ID[PaymentOperation], outcome Outcome) error {
	op, err := entity.Get(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("read the charge: %w", err)
	}
	p, err := entity.Lock(ctx, tx, op.Payment) // the payment before its operations, as everybody does
	if err != nil {
		return fmt.Errorf("lock the payment: %w", err)
	}
	if op, err = entity.Lock(ctx, tx, id); err != nil || op.Outcome != OutcomeUnknown {
		return err
	}
	op.end(tx, outcome, nil)
	if err := entity.Touch(ctx, tx, op); err != nil {
		return fmt.Errorf("note the outcome: %w", err)
	}
	return p.charged(ctx, tx, op)
}
