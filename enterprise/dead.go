package enterprise

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

// DeadLetter is a delivery of some tenant that was given up, as operators see it:
// without what it carries.
type DeadLetter struct {
	ID           uuid.UUID
	Tenant       uuid.UUID
	Slug         string // of the tenant
	Subscription string
	EventID      uuid.UUID
	EventType    string
	Attempts     int64
	Error        string // of the last attempt
	DiedAt       time.Time
}

// Bury lists dead letters of a tenant for the operators. Doing it twice changes
// nothing.
func (e *Enterprise) Bury(ctx context.Context, tenant uuid.UUID, dead []event.DeadLetter) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		for _, d := range dead {
			tx.Exec(`insert into dead_letter (tenant, id, subscription, event_id, event_type, attempts, error, died_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant, id) do update set attempts = excluded.attempts, error = excluded.error, died_at = excluded.died_at`,
				tenant, d.ID, d.Subscription, d.EventID, d.EventType, d.Attempts, d.LastError(), d.DiedAt)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list dead letters: %w", err)
	}
	return nil
}

// DeadLetterFilter chooses dead letters; zero members choose all.
type DeadLetterFilter struct {
	Tenant       uuid.UUID
	Subscription string
	EventType    string
	After        uuid.UUID // the id of the last one of the page before
	Limit        int       // 1 to 200; 50 when zero
}

// DeadLetters returns dead letters by id, which is the order in which they died.
func (e *Enterprise) DeadLetters(ctx context.Context, f DeadLetterFilter) ([]DeadLetter, error) {
	const none = "'00000000-0000-0000-0000-000000000000'"
	const sql = `select d.id, d.tenant, t.slug, d.subscription, d.event_id, d.event_type, d.attempts, d.error, d.died_at
from dead_letter d join tenant t on t.id = d.tenant
where ($1::uuid = ` + none + ` or d.tenant = $1) and ($2 = '' or d.subscription = $2) and ($3 = '' or d.event_type = $3)
  and d.id > $4 order by d.id limit $5`
	if f.Limit <= 0 {
		f.Limit = defaultPage
	}
	var out []DeadLetter
	err := e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[DeadLetter](ctx, tx, sql, f.Tenant, f.Subscription, f.EventType, f.After, min(f.Limit, largestPage))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the dead letters: %w", err)
	}
	return out, nil
}

// CountDeadLetters returns how many dead letters there are.
func (e *Enterprise) CountDeadLetters(ctx context.Context) (int, error) {
	var n int
	err := e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		n, _, err = pg.One[int](ctx, tx, `select count(*) from dead_letter`)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count the dead letters: %w", err)
	}
	return n, nil
}

// ReplayDeadLetters has dead letters of a tenant delivered again, and returns how
// many. Those that are not there any more are passed over.
func (e *Enterprise) ReplayDeadLetters(ctx context.Context, by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID) (int, error) {
	return e.clear(ctx, by, tenant, ids, "dead_letter.replay", "", func(tx *pg.Tx, dead []event.DeadLetter) {
		event.Replay(tx, dead, e.now())
	})
}

// DiscardDeadLetters drops dead letters of a tenant for good, for a reason, and
// returns how many.
func (e *Enterprise) DiscardDeadLetters(ctx context.Context, by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID, reason string) (int, error) {
	return e.clear(ctx, by, tenant, ids, "dead_letter.discard", reason, event.Discard)
}

// clear takes dead letters off the tenant's list, then off that of all tenants:
// when only the first was done, asking again does the second.
func (e *Enterprise) clear(ctx context.Context, by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID, verb, reason string,
	do func(*pg.Tx, []event.DeadLetter),
) (n int, err error) {
	err = e.Do(ctx, tenant, func(home pg.Home) error {
		return pg.Write(ctx, home, func(tx *pg.Tx) error {
			dead, err := event.FindDead(ctx, tx, ids)
			do(tx, dead)
			n = len(dead)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`delete from dead_letter where tenant = $1 and id = any($2)`, tenant, ids)
		return e.audit(tx, by, deed{verb, "tenant", tenant, map[string]any{"dead_letters": ids, "reason": reason}})
	})
	if err != nil {
		return n, fmt.Errorf("take dead letters off the list: %w", err)
	}
	return n, nil
}
