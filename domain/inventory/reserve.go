package inventory

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
)

// sqlRefuseShort ends a statement that has a table "short": the transaction is
// refused when anything is in it, and the refusal names the products.
const sqlRefuseShort = `select refuse('inventory_out_of_stock', case when count(*) > 0 then jsonb_build_object(
  'detail', string_agg(trim(c.reference || ' ' || c.name) || ' (' || trim_scale(s.quantity) || ' wanted, '
    || trim_scale(s.available) || ' available)', ', ' order by c.reference) || '.',
  'products', jsonb_agg(jsonb_build_object('product', s.product, 'reference', c.reference,
    'wanted', trim_scale(s.quantity)::text, 'available', trim_scale(s.available)::text) order by c.reference)) end)
from short s join catalog_product c on c.tenant_id = $1 and c.id = s.product`

// outOfStock is the reason by which [sqlRefuseShort] refuses.
const outOfStock = "inventory_out_of_stock"

// sqlReserve promises goods at a site, all or nothing.
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
` + sqlRefuseShort

// Reserve promises goods in the storage of a site to an origin, such as an order:
// all lines or none. It takes effect with the transaction's next statement. When
// anything is short the transaction is refused with the 409 problem
// "out-of-stock", which names the products with what was wanted and what is
// available. Reserving again for the same origin adds to what it holds. Lines are
// of goods: the caller leaves services out.
//
// The levels stay locked until the transaction ends, so reserve last.
func Reserve(_ context.Context, tx *entity.Tx, site uuid.UUID, origin entity.Ref, lines []Line) error {
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
	tx.Exec(sqlReserve, tx.Now(), by(tx), site, origin.Entity, origin.ID, t.ids, t.products, t.quantities)
	return nil
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
