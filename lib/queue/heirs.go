package queue

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A process that works jobs holds a lock in the database under its name, which River
// writes into every job that the process works. When the lock is free, the process
// has gone, and the jobs are taken up by others: some may take hours, which nobody
// needs to wait for. Behind a pooler no lock outlasts a transaction; there it takes
// as long as [Options].Rescue says.

// newName names a process.
func newName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "somewhere"
	}
	return host + "-" + rand.Text()
}

// sqlLive takes the lock of a process for as long as the connection stands. A machine
// that has gone without a word is noticed within half a minute.
const sqlLive = `select set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '4', false), pg_advisory_lock(hashtextextended('queue.worker.' || $1, 0))`

// live takes the lock of this process.
func (q *Queue) live(ctx context.Context) (*pgx.Conn, error) {
	c, err := pgx.ConnectConfig(ctx, q.pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("connect to the database of jobs: %w", err)
	}
	if _, err := c.Exec(ctx, sqlLive, q.name); err != nil {
		_ = c.Close(ctx) // nobody needs it
		return nil, fmt.Errorf("tell that this process works jobs: %w", err)
	}
	return c, nil
}

// relive is how long after the connection is lost the lock is taken again.
const relive = 500 * time.Millisecond

// stayAlive keeps the lock of this process, which it has, until ctx ends.
func (q *Queue) stayAlive(ctx context.Context, c *pgx.Conn) {
	for {
		_, err := c.WaitForNotification(ctx) // there is none: it returns when the connection is lost
		_ = c.Close(context.WithoutCancel(ctx))
		if ctx.Err() != nil {
			return
		}
		q.o.Log.WarnContext(ctx, "the database of jobs is lost", slog.String("error", err.Error()))
		for c = nil; c == nil; {
			select {
			case <-ctx.Done():
				return
			case <-time.After(relive):
			}
			if c, err = q.live(ctx); err != nil {
				c = nil
			}
		}
	}
}

// sqlGone finds the processes that have gone with jobs.
const sqlGone = `select name from (
  select distinct attempted_by[array_upper(attempted_by, 1)] as name from river_job where state = 'running') w
where name <> $1 and pg_try_advisory_xact_lock(hashtextextended('queue.worker.' || name, 0))`

// sqlInherit takes up what processes worked that have gone. An attempt that was cut
// off counts: what brings a process down is not tried for ever.
const sqlInherit = `update river_job j set
  state = (case when attempt < max_attempts then 'available' else 'discarded' end)::river_job_state,
  finalized_at = case when attempt < max_attempts then null else now() end, scheduled_at = now(),
  errors = array_append(errors, jsonb_build_object('at', now(), 'attempt', attempt, 'error', 'the process that worked it has gone', 'trace', ''))
from unnest($1::text[]) as gone (name)
where j.state = 'running' and j.attempted_by[array_upper(j.attempted_by, 1)] = gone.name
  and pg_try_advisory_xact_lock(hashtextextended('queue.worker.' || gone.name, 0))`

// inherit takes up the jobs of processes that have gone and were missed before, and
// returns those that are missed now. One that has only lost its connection is back
// until the next look.
func (q *Queue) inherit(ctx context.Context, missed map[string]bool) (map[string]bool, error) {
	rows, err := q.pool.Query(ctx, sqlGone, q.name)
	if err != nil {
		return nil, fmt.Errorf("look whether all workers are there: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look whether all workers are there: %w", err)
	}
	missing := map[string]bool{}
	var gone []string
	for _, name := range names {
		missing[name] = true
		if missed[name] {
			gone = append(gone, name)
		}
	}
	if len(gone) == 0 {
		return missing, nil
	}
	done, err := q.pool.Exec(ctx, sqlInherit, gone)
	if err != nil {
		return missing, fmt.Errorf("take up the jobs of workers that have gone: %w", err)
	}
	q.o.Log.WarnContext(ctx, "workers have gone, their jobs are taken up", slog.Any("workers", gone), slog.Int64("jobs", done.RowsAffected()))
	return missing, nil
}

// inheritAll looks for processes that have gone until ctx ends.
func (q *Queue) inheritAll(ctx context.Context) {
	look := time.NewTicker(seeToAll)
	defer look.Stop()
	var missed map[string]bool
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		var err error
		if missed, err = q.inherit(ctx, missed); err != nil && ctx.Err() == nil {
			q.o.Log.WarnContext(ctx, "jobs wait longer than they need", slog.String("error", err.Error()))
		}
	}
}

// present has others know that this process works jobs, and takes up the jobs of
// those that have gone, until the function that it returns is called.
func (q *Queue) present(ctx context.Context) (leave func(), err error) {
	if q.o.Poll {
		return func() {}, nil
	}
	c, err := q.live(ctx)
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	var both sync.WaitGroup
	both.Go(func() { q.stayAlive(ctx, c) })
	both.Go(func() { q.inheritAll(ctx) })
	return func() { end(); both.Wait() }, nil
}
