package enterprise

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"
)

const (
	fresh    = 5 * time.Minute  // how long an entry is believed without asking
	grace    = 10 * time.Second // how long an old entry is believed when the registry did not answer
	patience = 2 * time.Second  // how long the registry may take when there is an old entry
)

// entry is what the cache holds about one tenant. It does not change.
type entry struct {
	tenant Tenant
	place  placement
	flags  map[string]bool // as decided for the tenant
}

// believed is an entry and until when it needs no question.
type believed struct {
	*entry
	until time.Time
}

// cache keeps the registry's answers in the process. An answer that became old is
// replaced by a new one; when the registry does not answer, it goes on counting,
// so that tenants known here are served without the registry. The zero cache is
// ready to use.
type cache struct {
	mu     sync.RWMutex
	byID   map[uuid.UUID]believed
	byName map[string]uuid.UUID // slugs and domains
	drops  int64                // a load that overlaps a drop is not kept
	flight singleflight.Group
}

// find returns the entry of a key, by load if it is not fresh.
func (c *cache) find(ctx context.Context, key Key, now time.Time, load func(context.Context, Key) (*entry, error)) (*entry, error) {
	c.mu.RLock()
	id := key.ID
	if id == uuid.Nil {
		id = c.byName[key.Name]
	}
	old, known := c.byID[id]
	c.mu.RUnlock()
	if known && now.Before(old.until) {
		return old.entry, nil
	}
	ch := c.flight.DoChan(key.String(), func() (any, error) {
		return c.reload(context.WithoutCancel(ctx), key, old, now, load)
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the registry: %w", ctx.Err())
	case r := <-ch:
		found, _ := r.Val.(*entry)
		return found, r.Err
	}
}

// reload asks the registry. An unknown tenant is forgotten; any other error keeps
// the old entry alive.
func (c *cache) reload(ctx context.Context, key Key, old believed, now time.Time, load func(context.Context, Key) (*entry, error)) (*entry, error) {
	if old.entry != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	c.mu.RLock()
	drops := c.drops
	c.mu.RUnlock()
	found, err := load(ctx, key)
	switch {
	case err == nil:
		c.keep(found, now.Add(fresh), drops)
		return found, nil
	case old.entry == nil:
		return nil, err
	case isUnknown(err):
		c.drop(old.tenant.ID)
		return nil, err
	default:
		c.keep(old.entry, now.Add(grace), drops)
		return old.entry, nil
	}
}

// keep stores an entry unless something was dropped since it was asked for: then
// it may be old already.
func (c *cache) keep(e *entry, until time.Time, drops int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != drops {
		return
	}
	if c.byID == nil {
		c.byID, c.byName = map[uuid.UUID]believed{}, map[string]uuid.UUID{}
	}
	c.byID[e.tenant.ID] = believed{e, until}
	c.byName[e.tenant.Slug] = e.tenant.ID
	for _, d := range e.tenant.Domains {
		c.byName[d] = e.tenant.ID
	}
}

// drop forgets a tenant.
func (c *cache) drop(id uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	old, known := c.byID[id]
	if !known {
		return
	}
	delete(c.byID, id)
	delete(c.byName, old.tenant.Slug)
	for _, d := range old.tenant.Domains {
		delete(c.byName, d)
	}
}

// age makes every entry old: they are asked for again, and go on counting when
// there is no answer.
func (c *cache) age() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for id, b := range c.byID {
		c.byID[id] = believed{b.entry, time.Time{}}
	}
}
