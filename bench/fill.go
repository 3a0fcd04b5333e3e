package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// size is how much a tenant is filled with.
type size struct{ clients, products, orders int }

// Sizes of the tenants. What a small one holds fits into a few pages, as most
// tenants' rows do; the big one shows what indexes are worth.
var (
	small    = size{clients: 50, products: 20, orders: 40}
	big      = size{clients: 20_000, products: 400, orders: 30_000}
	bigQuick = size{clients: 20_000, products: 400, orders: 5_000}
)

// linesOfOrder is how many lines every order has.
const linesOfOrder = 5

// syllables make up the words of clients' names: 512 words of six letters.
var syllables = []string{"ba", "ko", "ri", "te", "mu", "sa", "lo", "ni"}

// words returns every word of three syllables.
func words() []string {
	all := make([]string, 0, len(syllables)*len(syllables)*len(syllables))
	for _, a := range syllables {
		for _, b := range syllables {
			for _, c := range syllables {
				all = append(all, a+b+c)
			}
		}
	}
	return all
}

const (
	// sqlIDs makes the ids that [idOf] makes: they rise with n, as Guildhall's do.
	sqlIDs = `create or replace function pg_temp.id(n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000000000000000')::uuid
$$`

	sqlFillClients = `
insert into crm_client (tenant_id, id, created_at, updated_at, site, owner, status, number, name, kind, email, country, currency, payment_terms, reference)
select s.tenant_id, pg_temp.id(n), now(), current_timestamp, s.id, u.id, 'active', 'B-' || n,
  initcap(w.words[1 + (random() * 511)::int]) || ' ' || initcap(w.words[1 + (random() * 511)::int]) || ' Ltd', 'company',
  'buyer' || n || '@client.example', 'DE', 'EUR', 30, 'R' || n
from identity_site s join identity_user u on u.tenant_id = s.tenant_id
cross join generate_series(1, $2::bigint) n cross join (select $3::text[] as words) w
where s.tenant_id = any($1)`

	sqlFillProducts = `
insert into catalog_product (tenant_id, id, created_at, updated_at, reference, name, kind, unit, currency, price, tax_rate, active)
select s.tenant_id, pg_temp.id(n), now(), current_timestamp, 'P-' || n, 'Product ' || n, 'goods', 'piece', 'EUR', 12.50,
  (select id from catalog_tax_rate r where r.tenant_id = s.tenant_id order by percent limit 1), true
from identity_site s cross join generate_series(1, $2::bigint) n where s.tenant_id = any($1)`

	// One, two, three, four and five pieces at 12.50 are 187.50.
	sqlFillOrders = `
with client as (
  select tenant_id, id, row_number() over (partition by tenant_id order by id) as n, count(*) over (partition by tenant_id) as clients
  from crm_client where tenant_id = any($1)
)
insert into sales_order (tenant_id, id, created_at, updated_at, site, owner, status, number, client, reference, placed, currency,
  discount, freight, freight_tax_percent, gross, net, tax, total, ship_name, ship_street, ship_city, ship_postal_code, ship_country,
  carrier, invoiced, credited, open, received, refunded, confirmed_at)
select s.tenant_id, pg_temp.id(g), now(), current_timestamp, s.id, u.id, 'confirmed', 'B-' || g, c.id, 'PO-' || g, current_date, 'EUR',
  0, 4.90, 0, 187.50, 187.50, 0.00, 192.40, 'Receiving', '1 High Street', 'Hamburg', '20095', 'DE', 'Fast Freight',
  0.00, 0.00, 0.00, 0.00, 0.00, now()
from identity_site s join identity_user u on u.tenant_id = s.tenant_id
cross join generate_series(1, $2::bigint) g
join client c on c.tenant_id = s.tenant_id and c.n = 1 + g % c.clients
where s.tenant_id = any($1)`

	sqlFillItems = `
with product as (
  select tenant_id, id, name, reference, row_number() over (partition by tenant_id order by id) as n, count(*) over (partition by tenant_id) as products
  from catalog_product where tenant_id = any($1)
), numbered as (
  select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from sales_order where tenant_id = any($1)
)
insert into sales_order_item (tenant_id, id, "order", "position", product, reference, name, kind, quantity, unit, price, discount, tax_percent, net, tax)
select o.tenant_id, pg_temp.id(o.n * 5 + l), o.id, l, p.id, p.reference, p.name, 'goods', l, 'piece', 12.50, 0, 0, l * 12.50, 0.00
from numbered o cross join generate_series(1, 5) l
join product p on p.tenant_id = o.tenant_id and p.n = 1 + (o.n * 7 + l) % p.products`
)

// idOf returns the id of the nth client, product, order or line that fill makes:
// the same in every tenant, as ids are only unique within one.
func idOf(n int) string {
	hex := fmt.Sprintf("%012x", 1_700_000_000_000+n)
	return hex[:8] + "-" + hex[8:] + "-7000-8000-000000000000"
}

// fill gives each of the tenants records of the given number, past the API: the
// rows are to be read, and how long they take to write is measured elsewhere.
// References are right by construction and not checked again.
func fill(ctx context.Context, db *pgx.Conn, tenants []string, s size) error {
	for _, setup := range []string{`set session_replication_role = replica`, `set synchronous_commit = off`, sqlIDs} {
		if _, err := db.Exec(ctx, setup); err != nil {
			return fmt.Errorf("prepare filling: %w", err)
		}
	}
	for _, step := range []struct {
		what, sql string
		args      []any
	}{
		{"clients", sqlFillClients, []any{tenants, s.clients, words()}},
		{"products", sqlFillProducts, []any{tenants, s.products}},
		{"orders", sqlFillOrders, []any{tenants, s.orders}},
		{"items", sqlFillItems, []any{tenants}},
	} {
		if _, err := db.Exec(ctx, step.sql, step.args...); err != nil {
			return fmt.Errorf("fill %s: %w", step.what, err)
		}
	}
	return nil
}

// index is one that can be made again.
type index struct{ Name, Definition string }

// withoutIndexes fills a table while it has none but those of its constraints, and makes
// them again: a million rows take a fraction of the time.
func withoutIndexes(ctx context.Context, db *pgx.Conn, table string, fill func() error) error {
	const sql = `select c.oid::regclass::text, pg_get_indexdef(c.oid) from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = $1::regclass and not exists (select from pg_constraint where conindid = c.oid)`
	rows, err := db.Query(ctx, sql, table)
	if err != nil {
		return fmt.Errorf("read the indexes of %s: %w", table, err)
	}
	indexes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return fmt.Errorf("read the indexes of %s: %w", table, err)
	}
	for _, i := range indexes {
		if _, err := db.Exec(ctx, "drop index "+i.Name); err != nil {
			return fmt.Errorf("drop %s: %w", i.Name, err)
		}
	}
	if err := fill(); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, `set maintenance_work_mem = '1GB'`); err != nil {
		return fmt.Errorf("give room for indexes: %w", err)
	}
	for _, i := range indexes {
		if _, err := db.Exec(ctx, i.Definition); err != nil {
			return fmt.Errorf("make %s again: %w", i.Name, err)
		}
	}
	return nil
}

// settle has PostgreSQL do at once what it would do in the background later,
// within somebody's measurement.
func settle(ctx context.Context, db *pgx.Conn) error {
	for _, sql := range []string{`vacuum analyze`, `checkpoint`} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}
