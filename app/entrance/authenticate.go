package entrance

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/jwt"
	"github.com/guildhall/guildhall/lib/problem"
)

// Authenticator tells who acts by what a request carries. Its members are all needed.
type Authenticator struct {
	Door      *signin.Door
	Operators signin.Realm // of those who run Guildhall; see [OperatorsRealm]
	Actors    *Actors
	Issuer    *Issuer
	// OperatorToken tells whose an operator's own token is, and believes it for a
	// while itself.
	OperatorToken func(ctx context.Context, token string) (*enterprise.Operator, error)
	Clock         func() time.Time
}

// TokenTenant reads the tenant that a token, a session's secret or an access token
// names inside, zero for an operator's. It proves nothing.
func TokenTenant(token string) (uuid.UUID, bool) {
	if isJWT(token) {
		return claimedTenant(token)
	}
	if tenant, _, ok := credential.Parse(credential.SessionMark, token); ok {
		return tenant, true
	}
	tenant, _, ok := credential.Parse(credential.TokenMark, token)
	return tenant, ok
}

// Tenant tells who acts by a token in a tenant. Problems: "invalid-token" (401),
// "signed-out" (401).
func (a *Authenticator) Tenant(ctx context.Context, t httpapi.Tenant, token string) (*auth.Actor, error) {
	actor, known, err := a.authenticate(ctx, tenantRealm(t), token)
	if err == nil && !known {
		err = invalidToken()
	}
	return actor, err
}

// Operator tells which operator acts by a token. Problems: "unauthorized",
// "invalid-token" and "signed-out" (401).
func (a *Authenticator) Operator(ctx context.Context, token string) (*auth.Actor, error) {
	if strings.HasPrefix(token, credential.OperatorMark) {
		o, err := a.OperatorToken(ctx, token)
		if err != nil {
			return nil, err
		}
		return o.Actor(), nil
	}
	actor, known, err := a.authenticate(ctx, a.Operators, token)
	if err == nil && !known {
		err = signin.SignedOut()
	}
	return actor, err
}

// authenticate tells who acts by a credential in a realm; known is false for what is
// no credential of this realm.
func (a *Authenticator) authenticate(ctx context.Context, r signin.Realm, token string) (actor *auth.Actor, known bool, err error) {
	var tenant uuid.UUID
	var digest [sha256.Size]byte
	var load func(context.Context) (*auth.Actor, error)
	switch {
	case isJWT(token):
		tenant, known = claimedTenant(token)
		digest = sha256.Sum256([]byte(token))
		load = func(ctx context.Context) (*auth.Actor, error) { return a.byAccessToken(ctx, r, token) }
	case strings.HasPrefix(token, credential.SessionMark):
		tenant, digest, known = credential.Parse(credential.SessionMark, token)
		load = func(ctx context.Context) (*auth.Actor, error) {
			v, err := a.Door.Authenticate(ctx, r, digest)
			return a.behind(ctx, r, v, err)
		}
	default:
		tenant, digest, known = credential.Parse(credential.TokenMark, token)
		load = func(ctx context.Context) (*auth.Actor, error) { return a.byToken(ctx, r.Home, digest) }
	}
	if !known || tenant != r.Home.Tenant {
		return nil, false, nil
	}
	actor, err = a.Actors.believe(ctx, tenant, digest, load)
	return actor, true, err
}

// byToken tells who acts by a token of a tenant's user.
func (a *Authenticator) byToken(ctx context.Context, home pg.Home, digest [32]byte) (actor *auth.Actor, err error) {
	err = pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
		actor, err = identity.Authenticate(ctx, tx, digest[:], a.Clock())
		return err
	})
	return actor, err
}

// byAccessToken tells who acts by an access token: whoever stands behind its session,
// or behind the service's token for which it was given, within its scopes.
func (a *Authenticator) byAccessToken(ctx context.Context, r signin.Realm, token string) (*auth.Actor, error) {
	c, err := a.Issuer.verify(ctx, token)
	if errors.Is(err, jwt.ErrInvalid) || err == nil && c.Tenant != r.Home.Tenant {
		return nil, invalidToken()
	}
	if err != nil {
		return nil, err
	}
	var actor *auth.Actor
	if c.Client == sessionClient {
		v, err := a.Door.AuthenticateByID(ctx, r, c.Session)
		actor, err = a.behind(ctx, r, v, err)
		if err != nil {
			return nil, err
		}
	} else if actor, err = a.byTokenID(ctx, r.Home, c.Session); err != nil {
		return nil, err
	}
	actor.SignedIn = false // a program holds it: what needs the person themselves is not for it
	if actor.Expires == nil || c.ExpiresAt.Before(*actor.Expires) {
		actor.Expires = &c.ExpiresAt
	}
	return actor, nil
}

func (a *Authenticator) byTokenID(ctx context.Context, home pg.Home, id uuid.UUID) (actor *auth.Actor, err error) {
	err = pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
		actor, err = identity.ActorOfToken(ctx, tx, id, a.Clock())
		return err
	})
	return actor, err
}

// behind makes the actor of whoever stands behind a session, unless finding them
// failed. Somebody of whom the realm wants a second factor and who has none yet may
// do nothing but set one up.
func (a *Authenticator) behind(ctx context.Context, r signin.Realm, v signin.Visitor, err error) (*auth.Actor, error) {
	if err != nil {
		return nil, err
	}
	var actor *auth.Actor
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		if r.Home.Tenant != uuid.Nil {
			actor, err = identity.ActorOf(ctx, tx, entity.ID[identity.User](v.Person))
			return err
		}
		o, _, err := enterprise.OperatorByID(ctx, tx, v.Person)
		actor = o.Actor()
		return err
	})
	if err != nil {
		return nil, err
	}
	until := v.Until()
	actor.Session, actor.SignedIn, actor.Expires = v.Session, true, &until
	if v.Enrol {
		actor.Enrol, actor.Super, actor.Exceptions = true, false, nil
		actor.Grants = []auth.Grant{{Permission: identity.ReadMe, Reach: auth.ReachOwn}}
	}
	return actor, nil
}

func invalidToken() error {
	return problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
}
