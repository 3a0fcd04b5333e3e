package limit

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/guildhall/guildhall/lib/redis"
)

// Options say where a limiter counts. The zero Options count in memory.
type Options struct {
	Redis *redis.Client // where several processes count together; nil for this process alone
	Log   *slog.Logger  // told when Redis is lost and when it is back; nil for nobody
	Keys  int           // that are remembered in this process at most; 65,536 when zero
}

const usualKeys = 1 << 16

// Limiter counts what is done and refuses what would be too much. It may be used by
// any number of goroutines.
type Limiter struct {
	own    *memory
	shared *shared // nil without Redis
	log    *slog.Logger
	alone  atomic.Bool // Redis was lost, and that was told
}

// New makes a limiter.
func New(o Options) *Limiter {
	if o.Keys <= 0 {
		o.Keys = usualKeys
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	l := &Limiter{own: newMemory(o.Keys), log: o.Log}
	if o.Redis != nil {
		l.shared = newShared(o.Redis)
	}
	return l
}

// Take admits something that costs so much, usually 1, if the policy allows it now,
// and counts it; what is refused costs nothing. Keys of one policy are counted
// apart: a tenant and a user, an address and an endpoint. A cost of 0 looks without
// taking: it tells whether 1 would be admitted. The only error is that of a context
// that ended while Redis was asked.
func (l *Limiter) Take(ctx context.Context, key string, p Policy, cost int) (Decision, error) {
	if p.Unlimited() {
		return Decision{Allowed: true}, nil
	}
	// What this process has admitted is a part of what all have: enough to refuse by,
	// and what it goes on from when Redis is lost.
	own, slot := l.own.take(key, p, cost)
	if l.shared == nil || !own.Allowed {
		return own, nil
	}
	d, err := l.shared.take(ctx, key, p, cost)
	switch {
	case err != nil && ctx.Err() != nil:
		return Decision{}, err
	case err != nil:
		if !l.alone.Swap(true) {
			l.log.WarnContext(ctx, "redis does not answer: this process counts requests alone", slog.String("error", err.Error()))
		}
		return own, nil
	case l.alone.Load() && l.alone.Swap(false):
		l.log.InfoContext(ctx, "redis answers again: all processes count requests together")
	}
	if !d.Allowed {
		l.own.release(key, p, cost, slot)
	}
	return d, nil
}
