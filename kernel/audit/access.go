package audit

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Access is one reading of records of an entity whose reads are kept. Like
// entries, accesses are only ever added.
type Access struct {
	ID         uuid.UUID
	At         time.Time
	ActorKind  auth.Kind
	Actor      uuid.UUID // zero for the system
	ActorName  string
	OnBehalfOf uuid.UUID   // for whom the actor acted, if for somebody else
	RequestID  uuid.UUID   // the request that read
	Address    netip.Addr  // where it came from
	Verb       string      // get, list, history or summary
	Entity     string      // whose records were read: "crm.contact"
	Records    []uuid.UUID // those that were shown; none for a summary
	Query      string      // what was asked for, as the parameters of the request
	Rows       int         // how many records, or groups of them, were shown
}

const sqlInsertAccess = `insert into system_access
  (tenant_id, id, created_at, actor_kind, actor, actor_name, on_behalf_of, request_id, address, verb, subject, records, query, rows, updated_at)
select $1, t.id, t.at, t.kind, t.actor, t.name, t.behalf, t.request, t.address, t.verb, t.subject,
  array(select jsonb_array_elements_text(t.records::jsonb)::uuid), t.query, t.rows, t.at
from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[])
  as t (id, at, kind, actor, name, behalf, request, address, verb, subject, records, query, rows)`

// WriteAccess keeps accesses of one tenant, in one statement and one round trip.
func WriteAccess(ctx context.Context, home pg.Home, all []Access) error {
	args := accessArgs(all)
	ids := make([]uuid.UUID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	err := pg.Write(ctx, home, func(tx *pg.Tx) error {
		tx.Exec(sqlInsertAccess, args...)
		Reads().Watch(tx, all[len(all)-1].At, ids...)
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep who read: %w", err)
	}
	return nil
}

// accessArgs returns a column for each parameter of sqlInsertAccess after the
// tenant.
func accessArgs(all []Access) []any {
	columns := make([][]any, 13) //nolint:mnd // the columns named below
	for _, a := range all {
		address := ""
		if a.Address.IsValid() {
			address = a.Address.String()
		}
		for i, v := range []any{
			a.ID, a.At, string(a.ActorKind), pg.NullUUID(a.Actor), a.ActorName, pg.NullUUID(a.OnBehalfOf), pg.NullUUID(a.RequestID),
			address, a.Verb, a.Entity, listOf(a.Records), a.Query, int64(a.Rows),
		} {
			columns[i] = append(columns[i], v)
		}
	}
	args := make([]any, len(columns))
	for i, c := range columns {
		args[i] = pg.Array(c)
	}
	return args
}

// listOf writes ids as a JSON array: PostgreSQL's arrays of arrays cannot have
// members of different lengths.
func listOf(ids []uuid.UUID) string {
	dst := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), id.String()...), '"')
	}
	return string(append(dst, ']'))
}
