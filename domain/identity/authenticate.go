package identity

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// actorRow is what one query tells of a user who acts.
type actorRow struct {
	User       uuid.UUID
	Name       string
	Sites      []uuid.UUID
	Department uuid.UUID
	RoleNames  []string
	mayRow
	Token   uuid.UUID
	Scopes  []string
	Expires *time.Time
}

const (
	sqlActor = `select u.id, u.name, u.sites, coalesce(u.department, '00000000-0000-0000-0000-000000000000'),
  array(select r.name from identity_role r where r.tenant_id = $1 and r.id = any(u.roles) order by r.name),
  ` + sqlMay + `,
  `
	// A token counts while it and its user do, and the support access that made it.
	sqlGood = `t.status = 'active' and u.status = 'active' and (t.expires_at is null or t.expires_at > $3)
  and (t.support is null or exists (select from identity_support_grant g
    where g.tenant_id = $1 and g.id = t.support and g.status = 'accepted' and g.until > $3))`

	sqlActorByToken = sqlActor + `t.id, t.scopes, t.expires_at
from identity_token t join identity_user u on u.tenant_id = $1 and u.id = t."user"
where t.tenant_id = $1 and t.hash = $2 and ` + sqlGood
	sqlActorByTokenID = sqlActor + `t.id, t.scopes, t.expires_at
from identity_token t join identity_user u on u.tenant_id = $1 and u.id = t."user"
where t.tenant_id = $1 and t.id = $2 and ` + sqlGood

	sqlActorByUser = sqlActor + `'00000000-0000-0000-0000-000000000000'::uuid, '{}'::text[], null::timestamptz
from identity_user u where u.tenant_id = $1 and u.id = $2 and u.status = 'active'`
)

// Authenticate returns the actor behind the digest of a token's secret: the
// token's user with their sites, departments, roles and exceptions, limited to the token's
// scopes. It is one query in the tenant that [credential.Parse] told. A token that is
// unknown, revoked or expired at now, or whose user is blocked, is a 401 problem
// "invalid-token", the same for all of these.
func Authenticate(ctx context.Context, r pg.Runner, secretHash []byte, now time.Time) (*auth.Actor, error) {
	row, found, err := pg.One[actorRow](ctx, r, sqlActorByToken, hex.EncodeToString(secretHash), now)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
	}
	return row.actor(tenantOf(r))
}

// ActorOfToken is [Authenticate] for whoever proved otherwise which token it is: by
// an access token that was given for it.
func ActorOfToken(ctx context.Context, r pg.Runner, token uuid.UUID, now time.Time) (*auth.Actor, error) {
	row, found, err := pg.One[actorRow](ctx, r, sqlActorByTokenID, token, now)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
	}
	return row.actor(tenantOf(r))
}

// ActorOf returns a user as actor, with their sites, departments, roles and
// exceptions, in one query: for sessions, and for work done in a user's name. A user who is unknown
// or blocked is a 401 problem "user-blocked".
func ActorOf(ctx context.Context, r pg.Runner, user entity.ID[User]) (*auth.Actor, error) {
	row, found, err := pg.One[actorRow](ctx, r, sqlActorByUser, user)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, problem.Unauthorized("user-blocked", "The user is blocked or no longer known here.")
	}
	return row.actor(tenantOf(r))
}

// tenantOf returns the tenant of the transaction at hand.
func tenantOf(r pg.Runner) uuid.UUID {
	if t, ok := r.(interface{ Tenant() uuid.UUID }); ok {
		return t.Tenant()
	}
	return uuid.Nil
}

func (row *actorRow) actor(tenant uuid.UUID) (*auth.Actor, error) {
	exceptions, err := row.exceptions()
	if err != nil {
		return nil, err
	}
	scopes := make([]auth.Permission, len(row.Scopes))
	for i, s := range row.Scopes {
		scopes[i] = auth.Permission(s)
	}
	// Whatever the scopes, everybody may ask who they are.
	grants := append(narrow(append(row.grants(), everybody()...), scopes), auth.Grant{Permission: ReadMe, Reach: auth.ReachOwn})
	return &auth.Actor{
		Kind: auth.KindUser, ID: row.User, Name: row.Name, Tenant: tenant, Sites: row.Sites,
		Department: row.Department, Departments: row.Departments, Roles: row.RoleNames,
		Grants: grants, Exceptions: narrowExceptions(exceptions, scopes), Session: row.Token, Expires: row.Expires,
	}, nil
}

const sqlTokenUsed = `update identity_token set last_used_at = $3
where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < $3::timestamptz - interval '10 minutes')`

// TokenUsed notes that a token was used, at most once in ten minutes so that a
// busy program does not rewrite its token's row with each request. The token is
// the Session of the actor that [Authenticate] returned.
func TokenUsed(tx *pg.Tx, token uuid.UUID, now time.Time) { tx.Exec(sqlTokenUsed, token, now) }
