package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"
)

// parcel is what a process tells the others of one tenant.
type parcel struct {
	From     uuid.UUID           `json:"from"`
	Hints    []Hint              `json:"hints,omitempty"`
	Lost     bool                `json:"lost,omitempty"`     // there were hints that are not told
	Presence map[string][]Person `json:"presence,omitempty"` // who is at these topics in this process
	Ask      bool                `json:"ask,omitempty"`      // the others are to tell who is at theirs
}

// join adds what is to be told besides.
func (p *parcel) join(more parcel) {
	p.Lost = p.Lost || more.Lost || len(p.Hints)+len(more.Hints) > mostWaiting
	if p.Hints = append(p.Hints, more.Hints...); p.Lost {
		p.Hints = nil
	}
	p.Ask = p.Ask || more.Ask
	if p.Presence == nil {
		p.Presence = more.Presence
	} else {
		maps.Copy(p.Presence, more.Presence)
	}
}

// post tells other processes.
type post struct {
	hub  *Hub
	bell chan struct{}

	mu      sync.Mutex
	waiting map[uuid.UUID]parcel // by tenant
}

func newPost(h *Hub) *post {
	return &post{hub: h, bell: make(chan struct{}, 1), waiting: map[uuid.UUID]parcel{}}
}

// send has other processes told. It never waits.
func (p *post) send(tenant uuid.UUID, what parcel) {
	p.mu.Lock()
	whole := p.waiting[tenant]
	whole.join(what)
	p.waiting[tenant] = whole
	p.mu.Unlock()
	wake(p.bell)
}

// retry is how long Redis is left alone after it did not answer.
const retry = time.Second

// run tells what is to be told until ctx ends.
func (p *post) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.bell:
		}
		p.mu.Lock()
		parcels := p.waiting
		p.waiting = map[uuid.UUID]parcel{}
		p.mu.Unlock()
		failed := p.publish(ctx, parcels)
		if failed == nil {
			continue
		}
		if ctx.Err() == nil {
			p.hub.cfg.Log.WarnContext(ctx, "other processes were not told what has changed", slog.String("error", failed.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retry):
		}
	}
}

// publish tells parcels. Of one that was not told, others are to learn that they have
// missed something.
func (p *post) publish(ctx context.Context, parcels map[uuid.UUID]parcel) error {
	var failed error
	for tenant, one := range parcels {
		one.From = p.hub.self
		if err := p.hub.cfg.Redis.Publish(ctx, channelOf(tenant), string(encode(one))); err != nil {
			failed = err
			one.Lost, one.Hints = one.Lost || len(one.Hints) > 0, nil
			p.send(tenant, one)
		}
	}
	return failed
}

func channelOf(tenant uuid.UUID) string { return "guildhall:live:" + tenant.String() }

// listen hears what other processes tell, until the room closes.
func (r *room) listen() {
	begun := false
	deaf := make(chan struct{}, 1)
	r.hub.under.Go(func() { r.recover(deaf) })
	r.hub.cfg.Redis.Listen(r.life, channelOf(r.tenant), r.receive, func() {
		if begun {
			wake(deaf)
		} else {
			begun = true
			close(r.hears)
		}
		r.hub.post.send(r.tenant, parcel{Ask: true})
	})
	if !begun {
		close(r.hears)
	}
}

// deafFor is the least time between two times that everybody is to load anew because
// Redis was lost.
const deafFor = 5 * time.Second

// recover has everybody load anew after other processes could not be heard, until the
// room closes.
func (r *room) recover(deaf chan struct{}) {
	for {
		select {
		case <-r.life.Done():
			return
		case <-deaf:
		}
		r.tell(nil, true)
		select {
		case <-r.life.Done():
			return
		case <-time.After(deafFor):
		}
	}
}

// receive takes what another process tells.
func (r *room) receive(text string) {
	var p parcel
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		r.hub.cfg.Log.WarnContext(r.life, "another process cannot be understood", slog.String("error", err.Error()))
		r.tell(nil, true)
		return
	}
	if p.From == r.hub.self {
		return
	}
	if p.Lost || len(p.Hints) > 0 {
		r.tell(p.Hints, p.Lost)
	}
	for name, people := range p.Presence {
		r.elsewhere(p.From, name, people)
	}
	if p.Ask {
		r.renewPresence()
	}
}
