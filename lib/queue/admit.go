package queue

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
)

// owner is somebody's jobs of one kind.
type owner struct{ kind, of string }

// A process that lets jobs of a kind in keeps others from doing so, because two
// that counted at the same time would let in too many. Nobody waits for the disk:
// what a crash of the database forgets is let in again by the next look.
const sqlDoor = `select pg_advisory_xact_lock(hashtextextended('queue.admit.' || $1, 0)), set_config('synchronous_commit', 'off', true)`

// sqlAdmit lets in the next jobs of owners, as many as there is room for, and wakes
// the workers, as River's own insert does.
const sqlAdmit = `with room as (
  select o.of, $3 - (select count(*) from river_job j
    where j.queue = $1 and j.metadata->>'of' = o.of and j.state in ('available', 'running') and j.id <> all($4::bigint[])) as n
  from unnest($2::text[]) as o (of) where not exists (select from owner_pause b where b.of = o.of and b.kind in ('', $5))
), next as (
  select p.id from room r cross join lateral (
    select id from river_job where queue = $1 and metadata->>'of' = r.of and state = 'pending' and not metadata ? 'held'
    order by id limit greatest(r.n, 0)) p
), let as (
  update river_job j set state = 'available', scheduled_at = now() from next where j.id = next.id and j.state = 'pending' returning 1
)
select pg_notify(current_schema() || '.river_insert', json_build_object('queue', $1::text)::text) where exists (select from let)`

// admit lets in the next jobs of owners.
func (q *Queue) admit(ctx context.Context, owners []owner) error {
	byKind := map[string][]string{}
	for _, o := range owners {
		byKind[o.kind] = append(byKind[o.kind], o.of)
	}
	for kind, whose := range byKind {
		slices.Sort(whose)
		whose = slices.Compact(whose)
		var batch pgx.Batch // one transaction
		batch.Queue(sqlDoor, queueOf(kind))
		batch.Queue(sqlAdmit, queueOf(kind), whose, cmp.Or(q.kinds[kind].Each, defaultEach), q.ends(), kind)
		if err := q.pool.SendBatch(ctx, &batch).Close(); err != nil {
			return fmt.Errorf("let jobs of %s in: %w", kind, err)
		}
	}
	return nil
}

// How often owners are seen to.
const (
	gather    = 2 * time.Millisecond  // when no job has ended for so long, the owners of those that have are seen to
	hurry     = 10 * time.Millisecond // or when the first of them has ended so long ago
	seeToAll  = 5 * time.Second       // a look for owners whom nobody has seen to
	mostAtOne = 500
)

// end says that a job has ended. River writes so a quarter of a second later, when
// it has others to write with it; the owner's next job need not wait for that.
func (q *Queue) end(j Job) {
	q.mu.Lock()
	q.over[j.Row] = true
	q.mu.Unlock()
	select {
	case q.ended <- owner{j.Kind, j.Of}:
	default: // River's word follows
	}
}

// ends returns the rows of jobs that have ended here without River having written so.
func (q *Queue) ends() []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]int64{}, slices.Collect(maps.Keys(q.over))...)
}

// written returns whose job it was of which River has written that it ended.
func (q *Queue) written(e *river.Event) owner {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.over, e.Job.ID)
	j := jobOf(e.Job)
	return owner{j.Kind, j.Of}
}

// letIn lets in the next job of whoever had one that ended, until ctx ends.
func (q *Queue) letIn(ctx context.Context, events <-chan *river.Event) {
	sweep := time.NewTicker(seeToAll)
	defer sweep.Stop()
	q.sweep(ctx)
	for {
		var first owner
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			q.sweep(ctx)
			continue
		case first = <-q.ended:
		case e, open := <-events:
			if !open {
				return
			}
			first = q.written(e)
		}
		if err := q.admit(ctx, q.gathered(events, first)); err != nil && ctx.Err() == nil {
			q.o.Log.WarnContext(ctx, "jobs wait longer than they need", slog.String("error", err.Error()))
		}
	}
}

// gathered returns whose jobs have ended now. One that has ended alone is seen to at
// once, nearly; many that end together cost one statement.
func (q *Queue) gathered(events <-chan *river.Event, first owner) []owner {
	owners := []owner{first}
	quiet, late := time.NewTimer(gather), time.NewTimer(hurry)
	defer quiet.Stop()
	defer late.Stop()
	for len(owners) < mostAtOne {
		select {
		case o := <-q.ended:
			owners = append(owners, o)
		case e, open := <-events:
			if !open {
				return owners
			}
			owners = append(owners, q.written(e))
		case <-quiet.C:
			return owners
		case <-late.C:
			return owners
		}
		quiet.Reset(gather)
	}
	return owners
}

const sqlWaiting = `select distinct kind, metadata->>'of' from river_job where state = 'pending' and not metadata ? 'held' and kind = any($1)`

// sweep sees to all owners who wait.
func (q *Queue) sweep(ctx context.Context) {
	err := q.admitAll(ctx)
	if err != nil && ctx.Err() == nil {
		q.o.Log.WarnContext(ctx, "jobs wait longer than they need", slog.String("error", err.Error()))
	}
}

// admitAll lets in the next jobs of everybody.
func (q *Queue) admitAll(ctx context.Context) error {
	names := make([]string, 0, len(q.kinds))
	for name := range q.kinds {
		names = append(names, name)
	}
	rows, err := q.pool.Query(ctx, sqlWaiting, names)
	if err != nil {
		return fmt.Errorf("look whose jobs wait: %w", err)
	}
	owners, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (o owner, err error) {
		return o, r.Scan(&o.kind, &o.of)
	})
	if err != nil {
		return fmt.Errorf("look whose jobs wait: %w", err)
	}
	return q.admit(ctx, owners)
}
