package live

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// crowd is who is at a topic in another process.
type crowd struct {
	people []Person
	until  time.Time // when nothing more was heard, they are gone
}

// crowdsLast is for how many rounds of checking a crowd elsewhere is believed in.
const crowdsLast = 3

// tellPresence tells those at a presence topic who is there, here and elsewhere.
func (r *room) tellPresence(name string) {
	if !strings.HasPrefix(name, presence) {
		return
	}
	r.tellRoster(name)
	if r.hub.post != nil {
		r.hub.post.send(r.tenant, parcel{Presence: map[string][]Person{name: r.people(name)}})
	}
}

// tellRoster tells those here who are at a presence topic who is there.
func (r *room) tellRoster(name string) {
	r.mu.Lock()
	clients := slices.Collect(maps.Keys(r.topics[name]))
	all := map[uuid.UUID]Person{}
	for _, c := range clients {
		p := c.person()
		all[p.ID] = p
	}
	for _, crowd := range r.afar[name] {
		for _, p := range crowd.people {
			all[p.ID] = p
		}
	}
	r.mu.Unlock()
	if len(clients) == 0 {
		return
	}
	text := encode(message{Op: opPresence, Topic: name, People: sorted(all)})
	for _, c := range clients {
		c.offer(text)
	}
}

func sorted(people map[uuid.UUID]Person) []Person {
	return slices.SortedFunc(maps.Values(people), func(a, b Person) int {
		if by := strings.Compare(a.Name, b.Name); by != 0 {
			return by
		}
		return strings.Compare(a.ID.String(), b.ID.String())
	})
}

// people returns who is at a presence topic here.
func (r *room) people(name string) []Person {
	r.mu.Lock()
	defer r.mu.Unlock()
	here := map[uuid.UUID]Person{}
	for c := range r.topics[name] {
		p := c.person()
		here[p.ID] = p
	}
	return sorted(here)
}

func (c *client) person() Person {
	a := c.actor.Load()
	return Person{ID: a.ID, Name: a.Name}
}

// elsewhere takes note of who is at a presence topic in another process.
func (r *room) elsewhere(process uuid.UUID, name string, people []Person) {
	r.mu.Lock()
	if r.afar[name] == nil {
		r.afar[name] = map[uuid.UUID]crowd{}
	}
	r.afar[name][process] = crowd{people: people, until: time.Now().Add(crowdsLast * r.hub.cfg.Limits.Check)}
	if len(people) == 0 {
		delete(r.afar[name], process)
	}
	if len(r.afar[name]) == 0 {
		delete(r.afar, name)
	}
	r.mu.Unlock()
	r.tellRoster(name)
}

// renewPresence tells other processes who is here, and forgets those elsewhere of whom
// nothing was heard.
func (r *room) renewPresence() {
	if r.hub.post == nil {
		return
	}
	r.mu.Lock()
	r.forgetAfar()
	all := map[string][]Person{}
	for name := range r.topics {
		if strings.HasPrefix(name, presence) {
			all[name] = nil
		}
	}
	r.mu.Unlock()
	for name := range all {
		all[name] = r.people(name)
		r.tellRoster(name)
	}
	if len(all) > 0 {
		r.hub.post.send(r.tenant, parcel{Presence: all})
	}
}

// forgetAfar forgets crowds of whom nothing was heard for long. The caller holds the
// lock.
func (r *room) forgetAfar() {
	now := time.Now()
	for name, crowds := range r.afar {
		maps.DeleteFunc(crowds, func(_ uuid.UUID, c crowd) bool { return now.After(c.until) })
		if len(crowds) == 0 {
			delete(r.afar, name)
		}
	}
}
