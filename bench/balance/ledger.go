package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// ledger is what was done in an installation, as its databases tell.
type ledger struct {
	Waiting   int `json:"waiting"`    // deliveries of events that are not made yet
	Dead      int `json:"dead"`       // dead letters
	Letters   int `json:"letters"`    // to clients and people
	Unsent    int `json:"unsent"`     // of them
	Twice     int `json:"twice"`      // letters that were written before
	ToldTwice int `json:"told_twice"` // events that another system was told twice: allowed when a process was killed in between
	Begun     int `json:"begun"`      // schedules, each time
	Jobs      int `json:"jobs"`       // that came of them
	Undone    int `json:"undone"`     // of them
	Again     int `json:"again"`      // jobs begun more than once, because a worker was killed
}

// sqlOfTenants counts in one schema of tenants.
const sqlOfTenants = `select (select count(*) from %[1]s.system_delivery), (select count(*) from %[1]s.system_dead_letter),
  (select count(*) from %[1]s.communications_message), (select count(*) from %[1]s.communications_message where status <> 'sent'),
  (select count(*) - count(distinct (tenant_id, kind, about, recipient)) from %[1]s.communications_message where about is not null),
  (select count(*) from (select from %[1]s.system_delivery_log where outcome = 'delivered' group by tenant_id, subscription, event_id having count(*) > 1) d)`

// sqlSchemas finds the schemas of a database that hold tenants.
const sqlSchemas = `select quote_ident(n.nspname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'system_delivery'`

// sqlPlaces finds the databases that hold tenants.
const sqlPlaces = `select datname::text from pg_database where datname ~ '^(guildhall_shared_|tenant_)'`

const sqlJobs = `select count(*), count(*) filter (where state <> 'completed'), count(*) filter (where attempt > 1) from river_job where args->'args' ? 'schedule'`

// count reads the ledger.
func (s *site) count(ctx context.Context) (l ledger, err error) {
	var places []string
	err = s.within(ctx, "postgres", func(c *pgx.Conn) (err error) {
		places, err = texts(ctx, c, sqlPlaces)
		return err
	})
	if err != nil {
		return l, err
	}
	for _, place := range places {
		if err := s.within(ctx, place, func(c *pgx.Conn) error { return l.addTenants(ctx, c) }); err != nil {
			return l, err
		}
	}
	err = s.within(ctx, "guildhall_enterprise", func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `select count(*) from schedule_run`).Scan(&l.Begun)
	})
	if err != nil {
		return l, err
	}
	return l, s.within(ctx, "guildhall_jobs", func(c *pgx.Conn) error { return c.QueryRow(ctx, sqlJobs).Scan(&l.Jobs, &l.Undone, &l.Again) })
}

func (l *ledger) addTenants(ctx context.Context, c *pgx.Conn) error {
	schemas, err := texts(ctx, c, sqlSchemas)
	if err != nil {
		return err
	}
	for _, schema := range schemas {
		var in ledger
		err := c.QueryRow(ctx, fmt.Sprintf(sqlOfTenants, schema)).Scan(&in.Waiting, &in.Dead, &in.Letters, &in.Unsent, &in.Twice, &in.ToldTwice)
		if err != nil {
			return fmt.Errorf("count in %s: %w", schema, err)
		}
		l.Waiting += in.Waiting
		l.Dead += in.Dead
		l.Letters += in.Letters
		l.Unsent += in.Unsent
		l.Twice += in.Twice
		l.ToldTwice += in.ToldTwice
	}
	return nil
}

// faults returns what is not as it should be.
func (l *ledger) faults() []string {
	var all []string
	for _, f := range []struct {
		n    int
		what string
	}{
		{l.Waiting, "events are not delivered"},
		{l.Dead, "dead letters"},
		{l.Unsent, "letters are not sent"},
		{l.Twice, "letters were written twice"},
		{l.Undone, "jobs of schedules are not done"},
		{l.Begun - l.Jobs, "schedules were begun without a job, or jobs made without a schedule (less than 0)"},
	} {
		if f.n != 0 {
			all = append(all, fmt.Sprintf("%d %s", f.n, f.what))
		}
	}
	return all
}

// settle waits until all that was asked for is done, and returns the ledger: what it
// still finds wrong then is so.
func (s *site) settle(ctx context.Context) (l ledger, err error) {
	late := await(ctx, "all that was asked for is done", func() (bool, error) {
		l, err = s.count(ctx)
		return len(l.faults()) == 0, err
	})
	if err != nil || ctx.Err() != nil {
		return l, late
	}
	return l, nil
}

// within looks into one database, as the server's superuser.
func (s *site) within(ctx context.Context, database string, look func(*pgx.Conn) error) (err error) {
	c, err := pgx.Connect(ctx, s.cluster.URL(database))
	if err != nil {
		return fmt.Errorf("look into %s: %w", database, err)
	}
	defer func() { err = errors.Join(err, c.Close(ctx)) }()
	if err := look(c); err != nil {
		return fmt.Errorf("look into %s: %w", database, err)
	}
	return nil
}

// texts reads a column.
func texts(ctx context.Context, c *pgx.Conn, sql string, args ...any) ([]string, error) {
	rows, err := c.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstLine(sql), err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstLine(sql), err)
	}
	return all, nil
}

func firstLine(sql string) string {
	line, _, _ := strings.Cut(sql, "\n")
	return line
}
