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

// checks say what must always be so in the books of money.
func checks() []entity.Check {
	return []entity.Check{
		{
			Name: "billing.balances", Label: "Invoices are open by what was not paid, credited or written off",
			SQL: `with a as (
  select invoice, sum(amount) as amount from billing_allocation where tenant_id = $1 group by 1
), n as (
  select invoice, sum(total) as total from billing_credit_note where tenant_id = $1 and status = 'posted' group by 1
)
select 'billing.invoice', i.id, format('%s is paid by %s, the allocations say %s; credited by %s, the credit notes say %s; open are %s of %s',
  i.number, trim_scale(i.paid), trim_scale(coalesce(a.amount, 0)), trim_scale(i.credited), trim_scale(coalesce(n.total, 0)), trim_scale(i.open), trim_scale(i.total))
from billing_invoice i left join a on a.invoice = i.id left join n on n.invoice = i.id
where i.tenant_id = $1 and (i.paid <> coalesce(a.amount, 0) or i.credited <> coalesce(n.total, 0)
  or i.status = 'posted' and i.open <> i.total - i.paid - i.credited - i.written_off)`,
		},
		{
			Name: "billing.payments", Label: "Payments have brought, given back and paid what their operations, refunds and allocations say",
			SQL: `with o as (
  select payment, sum(amount) as amount from billing_payment_operation where tenant_id = $1 and kind = 'charge' and outcome = 'succeeded' group by 1
), r as (
  select payment, sum(amount) as amount from billing_refund where tenant_id = $1 and status = 'succeeded' group by 1
), a as (
  select payment, sum(amount) as amount from billing_allocation where tenant_id = $1 group by 1
)
select 'billing.payment', p.id, format('%s has brought %s, the operations say %s; gave back %s, the refunds say %s; is used for %s, the allocations say %s',
  p.number, trim_scale(p.captured), trim_scale(coalesce(o.amount, 0)), trim_scale(p.refunded), trim_scale(coalesce(r.amount, 0)),
  trim_scale(p.allocated), trim_scale(coalesce(a.amount, 0)))
from billing_payment p left join o on o.payment = p.id left join r on r.payment = p.id left join a on a.payment = p.id
where p.tenant_id = $1 and (p.captured <> coalesce(o.amount, 0) or p.refunded <> coalesce(r.amount, 0) or p.allocated <> coalesce(a.amount, 0))`,
		},
		{
			Name: "billing.numbers", Label: "The numbers of invoices and credit notes go on by one",
			SQL: numbers("billing.invoice", "billing_invoice") + ` union all ` + numbers("billing.credit_note", "billing_credit_note"),
		},
	}
}

// numbers finds the documents whose number does not follow that of another of the same
// form, those of which no count knows, and the counts that have given a number which no
// document has, at the end. Numbers before a count was begun are none of its own.
func numbers(of, table string) string {
	numbered := `(select distinct on (d.id) d.id, d.number, c.form, c.begun, case when x.n ~ '^[0-9]{1,15}$' then x.n::bigint end as n
  from ` + table + ` d left join system_counter c on c.tenant_id = $1 and c.series = '` + of + `'
    and starts_with(d.number, split_part(c.form, '{n}', 1)) and right(d.number, length(split_part(c.form, '{n}', 2))) = split_part(c.form, '{n}', 2)
  cross join lateral (select substr(d.number, 1 + length(split_part(c.form, '{n}', 1)), length(d.number) - length(c.form) + 3) as n) x
  where d.tenant_id = $1 and d.number <> '' order by d.id, x.n ~ '^[0-9]{1,15}$' desc nulls last, length(c.form) desc)`
	return `(select '` + of + `', g.id, case when g.n is null then format('%s is of no series', g.number) when g.before is null then format('%s is the first of its series', g.number)
    else format('%s comes after %s', g.number, g.before) end
  from (select d.id, d.number, d.n, lag(d.n, 1, d.begun - 1) over w as last, lag(d.number) over w as before
    from ` + numbered + ` d where d.n is null or d.n >= d.begun window w as (partition by d.form order by d.n)) g
  where g.n is null or g.n <> g.last + 1)
union all (select case when d.id is null then 'identity.site' else '` + of + `' end,
    coalesce(d.id, (select id from identity_site where tenant_id = $1 order by created_at limit 1)),
    format('%s was the last number given of ` + of + `, %s', c.next - 1, coalesce('the last one that is there is ' || d.number, 'none is there'))
  from system_counter c left join (select distinct on (form) form, id, number, n from ` + numbered + ` d order by form, n desc nulls last) d using (form)
  where c.tenant_id = $1 and c.series = '` + of + `' and c.next <> greatest(coalesce(d.n, 0) + 1, c.begun))`
}
