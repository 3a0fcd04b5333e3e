package audit

import (
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Log says how the columns of a table are called to which events are only added,
// so that rules can count them. Empty members are of no use for it.
type Log struct {
	Subject string `json:"subject,omitempty"` // the entity that shows the table; empty for the audit trail, which is about all
	Table   string `json:"table"`
	Made    string `json:"made"`              // when it happened
	Verb    string `json:"verb"`              // what happened
	Actor   string `json:"actor"`             // who did it, or to whom
	Entity  string `json:"entity,omitempty"`  // to what it happened
	Changes string `json:"changes,omitempty"` // {"field": [old, new]}
	Kind    string `json:"kind,omitempty"`    // of the actor; what the system does by itself is not counted
	Name    string `json:"name,omitempty"`    // what the actor is called
	Record  string `json:"record,omitempty"`  // to which record it happened
	Weight  string `json:"weight,omitempty"`  // for how many it counts; one when empty
}

// Trail is the audit trail as a log.
func Trail() Log {
	return Log{
		Table: "system_audit", Made: "at", Verb: "verb", Actor: "actor", Entity: "entity", Changes: "changes",
		Kind: "actor_kind", Name: "actor_name", Record: "record",
	}
}

// Reads is the access log as a log: what was read counts for as many as were shown.
func Reads() Log {
	return Log{
		Subject: "system.access", Table: "system_access", Made: "created_at", Verb: "verb", Actor: "actor",
		Kind: "actor_kind", Name: "actor_name", Weight: "rows",
	}
}

// $1 is the tenant, which the function finds by itself. Its body comes with the
// migrations of the module that keeps the rules.
const sqlWatch = `select system_watch($2::jsonb, $3, $4) where $1::uuid is not null`

// Watch judges rows that the transaction has added to a log by the tenant's rules,
// with what else is sent: an alert is committed with what it is about, or not at
// all.
func (l Log) Watch(tx *pg.Tx, moment time.Time, ids ...uuid.UUID) {
	tx.Exec(sqlWatch, l, ids, moment)
}
