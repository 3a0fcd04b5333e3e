package redis

import (
	"context"
	"log/slog"
	"sync"
)

// Gossip tells words to other processes that listen to the same channel. Nobody
// waits for it, words that are told often are told once, and a word may be lost:
// it saves time, and is never what something depends on.
type Gossip struct {
	client  *Client // nil for one process
	channel string
	wake    chan struct{}

	mu      sync.Mutex
	pending map[string]bool // words that are still to be told
}

// NewGossip returns gossip on a channel. Without a client it tells nobody.
func NewGossip(client *Client, channel string) *Gossip {
	return &Gossip{client: client, channel: channel, wake: make(chan struct{}, 1), pending: map[string]bool{}}
}

// Tell has the other processes hear a word.
func (g *Gossip) Tell(word string) {
	if g.client == nil {
		return
	}
	g.mu.Lock()
	g.pending[word] = true
	g.mu.Unlock()
	select {
	case g.wake <- struct{}{}:
	default: // somebody has woken it already
	}
}

// Run tells what is to be told and hears what others tell, until ctx ends; words
// of this process are heard, too. missed is called when words may have been lost.
// Without a client it returns at once.
func (g *Gossip) Run(ctx context.Context, log *slog.Logger, hear func(word string), missed func()) {
	if g.client == nil {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { g.spread(ctx, log) })
	g.client.Listen(ctx, g.channel, hear, missed)
	both.Wait()
}

// spread tells what is pending, until ctx ends.
func (g *Gossip) spread(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-g.wake:
		}
		g.mu.Lock()
		words := g.pending
		g.pending = map[string]bool{}
		g.mu.Unlock()
		for word := range words {
			if err := g.client.Publish(ctx, g.channel, word); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "other processes were not told", slog.String("channel", g.channel), slog.String("error", err.Error()))
			}
		}
	}
}
