package entity

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
)

// Subscription is what a module does about events once they are committed. What
// must be committed together with the event is a [Reaction].
type Subscription struct {
	event.Subscription
	payload reflect.Type // of the one type of event it is for; nil when it names the types
	inside  func(context.Context, *Tx, event.Event, any) error
	outside func(context.Context, Outside, event.Event) error
}

// Follow has do run for every E, in a transaction of its own that also takes the
// event out of the queue: its effect is there exactly once. The name begins with
// the module's.
func Follow[E any](name string, do func(context.Context, *Tx, event.Event, E) error) Subscription {
	return Subscription{
		Subscription: event.Subscription{Name: name, Kind: event.Inside},
		payload:      reflect.TypeFor[E](),
		inside: func(ctx context.Context, tx *Tx, e event.Event, payload any) error {
			return do(ctx, tx, e, *cast[*E](payload))
		},
	}
}

// FollowTypes is [Follow] for events by name, such as those that entities emit by
// themselves; "*" is every event.
func FollowTypes(name string, types []string, do func(context.Context, *Tx, event.Event) error) Subscription {
	return Subscription{
		Subscription: event.Subscription{Name: name, Kind: event.Inside, Types: types},
		inside:       func(ctx context.Context, tx *Tx, e event.Event, _ any) error { return do(ctx, tx, e) },
	}
}

// Tell has do run for events with no transaction open, to tell other systems: at
// least once each. "*" is every event.
func Tell(name string, types []string, do func(context.Context, Outside, event.Event) error) Subscription {
	return Subscription{Subscription: event.Subscription{Name: name, Kind: event.Outside, Types: types}, outside: do}
}

// OnlyFor says that only tenants that asked for it have the subscription, by rows
// of system_subscriber.
func (s Subscription) OnlyFor() Subscription {
	s.Opted = true
	return s
}

// Within bounds how long one delivery outside may take; without it, 30 seconds.
func (s Subscription) Within(d time.Duration) Subscription {
	s.Timeout = d
	return s
}

// addSubscriptions compiles a module's subscriptions.
func (r *Registry) addSubscriptions(m Module) {
	for _, s := range m.Subscriptions {
		if !strings.HasPrefix(s.Name, m.Name+".") {
			panic(fmt.Sprintf("module %s subscribes as %q, which must begin with %q", m.Name, s.Name, m.Name+"."))
		}
		if r.subscriptions[s.Name] != nil {
			panic(fmt.Sprintf("the subscription %s is declared twice", s.Name))
		}
		if s.payload != nil {
			declared := r.events[s.payload]
			if declared == nil {
				panic(fmt.Sprintf("%s follows %s, which no module before it declares", s.Name, s.payload))
			}
			s.Types = []string{declared.name}
		}
		if len(s.Types) == 0 {
			panic(s.Name + " subscribes to nothing")
		}
		for _, t := range s.Types {
			if t != "*" && r.needs[t] == "" {
				panic(fmt.Sprintf("%s subscribes to %q, which nothing emits", s.Name, t))
			}
		}
		r.subscriptions[s.Name] = &s
		if !s.Opted {
			r.route(s)
		}
	}
}

// route has the events that a subscription is for be delivered to it.
func (r *Registry) route(s Subscription) {
	for t := range r.needs {
		if slices.Contains(s.Types, t) || slices.Contains(s.Types, "*") {
			r.routes[t] = append(r.routes[t], s.Name)
		}
	}
}

// eventNeeds returns the names of all events that anything emits, with the permission
// to see what they tell.
func (r *Registry) eventNeeds() map[string]auth.Permission {
	needs := map[string]auth.Permission{}
	for _, e := range r.events {
		if !e.job {
			needs[e.name] = auth.Permission(e.module + ".*")
		}
	}
	for _, p := range r.plans {
		for _, name := range p.events {
			needs[name] = p.Read
		}
	}
	return needs
}

// EventNeeds returns the permission to see what events of a name tell: that to read
// their entity, or everything of the module that tells them. It is empty when nothing
// emits them.
func (tx *Tx) EventNeeds(name string) auth.Permission { return tx.registry.needs[name] }

// Subscriptions returns what hears of events of the kind, sorted by name.
func (r *Registry) Subscriptions(kind event.Kind) []event.Subscription {
	var out []event.Subscription
	for _, s := range r.subscriptions {
		if s.Kind == kind {
			out = append(out, s.Subscription)
		}
	}
	slices.SortFunc(out, func(a, b event.Subscription) int { return strings.Compare(a.Name, b.Name) })
	return out
}
