package event

import (
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Event is one piece of news about one record. Events are only ever added.
type Event struct {
	ID            uuid.UUID // messageId of the envelope
	Type          string    // "OrderConfirmedEvent": entity, past tense, Event
	OccurredAt    time.Time
	CorrelationID uuid.UUID // the request that set it off
	Entity        string    // the aggregate: "sales.order"
	Record        uuid.UUID
	Version       int64 // of the record, after the change
	Actor         uuid.UUID
	Payload       []byte // JSON
}

// Insert adds events; its arguments are those of [Args], after the tenant.
const Insert = `insert into system_event
  (tenant_id, id, type, occurred_at, correlation_id, entity, record, version, actor, payload)
select $1, t.id, t.type, $2, $3, t.entity, t.record, t.version, $4, t.payload::jsonb
from unnest($5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::bigint[], $10::text[])
  as t (id, type, entity, record, version, payload)`

// Args returns the arguments of [Insert]. All events are of one transaction, so
// when, by whom and in which request are taken from the first.
func Args(events []Event) []any {
	n := len(events)
	ids, records := make([]uuid.UUID, n), make([]uuid.UUID, n)
	types, entities, payloads := make([]string, n), make([]string, n), make([]string, n)
	versions := make([]int64, n)
	for i, e := range events {
		ids[i], records[i], versions[i] = e.ID, e.Record, e.Version
		types[i], entities[i], payloads[i] = e.Type, e.Entity, string(e.Payload)
	}
	first := events[0]
	return []any{
		first.OccurredAt, pg.NullUUID(first.CorrelationID), pg.NullUUID(first.Actor),
		ids, types, entities, records, versions, payloads,
	}
}

// Suffix ends every event's name on the wire.
const Suffix = "Event"
