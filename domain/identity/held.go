package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// held is what a user may do, and where.
type held struct {
	grants      []auth.Grant // by role
	exceptions  []auth.Exception
	sites       []uuid.UUID
	departments []uuid.UUID
}

const (
	// sqlWithin lists a department and all below it; the department goes between
	// the two parts.
	sqlWithin    = `array(with recursive within as (select d.id from identity_department d where d.tenant_id = $1 and d.id = `
	sqlWithinEnd = ` union select d.id from identity_department d join within w on d.tenant_id = $1 and d.parent = w.id) select id from within)`

	// sqlMay is what roles grant to a user u, and the exceptions that were approved:
	// one row, five columns. More than a hundred exceptions at once are no exceptions.
	sqlMay = `array(select g.permission from identity_role_grant g where g.tenant_id = $1 and g.role = any(u.roles) order by g.id),
  array(select g.reach from identity_role_grant g where g.tenant_id = $1 and g.role = any(u.roles) order by g.id),
  array(select r.name from identity_role_grant g join identity_role r on r.tenant_id = $1 and r.id = g.role
    where g.tenant_id = $1 and g.role = any(u.roles) order by g.id),
  ` + sqlWithin + `u.department` + sqlWithinEnd + `,
  coalesce((select json_agg(json_build_object('id', e.id, 'permission', e.permission, 'reach', e.reach, 'record_entity', e.record_entity,
      'record', e.record, 'starts', e.starts, 'expires', e.expires) order by e.expires desc)::text
    from (select id, permission, reach, record_entity, record, starts, expires from identity_exception
      where tenant_id = $1 and "user" = u.id and status = 'approved' order by expires desc limit 100) e), '[]')`

	sqlHeldBy = `select u.id, u.sites, ` + sqlMay + ` from identity_user u where u.tenant_id = $1 and u.id = $2`
)

// mayRow is a row of sqlMay.
type mayRow struct {
	Permissions []string
	Reaches     []string
	Roles       []string
	Departments []uuid.UUID
	Exceptions  string
}

func (row *mayRow) grants() []auth.Grant {
	out := make([]auth.Grant, len(row.Permissions))
	for i, p := range row.Permissions {
		out[i] = auth.Grant{Permission: auth.Permission(p), Reach: Reach(row.Reaches[i]).auth(), Role: row.Roles[i]}
	}
	return out
}

// storedException is an exception in the text of sqlMay.
type storedException struct {
	ID         uuid.UUID       `json:"id"`
	Permission auth.Permission `json:"permission"`
	Reach      Reach           `json:"reach"`
	Entity     string          `json:"record_entity"`
	Record     uuid.UUID       `json:"record"`
	Starts     time.Time       `json:"starts"`
	Expires    time.Time       `json:"expires"`
}

func (row *mayRow) exceptions() ([]auth.Exception, error) {
	var stored []storedException
	if err := json.Unmarshal([]byte(row.Exceptions), &stored); err != nil {
		return nil, fmt.Errorf("read exceptions: %w", err)
	}
	out := make([]auth.Exception, len(stored))
	for i, s := range stored {
		out[i] = auth.Exception{
			ID: s.ID, Permission: s.Permission, Reach: s.Reach.auth(), Entity: s.Entity, Record: s.Record, Starts: s.Starts, Expires: s.Expires,
		}
	}
	return out, nil
}

// heldRow is what a user may do, and where.
type heldRow struct {
	User  uuid.UUID
	Sites []uuid.UUID
	mayRow
}

// heldBy reads what a user may do, active or blocked. A user who is none holds
// nothing.
func heldBy(ctx context.Context, r pg.Runner, user entity.ID[User]) (held, error) {
	row, found, err := pg.One[heldRow](ctx, r, sqlHeldBy, user)
	if err != nil || !found {
		return held{}, err
	}
	return row.held()
}

func (row heldRow) held() (held, error) {
	exceptions, err := row.exceptions()
	return held{grants: row.grants(), exceptions: exceptions, sites: row.Sites, departments: row.Departments}, err
}

// same tells whether two rows say the same.
func (row heldRow) same(other heldRow) bool { return reflect.DeepEqual(row, other) }

// mayManage refuses an actor who does not hold all that a user may do.
func mayManage(ctx context.Context, tx *entity.Tx, u entity.ID[User]) error {
	h, err := heldBy(ctx, tx, u)
	if err != nil {
		return err
	}
	return h.mayBeHad(tx, nil)
}

// mayBeHad refuses an actor who does not hold all that a user may do within
// scopes, by role and by exception; no scopes mean everything.
func (h *held) mayBeHad(tx *entity.Tx, scopes []auth.Permission) error {
	if err := h.mayGrant(tx.Actor(), narrow(h.grants, scopes)); err != nil {
		return err
	}
	for _, e := range narrowExceptions(h.exceptions, scopes) {
		g := auth.Grant{Permission: e.Permission, Reach: e.Reach}
		if e.Expires.After(tx.Now()) && !hasException(tx.Actor(), e) && !tx.Actor().Holds(g, h.sites, h.departments) {
			return notHeld(g)
		}
	}
	return nil
}

// hasException tells whether an actor acts by the same exception.
func hasException(a *auth.Actor, e auth.Exception) bool {
	return slices.ContainsFunc(a.Exceptions, func(own auth.Exception) bool { return own.ID == e.ID && own.Permission.Covers(e.Permission) })
}

// mayGrant refuses grants that the actor does not hold where the user would hold
// them: at the same sites, in the same departments.
func (h *held) mayGrant(a *auth.Actor, grants []auth.Grant) error {
	for _, g := range grants {
		if !a.Holds(g, h.sites, h.departments) {
			return notHeld(g)
		}
	}
	return nil
}

func notHeld(g auth.Grant) error {
	where := reachOf(g.Reach)
	if where == "" {
		where = "such"
	}
	return problem.Forbidden("not-held", "You do not hold %s on %s records yourself.", g.Permission, where).With("permission", g.Permission)
}
