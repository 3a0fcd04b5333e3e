package identity

import (
	"context"
	"strings"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// MainSite is the code of the site that every company begins with.
const MainSite = "MAIN"

// seeder gives a new company its main site, the default roles of all modules and
// its first user, who owns everything.
func seeder(modules []entity.Module) func(context.Context, *entity.Tx, entity.Tenant) error {
	return func(ctx context.Context, tx *entity.Tx, t entity.Tenant) error {
		site := &Site{Code: MainSite, Name: t.Name, Country: t.Country, Currency: t.Currency, Active: true}
		if err := entity.Create(ctx, tx, site); err != nil {
			return err
		}
		var owner entity.ID[Role]
		for _, role := range mergeRoles(modules) {
			if err := entity.Create(ctx, tx, role); err != nil {
				return err
			}
			if role.Name == RoleOwner {
				owner = role.ID
			}
		}
		if t.AdminEmail == "" {
			return nil
		}
		name, _, _ := strings.Cut(string(t.AdminEmail), "@")
		return entity.Create(ctx, tx, &User{
			Email: t.AdminEmail, Name: name, Sites: []entity.ID[Site]{site.ID}, Roles: []entity.ID[Role]{owner},
		})
	}
}

// mergeRoles makes one role of all that modules grant to the same name, in the
// order in which the names first appear.
func mergeRoles(modules []entity.Module) []*Role {
	var roles []*Role
	byName := map[string]*Role{}
	for _, m := range modules {
		for _, share := range m.Roles {
			r := byName[share.Name]
			if r == nil {
				r = &Role{Name: share.Name, Title: titleOf(share.Name)}
				byName[share.Name] = r
				roles = append(roles, r)
			}
			r.add(share.Grants)
		}
	}
	return roles
}

// add takes grants into a role, but for those that it has already.
func (r *Role) add(grants []auth.Grant) {
	for _, g := range grants {
		had := false
		for _, old := range r.Grants {
			had = had || (old.Permission.Covers(g.Permission) && old.Reach.auth() >= g.Reach)
		}
		if !had {
			r.Grants = append(r.Grants, RoleGrant{Permission: g.Permission, Reach: reachOf(g.Reach)})
		}
	}
}

func titleOf(name string) string {
	words := strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
