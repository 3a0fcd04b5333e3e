package auth

import (
	"slices"

	"github.com/google/uuid"
)

// Span is on which records an actor holds a permission: on all that any of its
// members reaches.
type Span struct {
	Own, Department, Site, Tenant bool
	Records                       []uuid.UUID // single records of the entity that was asked about
}

func (s Span) with(r Reach) Span {
	switch r {
	case ReachOwn:
		s.Own = true
	case ReachDepartment:
		s.Department = true
	case ReachSite:
		s.Site = true
	case ReachTenant:
		s.Tenant = true
	case ReachNone:
	}
	return s
}

// Widest returns the widest reach of a span, ReachNone when it is of single records
// or empty.
func (s Span) Widest() Reach {
	switch {
	case s.Tenant:
		return ReachTenant
	case s.Site:
		return ReachSite
	case s.Department:
		return ReachDepartment
	case s.Own:
		return ReachOwn
	}
	return ReachNone
}

// Somewhere tells whether a span reaches more than single records.
func (s Span) Somewhere() bool { return s.Own || s.Department || s.Site || s.Tenant }

// Held returns on which records the actor's roles grant a permission. Exceptions
// do not count.
func (a *Actor) Held(want Permission) Span {
	s := Span{Tenant: a.Super}
	for i := range a.Grants {
		if g := &a.Grants[i]; g.Permission.Covers(want) {
			s = s.with(g.Reach)
		}
	}
	return s
}

// Span returns on which records of an entity the actor holds a permission, by
// roles and by exceptions, and which exceptions add to what the roles grant. It
// says of a whole list what [Actor.Judge] says of one record.
func (a *Actor) Span(want Permission, entity string) (s Span, by []*Exception) {
	s = a.Held(want)
	if s.Tenant {
		return s, nil
	}
	for i := range a.active {
		e := &a.active[i]
		switch {
		case !e.Permission.Covers(want):
			continue
		case e.single() && e.Entity == entity:
			s.Records = append(s.Records, e.Record)
		case e.single():
			continue
		default:
			s = s.with(e.Reach)
		}
		by = append(by, e)
	}
	return s, by
}

// Reach returns the widest reach with which the actor holds a permission,
// ReachNone when it does not hold it at all. An exception for a single record
// counts for nothing here.
func (a *Actor) Reach(want Permission) Reach {
	s, _ := a.Span(want, "")
	return s.Widest()
}

// May tells whether there may be a record on which the actor holds a permission.
func (a *Actor) May(want Permission) bool {
	return a.Reach(want) > ReachNone || slices.ContainsFunc(a.active, func(e Exception) bool { return e.Permission.Covers(want) })
}

// Decide tells whether the actor may do want on a record.
func (a *Actor) Decide(want Permission, r Record) bool {
	allowed, _ := a.Judge(want, r)
	return allowed
}

// Judge decides: who may do everything may; then what a role grants is allowed;
// then what an active exception allows; everything else is denied. It names the
// exception when nothing else allows it, so that its use can be kept.
func (a *Actor) Judge(want Permission, r Record) (allowed bool, by *Exception) {
	if a.spans(a.Held(want), r) {
		return true, nil
	}
	for i := range a.active {
		if e := &a.active[i]; e.Permission.Covers(want) && a.excepted(e, r) {
			return true, e
		}
	}
	return false, nil
}

// HeldOn tells whether the actor's roles grant a permission on a record.
func (a *Actor) HeldOn(want Permission, r Record) bool {
	return a.spans(a.Held(want), r)
}

// Holds tells whether the actor's roles grant all that g grants to somebody who
// works at the given sites and in the given departments. What an actor holds by
// exception is held for a purpose and a time, and not passed on. A grant without
// a reach stands for a record that is not known: only who holds the permission
// everywhere holds it.
func (a *Actor) Holds(g Grant, sites, departments []uuid.UUID) bool {
	s := a.Held(g.Permission)
	switch {
	case s.Tenant:
		return true
	case g.Reach == ReachSite:
		return s.Site && subset(sites, a.Sites)
	case g.Reach == ReachDepartment:
		return s.Department && subset(departments, a.Within())
	case g.Reach == ReachOwn:
		return s.Somewhere()
	}
	return false
}

func subset(some, of []uuid.UUID) bool {
	return !slices.ContainsFunc(some, func(id uuid.UUID) bool { return !slices.Contains(of, id) })
}

// spans tells whether a span takes in a record.
func (a *Actor) spans(s Span, r Record) bool {
	return s.Tenant ||
		s.Site && a.covers(ReachSite, r) || s.Department && a.covers(ReachDepartment, r) || s.Own && a.covers(ReachOwn, r)
}

// covers tells whether a reach takes in a record. A record without a site is
// reached from every site.
func (a *Actor) covers(reach Reach, r Record) bool {
	switch reach {
	case ReachTenant:
		return true
	case ReachSite:
		return r.Site == uuid.Nil || a.WorksAt(r.Site) || a.owns(r)
	case ReachDepartment:
		return r.Department != uuid.Nil && slices.Contains(a.Within(), r.Department) || a.owns(r)
	case ReachOwn:
		return a.owns(r)
	case ReachNone:
	}
	return false
}

func (a *Actor) owns(r Record) bool { return r.Owner != uuid.Nil && r.Owner == a.ID }
