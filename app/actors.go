package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/cache"
	"github.com/guildhall/guildhall/kernel/credential"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/problem"
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
}

// actorKey is a token in a tenant. The secret itself is not kept.
type actorKey struct {
	tenant uuid.UUID
	digest [32]byte
}

func newActors(clock func() time.Time) *actors {
	return &actors{known: cache.New[actorKey, *auth.Actor](mostActors, actorsKept), clock: clock}
}

// authenticate tells who acts by a token in a tenant.
func (a *actors) authenticate(ctx context.Context, t httpapi.Tenant, token string) (*auth.Actor, error) {
	tenant, digest, ok := credential.Parse(credential.TokenMark, token)
	if !ok || tenant != t.ID {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
	}
	key := actorKey{tenant: tenant, digest: digest}
	actor, err := a.known.Get(ctx, key, func(ctx context.Context, key actorKey) (*auth.Actor, error) {
		var actor *auth.Actor
		err := pg.Read(ctx, t.Home, func(tx *pg.Tx) (err error) {
			actor, err = identity.Authenticate(ctx, tx, key.digest[:], a.clock())
			return err
		})
		return actor, err
	})
	if err != nil {
		return nil, err
	}
	if actor.Expires != nil && !a.clock().Before(*actor.Expires) {
		return nil, problem.Unauthorized("invalid-token", "The token has expired.")
	}
	return actor, nil
}

// written forgets a tenant's actors when who may do what has changed.
func (a *actors) written(tenant uuid.UUID, entities []string) {
	if slices.ContainsFunc(entities, func(name string) bool { return strings.HasPrefix(name, "identity.") }) {
		a.known.Drop(func(k actorKey) bool { return k.tenant == tenant })
	}
}
