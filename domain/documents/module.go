package documents

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that documents adds to the product.
func Module() entity.Module {
	read := []auth.Grant{{Permission: ReadLetterheads, Reach: auth.ReachTenant}}
	return entity.Module{
		Name: "documents", Label: "Documents",
		Entities: []entity.Declared{entity.Declare[Letterhead]()},
		Roles: []entity.Role{
			{Name: "admin", Grants: append([]auth.Grant{{Permission: EditLetterheads, Reach: auth.ReachTenant}}, read...)},
			{Name: "manager", Grants: read},
			{Name: "sales", Grants: read},
			{Name: "accountant", Grants: read},
			{Name: "viewer", Grants: read},
		},
		Refusals: map[string]entity.Refusal{
			"documents_letterhead_site_key": {Slug: "letterhead-exists", Detail: "The site has an active letterhead already, or the company one for all other sites. Change that one."},
		},
		Migrations: migrations,
	}
}
