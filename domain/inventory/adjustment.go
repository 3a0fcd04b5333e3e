package inventory

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Adjustment corrects what the books say lies in a location, after a count or a
// loss. Posting it moves the differences from or to the site's lost goods.
type Adjustment struct {
	entity.Base[Adjustment]
	entity.Scope
	entity.State[AdjustmentStatus]

	Number   string              `entity:"sequence,search"` // its number, such as ADJ-2027-00042
	Location entity.ID[Location] `entity:"required,filter"` // where was counted
	Reason   string              `entity:"required,search"` // why: "yearly count", "broken"
	Note     string              `entity:"text"`            // anything else
	PostedAt time.Time           `entity:"readonly"`        // when the levels were corrected
	Lines    []AdjustmentLine    `entity:"owned,required"`  // what was counted, each product once
}

// AdjustmentLine is one product: either what was counted, or the difference.
type AdjustmentLine struct {
	entity.Line

	Product    entity.ID[catalog.Product] `entity:"required"` // what was counted
	Counted    *money.Quantity            // how much lies there; leave it out to give the difference instead
	Difference money.Quantity             // how much more lies there than the books say, less if negative; follows from the count on posting
	Before     money.Quantity             `entity:"readonly"` // what the books said when this was posted
}

// AdjustmentStatus is where an adjustment stands.
type AdjustmentStatus string

// The states of an adjustment.
const (
	AdjustmentDraft     AdjustmentStatus = "draft"
	AdjustmentPosted    AdjustmentStatus = "posted"
	AdjustmentCancelled AdjustmentStatus = "cancelled"
)

// Who may see, write and post adjustments.
const (
	ReadAdjustments auth.Permission = "inventory.adjustment.read"
	EditAdjustments auth.Permission = "inventory.adjustment.edit"
	PostAdjustments auth.Permission = "inventory.adjustment.post"
)

// Entity declares adjustments.
func (Adjustment) Entity() entity.Spec[Adjustment] {
	return entity.Spec[Adjustment]{
		Name: "inventory.adjustment", Title: "{number}", List: []string{"number", "location", "reason", "status", "posted_at"},
		Series: &entity.Series{Pattern: "ADJ-{year}-{n}", Digits: 5},
		Read:   ReadAdjustments, Edit: EditAdjustments,
		Derive: placeAdjustment, Check: checkAdjustment,
		Frozen: func(a *Adjustment) bool { return a.Status != AdjustmentDraft },
		Flow: entity.Flow[Adjustment, AdjustmentStatus]{
			{Verb: "post", From: []AdjustmentStatus{AdjustmentDraft}, To: AdjustmentPosted, Need: PostAdjustments, Do: postAdjustment},
			{Verb: "cancel", From: []AdjustmentStatus{AdjustmentDraft}, To: AdjustmentCancelled, Need: EditAdjustments},
		},
	}
}

// placeAdjustment sees to it that the location holds goods, at the adjustment's site.
func placeAdjustment(ctx context.Context, tx *entity.Tx, a *Adjustment) error {
	if a.Location.IsZero() {
		return nil // the field's rule refuses it
	}
	at, found, err := pg.One[struct {
		Site uuid.UUID
		Kind string
	}](ctx, tx, `select site, kind from inventory_location where tenant_id = $1 and id = $2`, a.Location)
	switch {
	case err != nil:
		return fmt.Errorf("read location: %w", err)
	case !found:
		return problem.InvalidField("/location", "unknown-reference", "Names no location of this company.")
	case !LocationKind(at.Kind).holdsGoods():
		return problem.InvalidField("/location", "no-stock", "Nothing is kept in a %s location.", at.Kind)
	}
	if a.Site == uuid.Nil {
		a.Site = at.Site
	}
	if a.Site != at.Site {
		return problem.InvalidField("/site", "other-site", "The location belongs to another site.")
	}
	return nil
}

func checkAdjustment(_ context.Context, _ *entity.Tx, a *Adjustment) error {
	var errs problem.Fields
	seen := map[entity.ID[catalog.Product]]bool{}
	for i, l := range a.Lines {
		if seen[l.Product] {
			errs.Add(problem.Pointer("lines", i, "product"), "duplicate", "Is counted twice.")
		}
		seen[l.Product] = true
		if l.Counted == nil && l.Difference.IsZero() {
			errs.Add(problem.Pointer("lines", i, "counted"), "required", "Give what was counted, or the difference.")
		}
		if l.Counted != nil && l.Counted.Sign() < 0 {
			errs.Add(problem.Pointer("lines", i, "counted"), "negative", "Must not be less than zero.")
		}
	}
	return errs.Err()
}

const (
	// sqlOpenLevels makes the levels that are missing. $2 now, $3 site, $4 location, $5 products.
	sqlOpenLevels = `insert into inventory_level (tenant_id, id, created_at, updated_at, site, product, location)
select $1, gen_random_uuid(), $2, $2, $3, u.product, $4 from unnest($5::uuid[]) as u(product) order by u.product
on conflict (tenant_id, product, location) do nothing`

	// sqlLockLevels reads the levels of products $3 in location $2, locked in order.
	sqlLockLevels = `select product, on_hand, reserved from inventory_level
where tenant_id = $1 and location = $2 and product = any($3) order by product, location for update`

	// sqlCorrect writes differences. $2 now, $3 by whom, $4 site, $5 location, $6 the
	// site's lost goods, $7 and $8 the adjustment, $9 ids, $10 products, $11 differences.
	sqlCorrect = `with d as (
  select u.id, u.product, u.difference from unnest($9::uuid[], $10::uuid[], $11::numeric[]) as u(id, product, difference) where u.difference <> 0
), corrected as (
  update inventory_level l set on_hand = l.on_hand + d.difference, available = l.available + d.difference, updated_at = $2
  from d where l.tenant_id = $1 and l.product = d.product and l.location = $5
)
insert into inventory_move (tenant_id, id, created_at, updated_at, owner, site, product, "from", "to", quantity, origin_entity, origin, reason, done_at)
select $1, d.id, $2, $2, $3, $4, d.product, case when d.difference > 0 then $6::uuid else $5::uuid end,
  case when d.difference > 0 then $5::uuid else $6::uuid end, abs(d.difference), $7, $8, 'counted', $2 from d`
)

// postAdjustment corrects the levels. What was counted is compared with what the
// books say at this moment, with the levels locked.
func postAdjustment(ctx context.Context, tx *entity.Tx, a *Adjustment) error {
	ids, products := make([]uuid.UUID, len(a.Lines)), make([]uuid.UUID, len(a.Lines))
	for i, l := range a.Lines {
		ids[i], products[i] = entity.NewID[Move]().UUID(), l.Product.UUID()
	}
	furnish(tx, a.Site)
	tx.Exec(sqlOpenLevels, tx.Now(), a.Site, a.Location, products)
	levels, err := pg.Query[bookLevel](ctx, tx, sqlLockLevels, a.Location, products)
	if err != nil {
		return fmt.Errorf("lock levels: %w", err)
	}
	differences, err := a.compare(levels)
	if err != nil {
		return err
	}
	a.PostedAt = tx.Now()
	tx.Exec(sqlCorrect, tx.Now(), by(tx), a.Site, a.Location, place(a.Site, Loss), "inventory.adjustment", a.ID, ids, products, differences)
	return nil
}

// bookLevel is what the books say of a product in the location.
type bookLevel struct {
	Product  uuid.UUID
	OnHand   money.Quantity
	Reserved money.Quantity
}

// compare fills in the differences. It refuses to take away what is promised.
func (a *Adjustment) compare(levels []bookLevel) ([]money.Quantity, error) {
	was := map[uuid.UUID]bookLevel{}
	for _, l := range levels {
		was[l.Product] = l
	}
	var short []string
	differences := make([]money.Quantity, len(a.Lines))
	for i := range a.Lines {
		l := &a.Lines[i]
		l.Before = was[l.Product.UUID()].OnHand
		if l.Counted != nil {
			l.Difference = l.Counted.Minus(l.Before)
		}
		differences[i] = l.Difference
		if after, reserved := l.Before.Plus(l.Difference), was[l.Product.UUID()].Reserved; after.Cmp(reserved) < 0 {
			short = append(short, fmt.Sprintf("line %d leaves %s where %s are promised", l.Position, after, reserved))
		}
	}
	if len(short) > 0 {
		return nil, problem.Conflict("stock-promised", "Release orders first: %s.", strings.Join(short, "; "))
	}
	return differences, nil
}
