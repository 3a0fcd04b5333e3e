package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

const sqlOpenOrders = `select exists (select from sales_order where tenant_id = $1 and client = $2 and status = 'confirmed')`

// forget refuses to forget a client who waits for goods: their address is needed.
func forget(ctx context.Context, tx *entity.Tx, f entity.Forgotten) error {
	if f.About.Entity != "crm.client" {
		return nil
	}
	open, _, err := pg.One[bool](ctx, tx, sqlOpenOrders, f.About.ID)
	if err != nil {
		return fmt.Errorf("look for open orders: %w", err)
	}
	if open {
		return problem.Conflict("open-business", "The client has confirmed orders: close or cancel them first.")
	}
	return nil
}
