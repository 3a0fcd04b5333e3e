package entity

import (
	"slices"
	"strings"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/filter"
)

// Description tells of an entity what documentation and user interfaces need.
type Description struct {
	Name       string            `json:"name"`   // "sales.order"
	Module     string            `json:"module"` // "sales"
	Plural     string            `json:"plural"` // segment of the URL
	Label      string            `json:"label"`  // the name people see
	Help       string            `json:"help,omitempty"`
	Title      string            `json:"title"`           // pattern of what a record is called
	List       []string          `json:"list"`            // the columns that a list shows first
	Sort       string            `json:"sort"`            // the default order
	Searchable bool              `json:"searchable"`      // takes the parameter q
	View       bool              `json:"view"`            // is only read
	Trail      bool              `json:"trail,omitempty"` // tells what was done to others, and has no history of its own
	Read       auth.Permission   `json:"read"`
	Edit       auth.Permission   `json:"edit,omitempty"`
	Delete     auth.Permission   `json:"delete,omitempty"`
	Fields     []FieldOf         `json:"fields"`
	Start      string            `json:"start,omitempty"` // the state of a new record
	States     []string          `json:"states,omitempty"`
	State      string            `json:"state_field,omitempty"` // the field that says where a record stands
	Steps      []StepOf          `json:"steps,omitempty"`
	Actions    []ActionOf        `json:"actions,omitempty"` // on one record
	Events     map[string]string `json:"events,omitempty"`  // by verb
	Table      string            `json:"-"`
}

// FieldOf tells of one field.
type FieldOf struct {
	Name     string          `json:"name"`
	Label    string          `json:"label"`
	Help     string          `json:"help,omitempty"`
	Type     string          `json:"type"` // text, amount, quantity, date, reference, choice, lines …
	Required bool            `json:"required,omitempty"`
	ReadOnly bool            `json:"readonly,omitempty"`
	Unique   bool            `json:"unique,omitempty"`
	Need     auth.Permission `json:"need,omitempty"`   // the permission, besides edit, that a change of it needs
	Secret   bool            `json:"secret,omitempty"` // taken, never shown
	Long     bool            `json:"long,omitempty"`   // several lines of text
	Each     bool            `json:"each,omitempty"`   // of one of something, such as its price: not to be summed
	Limit    int             `json:"max_length,omitempty"`
	Choices  []string        `json:"choices,omitzero"`
	Target   string          `json:"target,omitempty"`    // the entity that a reference points at
	Filter   []string        `json:"operators,omitempty"` // how lists may be filtered by it
	Lines    []FieldOf       `json:"lines,omitempty"`
	Schema   map[string]any  `json:"-"` // JSON Schema of the value
	Column   string          `json:"-"` // type of the column, empty for lines
	Nullable bool            `json:"-"` // the column may be NULL
	Indexed  bool            `json:"-"` // an index must serve it
	Table    string          `json:"-"` // of the lines
}

// StepOf tells of one step of a flow.
type StepOf struct {
	Verb  string          `json:"verb"`
	Label string          `json:"label"`
	From  []string        `json:"from"`
	To    string          `json:"to"`
	Need  auth.Permission `json:"need"`
	Takes []Taken         `json:"takes,omitempty"`
}

// Taken is a field that a step takes.
type Taken struct {
	Name     string `json:"name"`
	Required bool   `json:"required,omitempty"`
}

// ActionOf tells of one business action.
type ActionOf struct {
	Path    string          `json:"path"` // below the tenant, or the verb below a record
	Module  string          `json:"module"`
	On      string          `json:"on,omitempty"` // the entity whose record it acts on
	Query   bool            `json:"query,omitempty"`
	File    bool            `json:"file,omitempty"` // it answers with a file
	Need    auth.Permission `json:"need"`
	From    []string        `json:"from,omitempty"` // the states in which it is of use; all when empty
	Summary string          `json:"summary"`
	In      []FieldOf       `json:"in"`
	Out     []FieldOf       `json:"out,omitempty"`
	Answers string          `json:"answers,omitempty"` // the entity that it answers with
}

// EventOf tells of one event.
type EventOf struct {
	Type    string    `json:"type"` // "OrderConfirmedEvent"
	Module  string    `json:"module"`
	Entity  string    `json:"entity,omitempty"`
	Help    string    `json:"help,omitempty"`
	Payload []FieldOf `json:"payload,omitempty"`
}

// Describe tells of the entity.
func (p *Plan) Describe() Description {
	d := Description{
		Name: p.Name, Module: p.module, Plural: p.Plural, Label: p.Label, Help: p.help, Title: p.Title, List: p.List, Sort: p.Sort,
		Table: p.table, Searchable: p.schema.Search != "", View: p.View, Trail: p.Trail, Read: p.Read, Edit: p.Edit, Delete: p.Delete,
		Fields: p.shape.describe(p.schema, true), States: p.states(), Events: p.events,
	}
	for _, c := range p.children {
		d.Fields[c.field].Table = c.table
	}
	for name, need := range p.Guards {
		d.Fields[p.shape.byName[name]].Need = need
	}
	if p.View {
		d.Events = nil
	}
	if p.stated {
		d.Start, d.State = p.start(), "status"
	}
	for _, s := range p.steps {
		d.Steps = append(d.Steps, s.describe())
	}
	return d
}

func (s step) describe() StepOf {
	out := StepOf{Verb: s.verb, Label: sentence(strings.ReplaceAll(s.verb, "-", "_")), From: s.from, To: s.to, Need: s.need}
	for _, taken := range s.takes {
		name, must := strings.CutSuffix(taken, "!")
		out.Takes = append(out.Takes, Taken{Name: name, Required: must})
	}
	return out
}

func (s *shape) describe(schema *filter.Schema, record bool) []FieldOf {
	out := make([]FieldOf, 0, len(s.fields))
	for i := range s.fields {
		f := &s.fields[i]
		d := FieldOf{
			Name: f.name, Label: sentence(f.name), Help: f.help, Type: f.codec.format,
			Required: f.is("required"), Unique: f.is("unique"), Secret: f.is("secret"), Long: f.is("text"), Each: f.is("each"),
			ReadOnly: f.is("readonly") || f.is("sequence") || (record && slices.Contains([]string{"id", "version", "created_at", "updated_at"}, f.name)),
			Limit:    f.codec.limit, Choices: f.codec.choices, Target: f.target, Schema: f.codec.schema,
			Column: f.codec.sql, Nullable: f.codec.null, Indexed: f.is("filter") || f.is("unique"),
		}
		if f.codec.format == "choice" || f.codec.format == "currency" || f.codec.format == "country" {
			d.Limit = 0
		}
		if f.lines != nil {
			d.Lines = f.lines.describe(nil, false)
		}
		d.filterable(schema)
		out = append(out, d)
	}
	return out
}

// withhold keeps choices that are for trying alone from being offered.
func (s *shape) withhold() {
	for i := range s.fields {
		c := &s.fields[i].codec
		c.choices = slices.DeleteFunc(slices.Clone(c.choices), func(one string) bool { return slices.Contains(c.trial, one) })
	}
}

// filterable tells how lists may be filtered by a field.
func (d *FieldOf) filterable(schema *filter.Schema) {
	if schema == nil {
		return
	}
	field, ok := schema.Field(d.Name)
	if !ok || field.Unindexed {
		return
	}
	for _, op := range field.Kind.Operators() {
		d.Filter = append(d.Filter, string(op))
	}
	if d.Name == "status" {
		d.Choices = field.Choices
	}
}

// Describe tells of the action.
func (a *ActionPlan) Describe() ActionOf {
	d := ActionOf{Path: a.path, Module: a.module, Query: a.query, File: a.file, Need: a.need, From: a.from, Summary: a.summary, In: a.in.describe(nil, false)}
	if a.on != nil {
		d.On = a.on.Name
	}
	if a.plan != nil {
		d.Answers = a.plan.Name
	} else {
		d.Out = a.out.describe(nil, false)
	}
	return d
}

// Events tells of every event that entities and modules emit, in the order of
// declaration.
func (r *Registry) Events() []EventOf {
	var out []EventOf
	for _, p := range r.plans {
		if p.View {
			continue
		}
		verbs := []string{"create", "update", "delete"}
		for _, s := range p.steps {
			verbs = append(verbs, s.verb)
		}
		for _, verb := range verbs {
			e := EventOf{Type: p.events[verb], Module: p.module, Entity: p.Name, Help: p.Label + ": " + verb + "."}
			if !slices.ContainsFunc(out, func(o EventOf) bool { return o.Type == e.Type && o.Entity == e.Entity }) {
				out = append(out, e)
			}
		}
	}
	for _, m := range r.modules {
		for _, e := range m.Events {
			t := r.events[e.payload]
			out = append(out, EventOf{Type: t.name, Module: t.module, Help: t.help, Payload: t.shape.describe(nil, false)})
		}
	}
	return out
}
