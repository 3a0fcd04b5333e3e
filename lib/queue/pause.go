package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// OwnerPause says that no job of an owner is begun.
type OwnerPause struct {
	Of    string
	Kind  string // of this kind; of any when empty
	Since time.Time
}

// PauseOwner keeps the jobs of an owner from being begun until they are resumed,
// later ones, too: those of a kind, or all when it is empty. Those under way go on;
// other owners' are not touched.
func (q *Queue) PauseOwner(ctx context.Context, kind, of string) error {
	if _, known := q.kinds[kind]; !known && kind != "" {
		return fmt.Errorf("there is no job %q", kind)
	}
	err := pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `insert into owner_pause (of, kind, since) values ($1, $2, now()) on conflict do nothing`, of, kind); err != nil {
			return err //nolint:wrapcheck // below
		}
		// What was let in waits again.
		_, err := tx.Exec(ctx, `update river_job set state = 'pending' where state = 'available' and metadata->>'of' = $1 and ($2 = '' or kind = $2)`, of, kind)
		return err //nolint:wrapcheck // below
	})
	if err != nil {
		return fmt.Errorf("pause the jobs of %s: %w", of, err)
	}
	return nil
}

// ResumeOwner has the jobs of an owner begun again that [Queue.PauseOwner] has
// paused by the same kind.
func (q *Queue) ResumeOwner(ctx context.Context, kind, of string) error {
	if _, err := q.pool.Exec(ctx, `delete from owner_pause where of = $1 and kind = $2`, of, kind); err != nil {
		return fmt.Errorf("resume the jobs of %s: %w", of, err)
	}
	return q.admitAll(ctx)
}

// OwnerPauses returns whose jobs are paused, by owner and kind.
func (q *Queue) OwnerPauses(ctx context.Context) ([]OwnerPause, error) {
	rows, err := q.pool.Query(ctx, `select of, kind, since from owner_pause order by of, kind`)
	if err != nil {
		return nil, fmt.Errorf("ask whose jobs are paused: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[OwnerPause])
	if err != nil {
		return nil, fmt.Errorf("ask whose jobs are paused: %w", err)
	}
	return all, nil
}
