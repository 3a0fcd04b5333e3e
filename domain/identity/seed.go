package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
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
			tx.Exec(sqlGive, role.Name, granted(role.Grants))
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

// Defaults names what the default roles of modules grant: versions of the product
// that grant the same have the same name for it.
func Defaults(modules []entity.Module) string {
	h := sha256.New()
	for _, r := range mergeRoles(modules) {
		fmt.Fprintf(h, "%s\n%s\n\n", r.Name, granted(r.Grants))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// granted writes down grants: a permission and its reach a line, in the order of
// their bytes.
func granted(grants []RoleGrant) string {
	lines := make([]string, 0, len(grants))
	for _, g := range grants {
		lines = append(lines, string(g.Permission)+" "+string(g.Reach))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Renewed tells what became of a company's default roles, by their names. Those that
// grant already what they should are in none of the lists.
type Renewed struct {
	Added   []string // were not there before this version
	Changed []string // grant by now what this version grants by default
	Kept    []string // were changed by the company, and stay as they are
}

const (
	sqlGiven = `select name, grants from identity_default_role where tenant_id = $1 order by name for update`
	sqlGive  = `insert into identity_default_role (tenant_id, name, grants) values ($1, $2, $3)
on conflict (tenant_id, name) do update set grants = excluded.grants`
)

// RenewRoles gives a company that began with another version of the product the
// default roles of this one. A role that the company has changed stays as it is, and
// one that it has removed or renamed stays away.
func RenewRoles(ctx context.Context, tx *entity.Tx, modules []entity.Module) (Renewed, error) {
	var out Renewed
	type row struct{ Name, Grants string }
	rows, err := pg.Query[row](ctx, tx, sqlGiven)
	if err != nil {
		return out, fmt.Errorf("read the default roles: %w", err)
	}
	given := map[string]string{}
	for _, r := range rows {
		given[r.Name] = r.Grants
	}
	roles, err := entity.LockWhere[Role](ctx, tx, "true")
	if err != nil {
		return out, err
	}
	for _, role := range mergeRoles(modules) {
		before, known := given[role.Name]
		at := slices.IndexFunc(roles, func(r *Role) bool { return r.Name == role.Name })
		switch {
		case at < 0 && known:
			continue
		case at < 0:
			out.Added = append(out.Added, role.Name)
			err = entity.Create(ctx, tx, role)
		case granted(roles[at].Grants) == granted(role.Grants): // it only has to be written down
		case !known || granted(roles[at].Grants) != before:
			out.Kept = append(out.Kept, role.Name)
			continue
		default:
			out.Changed = append(out.Changed, role.Name)
			roles[at].become(role.Grants)
			err = entity.Update(ctx, tx, roles[at])
		}
		if err != nil {
			return out, fmt.Errorf("renew the role %s: %w", role.Name, err)
		}
		tx.Exec(sqlGive, role.Name, granted(role.Grants))
	}
	return out, nil
}

// become has a role grant this and nothing else; what it grants already stays as it
// is, so that its history tells of the others alone.
func (r *Role) become(grants []RoleGrant) {
	among := func(list []RoleGrant, g RoleGrant) bool {
		return slices.ContainsFunc(list, func(other RoleGrant) bool { return other.Permission == g.Permission && other.Reach == g.Reach })
	}
	r.Grants = slices.DeleteFunc(r.Grants, func(g RoleGrant) bool { return !among(grants, g) })
	for _, g := range grants {
		if !among(r.Grants, g) {
			r.Grants = append(r.Grants, g)
		}
	}
}
