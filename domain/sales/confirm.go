package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// placeOrder creates and confirms an order in one call.
func placeOrder(ctx context.Context, tx *entity.Tx, in Order) (*Order, error) {
	o := &in
	if err := createConfirmed(ctx, tx, o); err != nil {
		return nil, err
	}
	if err := tx.Admit(ConfirmOrders, entity.RecordOf(tx, o)); err != nil {
		return nil, err
	}
	return o, nil
}

// createConfirmed writes a new order and confirms it. The client is locked before
// the order is written: the order's reference to the client is a weak lock on it,
// and two transactions that hold one each would wait for each other.
func createConfirmed(ctx context.Context, tx *entity.Tx, o *Order) error {
	o.askCredit(tx)
	if err := entity.Create(ctx, tx, o); err != nil {
		return fmt.Errorf("make order: %w", err)
	}
	return entity.Move(ctx, tx, o, OrderConfirmed)
}

// confirmOrder makes an order stand: the goods are reserved, the client has the
// credit. The client is locked before the stock.
func confirmOrder(ctx context.Context, tx *entity.Tx, o *Order) error {
	o.askCredit(tx)
	if err := inventory.Reserve(ctx, tx, o.Site, entity.RefTo(o.ID), o.goods()); err != nil {
		return fmt.Errorf("promise goods: %w", err)
	}
	c, err := o.credit(ctx)
	if err != nil {
		return fmt.Errorf("read credit: %w", err)
	}
	if len(c) == 0 {
		return problem.InvalidField("/client", "unknown-reference", "Names no record of this company.")
	}
	o.ConfirmedAt = tx.Now()
	o.derive()
	return c[0].check(ctx, tx, o)
}

// askCredit locks the client, if it has a limit, and asks what must be known of
// it; both travel with the transaction's next read. It asks once.
func (o *Order) askCredit(tx *entity.Tx) {
	if o.credit == nil {
		tx.Exec(sqlLockLimited, o.Client)
		o.credit = pg.Later[credit](tx, sqlCredit, o.Client, o.ID)
	}
}

// goods returns what an order asks of the stock.
func (o *Order) goods() []inventory.Line {
	var lines []inventory.Line
	for i := range o.Items {
		if item := &o.Items[i]; item.Kind == catalog.Goods {
			lines = append(lines, inventory.Line{Product: item.Product, Quantity: item.Quantity})
		}
	}
	return lines
}

// credit is what must be known of a client before an order is confirmed.
type credit struct {
	Active    bool
	Limited   bool
	Currency  money.Currency
	Limit     money.Amount
	Committed money.Amount // confirmed and not invoiced yet, in the client's currency, without the order at hand
}

const (
	// Only a client with a limit is locked: orders of all others are confirmed side
	// by side.
	sqlLockLimited = `select from crm_client where tenant_id = $1 and id = $2 and credit_limit is not null for update`

	// A prepaid order uses no credit; the money that came in for it counts against
	// the client's other debts until it is invoiced, and is added again here.
	sqlCredit = `
select c.status = 'active', c.credit_limit is not null, c.currency, coalesce(c.credit_limit, 0),
  case when c.credit_limit is null then 0 else coalesce((
    select sum(greatest(case o.payment_policy when 'prepaid' then least(o.total, o.received - o.refunded) else o.total end - o.invoiced, 0))
    from sales_order o where o.tenant_id = $1 and o.client = $2 and o.status = 'confirmed' and o.currency = c.currency and o.id is distinct from $3
  ), 0) end
from crm_client c where c.tenant_id = $1 and c.id = $2`
)

// check refuses an order of an archived client, and one that would take the client over its limit: what is
// invoiced and open, what is confirmed and not yet invoiced, and this order.
func (c credit) check(ctx context.Context, tx *entity.Tx, o *Order) error {
	if !c.Active {
		return problem.Conflict("client-archived", "The client is archived. Restore it before you confirm an order.")
	}
	if !c.Limited || o.PaymentPolicy == Prepaid {
		return nil
	}
	if o.Currency != c.Currency {
		return problem.Conflict("credit-limit", "The client's credit limit is in %s and this order in %s. Have it paid in advance.", c.Currency, o.Currency)
	}
	open, err := billing.Receivable(ctx, tx, o.Client)
	if err != nil {
		return fmt.Errorf("read receivables: %w", err)
	}
	used := open.Plus(c.Committed)
	if used.Plus(o.Total).Cmp(c.Limit) <= 0 {
		return nil
	}
	return problem.Conflict("credit-limit", "The client's credit limit is %s %s, of which %s is used; this order needs %s.", c.Limit, c.Currency, used, o.Total).
		With("limit", c.Limit.String()).With("used", used.String()).With("needed", o.Total.String())
}
