package entrance

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/redis"
)

// How long an actor is believed without asking, at most. What changes in this
// process is known at once.
const (
	actorsKept = 10 * time.Second
	mostActors = 50_000
)

// Actors remembers who acts by which credential: the sessions, tokens and access
// tokens of tenants and operators alike. It may be used by any number of goroutines.
type Actors struct {
	known *cache.Cache[actorKey, *auth.Actor]
	clock func() time.Time
	tell  func(tenant uuid.UUID)
	news  *redis.Gossip // of tenants in which it changed who may do what; the zero tenant stands for operators
}

// Counts tells how the actors were asked for.
func (a *Actors) Counts() *cache.Counts { return a.known.Counts() }

// actorKey is a credential in a tenant, the zero tenant for operators. The secret
// itself is not kept.
type actorKey struct {
	tenant uuid.UUID
	digest [32]byte
}

// NewActors returns actors that remember nobody. Through Redis, which may be nil,
// they hear of what other processes change while [Actors.Follow] runs. tell is called
// whenever it may have changed who may do what in a tenant, with [uuid.Max] for all of
// them; it does not wait.
func NewActors(clock func() time.Time, client *redis.Client, tell func(tenant uuid.UUID)) *Actors {
	return &Actors{
		known: cache.New(cache.Spec[actorKey, *auth.Actor]{Name: "actor", Size: mostActors, Keep: actorsKept}),
		clock: clock, tell: tell, news: redis.NewGossip(client, "guildhall:rights"),
	}
}

// believe tells who acts by a credential: what load says, or has said a moment ago.
// One that has expired since is asked for again, since the session may have been used
// meanwhile and go on; load refuses it otherwise.
func (a *Actors) believe(
	ctx context.Context, tenant uuid.UUID, digest [32]byte, load func(context.Context) (*auth.Actor, error),
) (*auth.Actor, error) {
	actor, err := a.known.GetOwn(ctx, actorKey{tenant, digest}, func(ctx context.Context, _ actorKey) (*auth.Actor, error) { return load(ctx) })
	if err != nil || actor.Expires == nil || a.clock().Before(*actor.Expires) {
		return actor, err
	}
	return load(ctx)
}

// Written forgets a tenant's actors when who may do what is among the entities that
// were written, here and in other processes.
func (a *Actors) Written(tenant uuid.UUID, entities []string) {
	if slices.ContainsFunc(entities, func(name string) bool {
		return strings.HasPrefix(name, "identity.") || strings.HasPrefix(name, "signin.")
	}) {
		a.Changed(tenant)
	}
}

// Changed forgets a tenant's actors, those of operators when it is zero, here and in
// other processes.
func (a *Actors) Changed(tenant uuid.UUID) {
	a.drop(tenant)
	a.news.Tell(tenant.String())
}

// drop forgets the actors of a tenant, or of all.
func (a *Actors) drop(tenant uuid.UUID) {
	a.known.DropHere(func(k actorKey) bool { return k.tenant == tenant || tenant == everywhere() })
	a.tell(tenant)
}

// everywhere stands for all tenants at once.
func everywhere() uuid.UUID { return uuid.Max }

// Follow keeps this process and others of the same installation told of each
// other's changes until ctx ends. Without Redis it returns at once: the others
// believe what they know for [actorsKept] at most.
func (a *Actors) Follow(ctx context.Context, log *slog.Logger) {
	a.news.Run(ctx, log, func(word string) {
		tenant, err := uuid.Parse(word)
		if err != nil {
			tenant = everywhere()
		}
		a.drop(tenant)
	}, func() { a.drop(everywhere()) })
}
