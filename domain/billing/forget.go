package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

const (
	sqlOwing = `select exists (select from billing_invoice where tenant_id = $1 and client = $2 and status = 'posted' and open <> 0)
  or exists (select from billing_payment where tenant_id = $1 and client = $2 and (status in ('authorized', 'unknown') or refunding <> 0
    or captured > refunded + allocated))`

	// What stands for a card or an account is of no use any more, whatever the
	// payment's state.
	sqlForgetCards = `update billing_payment set token = '' where tenant_id = $1 and client = $2 and token <> ''`
)

// forget refuses to forget a client as long as one side owes the other: until then
// who they are is needed. What stands for their cards and accounts is taken away.
func forget(ctx context.Context, tx *entity.Tx, f entity.Forgotten) error {
	if f.About.Entity != "crm.client" {
		return nil
	}
	owing, _, err := pg.One[bool](ctx, tx, sqlOwing, f.About.ID)
	if err != nil {
		return fmt.Errorf("look for what is owed: %w", err)
	}
	if owing {
		return problem.Conflict("open-business", "The client has open invoices, or money that is neither used nor given back.")
	}
	tx.Exec(sqlForgetCards, f.About.ID)
	return nil
}
