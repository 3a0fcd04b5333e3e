package inventory

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/money"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/problem"
)

// sqlReserve promises goods at a site, all or nothing, and returns what is short.
// $2 now, $3 by whom, $4 site, $5 and $6 origin, $7 ids, $8 products, $9 quantities.
//
// The levels are locked in order before they are compared, and what is available
// is read from the locked rows, so a transaction that waited sees what the one
// before it has left. A product that lies in several places is taken from them in
// their order.
const sqlReserve = `with want as (
  select u.id, u.product, u.quantity from unnest($7::uuid[], $8::uuid[], $9::numeric[]) as u(id, product, quantity)
), held as (
  select l.id, l.product, l.location, l.available
  from inventory_level l join inventory_location p on p.tenant_id = $1 and p.id = l.location and p.kind = 'storage'
  where l.tenant_id = $1 and l.product = any($8) and l.site = $4
  order by l.product, l.location for update of l
), part as (
  select w.id as reservation, h.id, h.product, h.location, h.before, least(h.available, w.quantity - h.before) as quantity
  from (select id, product, location, available, sum(available) over (partition by product order by location) - available as before from held) h
  join want w on w.product = h.product where h.available > 0 and h.before < w.quantity
), short as (
  select w.product, w.quantity, coalesce(sum(h.available), 0) as available
  from want w left join held h on h.product = w.product
  group by w.product, w.quantity having coalesce(sum(h.available), 0) < w.quantity
), taken as (
  update inventory_level l set reserved = l.reserved + p.quantity, available = l.available - p.quantity, updated_at = $2
  from part p where l.tenant_id = $1 and l.id = p.id and not exists (select from short)
), kept as (
  insert into inventory_reservation as r (tenant_id, id, created_at, updated_at, owner, site, origin_entity, origin, product, location, quantity, status, open)
  select $1, case when p.before = 0 then p.reservation else gen_random_uuid() end, $2, $2, $3, $4, $5, $6, p.product, p.location, p.quantity, 'active', p.quantity
  from part p where not exists (select from short)
  on conflict (tenant_id, origin, product, location)
  do update set quantity = r.quantity + excluded.quantity, open = r.open + excluded.open, status = 'active', updated_at = excluded.updated_at
)
select s.product, coalesce(c.reference, ''), coalesce(c.name, ''), s.quantity, s.available
from short s left join catalog_product c on c.tenant_id = $1 and c.id = s.product order by c.reference, s.product`

// shortage is a product of which less is available than was asked for.
type shortage struct {
	Product   uuid.UUID
	Reference string
	Name      string
	Wanted    money.Quantity
	Available money.Quantity
}

// Reserve promises goods in the storage of a site to an origin, such as an order:
// all lines or none. When anything is short it returns the 409 problem
// "out-of-stock", which names the products with what was wanted and what is
// available, and nothing is reserved. Reserving again for the same origin adds to
// what it holds. Lines are of goods: the caller leaves services out.
//
// The levels stay locked until the transaction ends, so reserve last.
func Reserve(ctx context.Context, tx *entity.Tx, site uuid.UUID, origin entity.Ref, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	if err := known(site); err != nil {
		return err
	}
	t, err := count(lines)
	if err != nil {
		return err
	}
	short, err := pg.Query[shortage](ctx, tx, sqlReserve,
		tx.Now(), by(tx), site, origin.Entity, origin.ID, t.ids, t.products, t.quantities)
	if err != nil {
		return fmt.Errorf("reserve stock: %w", err)
	}
	if len(short) > 0 {
		return outOfStock(short)
	}
	return nil
}

// outOfStock names what is short, as text and as the member "products".
func outOfStock(short []shortage) error {
	names, products := make([]string, len(short)), make([]map[string]any, len(short))
	for i, s := range short {
		names[i] = fmt.Sprintf("%s (%s wanted, %s available)", strings.TrimSpace(s.Reference+" "+s.Name), s.Wanted, s.Available)
		products[i] = map[string]any{
			"product": s.Product, "reference": s.Reference, "wanted": s.Wanted.String(), "available": s.Available.String(),
		}
	}
	return problem.Conflict("out-of-stock", "Not enough in stock: %s.", strings.Join(names, ", ")).With("products", products)
}

// sqlRelease gives back what an origin still holds: $2 now, $3 and $4 origin.
const sqlRelease = `with held as (
  select r.id, r.product, r.location, r.open from inventory_reservation r
  where r.tenant_id = $1 and r.origin_entity = $3 and r.origin = $4 and r.open > 0
  order by r.product, r.location for update
), freed as (
  update inventory_reservation r set released = r.released + h.open, open = 0,
    status = case when r.consumed > 0 then 'consumed' else 'released' end, updated_at = $2
  from held h where r.tenant_id = $1 and r.id = h.id
), levels as (
  select l.id, h.open from inventory_level l join held h on h.product = l.product and h.location = l.location
  where l.tenant_id = $1 order by l.product, l.location for update of l
)
update inventory_level l set reserved = l.reserved - v.open, available = l.available + v.open, updated_at = $2
from levels v where l.tenant_id = $1 and l.id = v.id`

// Release gives up all that is still reserved for an origin; nothing when nothing
// is. It takes effect with the transaction's next statement.
func Release(_ context.Context, tx *entity.Tx, origin entity.Ref) error {
	tx.Exec(sqlRelease, tx.Now(), origin.Entity, origin.ID)
	return nil
}
