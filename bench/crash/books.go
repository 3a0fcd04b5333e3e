package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/money"
)

// rules are what holds in a company's books at every moment at which nobody is
// writing. Each statement finds what breaks its rule; $1 is the company.
var rules = []struct{ name, sql string }{
	{"orders that are not the sum of their lines", `select o.number from sales_order o
left join (select "order" as id, sum(net) as net, sum(tax) as tax from sales_order_item where tenant_id = $1 group by 1) i using (id)
where o.tenant_id = $1 and (i.net is distinct from o.net or o.tax < i.tax or o.total <> o.net + o.freight + o.tax)`},
	{"quotes that are not the sum of their lines", `select o.number from sales_quote o
left join (select quote as id, sum(net) as net, sum(tax) as tax from sales_quote_item where tenant_id = $1 group by 1) i using (id)
where o.tenant_id = $1 and (i.net is distinct from o.net or o.tax < i.tax or o.total <> o.net + o.freight + o.tax)`},
	{"invoices that are not the sum of their lines", `select o.number || ' ' || o.id from billing_invoice o
left join (select invoice as id, sum(net) as net, sum(tax) as tax from billing_invoice_line where tenant_id = $1 group by 1) i using (id)
where o.tenant_id = $1 and (i.net is distinct from o.net or o.tax < i.tax or o.total <> o.net + o.freight + o.tax + o.rounding)`},
	{"accepted quotes without their order, or orders without their accepted quote", `select coalesce(q.number, o.number)
from (select * from sales_quote where tenant_id = $1 and status = 'accepted') q
full join (select * from sales_order where tenant_id = $1 and quote is not null) o on o.quote = q.id and q."order" = o.id
where q.id is null or o.id is null`},
	{"shipments that have left without their goods, or goods without their shipment", `select s.number || ' ' || x.product from sales_shipment s
cross join lateral (select product, i.quantity as sent, m.quantity as moved from (
    select product, sum(quantity) as quantity from sales_shipment_item
    where tenant_id = $1 and shipment = s.id and s.status in ('shipped', 'delivered') group by 1) i
  full join (
    select product, sum(quantity) as quantity from inventory_move
    where tenant_id = $1 and origin = s.id and reason = 'shipped' group by 1) m using (product)) x
where s.tenant_id = $1 and x.sent is distinct from x.moved`},
	{"orders whose lines do not know what was shipped of them", `select o.number from sales_order o join sales_order_item i on i.tenant_id = $1 and i."order" = o.id
where o.tenant_id = $1 and i.shipped <> coalesce((select sum(l.quantity) from sales_shipment_item l
  join sales_shipment s on s.tenant_id = $1 and s.id = l.shipment and s.status in ('shipped', 'delivered')
  where l.tenant_id = $1 and l.order_item = i.id), 0)`},
	{"goods held for orders that are over", `select o.number from inventory_reservation r join sales_order o on o.tenant_id = $1 and o.id = r.origin
where r.tenant_id = $1 and r.open > 0 and o.status <> 'confirmed'`},
	{"confirmed orders that do not hold what is to be shipped", `select o.number from sales_order o
where o.tenant_id = $1 and o.status = 'confirmed'
  and (select sum(quantity - shipped) from sales_order_item where tenant_id = $1 and "order" = o.id and kind = 'goods')
  is distinct from (select sum(open) from inventory_reservation where tenant_id = $1 and origin = o.id)`},
	{"invoices that are posted without a number, or numbered without being posted", `select number || ' ' || id from billing_invoice
where tenant_id = $1 and (status = 'posted') <> (number <> '')`},
	{"invoice numbers with a gap, or a counter that is not behind the last one", `select c.next::text || ' after ' || count(i.id) || ' invoices, the last of them ' || coalesce(max(i.number), 'none')
from system_counter c left join billing_invoice i on i.tenant_id = $1 and starts_with(i.number, split_part(c.form, '{n}', 1))
where c.tenant_id = $1 and c.series = 'billing.invoice' group by c.form, c.next
having count(i.id) <> c.next - 1 or count(distinct i.number) <> count(i.id) or coalesce(max(split_part(i.number, '-', 3)::bigint), 0) <> c.next - 1`},
	{"posted invoices without their news", `select i.number from billing_invoice i where i.tenant_id = $1 and i.status = 'posted'
and 1 <> (select count(*) from system_event e where e.tenant_id = $1 and e.record = i.id and e.type = 'InvoicePostedEvent')`},
	{"invoices that were paid otherwise than their allocations say", `select i.number from billing_invoice i where i.tenant_id = $1
and (i.paid <> coalesce((select sum(amount) from billing_allocation where tenant_id = $1 and invoice = i.id), 0)
  or i.status = 'posted' and i.open <> i.total - i.paid - i.credited - i.written_off)`},
	{"payments that were used or charged otherwise than their entries say", `select p.number from billing_payment p where p.tenant_id = $1
and (p.allocated <> coalesce((select sum(amount) from billing_allocation where tenant_id = $1 and payment = p.id), 0)
  or p.captured <> coalesce((select sum(amount) from billing_payment_operation where tenant_id = $1 and payment = p.id and kind = 'charge' and outcome = 'succeeded'), 0))`},
	{"records whose trail does not end at their version", `select d.entity || ' ' || d.id || ' is ' || d.version || ', its trail says ' || coalesce(a.version::text, 'nothing') from (
  select 'sales.order' as entity, id, version from sales_order where tenant_id = $1
  union all select 'sales.quote', id, version from sales_quote where tenant_id = $1
  union all select 'sales.shipment', id, version from sales_shipment where tenant_id = $1
  union all select 'billing.invoice', id, version from billing_invoice where tenant_id = $1
  union all select 'billing.payment', id, version from billing_payment where tenant_id = $1
  union all select 'crm.client', id, version from crm_client where tenant_id = $1
  union all select 'catalog.product', id, version from catalog_product where tenant_id = $1) d
left join (select record as id, max(version) as version from system_audit where tenant_id = $1 group by 1) a using (id)
where a.version is distinct from d.version`},
}

const (
	sqlDocuments = `select (select count(*) from sales_order where tenant_id = $1) + (select count(*) from sales_quote where tenant_id = $1)
+ (select count(*) from sales_shipment where tenant_id = $1) + (select count(*) from billing_invoice where tenant_id = $1)
+ (select count(*) from billing_payment where tenant_id = $1)`
	sqlReceived = `select product::text, sum(quantity) from inventory_move where tenant_id = $1 and reason = 'received' group by 1`
)

// audit holds the books of companies against the rules, past the server: what it
// would not show would not be seen otherwise. It returns how many documents there
// are.
func (l *lab) audit(ctx context.Context, all []company) (documents int, err error) {
	c, err := cluster.Attach(ctx, l.in("data"))
	if err != nil {
		return 0, fmt.Errorf("find the server's PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for _, each := range all {
		n, err := l.auditOne(ctx, c.URL(each.Database), each)
		if err != nil {
			return 0, fmt.Errorf("books of %s: %w", each.Slug, err)
		}
		documents += n
	}
	return documents, nil
}

func (l *lab) auditOne(ctx context.Context, url string, c company) (documents int, err error) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	if _, err := db.Exec(ctx, "select set_config('search_path', $1, false)", c.Schema); err != nil {
		return 0, fmt.Errorf("enter the schema: %w", err)
	}
	found, err := broken(ctx, db, c.ID)
	if err != nil {
		return 0, err
	}
	for _, each := range found {
		l.wrong(c.Slug, "%s", each)
	}
	if err := l.auditGoods(ctx, db, c); err != nil {
		return 0, err
	}
	if err := db.QueryRow(ctx, sqlDocuments, c.ID).Scan(&documents); err != nil {
		return 0, fmt.Errorf("count documents: %w", err)
	}
	return documents, nil
}

// broken says which rules a company's books break, and where.
func broken(ctx context.Context, db *pgx.Conn, company string) ([]string, error) {
	var all []string
	for _, rule := range rules {
		rows, err := db.Query(ctx, rule.sql, company)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rule.name, err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rule.name, err)
		}
		if len(found) > 0 {
			all = append(all, fmt.Sprintf("%d %s: %v", len(found), rule.name, found[:min(len(found), 5)]))
		}
	}
	return all, nil
}

// auditGoods compares the goods that have come in with those acknowledged.
func (l *lab) auditGoods(ctx context.Context, db *pgx.Conn, c company) error {
	rows, err := db.Query(ctx, sqlReceived, c.ID)
	if err != nil {
		return fmt.Errorf("read goods: %w", err)
	}
	there := map[string]money.Quantity{}
	var product string
	var quantity money.Quantity
	_, err = pgx.ForEachRow(rows, []any{&product, &quantity}, func() error {
		there[product] = quantity
		return nil
	})
	if err != nil {
		return fmt.Errorf("read goods: %w", err)
	}
	for product, quantity := range l.proxy.journal.of(c.ID).received {
		if there[product].Cmp(quantity) < 0 {
			l.wrong(c.Slug, "of product %s %s was acknowledged to have come in, and only %s has", product, quantity, there[product])
		}
	}
	return nil
}
