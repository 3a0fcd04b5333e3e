package governance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Purged is what a run of retention did to one sort of rows.
type Purged struct {
	Name   string    `json:"name"`
	Days   int       `json:"days"`
	Before time.Time `json:"before"` // what is older goes
	Rows   int       `json:"rows"`   // how many have gone; would go, for a dry run
}

// purgeBatch is how many rows go in one transaction.
const purgeBatch = 1000

// Purge lets everything go that is older than the tenant keeps it, in batches of
// 1,000 rows, each in a transaction of its own that also writes in the audit trail
// how many went. It may be interrupted at any time and run again, or by two
// processes at once. A sort that fails does not keep the others; what was done is
// returned with the error of all that failed. A dry run changes nothing and tells how many rows would go. It is made for a schedule as
// much as for a command; c says in whose name it runs, and where.
func Purge(ctx context.Context, r *entity.Registry, c entity.Call, dry bool) ([]Purged, error) {
	var kinds []entity.Retention
	var kept map[string]*Retention
	c.DryRun = dry
	err := r.Do(ctx, c, func(ctx context.Context, tx *entity.Tx) (err error) {
		kinds = declared(tx)
		kept, err = retentions(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []Purged
	var failed []error
	for _, kind := range kinds {
		if err := ctx.Err(); err != nil {
			failed = append(failed, fmt.Errorf("interrupted before %s: %w", kind.Name, err))
			break
		}
		p := Purged{Name: kind.Name, Days: kept[kind.Name].Days}
		if err := purgeAll(ctx, r, c, kind, &p); err != nil {
			failed = append(failed, fmt.Errorf("purge %s: %w", kind.Name, err))
		}
		all = append(all, p)
	}
	return all, errors.Join(failed...)
}

// purgeAll lets batch after batch of one sort go until nothing is left.
func purgeAll(ctx context.Context, r *entity.Registry, c entity.Call, kind entity.Retention, p *Purged) error {
	for {
		n, err := purgeOnce(ctx, r, c, kind, p)
		p.Rows += n
		if err != nil || n == 0 || c.DryRun {
			return err
		}
	}
}

// purgeOnce lets one batch go, or counts what would go.
func purgeOnce(ctx context.Context, r *entity.Registry, c entity.Call, kind entity.Retention, p *Purged) (n int, err error) {
	err = r.Do(ctx, c, func(ctx context.Context, tx *entity.Tx) error {
		p.Before = tx.Now().AddDate(0, 0, -max(p.Days, kind.Minimum))
		if c.DryRun {
			n, _, err = pg.One[int](ctx, tx, "select count(*) from "+kind.Table+" where tenant_id = $1 and "+kind.Where, p.Before)
			return err
		}
		rows, err := entity.LockWhere[Retention](ctx, tx, "name = $2", p.Name) // one run at a time
		if err != nil || len(rows) == 0 {
			return err
		}
		if n, err = take(ctx, tx, kind, p.Before); err != nil || n == 0 {
			return err
		}
		rows[0].Purged += n
		rows[0].PurgedAt = tx.Now()
		return entity.Touch(ctx, tx, rows[0])
	})
	if err != nil {
		n = 0
	}
	return n, err
}

// take lets one batch of rows go.
func take(ctx context.Context, tx *entity.Tx, kind entity.Retention, before time.Time) (n int, err error) {
	switch {
	case kind.Purge != nil:
		return kind.Purge(ctx, tx, before, purgeBatch)
	case kind.Log:
		n, _, err = pg.One[int](ctx, tx, "select "+kind.Table+"_purge($2, $3) where $1::uuid is not null", before, purgeBatch)
	default:
		n, _, err = pg.One[int](ctx, tx, "with gone as (delete from "+kind.Table+" where tenant_id = $1 and ctid = any (array(select ctid from "+
			kind.Table+" where tenant_id = $1 and "+kind.Where+" limit $3)) returning 1) select count(*) from gone", before, purgeBatch)
	}
	return n, err
}
