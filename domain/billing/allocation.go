package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Allocation is money of a payment used for an invoice, or, when negative, taken
// back from it. It is never changed.
type Allocation struct {
	entity.Base[Allocation]
	entity.Scope

	Payment  entity.ID[Payment] `entity:"required,readonly,filter"` // whose money
	Invoice  entity.ID[Invoice] `entity:"required,readonly,filter"` // what it pays
	Amount   money.Amount       `entity:"readonly"`                 // how much; negative when taken back
	Currency money.Currency     `entity:"readonly"`                 // the currency of the amount
	Reason   AllocationReason   `entity:"readonly"`                 // why: allocated, taken_back, credited, refunded
}

// AllocationReason says why money was used for an invoice or taken back from it.
type AllocationReason string

// The reasons.
const (
	MoneyAllocated AllocationReason = "allocated"  // it pays the invoice
	MoneyTakenBack AllocationReason = "taken_back" // somebody has freed it
	MoneyCredited  AllocationReason = "credited"   // a credit note left nothing to pay
	MoneyRefunded  AllocationReason = "refunded"   // it went back to the client
)

// Choices lists the reasons.
func (AllocationReason) Choices() []string {
	return []string{string(MoneyAllocated), string(MoneyTakenBack), string(MoneyCredited), string(MoneyRefunded)}
}

// Entity declares allocations.
func (Allocation) Entity() entity.Spec[Allocation] {
	return entity.Spec[Allocation]{
		Name: "billing.allocation", Title: "{amount} {reason}", View: true, Read: ReadPayments,
		List: []string{"created_at", "payment", "invoice", "amount", "reason"},
	}
}

// AllocatePayment asks to pay an invoice with a payment's money.
type AllocatePayment struct {
	Invoice  entity.ID[Invoice] `entity:"required"` // what to pay
	Amount   *money.Amount      // how much; as much as goes when left out
	Currency money.Currency     // the currency of the amount
}

// move notes an allocation, or with a negative amount its reversal. It changes both
// records and writes neither.
func (p *Payment) move(ctx context.Context, tx *entity.Tx, i *Invoice, amount money.Amount, reason AllocationReason) error {
	p.Allocated, i.Paid = p.Allocated.Plus(amount), i.Paid.Plus(amount)
	a := &Allocation{Scope: i.Scope, Payment: p.ID, Invoice: i.ID, Amount: amount, Currency: p.Currency, Reason: reason}
	if err := entity.Create(ctx, tx, a); err != nil {
		return fmt.Errorf("note allocation: %w", err)
	}
	return nil
}

// allocate uses money of a locked payment for a locked invoice, or frees it when the
// amount is negative, and writes the payment; the caller writes the invoice.
func (p *Payment) allocate(ctx context.Context, tx *entity.Tx, i *Invoice, amount money.Amount, reason AllocationReason) error {
	if err := p.move(ctx, tx, i, amount, reason); err != nil {
		return err
	}
	return touch(ctx, tx, p)
}

func touch(ctx context.Context, tx *entity.Tx, p *Payment) error {
	if err := entity.Touch(ctx, tx, p); err != nil {
		return fmt.Errorf("write payment: %w", err)
	}
	return nil
}

func allocatePayment(ctx context.Context, tx *entity.Tx, p *Payment, in AllocatePayment) (*Payment, error) {
	if err := p.only("allocate"); err != nil {
		return nil, err
	}
	if err := payable(ctx, tx, p, in); err != nil {
		return nil, err
	}
	i, err := entity.Lock(ctx, tx, in.Invoice)
	if err != nil {
		return nil, err
	}
	amount := p.free().Min(i.Open)
	if in.Amount != nil {
		amount = *in.Amount
	}
	switch {
	case i.Open.Sign() <= 0:
		return nil, problem.Conflict("nothing-open", "Nothing of %s is open.", i.Number)
	case p.free().Sign() <= 0:
		return nil, problem.Conflict("nothing-free", "All of payment %s is used.", p.Number)
	case amount.Sign() <= 0:
		return nil, problem.InvalidField("/amount", "not-positive", "Must be more than zero.")
	case amount.Cmp(p.free()) > 0:
		return nil, problem.InvalidField("/amount", "too-much", "Only %s of the payment is free.", p.free())
	case amount.Cmp(i.Open) > 0:
		return nil, problem.InvalidField("/amount", "too-much", "Only %s of the invoice is open.", i.Open)
	}
	if err := p.allocate(ctx, tx, i, amount, MoneyAllocated); err != nil {
		return nil, err
	}
	return p, i.settle(ctx, tx)
}

// TakeBackAllocation asks to take money of a payment back from an invoice that it has paid.
type TakeBackAllocation struct {
	Invoice  entity.ID[Invoice] `entity:"required"` // what was paid with it
	Amount   *money.Amount      // how much; all that the payment has brought to it when left out
	Currency money.Currency     // the currency of the amount
}

// takeBackAllocation frees money that was used for the wrong invoice: that is open again, and
// the money can be used for another, or given back.
func takeBackAllocation(ctx context.Context, tx *entity.Tx, p *Payment, in TakeBackAllocation) (*Payment, error) {
	if err := p.only("take-back"); err != nil {
		return nil, err
	}
	if err := p.isIn(in.Currency, in.Amount); err != nil {
		return nil, err
	}
	i, err := entity.Lock(ctx, tx, in.Invoice)
	if err != nil {
		return nil, err
	}
	brought, err := p.broughtTo(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	amount := brought
	if in.Amount != nil {
		amount = *in.Amount
	}
	var errs problem.Fields
	checkRounded(amount, p.Currency, "/amount", &errs)
	switch {
	case brought.Sign() <= 0:
		return nil, problem.Conflict("not-allocated", "Payment %s has paid nothing of %s.", p.Number, i.Number)
	case amount.Sign() <= 0:
		return nil, problem.InvalidField("/amount", "not-positive", "Must be more than zero.")
	case amount.Cmp(brought) > 0:
		return nil, problem.InvalidField("/amount", "too-much", "Only %s of the payment was used for %s.", brought, i.Number)
	case len(errs) > 0:
		return nil, errs.Err()
	}
	if err := p.allocate(ctx, tx, i, amount.Neg(), MoneyTakenBack); err != nil {
		return nil, err
	}
	return p, i.settle(ctx, tx)
}

// broughtTo returns how much of a payment an invoice was paid with.
func (p *Payment) broughtTo(ctx context.Context, tx *entity.Tx, i *Invoice) (money.Amount, error) {
	paid, err := shares(ctx, tx, p.ID, entity.ID[Invoice]{})
	if err != nil {
		return money.Amount{}, err
	}
	for _, s := range paid {
		if s.Invoice == i.ID {
			return s.Amount, nil
		}
	}
	return money.Amount{}, nil
}

// payable refuses an invoice that this payment cannot pay. It looks without
// locking: a draft may be locked by whoever posts it and looks for payments.
func payable(ctx context.Context, tx *entity.Tx, p *Payment, in AllocatePayment) error {
	i, err := entity.Get(ctx, tx, in.Invoice)
	switch {
	case err != nil:
		return err
	case i.Status != InvoiceIsPosted:
		return problem.Conflict("not-posted", "The invoice is %s: only a posted invoice is paid.", i.Status)
	case i.Client != p.Client:
		return problem.InvalidField("/invoice", "other-client", "The invoice is another client's.")
	case i.Currency != p.Currency:
		return problem.InvalidField("/invoice", "currency-mismatch", "The invoice is in %s, the payment in %s.", i.Currency, p.Currency)
	}
	return p.isIn(in.Currency, in.Amount)
}

// isIn refuses an amount that is given in another currency than the payment's.
func (p *Payment) isIn(currency money.Currency, amount *money.Amount) error {
	if amount != nil && currency != "" && currency != p.Currency {
		return problem.InvalidField("/amount", "currency-mismatch", "The payment is in %s.", p.Currency)
	}
	return nil
}

// payOrigin uses what a payment has just brought for the open invoices of its
// origin, the oldest first. It changes the payment without writing it.
func (p *Payment) payOrigin(ctx context.Context, tx *entity.Tx) error {
	if p.Origin.IsZero() {
		return nil
	}
	tx.Exec(sqlLockOrigin, p.Origin.ID)
	invoices, err := entity.LockWhere[Invoice](ctx, tx,
		`((o.origin = $2 and o.origin_entity = $3) or (o.id = $2 and $3 = 'billing.invoice'))
and o.status = 'posted' and o.open > 0 and o.client = $4 and o.currency = $5`,
		p.Origin.ID, p.Origin.Entity, p.Client, p.Currency)
	if err != nil {
		return fmt.Errorf("find invoices of the origin: %w", err)
	}
	for _, i := range invoices {
		part := p.free().Min(i.Open)
		if part.Sign() <= 0 {
			break
		}
		if err := p.move(ctx, tx, i, part, MoneyAllocated); err != nil {
			return err
		}
		if err := i.settle(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// share is what one payment has brought to one invoice.
type share struct {
	Payment entity.ID[Payment]
	Invoice entity.ID[Invoice]
	Amount  money.Amount
}

// shares returns what is allocated of a payment or to an invoice, the latest first.
func shares(ctx context.Context, tx *entity.Tx, p entity.ID[Payment], i entity.ID[Invoice]) ([]share, error) {
	found, err := pg.Query[share](ctx, tx, `select payment, invoice, sum(amount) from billing_allocation
where tenant_id = $1 and (payment = $2 or invoice = $3) group by payment, invoice having sum(amount) > 0 order by max(id::text) desc`, p, i)
	if err != nil {
		return nil, fmt.Errorf("read allocations: %w", err)
	}
	return found, nil
}

// takeBack frees money of a payment from the invoices that it has paid, the latest
// first, until as much as needed is free. The invoices are then open again.
func (p *Payment) takeBack(ctx context.Context, tx *entity.Tx, needed money.Amount) error {
	missing := needed.Minus(p.free())
	if missing.Sign() <= 0 {
		return nil
	}
	paid, err := shares(ctx, tx, p.ID, entity.ID[Invoice]{})
	if err != nil {
		return err
	}
	ids := make([]entity.ID[Invoice], len(paid))
	for n, s := range paid {
		ids[n] = s.Invoice
	}
	invoices, err := entity.LockAll(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("lock invoices: %w", err)
	}
	for n, i := range invoices {
		part := missing.Min(paid[n].Amount)
		if part.Sign() <= 0 {
			break
		}
		if err := p.move(ctx, tx, i, part.Neg(), MoneyRefunded); err != nil {
			return err
		}
		if err := i.settle(ctx, tx); err != nil {
			return err
		}
		missing = missing.Minus(part)
	}
	return nil
}
