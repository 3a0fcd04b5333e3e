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
// Whoever holds a permission with several reaches holds it on all that any of
// them reaches.
type Reach int

// The reaches, narrow to wide.
const (
	ReachNone       Reach = iota // on no record
	ReachOwn                     // on records that the actor owns
	ReachDepartment              // on records of the actor's department and of all below it, and the actor's own
	ReachSite                    // on records of the actor's sites, those of no site, and the actor's own
	ReachTenant                  // on every record of the tenant
)

// Grant allows a permission on records within a reach.
type Grant struct {
	Permission Permission
	Reach      Reach
	Role       string // the role that grants it, for explanations; never for a decision
}

// Actor is who acts. The zero Actor may do nothing.
type Actor struct {
	Kind        Kind
	ID          uuid.UUID   // the user, service or operator; zero for the system
	Name        string      // for the audit trail, never for a decision
	Tenant      uuid.UUID   // the tenant in which the actor works; zero for operators
	Sites       []uuid.UUID // the sites where the user works
	Department  uuid.UUID   // zero when the user belongs to none
	Departments []uuid.UUID // that department and all below it
	Roles       []string
	Grants      []Grant
	Exceptions  []Exception // allowed for a time; they count for the actor that At returns, and for no other
	Super       bool        // allowed everything inside its tenant
	Session     uuid.UUID   // the token or session in use
	SignedIn    bool        // by a session: the person is there themselves
	Enrol       bool        // must set up a second factor before anything else
	OnBehalfOf  uuid.UUID   // the user for whom a service or operator acts, if any
	Expires     *time.Time  // when the token ends, if it does

	active []Exception // those of Exceptions that hold now
}

// System returns the actor for what Guildhall does in a tenant by itself.
func System(tenant uuid.UUID) *Actor {
	return &Actor{Kind: KindSystem, Name: "system", Tenant: tenant, Super: true}
}

// Record is where one record stands, as far as access is concerned. Zero
// members mean that the record belongs to no site, owner or department, and, for
// Entity and ID, that no record in particular is meant.
type Record struct {
	Entity                  string // "sales.order"
	ID                      uuid.UUID
	Site, Owner, Department uuid.UUID
}

// Within returns the departments that the reach "department" covers: the actor's
// own and all below it.
func (a *Actor) Within() []uuid.UUID {
	if len(a.Departments) == 0 && a.Department != uuid.Nil {
		return []uuid.UUID{a.Department}
	}
	return a.Departments
}

// WorksAt tells whether a site is one of the actor's.
func (a *Actor) WorksAt(site uuid.UUID) bool { return slices.Contains(a.Sites, site) }
