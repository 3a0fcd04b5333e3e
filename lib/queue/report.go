package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Rate is how quickly jobs of a kind have gone of late.
type Rate struct {
	Kind    string
	Minute  int64         // how many were done in the last minute
	Hour    int64         // and in the last hour
	Waited  time.Duration // of those of the hour: how long the median waited to be begun
	Longest time.Duration // the longest that one of them has waited
	Worked  time.Duration // how long the median was worked
}

const sqlRates = `select kind, count(*) filter (where finalized_at > now() - interval '1 minute'), count(*),
  percentile_disc(0.5) within group (order by attempted_at - created_at), max(attempted_at - created_at),
  percentile_disc(0.5) within group (order by finalized_at - attempted_at)
from river_job where state = 'completed' and finalized_at > now() - interval '1 hour' and %s group by 1 order by 1`

// Rates tells how quickly jobs have gone in the last hour, by kind; what was tried
// several times counts with its last attempt.
func (q *Queue) Rates(ctx context.Context, f Filter) ([]Rate, error) {
	where, given := f.where()
	rows, err := q.pool.Query(ctx, fmt.Sprintf(sqlRates, where), given...)
	if err != nil {
		return nil, fmt.Errorf("ask how quickly jobs go: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rate])
	if err != nil {
		return nil, fmt.Errorf("ask how quickly jobs go: %w", err)
	}
	return all, nil
}

// Failing is what fails of one kind and owner.
type Failing struct {
	Kind     string
	Of       string
	Jobs     int64  // with an attempt that failed, among those that the queue has still
	Waiting  int64  // of these, to be tried again
	Dead     int64  // of these, given up and not yet removed
	Attempts int64  // that failed
	Error    string // of the last one
	LastAt   time.Time
}

const sqlFailing = `select kind, coalesce(metadata->>'of', ''), count(*), count(*) filter (where state = 'retryable'),
  count(*) filter (where state = 'discarded'), sum(cardinality(errors)),
  (array_agg(errors[cardinality(errors)]->>'error' order by errors[cardinality(errors)]->>'at' desc))[1],
  max((errors[cardinality(errors)]->>'at')::timestamptz)
from river_job where cardinality(errors) > 0 and %s group by 1, 2 order by 6 desc, 1, 2 limit $%d`

// Failing tells what fails, by kind and owner, those with the most failed attempts
// first: at most so many.
func (q *Queue) Failing(ctx context.Context, f Filter, most int) ([]Failing, error) {
	where, given := f.where()
	given = append(given, most)
	rows, err := q.pool.Query(ctx, fmt.Sprintf(sqlFailing, where, len(given)), given...)
	if err != nil {
		return nil, fmt.Errorf("ask what fails: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Failing])
	if err != nil {
		return nil, fmt.Errorf("ask what fails: %w", err)
	}
	for i := range all {
		all[i].LastAt = all[i].LastAt.UTC()
	}
	return all, nil
}

// Operation is what is done to some jobs.
type Operation string

// The operations.
const (
	ToCancel  Operation = "cancel"  // by [Queue.Cancel]
	ToRetry   Operation = "retry"   // by [Queue.Retry]
	ToHold    Operation = "hold"    // by [Queue.Hold]
	ToRelease Operation = "release" // by [Queue.Release]
)

// Which jobs an operation is done to.
const (
	canCancel  = `state in ('pending', 'available', 'scheduled', 'retryable')`
	canRetry   = `state in ('retryable', 'scheduled', 'cancelled', 'discarded')`
	canHold    = `state in ('pending', 'available', 'scheduled', 'retryable') and not metadata ? 'held'`
	canRelease = `state = 'pending' and metadata ? 'held'`
)

// Matching counts the jobs to which an operation could be done now.
func (q *Queue) Matching(ctx context.Context, o Operation, f Filter) (n int, err error) {
	can := map[Operation]string{
		ToCancel: "(" + canCancel + " or state = 'running')", ToRetry: canRetry, ToHold: canHold, ToRelease: canRelease,
	}[o]
	if can == "" {
		return 0, fmt.Errorf("there is no operation %q", o)
	}
	where, given := f.where()
	if err := q.pool.QueryRow(ctx, "select count(*) from river_job where "+can+" and "+where, given...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count jobs: %w", err)
	}
	return n, nil
}

// Level is how many jobs of a kind stand in a state that is not their last, or are
// dead.
type Level struct {
	Kind   string
	State  State
	Jobs   int64
	Oldest time.Duration // since the oldest of them was made
}

const sqlLevels = `select kind, ` + sqlState + `, count(*), greatest(now() - min(created_at), '0') from river_job
where state in ('pending', 'available', 'scheduled', 'running', 'retryable', 'discarded') group by 1, 2 order by 1, 2`

// Levels tells how many jobs wait, are worked and were given up. Unlike
// [Queue.Counts] it costs no more when many were done.
func (q *Queue) Levels(ctx context.Context) ([]Level, error) {
	rows, err := q.pool.Query(ctx, sqlLevels)
	if err != nil {
		return nil, fmt.Errorf("ask how many jobs wait: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Level])
	if err != nil {
		return nil, fmt.Errorf("ask how many jobs wait: %w", err)
	}
	return all, nil
}
