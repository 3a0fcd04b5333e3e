package entity

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// Plan is a compiled entity: where its fields lie, how they are written and
// which statements serve it. It is made once, at start, and never changes.
type Plan struct {
	spec
	module   string
	noun     string // "order"
	table    string // "sales_order"
	shape    *shape
	children []child
	scoped   bool // has a Scope
	stated   bool // has a State
	sequence int  // the field tagged sequence, -1 for none
	sql      statements
	schema   *filter.Schema
	events   map[string]string // by verb: create, update, delete and the steps'
	all      []int             // fields that are not secret
	short    []int             // those of them that a list shows: no long text
	whole    *shape            // all, as a record alone is read
	brief    *shape            // short, as a list is read
	titles   []string          // the fields of the title
	help     string            // the comment on the type
}

// child is a list of owned lines.
type child struct {
	field  int // in the parent's shape
	shape  *shape
	table  string
	parent string // the column that names the parent
	shown  []int  // the line's fields that are not secret
	sql    childStatements
}

// header points at the parts of a record that every entity has.
type header struct {
	id               *uuid.UUID
	version          *int64
	created, updated *time.Time
	custom           *map[string]any
}

func (b *Base[T]) header() header {
	return header{id: (*uuid.UUID)(&b.ID), version: &b.Version, created: &b.CreatedAt, updated: &b.UpdatedAt, custom: &b.Custom}
}

func (s *Scope) scope() *Scope { return s }

// header returns the header of a *T.
func (p *Plan) header(rec reflect.Value) header {
	return as[interface{ header() header }](rec).header()
}

// scopeOf returns where a *T stands.
func (p *Plan) scopeOf(rec reflect.Value) auth.Record {
	r := auth.Record{Entity: p.Name, ID: *p.header(rec).id}
	if p.scoped {
		s := as[interface{ scope() *Scope }](rec).scope()
		r.Site, r.Owner, r.Department = s.Site, s.Owner, s.Department
	}
	if p.Self {
		r.Owner = r.ID
	}
	return r
}

func (p *Plan) status(rec reflect.Value) string {
	if !p.stated {
		return ""
	}
	return as[interface{ status() string }](rec).status()
}

func (p *Plan) setStatus(rec reflect.Value, to string) {
	as[interface{ setStatus(string) }](rec).setStatus(to)
}

// compilePlan compiles a declared entity. It panics on a declaration that cannot
// be served, naming the entity and the field.
func compilePlan(module string, d Declared) *Plan {
	prefix, noun, _ := strings.Cut(d.spec.Name, ".")
	if prefix != module || noun == "" {
		panic(fmt.Sprintf("%s: the name %q must be %q and a noun", d.rec, d.spec.Name, module+"."))
	}
	p := &Plan{
		spec: d.spec, module: module, noun: noun, table: module + "_" + noun,
		shape: compileShape(d.rec), sequence: -1, events: map[string]string{},
	}
	if p.Plural == "" {
		p.Plural = strings.ReplaceAll(noun, "_", "-") + "s"
	}
	if p.Label == "" {
		p.Label = sentence(noun)
	}
	if p.Sort == "" {
		p.Sort = "-id"
	}
	if p.Delete == "" {
		p.Delete = p.Edit
	}
	rec := reflect.New(d.rec).Interface()
	_, p.scoped = rec.(interface{ scope() *Scope })
	_, p.stated = rec.(interface{ status() string })
	for i := range p.shape.fields {
		p.adopt(i)
	}
	p.titles = p.titleFields()
	p.nameEvents()
	p.checkDeclaration()
	p.sql = p.statements()
	return p
}

// adopt takes note of one field.
func (p *Plan) adopt(i int) {
	f := &p.shape.fields[i]
	if f.is("sequence") {
		p.sequence = i
	}
	if f.lines != nil {
		c := child{field: i, shape: f.lines, table: p.module + "_" + snake(f.lines.rec.Name()), parent: p.noun}
		c.sql = c.statements()
		for n := range c.shape.fields {
			if !c.shape.fields[n].is("secret") {
				c.shown = append(c.shown, n)
			}
		}
		p.children = append(p.children, c)
		return
	}
	if !f.is("secret") {
		p.all = append(p.all, i)
		if !f.is("text") {
			p.short = append(p.short, i)
		}
	}
}

func sentence(noun string) string {
	words := strings.Split(noun, "_")
	for i, w := range words {
		if slices.Contains([]string{"bic", "html", "iban", "sms", "url", "vat"}, w) {
			words[i] = strings.ToUpper(w)
		}
	}
	words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
	return strings.Join(words, " ")
}

func pascal(s string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// nameEvents gives each write its event: OrderCreated, OrderUpdated,
// OrderDeleted, and one for each step, named after the state it leads to.
func (p *Plan) nameEvents() {
	noun := pascal(p.noun)
	for verb, past := range map[string]string{"create": "Created", "update": "Updated", "delete": "Deleted"} {
		p.events[verb] = noun + past + event.Suffix
	}
	for _, s := range p.steps {
		p.events[s.verb] = noun + pascal(s.to) + event.Suffix
		if slices.Contains(s.from, s.to) || p.leadsTo(s.to) > 1 {
			p.events[s.verb] = noun + pascal(past(s.verb)) + event.Suffix
		}
	}
}

func (p *Plan) leadsTo(state string) int {
	n := 0
	for _, s := range p.steps {
		if s.to == state {
			n++
		}
	}
	return n
}

// past is the past tense of a step's verb.
func past(verb string) string {
	first, rest, _ := strings.Cut(verb, "-")
	if rest != "" {
		rest = "-" + rest
	}
	irregular := map[string]string{"send": "sent", "hold": "held", "put": "put", "pay": "paid", "win": "won", "lose": "lost", "write": "written", "set": "set"}
	switch p, ok := irregular[first]; {
	case ok:
		return p + rest
	case strings.HasSuffix(first, "e"):
		return first + "d" + rest
	case strings.HasSuffix(first, "y") && !strings.ContainsAny(first[len(first)-2:len(first)-1], "aeiou"):
		return first[:len(first)-1] + "ied" + rest
	case slices.Contains([]string{"ship", "plan", "stop", "cap", "drop"}, first):
		return first + first[len(first)-1:] + "ed" + rest
	}
	return first + "ed" + rest
}

// states returns every state that the flow names, in order of appearance.
func (p *Plan) states() []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, s := range p.steps {
		for _, from := range s.from {
			add(from)
		}
		add(s.to)
	}
	return out
}

// start is the state of a new record.
func (p *Plan) start() string { return p.steps[0].from[0] }

// step finds a step by its verb.
func (p *Plan) step(verb string) (step, bool) {
	for _, s := range p.steps {
		if s.verb == verb {
			return s, true
		}
	}
	return step{}, false
}

// stepTo finds the step that leads from where a record stands to a state.
func (p *Plan) stepTo(rec reflect.Value, to string) (step, error) {
	for _, s := range p.steps {
		if s.to == to && slices.Contains(s.from, p.status(rec)) {
			return s, nil
		}
	}
	return step{}, p.illegal(rec, "become "+to)
}

// illegal is the problem of a step that cannot be taken from where the record
// stands.
func (p *Plan) illegal(rec reflect.Value, what string) error {
	state := p.status(rec)
	allowed := []string{}
	for _, s := range p.steps {
		if slices.Contains(s.from, state) {
			allowed = append(allowed, s.verb)
		}
	}
	return problem.Conflict("illegal-step", "%s %s is %s and cannot %s.", p.Label, p.title(rec), state, what).
		With("state", state).With("allowed", allowed)
}

// title is what a record is called, by the pattern of its declaration.
func (p *Plan) title(rec reflect.Value) string {
	out := p.Title
	for _, name := range p.titles {
		v := rec.Elem().FieldByIndex(p.shape.fields[p.shape.byName[name]].index)
		out = strings.ReplaceAll(out, "{"+name+"}", fmt.Sprint(v.Interface()))
	}
	return strings.TrimSpace(out)
}

func (p *Plan) titleFields() []string {
	var names []string
	for rest := p.Title; ; {
		_, after, found := strings.Cut(rest, "{")
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			return names
		}
		names, rest = append(names, name), tail
	}
}

// stepFrom refuses a step that cannot be taken from where a record stands.
func (p *Plan) stepFrom(rec reflect.Value, s step) (step, error) {
	if !slices.Contains(s.from, p.status(rec)) {
		return s, p.illegal(rec, s.verb)
	}
	return s, nil
}
