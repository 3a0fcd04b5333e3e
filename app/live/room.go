package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// room is where the clients of one tenant are.
type room struct {
	hub    *Hub
	tenant uuid.UUID
	life   context.Context //nolint:containedctx // of what goes on in the room; ended by the last client's leaving
	end    context.CancelFunc
	bell   chan struct{} // something is to be handed out
	doubt  chan struct{} // it is to be asked who may still be here
	hears  chan struct{} // closed once other processes are heard, or cannot be

	mu      sync.Mutex
	clients map[*client]map[string]topic
	topics  map[string]map[*client]bool
	waiting []Hint // to be handed out
	lost    bool   // more than can wait was to be handed out
	latest  int64  // the highest sequence that was heard of
	marked  int64  // the one that clients were told of last
	afar    map[string]map[uuid.UUID]crowd
	cases   []doubtful // hints for clients of whom it depends on the record
	judge   chan struct{}
}

// Bounds of what a room keeps.
const (
	mostWaiting = 5_000 // hints
	mostCases   = 1_000
	mostAtOnce  = 100 // hints for one client from one round, beyond which it is to load anew
)

func (h *Hub) open(tenant uuid.UUID) *room {
	r := &room{
		hub: h, tenant: tenant, bell: make(chan struct{}, 1), doubt: make(chan struct{}, 1), hears: make(chan struct{}),
		judge: make(chan struct{}, 1), clients: map[*client]map[string]topic{}, topics: map[string]map[*client]bool{},
		afar: map[string]map[uuid.UUID]crowd{},
	}
	r.life, r.end = context.WithCancel(h.life)
	h.under.Go(r.handOut)
	h.under.Go(r.judgeCases)
	h.under.Go(r.keepWatch)
	if h.post == nil {
		close(r.hears)
	} else {
		h.under.Go(r.listen)
	}
	return r
}

// all returns the clients.
func (r *room) all() []*client {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]*client, 0, len(r.clients))
	for c := range r.clients {
		out = append(out, c)
	}
	return out
}

// tell has hints handed out; lost says that there were others, which nobody has. It
// never waits.
func (r *room) tell(hints []Hint, lost bool) {
	r.mu.Lock()
	r.lost = r.lost || lost || len(r.waiting)+len(hints) > mostWaiting
	if r.lost {
		r.waiting = nil
	} else {
		r.waiting = append(r.waiting, hints...)
	}
	for _, h := range hints {
		r.latest = max(r.latest, h.Sequence)
	}
	r.mu.Unlock()
	wake(r.bell)
}

// handOut gives hints to those who have subscribed, until the room closes.
func (r *room) handOut() {
	for {
		select {
		case <-r.life.Done():
			return
		case <-r.bell:
		}
		r.mu.Lock()
		hints, lost := r.waiting, r.lost
		r.waiting, r.lost = nil, false
		r.mu.Unlock()
		if lost {
			r.reload(r.all())
			continue
		}
		r.spread(hints)
	}
}

// reload has clients load everything anew.
func (r *room) reload(clients []*client) {
	text := encode(message{Op: opReload})
	for _, c := range clients {
		c.offer(text)
	}
}

// spread gives hints to those who have subscribed.
func (r *room) spread(hints []Hint) {
	mail := map[*client][][]byte{}
	var cases []doubtful
	r.mu.Lock()
	for _, hint := range hints {
		var text []byte
		unsure := doubtful{hint: hint}
		for c := range r.audience(hint) {
			switch r.hub.sees(r.hub.actor(c), r.hub.plans[hint.Entity]) {
			case seesAll:
				if text == nil {
					text = encode(hint)
				}
				mail[c] = append(mail[c], text)
			case seesSome:
				unsure.clients = append(unsure.clients, c)
			case seesNone:
			}
		}
		if len(unsure.clients) > 0 {
			cases = append(cases, unsure)
		}
		if hint.Entity == r.hub.cfg.Notices && len(r.topics[notifications]) > 0 {
			cases = append(cases, own(hint, r.topics[notifications]))
		}
	}
	r.mu.Unlock()
	for c, texts := range mail {
		if len(texts) > mostAtOnce {
			texts = [][]byte{encode(message{Op: opReload})}
		}
		c.put(together(texts))
	}
	r.put(cases)
}

// audience returns who has subscribed to what a hint is about, each once.
func (r *room) audience(hint Hint) map[*client]bool {
	var found map[*client]bool
	copied := false
	for _, name := range r.hub.topicsOf(hint) {
		switch in := r.topics[name]; {
		case len(in) == 0:
		case found == nil:
			found = in
		default:
			if !copied {
				found, copied = cloneOf(found), true
			}
			for c := range in {
				found[c] = true
			}
		}
	}
	return found
}

func cloneOf(in map[*client]bool) map[*client]bool {
	out := make(map[*client]bool, len(in)+1)
	for c := range in {
		out[c] = true
	}
	return out
}

// join has a client hear of a topic.
func (r *room) join(c *client, t topic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own, here := r.clients[c]
	if !here {
		return
	}
	own[t.text] = t
	if r.topics[t.text] == nil {
		r.topics[t.text] = map[*client]bool{}
	}
	r.topics[t.text][c] = true
}

// part has a client hear no more of topics, and tells which it has heard of.
func (r *room) part(c *client, names []string) []string {
	var parted []string
	r.mu.Lock()
	for _, name := range names {
		if t, has := r.clients[c][name]; has {
			delete(r.clients[c], name)
			r.drop(c, t)
			parted = append(parted, name)
		}
	}
	r.mu.Unlock()
	for _, name := range parted {
		r.tellPresence(name)
	}
	return parted
}

// drop takes a client out of a topic. The caller holds the lock.
func (r *room) drop(c *client, t topic) {
	delete(r.topics[t.text], c)
	if len(r.topics[t.text]) == 0 {
		delete(r.topics, t.text)
	}
}

// heard returns the topics that a client hears of.
func (r *room) heard(c *client) []topic {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]topic, 0, len(r.clients[c]))
	for _, t := range r.clients[c] {
		out = append(out, t)
	}
	return out
}

// countOf returns how many clients an actor has here.
func (r *room) countOf(actor uuid.UUID) int {
	n := 0
	for _, c := range r.all() {
		if c.actor.Load().ID == actor {
			n++
		}
	}
	return n
}

// breath is the least time between two rounds of asking who may still be here.
const breath = time.Second

// keepWatch asks every minute, and whenever rights have changed, who may still be
// here, and tells what is good to know now and then.
func (r *room) keepWatch() {
	tick := time.NewTicker(r.hub.cfg.Limits.Check)
	defer tick.Stop()
	for {
		select {
		case <-r.life.Done():
			return
		case <-r.doubt:
		case <-tick.C:
			r.mark()
			r.renewPresence()
		}
		r.checkAll()
		select {
		case <-r.life.Done():
			return
		case <-time.After(breath):
		}
	}
}

// checkers is how many clients are asked about at once.
const checkers = 4

// checkAll asks of everybody whether they may still be here.
func (r *room) checkAll() {
	all := r.all()
	var group sync.WaitGroup
	for part := range slices.Chunk(all, len(all)/checkers+1) {
		group.Go(func() {
			for _, c := range part {
				c.check(r.life)
			}
		})
	}
	group.Wait()
}

// mark tells everybody the latest sequence, so that whoever has long heard nothing
// can come back with it.
func (r *room) mark() {
	r.mu.Lock()
	latest, told := r.latest, r.marked
	r.marked = latest
	r.mu.Unlock()
	if latest == told {
		return
	}
	text := encode(message{Op: opMark, Sequence: latest})
	for _, c := range r.all() {
		c.offer(text)
	}
}
