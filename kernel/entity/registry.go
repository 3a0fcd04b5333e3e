package entity

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/secret"
)

// Registry holds every declared entity, action and event, compiled. It is made
// once, at start, and never changes.
type Registry struct {
	modules       []Module
	plans         []*Plan
	byType        map[reflect.Type]*Plan
	byName        map[string]*Plan
	byPlural      map[string]*Plan
	actions       []*ActionPlan
	events        map[reflect.Type]*eventType
	reactions     map[reflect.Type][]func(context.Context, *Tx, any) error
	subscriptions map[string]*Subscription
	jobs          map[string]*JobKind
	routes        map[string][]string        // subscriptions that every tenant has, by the event's name
	needs         map[string]auth.Permission // to see what an event tells, by its name
	refusals      map[string]Refusal
	excepted      []func(*Tx, auth.Use)
	watches       []func(context.Context, *Tx, []audit.Entry) error
	sites         *Plan // whose field code stands in numbers for {site}; nil when there are no sites
	numbers       *numbers
	customs       *customs
	sizes         *sizes
	clock         func() time.Time
	written       func(tenant uuid.UUID, entities []string)
	told          func(Told)
	reads         *audit.Journal
	files         *blob.Store
	keys          *secret.Keeper
	outbound      *http.Client
	trial         bool
}

// Options are what a registry is made of.
type Options struct {
	Modules []Module
	// Help maps a Go field ("…/domain/sales.Order.Number") or type
	// ("…/domain/sales.Order") to its comment.
	Help map[string]string
	// The entities that the fields of a Scope point at. Sites have a field code, which
	// stands in numbers for {site}.
	Site, Owner, Department string
	// Clock tells the time; time.Now when nil.
	Clock func() time.Time
	// Written is told, after each commit, which entities of a tenant were written:
	// a hint for caches, never a promise. nil tells nobody.
	Written func(tenant uuid.UUID, entities []string)
	// Told is told, after each commit, of its events: to deliver them soon, and for
	// live views. nil tells nobody; what is due is delivered all the same.
	Told func(Told)
	// Reads keeps who read sensitive entities; nil has each reading kept at once.
	Reads *audit.Journal
	// Files is where files are kept; without it none is.
	Files *blob.Store
	// Keys seal what must not lie in a database in the clear.
	Keys *secret.Keeper
	// Outbound speaks with addresses that companies have named; see package outbound.
	Outbound *http.Client
	// Trial tells that nobody works here in earnest: choices may be made that are for
	// trying alone; see [TrialChoice].
	Trial bool
}

// Told is what a commit has told.
type Told struct {
	Tenant uuid.UUID
	Events []event.Event
	Due    []event.Kind // of deliveries that wait, each once
}

// eventType is a compiled event.
type eventType struct {
	name   string // on the wire
	job    bool   // it asks for a job
	module string
	shape  *shape
	help   string
}

// ActionPlan is a compiled business action.
type ActionPlan struct {
	Action
	module string
	in     *shape
	out    *shape // nil when the action answers with an entity
	plan   *Plan  // the entity that the action answers with, if any
	on     *Plan  // the entity that it acts on, for ActionOn
}

// Compile makes a registry of modules, in the order of their tiers. It fails on
// the first declaration that cannot be served, naming it.
func Compile(o Options) (r *Registry, err error) {
	defer func() {
		if p := recover(); p != nil {
			r, err = nil, fmt.Errorf("declaration: %v", p)
		}
	}()
	r = &Registry{
		modules: o.Modules, byType: map[reflect.Type]*Plan{}, byName: map[string]*Plan{}, byPlural: map[string]*Plan{},
		events: map[reflect.Type]*eventType{}, reactions: map[reflect.Type][]func(context.Context, *Tx, any) error{},
		subscriptions: map[string]*Subscription{}, jobs: map[string]*JobKind{}, routes: map[string][]string{},
		refusals: map[string]Refusal{}, numbers: newNumbers(), customs: newCustoms(), sizes: newSizes(),
		clock: o.Clock, written: o.Written, told: o.Told, reads: o.Reads, files: o.Files, keys: o.Keys, outbound: o.Outbound, trial: o.Trial,
	}
	if r.clock == nil {
		r.clock = time.Now
	}
	for _, m := range o.Modules {
		r.addEntities(m)
	}
	for _, m := range o.Modules {
		r.addEvents(m, o.Help)
		r.addJobs(m, o.Help)
		r.addActions(m)
		maps.Copy(r.refusals, m.Refusals)
		if m.Excepted != nil {
			r.excepted = append(r.excepted, m.Excepted)
		}
		if m.Watch != nil {
			r.watches = append(r.watches, m.Watch)
		}
	}
	r.sites = r.byName[o.Site]
	r.needs = r.eventNeeds()
	for _, m := range o.Modules {
		r.addSubscriptions(m)
	}
	for _, p := range r.plans {
		r.link(p, o)
	}
	for _, p := range r.plans {
		r.linkSchema(p)
		if !o.Trial {
			p.shape.withhold()
		}
	}
	for _, a := range r.actions {
		r.linkShape(a.in, o.Help)
		r.linkShape(a.out, o.Help)
	}
	for _, e := range r.events {
		r.linkShape(e.shape, o.Help)
	}
	return r, nil
}

func (r *Registry) addEntities(m Module) {
	for _, d := range m.Entities {
		p := compilePlan(m.Name, d)
		if r.byName[p.Name] != nil {
			panic(p.Name + " is declared twice")
		}
		if other := r.byPlural[p.Plural]; other != nil {
			panic(fmt.Sprintf("%s and %s are both served as %q", p.Name, other.Name, p.Plural))
		}
		r.plans = append(r.plans, p)
		r.byType[d.rec], r.byName[p.Name], r.byPlural[p.Plural] = p, p, p
	}
}

func (r *Registry) addEvents(m Module, help map[string]string) {
	for _, e := range m.Events {
		r.events[e.payload] = &eventType{
			name: e.payload.Name() + event.Suffix, module: m.Name, shape: compileShape(e.payload),
			help: help[e.payload.PkgPath()+"."+e.payload.Name()],
		}
	}
	for _, re := range m.Reactions {
		if r.events[re.payload] == nil {
			panic(fmt.Sprintf("module %s reacts to %s, which no module before it declares", m.Name, re.payload))
		}
		r.reactions[re.payload] = append(r.reactions[re.payload], re.do)
	}
}

func (r *Registry) addActions(m Module) {
	for _, a := range m.Actions {
		c := &ActionPlan{Action: a, module: m.Name, in: compileShape(a.in)}
		owner := m.Name
		if a.on != nil {
			if c.on = r.byType[a.on]; c.on == nil {
				panic(fmt.Sprintf("action %s is on %s, which is no entity", a.path, a.on))
			}
			if a.query && c.on.Sensitive {
				panic(fmt.Sprintf("action %s: nobody would keep who has read %s by it", a.path, c.on.Name))
			}
			if a.query && strings.HasPrefix(string(a.need), c.on.module+".") {
				owner = c.on.module
			}
		}
		if !strings.HasPrefix(string(a.need), owner+".") {
			panic(fmt.Sprintf("action %s: the permission %q must begin with %q", a.path, a.need, owner+"."))
		}
		out := a.out
		if out.Kind() == reflect.Pointer {
			out = out.Elem()
		}
		if c.plan = r.byType[out]; c.plan == nil {
			c.out = compileShape(out)
		}
		r.actions = append(r.actions, c)
	}
}

// targetOf returns the name of the entity that a field points at, if it does.
func (r *Registry) targetOf(p *Plan, s *shape, f *field, o Options) string {
	scope := map[string]string{"site": o.Site, "owner": o.Owner, "department": o.Department}
	switch {
	case f.to != nil && r.byType[f.to] == nil:
		panic(fmt.Sprintf("%s: %s points at %s, which is no entity", p.Name, f.name, f.to))
	case f.to != nil:
		return r.byType[f.to].Name
	case p.Refs[f.name] == People:
		return o.Owner
	case p.Refs[f.name] != "":
		return p.Refs[f.name]
	case p.scoped && s == p.shape:
		return scope[f.name]
	}
	return f.target
}

// link tells every reference which entity it points at, and every field its help.
func (r *Registry) link(p *Plan, o Options) {
	var walk func(s *shape)
	walk = func(s *shape) {
		for i := range s.fields {
			f := &s.fields[i]
			f.help = o.Help[f.goName]
			if s.rec.FieldByIndex(f.index).Type == typeEvents {
				f.codec.choices = append([]string{"*"}, slices.Sorted(maps.Keys(r.needs))...)
			}
			switch {
			case f.lines != nil:
				walk(f.lines)
			case f.name != "id":
				f.target = r.targetOf(p, s, f, o)
			}
			if f.target != "" && r.byName[f.target] == nil {
				panic(fmt.Sprintf("%s: %s points at %q, which is no entity", p.Name, f.name, f.target))
			}
		}
	}
	walk(p.shape)
	p.help = o.Help[p.shape.rec.PkgPath()+"."+p.shape.rec.Name()]
	p.whole = p.shape.pick(p.all, nil)
	p.brief = p.shape.pick(p.short, p.shape.indices("id", "version", "currency"))
	p.schema = &filter.Schema{Entity: p.Name, Table: p.table, Sort: p.Sort, Title: p.titleFields(), Show: p.List}
	if p.Trail {
		p.schema.Along = strings.TrimPrefix(p.Sort, "-")
	}
	for i := range p.shape.fields {
		if p.shape.fields[i].is("search") {
			p.schema.Search = p.table + "_search"
		}
	}
}

// linkShape does for an action's input and output, or an event's payload, what
// link does for an entity.
func (r *Registry) linkShape(s *shape, help map[string]string) {
	if s == nil {
		return
	}
	for i := range s.fields {
		f := &s.fields[i]
		f.help = help[f.goName]
		if f.lines != nil {
			r.linkShape(f.lines, help)
		}
		if to := r.byType[f.to]; to != nil {
			f.target = to.Name
		}
	}
}

// linkSchema tells the list language which fields an entity has.
func (r *Registry) linkSchema(p *Plan) {
	for i := range p.shape.fields {
		f := &p.shape.fields[i]
		if f.lines != nil || f.custom {
			continue
		}
		indexed := f.is("filter") || f.is("unique") || f.is("sequence") || f.name == "id"
		field := filter.Field{
			Name: f.name, Column: f.name, Kind: f.codec.kind, Choices: f.codec.choices,
			Nullable: f.codec.null, Secret: f.is("secret"), Each: f.is("each"),
		}
		if f.codec.format == "amount" {
			field.Currency = "currency"
		}
		if f.name == "status" && p.stated {
			field.Kind, field.Choices = filter.Choice, p.states()
		}
		field.Unindexed = !indexed
		if f.target != "" {
			field.Target = r.byName[f.target].schema
		}
		p.schema.Fields = append(p.schema.Fields, field)
	}
}

// Modules returns the modules, in the order in which they were given.
func (r *Registry) Modules() []Module { return slices.Clone(r.modules) }

// Permissions returns every permission that an entity, a step or an action
// needs, sorted.
func (r *Registry) Permissions() []auth.Permission {
	set := map[auth.Permission]bool{}
	for _, p := range r.plans {
		set[p.Read], set[p.Edit], set[p.Delete] = true, true, true
		for _, s := range p.steps {
			set[s.need] = true
		}
		for _, need := range p.Guards {
			set[need] = true
		}
	}
	for _, a := range r.actions {
		set[a.need] = true
	}
	delete(set, "")
	return slices.Sorted(maps.Keys(set))
}
