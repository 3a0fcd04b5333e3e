package inventory

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
)

// Level is what lies of one product in one location, and how much of it is
// promised. It follows from the moves and reservations; nobody writes it by hand.
type Level struct {
	entity.Base[Level]
	entity.Scope

	Product   entity.ID[catalog.Product] `entity:"required,readonly,filter"` // what lies there
	Location  entity.ID[Location]        `entity:"required,readonly,filter"` // where it lies
	OnHand    money.Quantity             `entity:"readonly"`                 // how much lies there, promised or not
	Reserved  money.Quantity             `entity:"readonly"`                 // how much of it is promised
	Available money.Quantity             `entity:"readonly"`                 // how much of it may still be promised
}

// ReadLevels is who may see what is on hand.
const ReadLevels auth.Permission = "inventory.level.read"

// Entity declares levels.
func (Level) Entity() entity.Spec[Level] {
	return entity.Spec[Level]{
		Name: "inventory.level", Title: "{product} {location}", View: true, Read: ReadLevels,
		List: []string{"product", "location", "on_hand", "reserved", "available"},
	}
}

// StockQuestion asks what is on hand of a product.
type StockQuestion struct {
	Product entity.ID[catalog.Product] `entity:"required"` // the product
	Site    entity.ID[identity.Site]   // the site; every site when left out
}

// Stock answers a [StockQuestion].
type Stock struct {
	Product   entity.ID[catalog.Product] // the product asked for
	OnHand    money.Quantity             // at all sites of the answer
	Reserved  money.Quantity             // promised there
	Available money.Quantity             // that may still be promised there
	Sites     []SiteStock                // site by site
}

// SiteStock is what the storage of one site holds of a product.
type SiteStock struct {
	Site      entity.ID[identity.Site] // the site
	OnHand    money.Quantity           // in its storage, promised or not
	Reserved  money.Quantity           // promised
	Available money.Quantity           // that may still be promised
}

const sqlAvailability = `select l.site, sum(l.on_hand), sum(l.reserved), sum(l.available)
from inventory_level l join inventory_location p on p.tenant_id = $1 and p.id = l.location and p.kind = 'storage'
where l.tenant_id = $1 and l.product = $2 and ($3::uuid is null or l.site = $3) group by l.site order by l.site`

// Availability tells what is on hand of a product in the storage of one site, or
// of every site. Sites that never had the product are left out.
func Availability(ctx context.Context, tx *entity.Tx, in StockQuestion) (Stock, error) {
	sites, err := pg.Query[SiteStock](ctx, tx, sqlAvailability, in.Product, in.Site)
	if err != nil {
		return Stock{}, fmt.Errorf("read availability: %w", err)
	}
	out := Stock{Product: in.Product, Sites: sites}
	for _, s := range sites {
		out.OnHand = out.OnHand.Plus(s.OnHand)
		out.Reserved = out.Reserved.Plus(s.Reserved)
		out.Available = out.Available.Plus(s.Available)
	}
	return out, nil
}
