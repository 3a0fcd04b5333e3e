package inventory

import (
	"context"
	"embed"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that inventory adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name: "inventory", Label: "Inventory",
		Entities: []entity.Declared{
			entity.Declare[Location](), entity.Declare[Level](), entity.Declare[Reservation](),
			entity.Declare[Move](), entity.Declare[Adjustment](),
		},
		Actions: []entity.Action{
			entity.NewAction("stock/receive", ReceiveStock, "Takes goods that a vendor has delivered into stock.", receiveStock),
			entity.NewAction("stock/transfer", TransferStock, "Carries goods from one location to another.", transferStock),
			entity.NewQuery("stock/availability", ReadLevels, "Tells what is on hand of a product, site by site.", Availability),
			entity.NewQuery("stock/verify", VerifyStock, "Lists levels that disagree with the ledger; empty when all is right.", verify),
		},
		Events:     []entity.EventType{entity.Event[StockReceived]()},
		Roles:      roles(),
		Refusals:   refusals(),
		Checks:     checks(),
		Migrations: migrations,
		Seed:       seed,
	}
}

func roles() []entity.Role {
	all := []auth.Permission{"inventory.*"}
	look := []auth.Permission{ReadLocations, ReadLevels, ReadMoves, ReadReservations, ReadAdjustments}
	return []entity.Role{
		{Name: "admin", Grants: grant(auth.ReachTenant, all)},
		{Name: "manager", Grants: grant(auth.ReachTenant, all)},
		{Name: "warehouse", Grants: grant(auth.ReachSite, all)},
		{Name: "sales", Grants: grant(auth.ReachTenant, []auth.Permission{ReadLocations, ReadLevels, ReadReservations})},
		{Name: "accountant", Grants: grant(auth.ReachTenant, append(look, VerifyStock))},
		{Name: "viewer", Grants: grant(auth.ReachTenant, look)},
	}
}

func grant(reach auth.Reach, permissions []auth.Permission) []auth.Grant {
	grants := make([]auth.Grant, len(permissions))
	for i, p := range permissions {
		grants[i] = auth.Grant{Permission: p, Reach: reach}
	}
	return grants
}

func refusals() map[string]entity.Refusal {
	return map[string]entity.Refusal{
		outOfStock:                       {Slug: "out-of-stock", Detail: "Not enough in stock:"},
		notReserved:                      {Slug: "not-reserved", Detail: "More would be shipped than is reserved for it."},
		"inventory_level_on_hand_check":  {Slug: "out-of-stock", Detail: "Less than nothing would be in stock."},
		"inventory_level_promised_check": {Slug: "stock-promised", Detail: "What is promised to others would be taken."},
	}
}

// seed gives the tenant's first sites their own locations.
func seed(ctx context.Context, tx *entity.Tx, _ entity.Tenant) error {
	sites, err := pg.Query[uuid.UUID](ctx, tx, `select id from identity_site where tenant_id = $1 order by id`)
	if err != nil {
		return err
	}
	for _, site := range sites {
		furnish(tx, site)
	}
	return nil
}
