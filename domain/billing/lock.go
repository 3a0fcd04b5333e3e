package billing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

const (
	sqlPayers = `select payment from billing_allocation where tenant_id = $1 and invoice = $2 group by payment having sum(amount) > 0`

	// sqlLockPayers locks the payments that have paid the invoice $2.
	sqlLockPayers = `select id from billing_payment where tenant_id = $1 and id in (` + sqlPayers + `) order by id for update`

	// sqlLockInvoice locks the invoice $2.
	sqlLockInvoice = `select 1 from billing_invoice where tenant_id = $1 and id = $2 for update`
)

// maxLockTries bounds how often an invoice's payers may change while they are locked.
const maxLockTries = 20

// lockWithPayers locks an invoice and the payments that have paid it, and returns
// the invoice. Whoever allocates locks the payment first, then the invoice; so do
// we. Who has paid is certain only once the invoice is locked: when a payment has
// come in between, the locks are given back, by a savepoint, and taken again.
func lockWithPayers(ctx context.Context, tx *entity.Tx, id entity.ID[Invoice]) (*Invoice, error) {
	for range maxLockTries {
		if err := tx.Send(ctx, pg.Statement{SQL: "savepoint payers"}); err != nil {
			return nil, fmt.Errorf("set savepoint: %w", err)
		}
		locked, err := pg.Query[entity.ID[Payment]](ctx, tx, sqlLockPayers, id)
		if err != nil {
			return nil, fmt.Errorf("lock payments: %w", err)
		}
		tx.Exec(sqlLockInvoice, id)
		payers, err := pg.Query[entity.ID[Payment]](ctx, tx, sqlPayers, id)
		if err != nil {
			return nil, fmt.Errorf("lock invoice: %w", err)
		}
		if !slices.ContainsFunc(payers, func(p entity.ID[Payment]) bool { return !slices.Contains(locked, p) }) {
			return entity.Lock(ctx, tx, id)
		}
		if err := tx.Send(ctx, pg.Statement{SQL: "rollback to savepoint payers"}); err != nil {
			return nil, fmt.Errorf("give locks back: %w", err)
		}
	}
	return nil, errors.New("the payments of an invoice change too fast to be locked")
}
