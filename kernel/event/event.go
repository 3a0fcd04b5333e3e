package event

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Suffix ends every event's name on the wire.
const Suffix = "Event"

// Event is one piece of news about one record, as other programs get it. Events
// are only ever added.
type Event struct {
	ID            uuid.UUID       `json:"messageId"`              // the same for every attempt, so that a receiver can tell a repetition
	CorrelationID uuid.UUID       `json:"correlationId,omitzero"` // the request that set it off, however many events ago
	CausationID   uuid.UUID       `json:"causationId,omitzero"`   // the event whose handler told this one
	TenantID      uuid.UUID       `json:"tenantId"`
	OccurredAt    time.Time       `json:"occurredAt"`
	Type          string          `json:"eventType"`      // "OrderConfirmedEvent": entity, past tense, Event
	Sequence      int64           `json:"sequence"`       // grows from event to event; neither without gaps nor in the order of commits
	Aggregate     Aggregate       `json:"aggregate"`      // the record that it is about
	Actor         uuid.UUID       `json:"actor,omitzero"` // who did it; zero for Guildhall itself
	Payload       json.RawMessage `json:"payload"`        // an object, as the type says
}

// Aggregate is the record that an event is about.
type Aggregate struct {
	Entity  string    `json:"entity"` // "sales.order"
	ID      uuid.UUID `json:"id,omitzero"`
	Version int64     `json:"version"` // of the record, after the change; handlers compare it, because events come in no order
}

// JobEntity is what events are about that ask for a job. They are news to nobody but
// whoever works it.
const JobEntity = "system.job"

// Insert adds events and their deliveries, and tells to which subscriptions there
// are any and which sequences the events have got, in the order of the events; its
// arguments are those of [Args], after the tenant.
const Insert = `with told as (
  insert into system_event
    (tenant_id, id, type, occurred_at, correlation_id, causation_id, entity, record, version, actor, payload)
  select $1, t.id, t.type, $2, t.correlation, t.causation, t.entity, t.record, t.version, $3, t.payload::jsonb
  from unnest($4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::uuid[], $10::bigint[], $11::text[])
    as t (id, type, correlation, causation, entity, record, version, payload)
  returning id, sequence
), due as (
  insert into system_delivery (tenant_id, subscription, event_id, next_at)
  select $1, t.subscription, t.id, $2 from unnest($12::text[], $13::uuid[]) as t (subscription, id)
  union all
  select $1, s.subscription, t.id, $2
  from unnest($4::uuid[], $5::text[], $8::text[]) as t (id, type, entity)
  join system_subscriber s on s.tenant_id = $1 and (s.event_type = t.type or s.event_type = '*' and t.entity <> '` + JobEntity + `')
  returning subscription
) select array(select distinct subscription from due), (select array_agg(sequence order by id) from told)`

// Args returns the arguments of [Insert] for the events of one transaction, which
// are of one time and one actor. to tells which subscriptions every tenant has
// for a type of event.
func Args(events []Event, to map[string][]string) []any {
	n := len(events)
	ids, records := make([]uuid.UUID, n), make([]uuid.UUID, n)
	correlations, causations := make([]any, n), make([]any, n)
	types, entities, payloads := make([]string, n), make([]string, n), make([]string, n)
	versions := make([]int64, n)
	var subscriptions []string
	var due []uuid.UUID
	for i, e := range events {
		ids[i], types[i], payloads[i] = e.ID, e.Type, string(e.Payload)
		correlations[i], causations[i] = pg.NullUUID(e.CorrelationID), pg.NullUUID(e.CausationID)
		entities[i], records[i], versions[i] = e.Aggregate.Entity, e.Aggregate.ID, e.Aggregate.Version
		for _, name := range to[e.Type] {
			subscriptions, due = append(subscriptions, name), append(due, e.ID)
		}
	}
	return []any{
		events[0].OccurredAt, pg.NullUUID(events[0].Actor), ids, types, pg.Array(correlations), pg.Array(causations),
		entities, records, versions, payloads, subscriptions, due,
	}
}

// columns are those of an [Event], from system_event e, in the order of its targets.
const columns = `e.id, coalesce(e.correlation_id, '00000000-0000-0000-0000-000000000000'),
  coalesce(e.causation_id, '00000000-0000-0000-0000-000000000000'), e.tenant_id, e.occurred_at, e.type, e.sequence,
  e.entity, coalesce(e.record, '00000000-0000-0000-0000-000000000000'), e.version,
  coalesce(e.actor, '00000000-0000-0000-0000-000000000000'), e.payload`

// targets are where the columns of a row go.
func (e *Event) targets() []any {
	return []any{
		&e.ID, &e.CorrelationID, &e.CausationID, &e.TenantID, &e.OccurredAt, &e.Type, &e.Sequence,
		&e.Aggregate.Entity, &e.Aggregate.ID, &e.Aggregate.Version, &e.Actor, &e.Payload,
	}
}

// Find returns an event of the tenant. One that retention has taken is no event any
// more, and an error.
func Find(ctx context.Context, tx pg.Runner, id uuid.UUID) (e Event, err error) {
	found := false
	err = pg.Each(ctx, tx, e.targets(), func() { found = true },
		`select `+columns+` from system_event e where e.tenant_id = $1 and e.id = $2`, id)
	if err == nil && !found {
		err = fmt.Errorf("there is no event %s", id)
	}
	e.OccurredAt = e.OccurredAt.UTC()
	return e, err
}
