package entrance

import (
	"context"
	"log/slog"
	"sync"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/redis"
)

// rightsChannel is where processes tell each other in which tenant it changed who
// may do what. The zero tenant stands for operators.
const rightsChannel = "guildhall:rights"

// everywhere stands for all tenants at once.
func everywhere() uuid.UUID { return uuid.Max }

// news tells other processes, through Redis, whose actors they should ask for anew.
// Nobody waits for it: without Redis, or while it does not answer, the others
// believe what they know for [actorsKept] at most.
type news struct {
	redis *redis.Client // nil for one process
	wake  chan struct{}

	mu      sync.Mutex
	pending map[uuid.UUID]bool // tenants that are still to be told of
}

func newNews(client *redis.Client) *news {
	return &news{redis: client, wake: make(chan struct{}, 1), pending: map[uuid.UUID]bool{}}
}

// tell has the other processes hear of a tenant.
func (n *news) tell(tenant uuid.UUID) {
	if n.redis == nil {
		return
	}
	n.mu.Lock()
	n.pending[tenant] = true
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // somebody has woken it already
	}
}

// spread tells what is pending, until ctx ends.
func (n *news) spread(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		}
		n.mu.Lock()
		tenants := n.pending
		n.pending = map[uuid.UUID]bool{}
		n.mu.Unlock()
		for tenant := range tenants {
			if err := n.redis.Publish(ctx, rightsChannel, tenant.String()); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "other processes not told of changed rights", slog.String("error", err.Error()))
			}
		}
	}
}

// hear drops what others say has changed, until ctx ends.
func (n *news) hear(ctx context.Context, drop func(tenant uuid.UUID)) {
	n.redis.Listen(ctx, rightsChannel, func(message string) {
		tenant, err := uuid.Parse(message)
		if err != nil {
			tenant = everywhere()
		}
		drop(tenant)
	}, func() { drop(everywhere()) })
}
