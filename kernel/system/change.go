package system

import (
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Change is one change of one record: who made it, when and from where, and which
// fields it was about.
//
// What the fields held before and after stands in the history of the record, for whoever
// may read it. Changes are written with what they tell of, and stay as they are.
type Change struct {
	entity.Base[Change]

	ChangedAt     time.Time   `entity:"required,readonly,filter"` // when it was changed
	ActorKind     string      `entity:"readonly"`                 // what sort of actor it was: a user, a service, an operator …
	Actor         uuid.UUID   `entity:"readonly,filter"`          // who changed it; empty for the system itself
	ActorName     string      `entity:"readonly"`                 // what the actor was called then
	OnBehalfOf    uuid.UUID   `entity:"readonly"`                 // for whom the actor acted, if for somebody else
	RequestID     uuid.UUID   `entity:"readonly"`                 // the request that changed it
	Address       string      `entity:"readonly"`                 // the network address from which it came
	Verb          entity.Verb `entity:"readonly,filter"`          // what was done: create, update, delete, derive for what the system computed, or a step
	Subject       entity.Kind `entity:"readonly,filter"`          // the kind of record that was changed, such as sales.order
	Record        entity.Ref  `entity:"required,readonly,filter"` // the record that was changed
	RecordVersion int         `entity:"readonly"`                 // the version that the record has had since
	Fields        []string    `entity:"readonly"`                 // the fields that have changed
}

// ReadChanges lets see who changed what in the whole company.
const ReadChanges auth.Permission = "system.change.read"

// Entity declares the rest of what a change is.
func (Change) Entity() entity.Spec[Change] {
	return entity.Spec[Change]{
		Name:  "system.change",
		Title: "{verb} {subject}",
		List:  []string{"changed_at", "record", "actor_name", "verb", "fields"},
		Sort:  "-changed_at",
		Read:  ReadChanges,
		View:  true,
		Trail: true,
		Refs:  map[string]string{"actor": entity.People, "on_behalf_of": entity.People},
	}
}
