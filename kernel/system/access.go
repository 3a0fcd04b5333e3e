package system

import (
	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Access is one reading of records whose readings are kept: who saw what, when
// and from where.
//
// Rows are written right after the reading and never changed. A list finds who saw
// one record by its subject and records.
type Access struct {
	entity.Base[Access]

	ActorKind  string      `entity:"readonly"`        // what sort of actor read: a user, a service, an operator …
	Actor      uuid.UUID   `entity:"readonly,filter"` // who read; empty for the system itself
	ActorName  string      `entity:"readonly"`        // what the actor was called then
	OnBehalfOf uuid.UUID   `entity:"readonly"`        // for whom the actor acted, if for somebody else
	RequestID  uuid.UUID   `entity:"readonly"`        // the request that read
	Address    string      `entity:"readonly"`        // the network address from which it came
	Verb       entity.Verb `entity:"readonly"`        // how it was read: get, list, history or summary
	Subject    entity.Kind `entity:"readonly,filter"` // the entity that was read, such as crm.contact
	Records    []uuid.UUID `entity:"readonly,filter"` // the records that were shown; none for a summary
	Query      string      `entity:"readonly"`        // what was asked for, as the parameters of the request
	Rows       int         `entity:"readonly"`        // how many records, or groups of them, were shown
}

// ReadAccess lets see who read what.
const ReadAccess auth.Permission = "system.access.read"

// Entity declares the rest of what an access is.
func (Access) Entity() entity.Spec[Access] {
	return entity.Spec[Access]{
		Name:   "system.access",
		Plural: "access-log",
		Title:  "{verb} {subject}",
		List:   []string{"created_at", "actor_name", "verb", "subject", "rows", "address"},
		Read:   ReadAccess,
		View:   true,
		Trail:  true,
		Refs:   map[string]string{"actor": entity.People, "on_behalf_of": entity.People},
	}
}
