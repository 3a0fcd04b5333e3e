package billing_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Many hands do all that can be done with the invoices and payments of one order at
// once, in any order: whatever is refused is refused with a problem, nobody waits in
// a circle, and every sum holds in the end.
func TestManyHands(t *testing.T) {
	t.Parallel()
	const hands, deeds = 8, 12
	d := newDesk(t)
	at := order()
	var made []*billing.Payment
	var invoices []*billing.Invoice
	for range 4 {
		i := d.draft(at, "10")
		i.Lines[0].Quantity = money.QuantityOf(10)
		d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, i) })
		made, invoices = append(made, d.payment(t, at, "70", "tok_success")), append(invoices, i)
	}
	together(hands, func(n int) {
		r := rand.New(rand.NewPCG(7, uint64(n))) // the same deeds each time
		for range deeds {
			p, i := made[r.IntN(len(made))], invoices[r.IntN(len(invoices))]
			if err := d.deed(t, r.IntN(7), p, i); err != nil && problem.From(err).Status >= http.StatusInternalServerError {
				t.Errorf("hand %d: %v", n, err)
			}
		}
	})
	if n := d.count(t, `select deadlocks from pg_stat_database where datname = current_database()`); n > 0 {
		t.Errorf("%d deadlocks", n)
	}
	d.balances(t)
	numbered := d.count(t, `select count(*) from billing_invoice where number <> ''`)
	d.consecutive(t, "INV-2026-", numbered)
}

func (d *desk) deed(t *testing.T, which int, p *billing.Payment, i *billing.Invoice) error {
	t.Helper()
	var err error
	switch which {
	case 0:
		err = d.step(t, "billing.invoice", i.ID.UUID(), "post", `{}`)
	case 1:
		_, err = d.try(t, payments, p.ID.UUID(), "charge", `{}`)
	case 2:
		_, err = d.try(t, payments, p.ID.UUID(), "allocate", `{"invoice":"`+i.ID.String()+`"}`)
	case 3:
		_, err = d.refund(t, p, "9")
	case 4:
		err = d.credit(t, creditOf(i, "1"))
	case 5:
		n := creditOf(i, "1")
		if err := d.Try(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, n) }); err != nil {
			return err
		}
		err = d.step(t, "billing.credit_note", n.ID.UUID(), "post", `{}`)
	default:
		err = d.step(t, "billing.invoice", i.ID.UUID(), "write-off", `{"write_off_reason":"bankrupt"}`)
	}
	return err
}
