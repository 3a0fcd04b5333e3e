package portal

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// What a role can be granted on how clients pay.
const (
	ReadOnlinePayments auth.Permission = "portal.online_payment.read"
	EditOnlinePayments auth.Permission = "portal.online_payment.edit"
)

// Module is everything that the portal adds to the product.
func Module() entity.Module {
	read := []auth.Grant{{Permission: ReadOnlinePayments, Reach: auth.ReachTenant}}
	return entity.Module{
		Name: "portal", Label: "Clients' pages",
		Entities: []entity.Declared{entity.Declare[OnlinePayment]()},
		Roles: []entity.Role{
			{Name: "admin", Grants: append([]auth.Grant{{Permission: EditOnlinePayments, Reach: auth.ReachTenant}}, read...)},
			{Name: "manager", Grants: read},
			{Name: "accountant", Grants: read},
		},
		Refusals: map[string]entity.Refusal{
			"portal_online_payment_active_key": {Slug: "online-payment-exists", Detail: "Clients pay by another provider already. Change that one, or take it out of use."},
		},
		Migrations: migrations,
	}
}
