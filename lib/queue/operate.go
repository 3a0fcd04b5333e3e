package queue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"
)

// Filter chooses jobs; zero members choose all.
type Filter struct {
	Rows  []int64
	Kind  string
	Of    *string // whose; nil for everybody's
	State State
}

// where returns the condition of a filter and its arguments.
func (f Filter) where() (string, []any) {
	sql, given := "true", []any{}
	add := func(condition string, arg any) {
		given = append(given, arg)
		sql += fmt.Sprintf(" and "+condition, len(given))
	}
	if len(f.Rows) > 0 {
		add("id = any($%d)", f.Rows)
	}
	if f.Kind != "" {
		add("kind = $%d", f.Kind)
	}
	if f.Of != nil {
		add("metadata->>'of' = $%d", *f.Of)
	}
	if f.State != "" {
		add(sqlState+" = $%d", string(f.State))
	}
	return sql, given
}

// sqlState is our word for River's state.
const sqlState = `case state when 'pending' then case when metadata ? 'held' then 'held' else 'waiting' end when 'available' then 'ready'
when 'retryable' then 'failed' when 'completed' then 'done' when 'discarded' then 'dead' else state::text end`

const jobColumns = `id, kind, args, metadata, state::text, attempt, max_attempts, created_at, scheduled_at, attempted_at, finalized_at,
  to_jsonb(coalesce(errors, '{}'))`

// List returns jobs, the newest first: at most so many, before the row given
// unless that is zero.
func (q *Queue) List(ctx context.Context, f Filter, before int64, most int) ([]Job, error) {
	where, given := f.where()
	if before > 0 {
		given = append(given, before)
		where += fmt.Sprintf(" and id < $%d", len(given))
	}
	given = append(given, most)
	return q.read(ctx, "select "+jobColumns+" from river_job where "+where+fmt.Sprintf(" order by id desc limit $%d", len(given)), given...)
}

// read returns the jobs that a statement selects.
func (q *Queue) read(ctx context.Context, sql string, given ...any) ([]Job, error) {
	rows, err := q.pool.Query(ctx, sql, given...)
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (Job, error) {
		var j rivertype.JobRow
		var state string
		err := r.Scan(&j.ID, &j.Kind, &j.EncodedArgs, &j.Metadata, &state, &j.Attempt, &j.MaxAttempts, &j.CreatedAt, &j.ScheduledAt,
			&j.AttemptedAt, &j.FinalizedAt, &j.Errors)
		j.State = rivertype.JobState(state)
		return jobOf(&j), err
	})
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	return all, nil
}

// Count is how many jobs of a kind stand in a state.
type Count struct {
	Kind   string
	State  State
	Jobs   int64
	Oldest time.Time // when the oldest of them was made
	Minute int64     // how many of them have ended in the last minute
	Paused bool      // no job of the kind is begun
}

const sqlCounts = `select j.kind, j.s, count(*), min(j.created_at),
  count(*) filter (where j.finalized_at > now() - interval '1 minute'), coalesce(bool_or(q.paused_at is not null), false)
from (select kind, ` + sqlState + ` as s, created_at, finalized_at, queue from river_job where %s) j
left join river_queue q on q.name = j.queue
group by 1, 2 order by 1, 2`

// Counts tells how many jobs stand where, by kind and state.
func (q *Queue) Counts(ctx context.Context, f Filter) ([]Count, error) {
	where, given := f.where()
	rows, err := q.pool.Query(ctx, fmt.Sprintf(sqlCounts, where), given...)
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Count])
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	for i := range all {
		all[i].Oldest = all[i].Oldest.UTC()
	}
	return all, nil
}

// Cancel stops jobs for good: those that are being worked have their context
// ended. It returns how many it stopped.
func (q *Queue) Cancel(ctx context.Context, f Filter) (int, error) {
	where, given := f.where()
	done, err := q.pool.Exec(ctx, `update river_job set state = 'cancelled', finalized_at = now()
where `+canCancel+` and `+where, given...)
	if err != nil {
		return 0, fmt.Errorf("cancel jobs: %w", err)
	}
	n := int(done.RowsAffected())
	rows, err := q.pool.Query(ctx, "select id from river_job where state = 'running' and "+where, given...)
	if err != nil {
		return n, fmt.Errorf("find jobs that run: %w", err)
	}
	running, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return n, fmt.Errorf("find jobs that run: %w", err)
	}
	for _, id := range running {
		if _, err := q.client.JobCancel(ctx, id); err != nil && !errors.Is(err, rivertype.ErrNotFound) {
			return n, fmt.Errorf("cancel job %d: %w", id, err)
		}
		n++
	}
	return n, q.admitAll(ctx)
}

// Retry has jobs worked as soon as their turn comes that have failed, were
// cancelled, or are put off. It returns how many.
func (q *Queue) Retry(ctx context.Context, f Filter) (int, error) {
	where, given := f.where()
	return q.change(ctx, `update river_job set state = 'pending', finalized_at = null, scheduled_at = now(),
  max_attempts = greatest(max_attempts, attempt + 1), metadata = metadata - 'held' - 'cancel_attempted_at'
where `+canRetry+` and `+where, given)
}

// Hold keeps jobs that are not being worked from it until they are released. It
// returns how many.
func (q *Queue) Hold(ctx context.Context, f Filter) (int, error) {
	where, given := f.where()
	return q.change(ctx, `update river_job set state = 'pending', metadata = metadata || '{"held": true}'
where `+canHold+` and `+where, given)
}

// Release lets jobs be worked that were held. It returns how many.
func (q *Queue) Release(ctx context.Context, f Filter) (int, error) {
	where, given := f.where()
	return q.change(ctx, `update river_job set metadata = metadata - 'held', scheduled_at = now()
where `+canRelease+` and `+where, given)
}

// change changes jobs, and lets in whose turn it is now.
func (q *Queue) change(ctx context.Context, sql string, given []any) (int, error) {
	done, err := q.pool.Exec(ctx, sql, given...)
	if err != nil {
		return 0, fmt.Errorf("change jobs: %w", err)
	}
	return int(done.RowsAffected()), q.admitAll(ctx)
}

// Pause keeps workers from beginning jobs of a kind until it is resumed, in every
// process; those under way go on.
func (q *Queue) Pause(ctx context.Context, kind string) error {
	if _, known := q.kinds[kind]; !known {
		return fmt.Errorf("there is no job %q", kind)
	}
	_, err := q.pool.Exec(ctx, `insert into river_queue (name, created_at, updated_at) values ($1, now(), now())
on conflict (name) do update set updated_at = now()`, queueOf(kind))
	if err == nil {
		err = q.client.QueuePause(ctx, queueOf(kind), nil)
	}
	if err != nil {
		return fmt.Errorf("pause %s: %w", kind, err)
	}
	return nil
}

// Resume has jobs of a kind begun again.
func (q *Queue) Resume(ctx context.Context, kind string) error {
	err := q.client.QueueResume(ctx, queueOf(kind), nil)
	if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("resume %s: %w", kind, err)
	}
	return nil
}

// Paused returns the kinds that are paused, by name.
func (q *Queue) Paused(ctx context.Context) ([]string, error) {
	rows, err := q.pool.Query(ctx, `select name from river_queue where paused_at is not null`)
	if err != nil {
		return nil, fmt.Errorf("ask what is paused: %w", err)
	}
	queues, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("ask what is paused: %w", err)
	}
	var out []string
	for _, k := range q.Kinds() {
		if slices.Contains(queues, queueOf(k.Name)) {
			out = append(out, k.Name)
		}
	}
	return out, nil
}

// Remove takes jobs that are dead out of the queue.
func (q *Queue) Remove(ctx context.Context, rows ...int64) error {
	if _, err := q.pool.Exec(ctx, `delete from river_job where state = 'discarded' and id = any($1)`, rows); err != nil {
		return fmt.Errorf("remove dead jobs: %w", err)
	}
	return nil
}
