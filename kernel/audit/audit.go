package audit

import (
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Entry is one write of one record. Entries are only ever added.
type Entry struct {
	ID         uuid.UUID
	At         time.Time
	ActorKind  auth.Kind
	Actor      uuid.UUID // zero for the system
	ActorName  string
	OnBehalfOf uuid.UUID  // for whom the actor acted, if for somebody else
	RequestID  uuid.UUID  // the request or run that wrote
	Address    netip.Addr // where it came from
	Verb       string     // create, update, delete, derive, or a step of the flow
	Entity     string     // "sales.order"
	Record     uuid.UUID
	Version    int64  // after the write
	Changes    []byte // JSON: {"field": [old, new]}, secrets masked
}

// Insert adds entries; its arguments are those of [Args], after the tenant.
const Insert = `insert into system_audit
  (tenant_id, id, at, actor_kind, actor, actor_name, on_behalf_of, request_id, address, verb, entity, record, version, changes)
select $1, t.id, $2, $3, $4, $5, $6, $7, $8, t.verb, t.entity, t.record, t.version, t.changes::jsonb
from unnest($9::uuid[], $10::text[], $11::text[], $12::uuid[], $13::bigint[], $14::text[])
  as t (id, verb, entity, record, version, changes)`

// Args returns the arguments of [Insert]. All entries are of one transaction, so
// who, when and from where are taken from the first.
func Args(entries []Entry) []any {
	n := len(entries)
	ids, records := make([]uuid.UUID, n), make([]uuid.UUID, n)
	verbs, entities, changes := make([]string, n), make([]string, n), make([]string, n)
	versions := make([]int64, n)
	for i, e := range entries {
		ids[i], records[i], versions[i] = e.ID, e.Record, e.Version
		verbs[i], entities[i], changes[i] = e.Verb, e.Entity, string(e.Changes)
	}
	first := entries[0]
	address := ""
	if first.Address.IsValid() {
		address = first.Address.String()
	}
	return []any{
		first.At, string(first.ActorKind), pg.NullUUID(first.Actor), first.ActorName, pg.NullUUID(first.OnBehalfOf),
		pg.NullUUID(first.RequestID), address, ids, verbs, entities, records, versions, changes,
	}
}
