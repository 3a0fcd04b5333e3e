package event

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// DeadLetter is a delivery that was given up: every attempt has failed.
type DeadLetter struct {
	ID           uuid.UUID
	Subscription string
	EventID      uuid.UUID
	EventType    string
	Attempts     int64
	Errors       []Failure // of every attempt, also of those before a replay
	DiedAt       time.Time
}

const deadColumns = `id, subscription, event_id, event_type, attempt, errors, died_at`

// Unlisted returns dead letters that the operators' list of all tenants does not
// have yet, oldest first.
func Unlisted(ctx context.Context, tx pg.Runner, most int) ([]DeadLetter, error) {
	return pg.Query[DeadLetter](ctx, tx,
		`select `+deadColumns+` from system_dead_letter where tenant_id = $1 and not indexed order by id limit $2`, most)
}

// Listed says that the operators' list has them.
func Listed(tx *pg.Tx, all []DeadLetter) {
	for _, d := range all {
		tx.Exec(`update system_dead_letter set indexed = true where tenant_id = $1 and id = $2 and died_at = $3`, d.ID, d.DiedAt)
	}
}

// FindDead returns the dead letters of a tenant among ids, locked until the
// transaction ends, oldest first.
func FindDead(ctx context.Context, tx pg.Runner, ids []uuid.UUID) ([]DeadLetter, error) {
	return pg.Query[DeadLetter](ctx, tx,
		`select `+deadColumns+` from system_dead_letter where tenant_id = $1 and id = any($2) order by id for update`, ids)
}

// Replay puts dead letters back into the queue, for as many attempts as at first;
// what went wrong before is kept with them.
func Replay(tx *pg.Tx, all []DeadLetter, now time.Time) {
	for _, d := range all {
		tx.Exec(`with gone as (delete from system_dead_letter where tenant_id = $1 and id = $2 returning subscription, event_id, errors)
insert into system_delivery (tenant_id, subscription, event_id, next_at, errors)
select $1, subscription, event_id, $3, errors from gone
on conflict do nothing`, d.ID, now)
	}
}

// Discard drops dead letters for good; their events stay.
func Discard(tx *pg.Tx, all []DeadLetter) {
	for _, d := range all {
		tx.Exec(`delete from system_dead_letter where tenant_id = $1 and id = $2`, d.ID)
	}
}

// LastError returns what the last attempt failed of.
func (d DeadLetter) LastError() string {
	if len(d.Errors) == 0 {
		return ""
	}
	return d.Errors[len(d.Errors)-1].Error
}

// Bury lays a job that was given up with the dead letters. Doing it twice changes
// nothing.
func Bury(tx *pg.Tx, d DeadLetter) error {
	errors, err := json.Marshal(d.Errors)
	if err != nil {
		return fmt.Errorf("keep why a job failed: %w", err)
	}
	tx.Exec(`insert into system_dead_letter (tenant_id, id, subscription, event_id, event_type, attempt, errors, died_at)
select $1, $2, $3, $4, e.type, $5, $6::jsonb, $7 from system_event e where e.tenant_id = $1 and e.id = $4
on conflict (tenant_id, subscription, event_id) do nothing`, d.ID, d.Subscription, d.EventID, d.Attempts, string(errors), d.DiedAt)
	return nil
}
