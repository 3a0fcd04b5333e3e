package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
)

// Standing is how it stands with the money of one origin, such as an order. Drafts
// and cancelled invoices do not count.
type Standing struct {
	Invoiced     money.Amount // the totals of its invoices
	Credited     money.Amount // how much of that credit notes have taken back
	Paid         money.Amount // how much of that payments have brought
	Captured     money.Amount // what payments for the origin or its invoices have brought
	Refunded     money.Amount // how much of that has gone back
	Open         money.Amount // how much its invoices still ask for
	Invoices     int          // how many invoices it has
	OpenInvoices int          // how many of them ask for money still
}

const sqlStanding = `with i as (
  select id, total, credited, paid, open from billing_invoice
  where tenant_id = $1 and origin = $2 and origin_entity = $3 and status = 'posted'
), p as (
  select coalesce(sum(captured), 0) as captured, coalesce(sum(refunded), 0) as refunded from billing_payment
  where tenant_id = $1 and ((origin = $2 and origin_entity = $3)
    or (origin_entity = 'billing.invoice' and origin = any(array(select id from i))))
)
select coalesce(sum(i.total), 0), coalesce(sum(i.credited), 0), coalesce(sum(i.paid), 0),
  (select captured from p), (select refunded from p), coalesce(sum(i.open), 0),
  count(*), count(*) filter (where i.open > 0) from i`

// StandingOf tells how it stands with the money of an origin, in one round trip. It
// sees what the transaction has written.
func StandingOf(ctx context.Context, tx *entity.Tx, origin entity.Ref) (Standing, error) {
	s, _, err := pg.One[Standing](ctx, tx, sqlStanding, origin.ID, origin.Entity)
	if err != nil {
		return Standing{}, fmt.Errorf("read standing of %s: %w", origin.Entity, err)
	}
	return s, nil
}

const sqlReceivable = `select
  coalesce((select sum(i.open) from billing_invoice i
    where i.tenant_id = $1 and i.client = $2 and i.status = 'posted' and i.open > 0 and i.currency = c.currency), 0)
  - coalesce((select sum(p.captured - p.refunded - p.allocated) from billing_payment p
    where p.tenant_id = $1 and p.client = $2 and p.captured > p.refunded + p.allocated and p.currency = c.currency), 0)
from crm_client c where c.tenant_id = $1 and c.id = $2`

// Receivable returns what a client owes on posted invoices, less the money of
// payments that is not used for any, in the client's currency: for credit limits.
// It is negative when the client has paid ahead. Lock the client before to rely on
// it. Documents in other currencies are left out.
func Receivable(ctx context.Context, tx *entity.Tx, client entity.ID[crm.Client]) (money.Amount, error) {
	owed, _, err := pg.One[money.Amount](ctx, tx, sqlReceivable, client)
	if err != nil {
		return money.Amount{}, fmt.Errorf("read receivable: %w", err)
	}
	return owed, nil
}
