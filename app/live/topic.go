package live

import (
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// notifications is the topic of what concerns the user themselves.
const notifications = "notifications"

// presence begins the topics of who looks at a record.
const presence = "presence:"

// longestTopic is more than the longest that can be meant.
const longestTopic = 200

// topic is what somebody can hear of.
type topic struct {
	text     string       // as it was sent
	plan     *entity.Plan // nil for notifications
	record   uuid.UUID    // zero for all of the entity
	presence bool
}

// parse reads a topic; ok is false when it cannot be meant.
func (h *Hub) parse(text string) (t topic, ok bool) {
	if len(text) > longestTopic {
		return topic{}, false
	}
	t.text = text
	if text == notifications {
		return t, true
	}
	name, isPresence := strings.CutPrefix(text, presence)
	name, id, one := strings.Cut(name, ":")
	if !one {
		t.plan, ok = h.cfg.Registry.Lookup(name)
		return t, ok && !isPresence
	}
	var err error
	if t.record, err = uuid.Parse(id); err != nil || t.record == uuid.Nil || t.record.String() != id {
		return topic{}, false
	}
	t.plan, t.presence = h.plans[name], isPresence
	return t, t.plan != nil
}

// topicsOf returns the topics by which everybody who may see a record hears of it.
func (h *Hub) topicsOf(hint Hint) []string {
	p := h.plans[hint.Entity]
	if p == nil {
		return nil
	}
	one := hint.Entity + ":" + hint.ID.String()
	if p.Plural == notifications { // which is the topic of one's own, and of no others'
		return []string{one}
	}
	return []string{p.Plural, one}
}

// sight is how much of an entity somebody sees.
type sight int

const (
	seesNone sight = iota
	seesSome       // it depends on where a record stands
	seesAll
)

// sees tells how much of an entity an actor sees now.
func (h *Hub) sees(a *auth.Actor, p *entity.Plan) sight {
	if a.Expires != nil && !h.cfg.Clock().Before(*a.Expires) {
		return seesNone
	}
	switch span, _ := a.Span(p.Read, p.Name); {
	case span.Tenant:
		return seesAll
	case span.Somewhere() || len(span.Records) > 0:
		return seesSome
	}
	return seesNone
}

// refuses returns the problem for which somebody may not hear of a topic at all, ""
// for none. Of a single record it does not tell.
func (h *Hub) refuses(c *client, t topic) string {
	switch {
	case t.plan == nil:
		return ""
	case !c.tenant.Load().Uses(moduleOf(t.plan.Name)):
		return "invalid-topic"
	case h.sees(h.actor(c), t.plan) == seesNone:
		return "missing-permission"
	}
	return ""
}

// actor returns who a client is, as they stand now.
func (h *Hub) actor(c *client) *auth.Actor { return h.cfg.Registry.Actor(c.actor.Load()) }

func moduleOf(name string) string {
	module, _, _ := strings.Cut(name, ".")
	return module
}

// gone tells whether an error means that somebody may not be here any more.
func gone(err error) bool {
	return err != nil && (problem.From(err).Status/100 == 4)
}
