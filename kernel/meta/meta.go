package meta

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Catalogue holds the descriptions of everything that a registry serves. It never
// changes.
type Catalogue struct {
	modules     []entity.Module
	entities    []entity.Description
	actions     []entity.ActionOf // not on one record
	permissions []auth.Permission
	related     map[string][]Related // by the entity that is referred to
}

// New describes a registry, once.
func New(r *entity.Registry) *Catalogue {
	c := &Catalogue{modules: r.Modules(), permissions: r.Permissions()}
	on := map[string][]entity.ActionOf{}
	for _, plan := range r.Actions() {
		a := plan.Describe()
		if a.On == "" {
			c.actions = append(c.actions, a)
			continue
		}
		on[a.On] = append(on[a.On], a)
	}
	for _, p := range r.Plans() {
		d := p.Describe()
		d.Actions = on[d.Name]
		c.entities = append(c.entities, d)
	}
	c.relate()
	return c
}

// Viewer is who looks, and through which modules.
type Viewer struct {
	Actor   *auth.Actor
	Modules []string // switched on for the tenant; nil for all
}

func (v Viewer) may(p auth.Permission) bool { return v.Actor.May(p) }

func (v Viewer) uses(module string) bool {
	return v.Modules == nil || module == "system" || slices.Contains(v.Modules, module)
}

// knows tells whether a permission belongs to a module that is switched on.
func (v Viewer) knows(p auth.Permission) bool {
	module, _, _ := strings.Cut(string(p), ".")
	return v.uses(module)
}

// Tenant is what a user interface shows of the tenant.
type Tenant struct {
	ID       uuid.UUID `json:"id"`
	Slug     string    `json:"slug"`
	Name     string    `json:"name"`
	ReadOnly bool      `json:"read_only"`
}

// Overview is where a user interface begins.
type Overview struct {
	Tenant  Tenant   `json:"tenant"`
	Actor   Actor    `json:"actor"`
	Modules []Module `json:"modules"`
}

// Actor is who is asking.
type Actor struct {
	ID    uuid.UUID `json:"id"`
	Kind  auth.Kind `json:"kind"`
	Name  string    `json:"name"`
	Roles []string  `json:"roles"`
}

// Module is one module and what of it the viewer sees.
type Module struct {
	Name     string            `json:"name"`
	Label    string            `json:"label"`
	Entities []EntityName      `json:"entities"`
	Actions  []entity.ActionOf `json:"actions"` // not on one record
}

// EntityName is what a menu shows of an entity.
type EntityName struct {
	Name   string `json:"name"`
	Plural string `json:"plural"`
	Label  string `json:"label"`
	View   bool   `json:"view"`
	Create bool   `json:"may_create"`
}

// Entity is a description with what the viewer may do.
type Entity struct {
	entity.Description

	MayCreate bool      `json:"may_create"`
	MayUpdate bool      `json:"may_update"`
	MayDelete bool      `json:"may_delete"`
	Related   []Related `json:"related,omitempty"` // whose records refer to this one's, for the lists below a record
}

// Related is an entity whose field refers to the one that is described.
type Related struct {
	Entity string `json:"entity"`
	Field  string `json:"field"`
}

// Permission is one permission that the viewer holds.
type Permission struct {
	Name   auth.Permission `json:"name"`
	Reach  string          `json:"reach"`   // own, department, site or tenant
	UsedBy []string        `json:"used_by"` // what it allows: "sales.order: confirm"
}

// Flow is the life cycle of one entity, with the steps that the viewer may take.
type Flow struct {
	Entity string          `json:"entity"`
	Label  string          `json:"label"`
	Start  string          `json:"start"`
	States []string        `json:"states"`
	Steps  []entity.StepOf `json:"steps"`
}

// Overview tells who is asking and which modules they see: those that have an
// entity or an action for them.
func (c *Catalogue) Overview(v Viewer, t Tenant) Overview {
	out := Overview{
		Tenant: t, Modules: []Module{},
		Actor: Actor{ID: v.Actor.ID, Kind: v.Actor.Kind, Name: v.Actor.Name, Roles: c.roles(v)},
	}
	for _, m := range c.modules {
		if !v.uses(m.Name) {
			continue
		}
		shown := Module{Name: m.Name, Label: m.Label, Entities: []EntityName{}, Actions: []entity.ActionOf{}}
		for i := range c.entities {
			if e, ok := c.show(v, &c.entities[i]); ok && e.Module == m.Name {
				shown.Entities = append(shown.Entities, EntityName{Name: e.Name, Plural: e.Plural, Label: e.Label, View: e.View, Create: e.MayCreate})
			}
		}
		for _, a := range c.actions {
			if a.Module == m.Name && v.may(a.Need) {
				shown.Actions = append(shown.Actions, c.action(v, a))
			}
		}
		if len(shown.Entities)+len(shown.Actions) > 0 {
			out.Modules = append(out.Modules, shown)
		}
	}
	return out
}

// roles lists the viewer's roles, without those that only modules know which are
// switched off. A role that no module declares is the tenant's own.
func (c *Catalogue) roles(v Viewer) []string {
	return slices.DeleteFunc(append([]string{}, v.Actor.Roles...), func(name string) bool {
		declared, known := false, false
		for _, m := range c.modules {
			if slices.ContainsFunc(m.Roles, func(r entity.Role) bool { return r.Name == name }) {
				declared, known = true, known || v.uses(m.Name)
			}
		}
		return declared && !known
	})
}

// Entities describes all entities that the viewer may see, in the order of their
// modules.
func (c *Catalogue) Entities(v Viewer) []Entity {
	out := []Entity{}
	for i := range c.entities {
		if e, ok := c.show(v, &c.entities[i]); ok {
			out = append(out, e)
		}
	}
	return out
}

// Entity describes one entity by its name or by its plural; false when there is
// none that the viewer may see.
func (c *Catalogue) Entity(v Viewer, name string) (Entity, bool) {
	i := slices.IndexFunc(c.entities, func(d entity.Description) bool { return d.Name == name || d.Plural == name })
	if i < 0 {
		return Entity{}, false
	}
	return c.show(v, &c.entities[i])
}

// show takes out of a description what the viewer may neither see nor do.
func (c *Catalogue) show(v Viewer, d *entity.Description) (Entity, bool) {
	if !v.uses(d.Module) || !v.may(d.Read) {
		return Entity{}, false
	}
	e := Entity{Description: *d}
	if !d.View {
		e.MayCreate, e.MayUpdate, e.MayDelete = v.may(d.Edit), v.may(d.Edit), v.may(d.Delete)
	}
	e.Steps = slices.DeleteFunc(slices.Clone(d.Steps), func(s entity.StepOf) bool { return !v.may(s.Need) })
	e.Actions = slices.DeleteFunc(slices.Clone(d.Actions), func(a entity.ActionOf) bool { return !v.may(a.Need) || !v.uses(a.Module) })
	for i := range e.Actions {
		e.Actions[i] = c.action(v, e.Actions[i])
	}
	e.Fields = c.fields(v, d.Fields)
	e.Related = slices.DeleteFunc(slices.Clone(c.related[d.Name]), func(r Related) bool { return !c.visible(v, r.Entity) })
	return e, true
}

// relate notes which fields refer to which entity: those that lists can be filtered by.
func (c *Catalogue) relate() {
	c.related = map[string][]Related{}
	for _, d := range c.entities {
		for _, f := range d.Fields {
			if f.Target != "" && len(f.Filter) > 0 {
				c.related[f.Target] = append(c.related[f.Target], Related{d.Name, f.Name})
			}
		}
	}
}

// action leaves out where an action's references and answer lead when the viewer
// may not follow them.
func (c *Catalogue) action(v Viewer, a entity.ActionOf) entity.ActionOf {
	a.In, a.Out = c.fields(v, a.In), c.fields(v, a.Out)
	if a.Answers != "" && !c.visible(v, a.Answers) {
		a.Answers = ""
	}
	return a
}

// fields leaves out where references lead when the viewer may not follow them.
func (c *Catalogue) fields(v Viewer, all []entity.FieldOf) []entity.FieldOf {
	out := slices.Clone(all)
	for i := range out {
		f := &out[i]
		f.Lines = c.fields(v, f.Lines)
		if f.Target != "" && !c.visible(v, f.Target) {
			f.Target = ""
		}
	}
	return out
}

func (c *Catalogue) visible(v Viewer, name string) bool {
	return slices.ContainsFunc(c.entities, func(d entity.Description) bool {
		return d.Name == name && v.uses(d.Module) && v.may(d.Read)
	})
}

// Permissions lists the permissions that the viewer holds, by name.
func (c *Catalogue) Permissions(v Viewer) []Permission {
	out := []Permission{}
	for _, p := range c.permissions {
		if v.may(p) && v.knows(p) {
			out = append(out, Permission{Name: p, Reach: reachName(v.Actor.Reach(p)), UsedBy: c.usedBy(v, p)})
		}
	}
	return out
}

func (c *Catalogue) usedBy(v Viewer, p auth.Permission) []string {
	out := []string{}
	note := func(need auth.Permission, who, what string) {
		if module, _, _ := strings.Cut(who, "."); need == p && v.uses(module) {
			out = append(out, who+": "+what)
		}
	}
	for _, d := range c.entities {
		note(d.Read, d.Name, "read")
		if !d.View {
			note(d.Edit, d.Name, "create and change")
			note(d.Delete, d.Name, "delete")
		}
		for _, s := range d.Steps {
			note(s.Need, d.Name, s.Verb)
		}
		for _, a := range d.Actions {
			if v.uses(a.Module) {
				note(a.Need, d.Name, a.Path)
			}
		}
	}
	for _, a := range c.actions {
		note(a.Need, a.Module, a.Path)
	}
	return out
}

func reachName(r auth.Reach) string {
	switch r {
	case auth.ReachOwn:
		return "own"
	case auth.ReachDepartment:
		return "department"
	case auth.ReachSite:
		return "site"
	case auth.ReachTenant:
		return "tenant"
	case auth.ReachNone:
	}
	return "record" // by an exception for a single one
}

// Flows lists the life cycles of the entities that the viewer may see.
func (c *Catalogue) Flows(v Viewer) []Flow {
	out := []Flow{}
	for _, e := range c.Entities(v) {
		if len(e.States) > 0 {
			out = append(out, Flow{Entity: e.Name, Label: e.Label, Start: e.Start, States: e.States, Steps: append([]entity.StepOf{}, e.Steps...)})
		}
	}
	return out
}
