package enterprise

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	known "github.com/guildhall/guildhall/lib/cache"
)

const (
	fresh    = 5 * time.Minute  // how long an entry is believed without asking
	stale    = 30 * time.Second // how long after that it is answered at once, while it is asked for behind the caller's back
	grace    = 10 * time.Second // how long an old entry is believed when the registry did not answer
	patience = 2 * time.Second  // how long the registry may take when there is an old entry
)

// entry is what the cache holds about one tenant. It does not change.
type entry struct {
	tenant Tenant
	place  placement
	flags  map[string]bool // as decided for the tenant
	shared bool            // another process has told, through Redis
}

// believed is an entry, until when it needs no question, and until when it does not
// wait for the answer.
type believed struct {
	*entry
	until, stale time.Time
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
	counts known.Counts
}

// find returns the entry of a key, by load if it is not fresh.
func (c *cache) find(ctx context.Context, key Key, now time.Time, load func(context.Context, Key) (*entry, error)) (*entry, error) {
	c.mu.RLock()
	id := key.ID
	if id == uuid.Nil {
		id = c.byName[key.Name]
	}
	old, found := c.byID[id]
	c.mu.RUnlock()
	if found && now.Before(old.until) {
		c.counts.Hit()
		return old.entry, nil
	}
	ch := c.flight.DoChan(key.String(), func() (any, error) {
		return c.reload(context.WithoutCancel(ctx), key, old, now, load)
	})
	if found && now.Before(old.stale) {
		c.counts.Stale()
		return old.entry, nil
	}
	select {
	case <-ctx.Done():
		c.counts.Miss()
		return nil, fmt.Errorf("wait for the registry: %w", ctx.Err())
	case r := <-ch:
		e, _ := r.Val.(*entry)
		c.counts.Fetched(e != nil && e.shared)
		return e, r.Err
	}
}

// warm loads the entry of a key that is not known. Nobody has asked for it: it is not
// counted.
func (c *cache) warm(ctx context.Context, key Key, now time.Time, load func(context.Context, Key) (*entry, error)) error {
	c.mu.RLock()
	_, found := c.byID[key.ID]
	c.mu.RUnlock()
	if found {
		return nil
	}
	_, err := c.reload(ctx, key, believed{}, now, load)
	return err
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
		c.keep(believed{found, now.Add(fresh), now.Add(fresh + stale)}, drops)
		return found, nil
	case old.entry == nil:
		return nil, err
	case isUnknown(err):
		c.drop(old.tenant.ID)
		return nil, err
	default:
		c.keep(believed{old.entry, now.Add(grace), time.Time{}}, drops)
		return old.entry, nil
	}
}

// keep stores an entry unless something was dropped since it was asked for: then
// it may be old already.
func (c *cache) keep(e believed, drops int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != drops {
		return
	}
	if c.byID == nil {
		c.byID, c.byName = map[uuid.UUID]believed{}, map[string]uuid.UUID{}
	}
	c.byID[e.tenant.ID] = e
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
	old, found := c.byID[id]
	if !found {
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
		c.byID[id] = believed{entry: b.entry}
	}
}

// sharedFor is how old what processes tell each other of a tenant may become. Its
// bound is a shorter one: every change leaves a hint in its own transaction, and
// whoever reads that takes the value off the shelf again, if its writer could not.
const sharedFor = time.Hour

// sharedForm is the form of what is shared. Another one is not read, so that
// binaries of two versions may share a Redis.
const sharedForm = 1

// sharedEntry is an entry as it lies in Redis, sealed: its place's URI is sealed once
// more, by the key ring, and is opened by nobody but the process that uses it.
type sharedEntry struct {
	Form   int
	Tenant Tenant
	Place  placement
	Flags  map[string]bool
}

func sharedName(tenant uuid.UUID) string { return "tenant:" + tenant.String() + ":config" }

// loadShared finds a tenant on the shelf, or in the registry and puts it there. What
// goes wrong with Redis means to ask the registry.
func (e *Enterprise) loadShared(ctx context.Context, key Key) (*entry, error) {
	seen, down := e.cfg.Shelf.Look(ctx, sharedName(key.ID))
	var kept sharedEntry
	if down == nil && seen.Body != nil {
		down = json.Unmarshal(seen.Body, &kept) //nolint:musttag // nobody else reads it; sharedForm tells forms apart
	}
	if down == nil && kept.Form == sharedForm && kept.Tenant.ID == key.ID {
		found := &entry{tenant: kept.Tenant, place: kept.Place, flags: kept.Flags, shared: true}
		if found.place.URI == nil || e.unseal(ctx, &found.place) == nil {
			return found, nil
		}
	}
	found, err := e.loadFromRegistry(ctx, key)
	if err != nil || down != nil {
		return found, err
	}
	body, err := json.Marshal(sharedEntry{Form: sharedForm, Tenant: found.tenant, Place: found.place, Flags: found.flags}) //nolint:musttag // as above
	if err == nil {
		_, err = e.cfg.Shelf.Put(ctx, sharedName(key.ID), body, sharedFor, seen)
	}
	if err != nil {
		e.cfg.Log.DebugContext(ctx, "tenant not shared", slog.String("error", err.Error()))
	}
	return found, nil
}
