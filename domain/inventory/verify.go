package inventory

import (
	"context"
	"fmt"
	"strings"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
)

// VerifyStock is who may ask whether the books of goods agree.
const VerifyStock auth.Permission = "inventory.stock.verify"

// Difference is a product in a location whose level is not what the ledger and the
// reservations say.
type Difference struct {
	Product  entity.ID[catalog.Product] // the product
	Location entity.ID[Location]        // the location
	OnHand   money.Quantity             // what the level says lies there
	Moved    money.Quantity             // what the moves say lies there
	Reserved money.Quantity             // what the level says is promised
	Promised money.Quantity             // what the reservations say is promised
}

// Verification lists what does not agree.
type Verification struct {
	Differences []Difference // empty when all is right
}

// sqlVerify compares every level with the sum of its moves and of its
// reservations, in one look.
const sqlVerify = `with ledger as (
  select product, location, sum(quantity) as quantity from (
    select product, "to" as location, quantity from inventory_move where tenant_id = $1
    union all
    select product, "from", -quantity from inventory_move where tenant_id = $1) m
  group by product, location
), promised as (
  select product, location, sum(open) as quantity from inventory_reservation where tenant_id = $1 and open > 0 group by product, location
), books as (
  select product, location, coalesce(v.on_hand, 0) as on_hand, coalesce(m.quantity, 0) as moved,
    coalesce(v.reserved, 0) as reserved, coalesce(r.quantity, 0) as promised
  from (select product, location, on_hand, reserved from inventory_level where tenant_id = $1) v
  full join ledger m using (product, location)
  full join promised r using (product, location)
)
select b.product, b.location, b.on_hand, b.moved, b.reserved, b.promised
from books b join inventory_location l on l.tenant_id = $1 and l.id = b.location and l.kind in ('storage', 'transit')
where b.on_hand <> b.moved or b.reserved <> b.promised order by b.product, b.location`

func verify(ctx context.Context, tx *entity.Tx, _ struct{}) (Verification, error) {
	found, err := pg.Query[Difference](ctx, tx, sqlVerify)
	if err != nil {
		return Verification{}, fmt.Errorf("verify stock: %w", err)
	}
	return Verification{Differences: found}, nil
}

// Verify proves that every level is the sum of its moves and that what it calls
// reserved is the sum of the open reservations. The error names what differs. It
// reads the whole ledger: it is meant for tests and nightly checks.
func Verify(ctx context.Context, tx *entity.Tx) error {
	found, err := verify(ctx, tx, struct{}{})
	if err != nil {
		return err
	}
	if len(found.Differences) == 0 {
		return nil
	}
	says := make([]string, len(found.Differences))
	for i, d := range found.Differences {
		says[i] = fmt.Sprintf("product %s in %s: %s on hand, %s moved, %s reserved, %s promised",
			d.Product, d.Location, d.OnHand, d.Moved, d.Reserved, d.Promised)
	}
	return fmt.Errorf("stock disagrees with its ledger: %s", strings.Join(says, "; "))
}

// checks say what must always be so in the books of goods.
func checks() []entity.Check {
	return []entity.Check{{
		Name: "inventory.levels", Label: "Stock levels are the sums of their moves and of what is reserved",
		SQL: `select 'catalog.product', d.product, format('in location %s lie %s, the moves say %s; %s are reserved, the reservations say %s',
  l.code, trim_scale(d.on_hand), trim_scale(d.moved), trim_scale(d.reserved), trim_scale(d.promised))
from (` + sqlVerify + `) d join inventory_location l on l.tenant_id = $1 and l.id = d.location`,
	}}
}
