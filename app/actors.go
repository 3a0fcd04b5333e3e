package app

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// How long an actor is believed without asking, at most. What changes in this
// process is known at once.
const (
	actorsKept = 10 * time.Second
	mostActors = 50_000
)

// actors remembers who acts by which token.
type actors struct {
	known *cache.Cache[actorKey, *auth.Actor]
	clock func() time.Time
	door  *signin.Door
	news  *news
	byJWT func(context.Context, httpapi.Tenant, string) (*auth.Actor, error)
}

// actorKey is a token in a tenant. The secret itself is not kept.
type actorKey struct {
	tenant uuid.UUID
	digest [32]byte
}

func newActors(clock func() time.Time) *actors {
	return &actors{known: cache.New[actorKey, *auth.Actor](mostActors, actorsKept), clock: clock, news: newNews(nil)}
}

// authenticate tells who acts by a token in a tenant.
func (a *actors) authenticate(ctx context.Context, t httpapi.Tenant, token string) (*auth.Actor, error) {
	load, mark := a.byToken, credential.TokenMark
	if strings.HasPrefix(token, credential.SessionMark) {
		load, mark = a.bySession, credential.SessionMark
	}
	tenant, digest, ok := credential.Parse(mark, token)
	if isJWT(token) {
		tenant, ok = claimedTenant(token)
		digest = sha256.Sum256([]byte(token))
		load = func(ctx context.Context, t httpapi.Tenant, _ [32]byte) (*auth.Actor, error) {
			return a.byJWT(ctx, t, token)
		}
	}
	if !ok || tenant != t.ID {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
	}
	key := actorKey{tenant: tenant, digest: digest}
	actor, err := a.known.Get(ctx, key, func(ctx context.Context, key actorKey) (*auth.Actor, error) { return load(ctx, t, key.digest) })
	if err != nil {
		return nil, err
	}
	if actor.Expires != nil && !a.clock().Before(*actor.Expires) {
		if actor.SignedIn { // used meanwhile, perhaps: then it goes on
			return load(ctx, t, digest)
		}
		return nil, problem.Unauthorized("invalid-token", "The token has expired.")
	}
	return actor, nil
}

func (a *actors) byToken(ctx context.Context, t httpapi.Tenant, digest [32]byte) (actor *auth.Actor, err error) {
	err = pg.Read(ctx, t.Home, func(tx *pg.Tx) (err error) {
		actor, err = identity.Authenticate(ctx, tx, digest[:], a.clock())
		return err
	})
	return actor, err
}

// bySession tells who acts by a session. Somebody of whom the company wants a
// second factor and who has none yet may do nothing but set one up.
func (a *actors) bySession(ctx context.Context, t httpapi.Tenant, digest [32]byte) (actor *auth.Actor, err error) {
	return a.ofSession(ctx, t, func(r signin.Realm) (signin.Visitor, error) { return a.door.Authenticate(ctx, r, digest) })
}

// written forgets a tenant's actors when who may do what has changed, here and in
// other processes.
func (a *actors) written(tenant uuid.UUID, entities []string) {
	if slices.ContainsFunc(entities, func(name string) bool {
		return strings.HasPrefix(name, "identity.") || strings.HasPrefix(name, "signin.")
	}) {
		a.drop(tenant)
		a.news.tell(tenant)
	}
}

// drop forgets the actors of a tenant, or of all.
func (a *actors) drop(tenant uuid.UUID) {
	a.known.Drop(func(k actorKey) bool { return k.tenant == tenant || tenant == everywhere() })
}
