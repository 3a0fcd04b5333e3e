package auth

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Kind says what sort of party acts.
type Kind string

// The kinds of actor.
const (
	KindUser     Kind = "user"     // a person working in a tenant
	KindService  Kind = "service"  // a program with an API token of a tenant
	KindOperator Kind = "operator" // somebody who runs Guildhall for all tenants
	KindSystem   Kind = "system"   // Guildhall itself: reactions, jobs, provisioning
)

// Permission names one thing that can be allowed: module, entity, verb, joined
// by dots. A permission that ends in ".*", or is "*", covers all below it.
type Permission string

// Covers tells whether holding p allows want: by the same name, or by a prefix
// that ends in "*".
func (p Permission) Covers(want Permission) bool {
	if prefix, wild := strings.CutSuffix(string(p), "*"); wild {
		return strings.HasPrefix(string(want), prefix)
	}
	return p == want
}

// Reach says on which records of a tenant a grant holds, from narrow to wide.
type Reach int

// The reaches, narrow to wide.
const (
	ReachNone       Reach = iota // on no record
	ReachOwn                     // on records that the actor owns
	ReachDepartment              // on records of the actor's department, and the actor's own
	ReachSite                    // on records of the actor's sites, and the actor's own
	ReachTenant                  // on every record of the tenant
)

// Grant allows a permission on records within a reach.
type Grant struct {
	Permission Permission
	Reach      Reach
}

// Actor is who acts. The zero Actor may do nothing.
type Actor struct {
	Kind       Kind
	ID         uuid.UUID   // the user, service or operator; zero for the system
	Name       string      // for the audit trail, never for a decision
	Tenant     uuid.UUID   // the tenant in which the actor works; zero for operators
	Sites      []uuid.UUID // the sites where the user works
	Department uuid.UUID   // zero when the user belongs to none
	Roles      []string
	Grants     []Grant
	Super      bool       // allowed everything inside its tenant
	Session    uuid.UUID  // the token or session in use
	SignedIn   bool       // by a session: the person is there themselves
	OnBehalfOf uuid.UUID  // the user for whom a service or operator acts, if any
	Expires    *time.Time // when the token ends, if it does
}

// System returns the actor for what Guildhall does in a tenant by itself.
func System(tenant uuid.UUID) *Actor {
	return &Actor{Kind: KindSystem, Name: "system", Tenant: tenant, Super: true}
}

// Record is where one record stands, as far as access is concerned. Zero
// members mean that the record belongs to no site, owner or department.
type Record struct {
	Site, Owner, Department uuid.UUID
}

// Reach returns the widest reach with which the actor holds a permission,
// ReachNone when it does not hold it at all.
func (a *Actor) Reach(want Permission) Reach {
	if a.Super {
		return ReachTenant
	}
	widest := ReachNone
	for _, g := range a.Grants {
		if g.Reach > widest && g.Permission.Covers(want) {
			widest = g.Reach
		}
	}
	return widest
}

// Decide tells whether the actor may do want on a record.
func (a *Actor) Decide(want Permission, r Record) bool {
	switch a.Reach(want) {
	case ReachTenant:
		return true
	case ReachSite:
		return a.owns(r) || a.worksAt(r.Site)
	case ReachDepartment:
		return a.owns(r) || (a.Department != uuid.Nil && r.Department == a.Department)
	case ReachOwn:
		return a.owns(r)
	case ReachNone:
	}
	return false
}

func (a *Actor) owns(r Record) bool { return r.Owner != uuid.Nil && r.Owner == a.ID }

// worksAt: a record without a site is visible from every site.
func (a *Actor) worksAt(site uuid.UUID) bool {
	return site == uuid.Nil || slices.Contains(a.Sites, site)
}
