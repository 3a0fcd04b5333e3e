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

// sqlLet ends a statement that knows which owners have room for how many: it lets in the
// next jobs of those that are not paused, and wakes the workers, as River's own insert
// does. $1 is the queue, $2 its kind. Rows that are known by their ids have their state
// compared as text, here and below: PostgreSQL would look in River's index for all of a
// state, in which those of the last minute stand that are in another one by now.
const sqlLet = `next as (
  select p.id from room r cross join lateral (
    select id from river_job where queue = $1 and metadata->>'of' = r.of and state = 'pending' and not metadata ? 'held'
    order by id limit greatest(r.n, 0)) p
  where not exists (select from owner_pause b where b.of = r.of and b.kind in ('', $2))
), let as (
  update river_job j set state = 'available', scheduled_at = now() from next where j.id = next.id and j.state::text = 'pending' returning 1
), told as (
  select pg_notify(current_schema() || '.river_insert', json_build_object('queue', $1::text)::text) where exists (select from let)
)
`

// sqlAdmit lets in the next jobs of owners, as many as there is room for.
const sqlAdmit = `with room as (
  select o.of, $4 - (select count(*) from river_job j
    where j.queue = $1 and j.metadata->>'of' = o.of and j.state in ('available', 'running') and j.id <> all($5::bigint[])) as n
  from unnest($3::text[]) as o (of)
), ` + sqlLet + `select count(*) from told`

// sqlPass gives the places of jobs that have ended, of which River has not written so,
// to the next ones of the same owners, and returns how many places that were. Nobody
// else can have given them away: who counts, counts them as worked.
const sqlPass = `with room as (
  select metadata->>'of' as of, count(*) as n from river_job where id = any($3::bigint[]) and state::text = 'running' group by 1
), ` + sqlLet + `select coalesce((select sum(n) from room), 0)::bigint, (select count(*) from told)`

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
		batch.Queue(sqlAdmit, queueOf(kind), kind, whose, cmp.Or(q.kinds[kind].Each, defaultEach), q.ends())
		if err := q.pool.SendBatch(ctx, &batch).Close(); err != nil {
			return fmt.Errorf("let jobs of %s in: %w", kind, err)
		}
	}
	return nil
}

// pass gives the places of jobs that have ended here to the next of their owners, and
// returns the owners whose places have to be counted, because River was quicker.
func (q *Queue) pass(ctx context.Context, all []ending) (count []owner, err error) {
	byKind := map[string][]ending{}
	for _, e := range all {
		byKind[e.kind] = append(byKind[e.kind], e)
	}
	for kind, ended := range byKind {
		rows := make([]int64, len(ended))
		for i, e := range ended {
			rows[i] = e.row
		}
		var places int
		var batch pgx.Batch // one transaction
		batch.Queue(sqlDoor, queueOf(kind))
		batch.Queue(sqlPass, queueOf(kind), kind, rows).QueryRow(func(row pgx.Row) error { return row.Scan(&places, nil) })
		if err := q.pool.SendBatch(ctx, &batch).Close(); err != nil {
			return nil, fmt.Errorf("let the next jobs of %s in: %w", kind, err)
		}
		if places == len(rows) {
			q.passed(rows)
			continue
		}
		for _, e := range ended {
			count = append(count, e.owner)
		}
	}
	return count, nil
}

// How often owners are seen to.
const (
	gather    = 2 * time.Millisecond  // when no job has ended for so long, the owners of those that have are seen to
	hurry     = 10 * time.Millisecond // or when the first of them has ended so long ago
	seeToAll  = 5 * time.Second       // a look for owners whom nobody has seen to
	mostAtOne = 500
)

// ending is a job that has ended here.
type ending struct {
	owner

	row int64
}

// end says that a job has ended. River writes so a quarter of a second later, when
// it has others to write with it; the owner's next job need not wait for that.
func (q *Queue) end(j Job) {
	q.mu.Lock()
	q.over[j.Row] = false
	q.mu.Unlock()
	select {
	case q.ended <- ending{owner{j.Kind, j.Of}, j.Row}:
	default: // River's word follows
	}
}

// ends returns the rows of jobs that have ended here without River having written so.
func (q *Queue) ends() []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]int64{}, slices.Collect(maps.Keys(q.over))...)
}

// passed remembers that the places of jobs were given to others.
func (q *Queue) passed(rows []int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, row := range rows {
		if _, known := q.over[row]; known {
			q.over[row] = true
		}
	}
}

// written returns whose job it was of which River has written that it ended, and whether
// its place is still to be given away.
func (q *Queue) written(e *river.Event) (o owner, free bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	passed := q.over[e.Job.ID]
	delete(q.over, e.Job.ID)
	j := jobOf(e.Job)
	return owner{j.Kind, j.Of}, !passed
}

// letIn lets in the next job of whoever had one that ended, until ctx ends.
func (q *Queue) letIn(ctx context.Context, events <-chan *river.Event) {
	sweep := time.NewTicker(seeToAll)
	defer sweep.Stop()
	q.sweep(ctx)
	for ctx.Err() == nil {
		ended, written := q.gathered(ctx, events, sweep.C)
		owners, err := q.pass(ctx, ended)
		if err == nil {
			err = q.admit(ctx, append(owners, written...))
		}
		if err != nil && ctx.Err() == nil {
			q.o.Log.WarnContext(ctx, "jobs wait longer than they need", slog.String("error", err.Error()))
		}
	}
}

// gathered returns what has ended now, and whose jobs River has written to have ended
// besides. One that has ended alone is seen to at once, nearly; many that end together
// cost one statement. When it is time, everybody is seen to meanwhile.
func (q *Queue) gathered(ctx context.Context, events <-chan *river.Event, sweep <-chan time.Time) (ended []ending, written []owner) {
	var quiet, late <-chan time.Time
	for len(ended)+len(written) < mostAtOne {
		select {
		case <-ctx.Done():
			return nil, nil
		case <-sweep:
			q.sweep(ctx)
			continue
		case one := <-q.ended:
			ended = append(ended, one)
		case e, open := <-events:
			if !open {
				events = nil // River has stopped, and ctx ends
				continue
			}
			o, free := q.written(e)
			if !free {
				continue
			}
			written = append(written, o)
		case <-quiet:
			return ended, written
		case <-late:
			return ended, written
		}
		quiet = time.After(gather)
		if late == nil {
			late = time.After(hurry)
		}
	}
	return ended, written
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
