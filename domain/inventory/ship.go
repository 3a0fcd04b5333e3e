package inventory

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// notReserved is why [Ship] is refused: the origin holds less than is shipped.
const notReserved = "inventory_not_reserved"

// sqlShip takes goods out of what an origin holds. $2 now, $3 by whom, $4 and $5
// origin, $6 and $7 document, $8 ids, $9 products, $10 quantities.
const sqlShip = `with want as (
  select u.id, u.product, u.quantity from unnest($8::uuid[], $9::uuid[], $10::numeric[]) as u(id, product, quantity)
), held as (
  select r.id, r.site, r.product, r.location, r.open from inventory_reservation r
  where r.tenant_id = $1 and r.origin_entity = $4 and r.origin = $5 and r.product = any($9) and r.open > 0
  order by r.product, r.location for update
), part as (
  select h.id, w.id as move, h.site, h.product, h.location, h.before, w.quantity as wanted, least(h.open, w.quantity - h.before) as quantity
  from (select id, site, product, location, open, sum(open) over (partition by product order by location) - open as before from held) h
  join want w on w.product = h.product where h.before < w.quantity
), used as (
  update inventory_reservation r set consumed = r.consumed + p.quantity, open = r.open - p.quantity,
    status = case when r.open > p.quantity then 'active' else 'consumed' end, updated_at = $2
  from part p where r.tenant_id = $1 and r.id = p.id
), levels as (
  select l.id, p.quantity from inventory_level l join part p on p.product = l.product and p.location = l.location
  where l.tenant_id = $1 order by l.product, l.location for update of l
), gone as (
  update inventory_level l set on_hand = l.on_hand - v.quantity, reserved = l.reserved - v.quantity, updated_at = $2
  from levels v where l.tenant_id = $1 and l.id = v.id
), moved as (
  insert into inventory_move (tenant_id, id, created_at, updated_at, owner, site, product, "from", "to", quantity, origin_entity, origin, reason, done_at)
  select $1, case when p.before = 0 then p.move else gen_random_uuid() end, $2, $2, $3, p.site, p.product, p.location, c.id, p.quantity, $6, $7, 'shipped', $2
  from part p left join inventory_location c on c.tenant_id = $1 and c.site = p.site and c.kind = 'customer'
)
select expect_rows((select count(*) from (select from part p group by p.product, p.wanted having sum(p.quantity) = p.wanted) s),
  cardinality($9::uuid[]), '` + notReserved + `')`

// Ship takes goods that are reserved for an origin out of stock, for a document
// such as a shipment. The origin must hold all of it: otherwise the transaction
// fails with the 409 problem "not-reserved". What it holds beyond the lines stays
// reserved. It takes effect with the transaction's next statement.
func Ship(_ context.Context, tx *entity.Tx, origin, document entity.Ref, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	t, err := count(lines)
	if err != nil {
		return err
	}
	tx.Exec(sqlShip, tx.Now(), by(tx), origin.Entity, origin.ID, document.Entity, document.ID, t.ids, t.products, t.quantities)
	return nil
}

// sqlPut lays goods into the storage of a site. $2 now, $3 the site, $4 the ids of
// its places, $5 by whom, $6 from, $7 to, $8 and $9 document, $10 why, $11 ids,
// $12 products, $13 quantities, $14 costs of one unit, $15 their currency.
const sqlPut = `with furnished as (` + sqlFurnish + `
), want as (
  select u.id, u.product, u.quantity, u.cost from unnest($11::uuid[], $12::uuid[], $13::numeric[], $14::numeric[]) as u(id, product, quantity, cost)
), laid as (
  insert into inventory_level as l (tenant_id, id, created_at, updated_at, site, product, location, on_hand, available)
  select $1, gen_random_uuid(), $2, $2, $3, w.product, $7, w.quantity, w.quantity from want w order by w.product
  on conflict (tenant_id, product, location)
  do update set on_hand = l.on_hand + excluded.on_hand, available = l.available + excluded.available, updated_at = excluded.updated_at
)
insert into inventory_move (tenant_id, id, created_at, updated_at, owner, site, product, "from", "to", quantity,
  origin_entity, origin, reason, cost, currency, done_at)
select $1, w.id, $2, $2, $5, $3, w.product, $6, $7, w.quantity, $8, $9, $10, w.cost, $15, $2 from want w`

// Return takes goods back from a client into the storage of a site. The caller
// sees to it that no more comes back than was shipped. It takes effect with the
// transaction's next statement.
func Return(_ context.Context, tx *entity.Tx, site uuid.UUID, document entity.Ref, lines []Line) error {
	return put(tx, site, Customer, document, GoodsReturned, lines, nil, "")
}

// Receive takes goods from a vendor into the storage of a site, and tells it by
// [StockReceived]. It takes effect with the transaction's next statement.
func Receive(_ context.Context, tx *entity.Tx, site uuid.UUID, document entity.Ref, lines []Line) error {
	return receive(tx, site, document, lines, nil, "")
}

func receive(tx *entity.Tx, site uuid.UUID, document entity.Ref, lines []Line, costs map[uuid.UUID]money.Amount, c money.Currency) error {
	if err := put(tx, site, Supplier, document, GoodsReceived, lines, costs, c); err != nil {
		return err
	}
	return tx.Emit(document, StockReceived{Site: site, Document: document, Products: len(lines)})
}

// put lays goods that come from a kind of location into storage. Costs are by
// product; a product without one has none.
func put(
	tx *entity.Tx, site uuid.UUID, from LocationKind, document entity.Ref, why MoveReason,
	lines []Line, costs map[uuid.UUID]money.Amount, currency money.Currency,
) error {
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
	each := make([]any, len(t.products))
	for i, product := range t.products {
		if cost, ok := costs[product]; ok {
			each[i] = cost.String()
		}
	}
	tx.Exec(sqlPut, tx.Now(), site, places(site), by(tx), place(site, from), place(site, Storage),
		document.Entity, document.ID, why, t.ids, t.products, t.quantities, each, string(currency))
	return nil
}
