package live

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/redis"
)

// Config says what a hub works with.
type Config struct {
	Registry *entity.Registry
	// Do runs do where the rows of a tenant live at that moment.
	Do    func(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error
	Redis *redis.Client // what several processes share; nil for one process
	// Origins are those of pages that may connect besides pages of the host itself:
	// "https://app.example.com".
	Origins []string
	// Notices names the entity whose records the topic "notifications" is about, each
	// told to its owner; empty for none.
	Notices string
	Log     *slog.Logger
	Clock   func() time.Time // time.Now when nil
	Limits  Limits
}

// Limits bound what one client may cost. Zero members mean the defaults.
type Limits struct {
	Waiting int           // messages that wait for one reader before it is dropped; 256
	Actor   int           // connections of one actor in one process; 50
	Check   time.Duration // how often it is asked whether somebody may still be here; 1 minute
	Ping    time.Duration // how often a silent connection is asked whether it stands; 30 s
}

// Counts says what a hub holds and has done since it was made.
type Counts struct {
	Connections int64 // that stand now
	Sent        int64 // messages, each to one client
	Slow        int64 // clients that were dropped because they did not read
	Revoked     int64 // clients that were dropped because they may not be here any more
}

// Hub holds the connections of one process. It may be used by any number of
// goroutines.
type Hub struct {
	cfg    Config
	plans  map[string]*entity.Plan
	self   uuid.UUID       // tells what this process has told from what others have
	life   context.Context //nolint:containedctx // of what goes on between requests; ended by Stop
	end    context.CancelFunc
	guests sync.WaitGroup // connections
	under  sync.WaitGroup // what goes on for them
	replay chan struct{}  // lets so many read what was missed at once
	post   *post          // to other processes; nil for one process

	connections, sent, slow, revoked atomic.Int64

	mu       sync.RWMutex
	stopping bool
	rooms    map[uuid.UUID]*room
}

const replays = 8

// New returns a hub. What it begins is ended by [Hub.Stop].
func New(cfg Config) *Hub {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	l := &cfg.Limits
	l.Waiting, l.Actor = orElse(l.Waiting, 256), orElse(l.Actor, 50)
	l.Check, l.Ping = orElse(l.Check, time.Minute), orElse(l.Ping, 30*time.Second)
	h := &Hub{
		cfg: cfg, plans: map[string]*entity.Plan{}, self: uuid.New(), replay: make(chan struct{}, replays), rooms: map[uuid.UUID]*room{},
	}
	for _, p := range cfg.Registry.Plans() {
		h.plans[p.Name] = p
	}
	h.life, h.end = context.WithCancel(context.Background())
	if cfg.Redis != nil {
		h.post = newPost(h)
		h.under.Go(func() { h.post.run(h.life) })
	}
	return h
}

func orElse[T int | time.Duration](given, usual T) T {
	if given > 0 {
		return given
	}
	return usual
}

// Told hands out what a commit has told, here and in other processes. It never waits.
func (h *Hub) Told(t entity.Told) {
	r := h.room(t.Tenant)
	if r == nil && h.post == nil {
		return
	}
	hints := make([]Hint, len(t.Events))
	for i, e := range t.Events {
		hints[i] = hintOf(e)
	}
	if r != nil {
		r.tell(hints, false)
	}
	if h.post != nil {
		h.post.send(t.Tenant, parcel{Hints: hints})
	}
}

// Changed has it asked soon who of a tenant's clients may still be here; of all
// tenants' when it is [uuid.Max]. It never waits.
func (h *Hub) Changed(tenant uuid.UUID) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for id, r := range h.rooms {
		if id == tenant || tenant == uuid.Max {
			wake(r.doubt)
		}
	}
}

// Counts returns what the hub holds and has done.
func (h *Hub) Counts() Counts {
	return Counts{Connections: h.connections.Load(), Sent: h.sent.Load(), Slow: h.slow.Load(), Revoked: h.revoked.Load()}
}

// Stop lets nobody in any more, tells everybody to go and come back elsewhere, and
// returns when all have gone, or ctx has ended and they were cut off.
func (h *Hub) Stop(ctx context.Context) {
	h.mu.Lock()
	h.stopping = true
	var all []*client
	for _, r := range h.rooms {
		all = append(all, r.all()...)
	}
	h.mu.Unlock()
	for _, c := range all {
		c.dismiss(statusGoingAway, "this server stops: connect again")
	}
	left := make(chan struct{})
	go func() {
		h.guests.Wait()
		close(left)
	}()
	select {
	case <-left:
	case <-ctx.Done():
		for _, c := range all {
			c.cut()
		}
		<-left
	}
	h.end()
	h.under.Wait()
}

// room returns the room of a tenant, nil when nobody of it is connected.
func (h *Hub) room(tenant uuid.UUID) *room {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.rooms[tenant]
}

// enter lets a client into its tenant's room, which is opened for the first one;
// false when the hub is stopping.
func (h *Hub) enter(c *client) (*room, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping {
		return nil, false
	}
	tenant := c.tenant.Load().ID
	r := h.rooms[tenant]
	if r == nil {
		r = h.open(tenant)
		h.rooms[tenant] = r
	}
	r.mu.Lock()
	r.clients[c] = map[string]topic{}
	r.mu.Unlock()
	h.connections.Add(1)
	h.guests.Add(1)
	return r, true
}

// leave lets a client out. The last one closes the room.
func (h *Hub) leave(c *client) {
	r := c.room
	h.mu.Lock()
	r.mu.Lock()
	parted := slices.Collect(maps.Keys(r.clients[c]))
	for _, t := range r.clients[c] {
		r.drop(c, t)
	}
	delete(r.clients, c)
	empty := len(r.clients) == 0
	r.mu.Unlock()
	if empty {
		delete(h.rooms, r.tenant)
		r.end()
	}
	h.mu.Unlock()
	for _, name := range parted {
		r.tellPresence(name)
	}
	h.connections.Add(-1)
	h.guests.Done()
}

// wake wakes whoever waits, unless somebody has done so already.
func wake(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}
