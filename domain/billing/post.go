package billing

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// postInvoice makes a draft count: it dates it, pays it with what has come in for
// the same origin, and numbers it last, because the counter stays locked until the
// transaction ends.
func postInvoice(ctx context.Context, tx *entity.Tx, i *Invoice) error {
	if i.Site == uuid.Nil {
		return problem.InvalidField("/site", "required", "An invoice is numbered at its site: give one.")
	}
	i.date(tx.Today())
	if i.Due.Before(i.Issued) {
		return problem.InvalidField("/due", "past", "The invoice would be overdue on the day it is posted, %s.", i.Issued)
	}
	if err := payFromOrigin(ctx, tx, i); err != nil {
		return err
	}
	i.balance()
	if err := entity.Number(ctx, tx, i); err != nil {
		return fmt.Errorf("number invoice: %w", err)
	}
	return nil
}

// date gives a draft the day on which it is posted, and the last day to pay.
func (i *Invoice) date(on civil.Date) {
	i.Issued = on
	if i.Due.IsZero() {
		i.Due = on
		if i.Terms != nil {
			i.Due = on.AddDays(*i.Terms)
		}
	}
}

// AsPosted returns what a draft is once it is posted on a day, but for what the posting
// finds: its number, and money that has come in for it before. Any other invoice is
// returned as it is.
func (i *Invoice) AsPosted(on civil.Date) Invoice {
	posted := *i
	if i.Status == InvoiceIsDraft {
		posted.date(on)
		posted.balance()
	}
	return posted
}

// tellPaid follows the news of a posting with that of its payment, when the money
// was there already.
func tellPaid(ctx context.Context, tx *entity.Tx, e InvoicePosted) error {
	i, err := entity.Get(ctx, tx, e.Invoice) // at hand: this transaction has posted it
	if err != nil {
		return fmt.Errorf("read posted invoice: %w", err)
	}
	if i.Paid.IsZero() {
		return nil
	}
	return tx.Emit(entity.RefTo(i.ID), i.settled())
}

// sqlLockOrigin keeps a posting and a capture for one origin apart: each of them
// looks for what the other is about to write.
const sqlLockOrigin = `select pg_advisory_xact_lock(hashtextextended($1::uuid::text || $2::uuid::text, 1))`

// payFromOrigin allocates to an invoice what payments for it or for its origin have
// brought and is not yet allocated, the oldest payment first.
func payFromOrigin(ctx context.Context, tx *entity.Tx, i *Invoice) error {
	if i.Total.IsZero() {
		return nil
	}
	if !i.Origin.IsZero() {
		tx.Exec(sqlLockOrigin, i.Origin.ID)
	}
	tx.Exec(sqlLockOrigin, i.ID)
	payments, err := entity.LockWhere[Payment](ctx, tx,
		`((o.origin = $2 and o.origin_entity = $3) or (o.origin = $4 and o.origin_entity = 'billing.invoice'))
and o.client = $5 and o.currency = $6 and o.captured > o.refunded + o.refunding + o.allocated`,
		i.Origin.ID, i.Origin.Entity, i.ID, i.Client, i.Currency)
	if err != nil {
		return fmt.Errorf("find payments of the origin: %w", err)
	}
	open := i.Total
	for _, p := range payments {
		part := open.Min(p.free())
		if part.Sign() <= 0 {
			continue
		}
		if err := p.allocate(ctx, tx, i, part, MoneyAllocated); err != nil {
			return err
		}
		open = open.Minus(part)
	}
	return nil
}

// owed refuses to write off what nobody owes.
func (i *Invoice) owed() error {
	if i.Open.Sign() <= 0 {
		return problem.Conflict("nothing-open", "Nothing of %s is open.", i.Number)
	}
	return nil
}

// writeOff gives up what is still open.
func writeOff(_ context.Context, tx *entity.Tx, i *Invoice) error {
	i.WrittenOff, i.WrittenOffOn = i.WrittenOff.Plus(i.Open), tx.Today()
	i.balance()
	return tx.Emit(entity.RefTo(i.ID), i.settled())
}
