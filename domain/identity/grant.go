package identity

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/problem"
)

// grantRow is a grant as it is stored.
type grantRow struct {
	Permission string
	Reach      string
}

// grants reads stored grants: permission and reach.
func grants(ctx context.Context, r pg.Runner, sql string, args ...any) ([]auth.Grant, error) {
	rows, err := pg.Query[grantRow](ctx, r, sql, args...)
	if err != nil {
		return nil, err
	}
	out := make([]auth.Grant, len(rows))
	for i, row := range rows {
		out[i] = auth.Grant{Permission: auth.Permission(row.Permission), Reach: Reach(row.Reach).auth()}
	}
	return out, nil
}

// mayGrant refuses grants that the actor does not hold, at least as wide.
func mayGrant(a *auth.Actor, grants []auth.Grant) error {
	for _, g := range grants {
		if a.Reach(g.Permission) < g.Reach {
			return problem.Forbidden("not-held", "You do not hold %s on %s records yourself.", g.Permission, reachOf(g.Reach)).
				With("permission", g.Permission)
		}
	}
	return nil
}

// narrow returns what is left of grants within scopes: of a grant and a scope
// that overlap, the narrower. No scopes leave everything.
func narrow(grants []auth.Grant, scopes []auth.Permission) []auth.Grant {
	if len(scopes) == 0 {
		return grants
	}
	var out []auth.Grant
	for _, g := range grants {
		for _, s := range scopes {
			switch {
			case s.Covers(g.Permission):
				out = append(out, g)
			case g.Permission.Covers(s):
				out = append(out, auth.Grant{Permission: s, Reach: g.Reach})
			}
		}
	}
	return out
}

// sqlGrantsOfUser reads what a user's roles grant.
const sqlGrantsOfUser = `select g.permission, g.reach from identity_user u
join identity_role_grant g on g.tenant_id = $1 and g.role = any(u.roles)
where u.tenant_id = $1 and u.id = $2`

// mayManage refuses an actor who does not hold all that a user may do.
func mayManage(ctx context.Context, tx *entity.Tx, u entity.ID[User]) error {
	held, err := grants(ctx, tx, sqlGrantsOfUser, u)
	if err != nil {
		return err
	}
	return mayGrant(tx.Actor(), held)
}
