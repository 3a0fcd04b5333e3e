package identity

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Role is a set of permissions under a name. A user may do what any of their
// roles grants.
type Role struct {
	entity.Base[Role]

	Name   string      `entity:"required,unique,search"` // short name, in small letters: sales
	Title  string      `entity:"required,search"`        // what people call the role
	Note   string      `entity:"text"`                   // what the role is for
	Grants []RoleGrant `entity:"owned"`                  // what the role may do
}

// RoleGrant allows a permission, or all permissions below a prefix, on some of
// the company's records.
type RoleGrant struct {
	entity.Line

	Permission auth.Permission `entity:"required"` // sales.order.confirm, or everything below a prefix: sales.order.*, sales.*, *
	Reach      Reach           `entity:"required"` // on which records: own, department, site or tenant
}

// Reach says on which records a grant holds.
type Reach string

// The reaches, narrow to wide.
const (
	ReachOwn        Reach = "own"        // records that the user owns
	ReachDepartment Reach = "department" // those, and records of the user's department and of all departments below it
	ReachSite       Reach = "site"       // own records, records of the user's sites, and records of no site
	ReachTenant     Reach = "tenant"     // all records of the company
)

// Choices lists the reaches, narrow to wide.
func (Reach) Choices() []string {
	return []string{string(ReachOwn), string(ReachDepartment), string(ReachSite), string(ReachTenant)}
}

// auth returns the reach as decisions know it.
func (r Reach) auth() auth.Reach {
	switch r {
	case ReachOwn:
		return auth.ReachOwn
	case ReachDepartment:
		return auth.ReachDepartment
	case ReachSite:
		return auth.ReachSite
	case ReachTenant:
		return auth.ReachTenant
	}
	return auth.ReachNone
}

// reachOf is the opposite of [Reach.auth]; ReachNone has no word.
func reachOf(r auth.Reach) Reach {
	switch r {
	case auth.ReachOwn:
		return ReachOwn
	case auth.ReachDepartment:
		return ReachDepartment
	case auth.ReachSite:
		return ReachSite
	case auth.ReachTenant:
		return ReachTenant
	case auth.ReachNone:
	}
	return ""
}

// RoleOwner is the name of the default role that may do everything.
const RoleOwner = "owner"

// What a role can be granted on roles.
const (
	ReadRoles auth.Permission = "identity.role.read"
	EditRoles auth.Permission = "identity.role.edit"
)

// Entity declares roles.
func (Role) Entity() entity.Spec[Role] {
	return entity.Spec[Role]{
		Name:   "identity.role",
		Title:  "{title}",
		List:   []string{"name", "title"},
		Sort:   "name",
		Read:   ReadRoles,
		Edit:   EditRoles,
		Check:  checkRole,
		Remove: removeRole,
	}
}

// sqlRole tells what a role grants, and where those work who have it.
const sqlRole = `select array(select permission from identity_role_grant where tenant_id = $1 and role = $2 order by id),
  array(select reach from identity_role_grant where tenant_id = $1 and role = $2 order by id),
  array(select distinct s from identity_user u, unnest(u.sites) s where u.tenant_id = $1 and $2 = any(u.roles)),
  array(with recursive within as (
    select u.department as id from identity_user u where u.tenant_id = $1 and $2 = any(u.roles) and u.department is not null
    union select d.id from identity_department d join within w on d.tenant_id = $1 and d.parent = w.id) select id from within)`

// roleRow is a row of sqlRole.
type roleRow struct {
	Permissions, Reaches []string
	Sites, Departments   []uuid.UUID
}

// heldByRole reads what a role grants, and where.
func heldByRole(ctx context.Context, tx *entity.Tx, role entity.ID[Role]) (held, error) {
	row, _, err := pg.One[roleRow](ctx, tx, sqlRole, role)
	h := held{sites: row.Sites, departments: row.Departments}
	for i, p := range row.Permissions {
		h.grants = append(h.grants, auth.Grant{Permission: auth.Permission(p), Reach: Reach(row.Reaches[i]).auth()})
	}
	return h, err
}

// removeRole refuses an actor who does not hold all that the role grants.
func removeRole(ctx context.Context, tx *entity.Tx, r *Role) error {
	h, err := heldByRole(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	return h.mayGrant(tx.Actor(), h.grants)
}

// checkRole refuses names and permissions that are none, and grants that the
// actor does not hold: neither may the actor give them, nor touch a role that
// has them.
func checkRole(ctx context.Context, tx *entity.Tx, r *Role) error {
	var errs problem.Fields
	if !spelled(r.Name, lower+digits+"-_") {
		errs.Add("/name", "invalid-name", "Must be small letters, digits, hyphens and underscores.")
	}
	for i, g := range r.Grants {
		if !isPermission(string(g.Permission)) {
			errs.Add("/grants/"+strconv.Itoa(i)+"/permission", "invalid-permission",
				"Must be a permission such as sales.order.read, or a prefix such as sales.order.* or *.")
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	h, err := heldByRole(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, g := range r.Grants {
		h.grants = append(h.grants, auth.Grant{Permission: g.Permission, Reach: g.Reach.auth()})
	}
	return h.mayGrant(tx.Actor(), h.grants)
}

// isPermission tells whether a text is names joined by dots, "*" at the end
// standing for all names.
func isPermission(text string) bool {
	names := strings.Split(text, ".")
	for i, name := range names {
		if !spelled(name, lower+digits+"-_") && (name != "*" || i < len(names)-1) {
			return false
		}
	}
	return true
}
