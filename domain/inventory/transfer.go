package inventory

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// TransferStock is who may move goods between locations.
const TransferStock auth.Permission = "inventory.stock.transfer"

// Transfer is goods carried from one location to another, of the same site or not.
type Transfer struct {
	From  entity.ID[Location] `entity:"required"` // where they lie
	To    entity.ID[Location] `entity:"required"` // where they go
	Lines []Line              `entity:"required"` // what is carried
}

// Transferred says what a transfer has carried.
type Transferred struct {
	Products int // how many different products
}

// sqlTransfer carries what nobody was promised, all or nothing. $2 now, $3 by whom, $4 from, $5 its site, $6 to, $7 ids, $8 products,
// $9 quantities. The missing levels of the target were
// made before, so that one statement locks the levels of both sides in order.
const sqlTransfer = `with want as (
  select u.id, u.product, u.quantity from unnest($7::uuid[], $8::uuid[], $9::numeric[]) as u(id, product, quantity)
), held as (
  select l.id, l.product, l.location, l.available from inventory_level l
  where l.tenant_id = $1 and l.product = any($8) and l.location in ($4::uuid, $6::uuid)
  order by l.product, l.location for update
), short as (
  select w.product, w.quantity, coalesce(h.available, 0) as available
  from want w left join held h on h.product = w.product and h.location = $4 where coalesce(h.available, 0) < w.quantity
), carried as (
  update inventory_level l set on_hand = l.on_hand + d.quantity, available = l.available + d.quantity, updated_at = $2
  from (select h.id, case when h.location = $6 then w.quantity else -w.quantity end as quantity
    from held h join want w on w.product = h.product) d
  where l.tenant_id = $1 and l.id = d.id and not exists (select from short)
), moved as (
  insert into inventory_move (tenant_id, id, created_at, updated_at, owner, site, product, "from", "to", quantity, origin_entity, origin, reason, done_at)
  select $1, w.id, $2, $2, $3, $5, w.product, $4, $6, w.quantity, 'inventory.location', $6, 'transferred', $2
  from want w where not exists (select from short)
)
` + sqlRefuseShort

func transferStock(ctx context.Context, tx *entity.Tx, in Transfer) (Transferred, error) {
	t, err := count(in.Lines)
	if err != nil {
		return Transferred{}, err
	}
	if in.From == in.To {
		return Transferred{}, problem.InvalidField("/to", "same", "Goods are carried to another location.")
	}
	ends, err := entity.GetAll(ctx, tx, []entity.ID[Location]{in.From, in.To})
	if err != nil {
		return Transferred{}, err
	}
	for i, pointer := range []string{"/from", "/to"} {
		if !ends[i].Kind.holdsGoods() {
			return Transferred{}, problem.InvalidField(pointer, "no-stock", "Nothing is kept in a %s location.", ends[i].Kind)
		}
		if !tx.Decide(TransferStock, auth.Record{Site: ends[i].Site}) {
			return Transferred{}, auth.Missing(TransferStock, "at both sites")
		}
	}
	return carry(tx, t, ends[0], ends[1]), nil
}

func carry(tx *entity.Tx, t tally, from, to *Location) Transferred {
	furnish(tx, to.Site)
	tx.Exec(sqlOpenLevels, tx.Now(), to.Site, to.ID, t.products)
	tx.Exec(sqlTransfer, tx.Now(), by(tx), from.ID, from.Site, to.ID, t.ids, t.products, t.quantities)
	return Transferred{Products: len(t.products)}
}
