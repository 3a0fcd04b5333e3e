package portal

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Attempt is one try to pay a bill. Whoever sends the same one again, because they have
// pressed a button twice or loaded a page again, pays once.
type Attempt struct {
	Number int    // [Bill.Attempt] as it was shown
	Means  string // the token of one of [Bill.Means]
}

// mostAttempts bounds how often is tried by one link: who tries cards must not do it
// here.
const mostAttempts = 10

// sqlLockBill keeps those apart who pay one bill at once, by whatever link: whoever is
// second waits here, and then sees what the first has begun. An invoice of an order and
// the order are one bill.
const sqlLockBill = `select pg_advisory_xact_lock(hashtextextended('portal bill ' || $1::uuid::text ||
  coalesce((select i.origin from billing_invoice i where i.tenant_id = $1 and i.id = $2::uuid), $2::uuid)::text, 0))`

// PayByLink begins to pay all that is open of the bill of a link. It returns the charge
// that [billing.CarryOut] carries out when the transaction is committed; the zero id
// when there is nothing to do, since this attempt was made before. Problems:
// "link-expired", "nothing-open", "in-flight" when a payment is under way already,
// "attempts-used", "invalid" for the means or the number.
func PayByLink(ctx context.Context, tx *entity.Tx, digest [32]byte, a Attempt) (charge entity.ID[billing.PaymentOperation], err error) {
	l, err := crm.FindLink(ctx, tx, crm.ToPay, digest)
	if err != nil {
		return charge, err
	}
	tx.Exec(sqlLockBill, l.About.ID)
	b, err := bill(ctx, tx, l, digest)
	switch {
	case err != nil:
		return charge, err
	case a.Number > 0 && a.Number < b.Attempt:
		return charge, nil // it was made
	case b.State == BillPending:
		return charge, problem.Conflict("in-flight", "A payment of %s is under way. Wait until the bank has answered.", b.Number)
	case !b.State.Payable():
		return charge, nothingOpen(b.Number)
	case a.Number != b.Attempt:
		return charge, problem.InvalidField("/attempt", "out-of-range", "The next attempt is number %d.", b.Attempt)
	case a.Number > mostAttempts:
		return charge, problem.Conflict("attempts-used", "It was tried %d times to pay %s here. Transfer the money, or ask whoever sent the bill.", mostAttempts, b.Number)
	case !slices.ContainsFunc(b.Means, func(m billing.Means) bool { return m.Token == a.Means }):
		return charge, problem.InvalidField("/means", "invalid-choice", "Choose what to pay with.")
	}
	return billing.Begin(ctx, tx, &billing.Payment{
		Scope: b.scope, Client: b.client, Origin: b.about, Amount: b.Open, Currency: b.Currency, Method: billing.ByCard, Provider: b.provider,
		Token: a.Means, Attempt: mark(digest) + "-" + strconv.Itoa(a.Number),
	})
}

func nothingOpen(number string) error {
	return problem.Conflict("nothing-open", "Nothing of %s is to be paid.", number)
}

// Exhausted tells whether no more is to be tried by this link.
func (b *Bill) Exhausted() bool { return b.Attempt > mostAttempts }

const sqlUnknown = `select o.id from billing_payment p join billing_payment_operation o on o.tenant_id = $1 and o.payment = p.id
where p.tenant_id = $1 and p.origin = any($2) and p.status = 'unknown' and o.kind = 'charge' and o.outcome = 'unknown' order by o.id`

// Unanswered returns the charges for the bill of a link of which nobody knows what came:
// [billing.LookUp] asks the provider.
func Unanswered(ctx context.Context, tx *entity.Tx, digest [32]byte) ([]entity.ID[billing.PaymentOperation], error) {
	l, err := crm.FindLink(ctx, tx, crm.ToPay, digest)
	if err != nil {
		return nil, err
	}
	b, err := bill(ctx, tx, l, digest)
	if err != nil {
		return nil, err
	}
	ids, err := pg.Query[uuid.UUID](ctx, tx, sqlUnknown, b.origins)
	if err != nil {
		return nil, fmt.Errorf("look for charges: %w", err)
	}
	out := make([]entity.ID[billing.PaymentOperation], len(ids))
	for i, id := range ids {
		out[i] = entity.ID[billing.PaymentOperation](id)
	}
	return out, nil
}
