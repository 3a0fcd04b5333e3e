package queue

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// sqlOwn is what is here besides River's tables: the way to an owner's next job,
// and to how many of theirs are worked; and whose jobs are paused. The index begins with
// the owner, so that nobody takes it for a way to what is available in a queue: a planner
// that does not know the table yet would, and read all that wait for each that is taken.
// River's indexes of what jobs are told serve questions that nobody asks here, and cost
// every change of a job's state a third of its time.
const sqlOwn = `create index if not exists river_job_of_idx on river_job ((metadata->>'of'), queue, state, id)
  where state in ('pending', 'available', 'running');
drop index if exists river_job_owner_idx, river_job_args_index, river_job_metadata_index;
create table if not exists owner_pause (of text not null, kind text not null, since timestamptz not null, primary key (of, kind))`

// sqlGrant lets a role work and see jobs, and no more.
const sqlGrant = `grant usage on schema public to %[1]s;
grant select, insert, update, delete on all tables in schema public to %[1]s;
grant usage on all sequences in schema public to %[1]s`

// own counts changes of sqlOwn.
const own = 3

// Version names what [Migrate] brings a database to.
func Version() (string, error) {
	m, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", fmt.Errorf("read River's migrations: %w", err)
	}
	all := m.AllVersions()
	return strconv.Itoa(all[len(all)-1].Version) + "." + strconv.Itoa(own), nil
}

// Migrate brings the tables of a database up to date, as their owner, and lets a
// role work with them. Doing it twice changes nothing.
func Migrate(ctx context.Context, url, role string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("connect to the database of jobs: %w", err)
	}
	defer pool.Close()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("read River's migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate River: %w", err)
	}
	grants := fmt.Sprintf(sqlGrant, pgx.Identifier{role}.Sanitize())
	for _, sql := range []string{sqlOwn, grants} {
		if _, err := pool.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("furnish the database of jobs: %w", err)
		}
	}
	return nil
}
