package catalog

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that catalog adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:  "catalog",
		Label: "Products and prices",
		Entities: []entity.Declared{
			entity.Declare[Category](),
			entity.Declare[TaxRate](),
			entity.Declare[Vendor](),
			entity.Declare[Product](),
			entity.Declare[PriceList](),
		},
		Roles:      defaultRoles(),
		Migrations: migrations,
		Alerts: []entity.Alert{
			{Name: "Tax rates changed", Subject: "catalog.tax_rate", Times: 1, Minutes: 60},
		},
		Seed: seed,
	}
}

// defaultRoles is what the default roles may do in this module.
func defaultRoles() []entity.Role {
	grants := func(permissions ...auth.Permission) []auth.Grant {
		out := make([]auth.Grant, len(permissions))
		for i, p := range permissions {
			out[i] = auth.Grant{Permission: p, Reach: auth.ReachTenant}
		}
		return out
	}
	read := []auth.Permission{ReadCategories, ReadTaxRates, ReadProducts}
	withVendors := append([]auth.Permission{ReadVendors}, read...)
	return []entity.Role{
		{Name: "admin", Grants: grants("catalog.*")},
		{Name: "manager", Grants: grants("catalog.*")},
		{Name: "sales", Grants: grants(append([]auth.Permission{ReadPriceLists}, read...)...)},
		{Name: "warehouse", Grants: grants(withVendors...)},
		{Name: "accountant", Grants: grants(append([]auth.Permission{ReadPriceLists, EditTaxRates}, withVendors...)...)},
		{Name: "viewer", Grants: grants(append([]auth.Permission{ReadPriceLists}, withVendors...)...)},
	}
}
