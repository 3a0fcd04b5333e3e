package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
)

// dark is a schedule that is due while nobody is there.
const dark = "enterprise.upkeep"

// missed stops everything, PostgreSQL too, lets a schedule be due meanwhile, and
// returns how often it was begun and done after one process has returned, and after all
// others have.
func (s *site) missed(ctx context.Context) (begun, done int, err error) {
	if err := s.stop(); err != nil {
		return 0, 0, err
	}
	due := time.Now().Add(time.Second).Truncate(time.Millisecond)
	err = s.within(ctx, "guildhall_enterprise", func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, `update schedule set next_at = $2 where kind = $1 and tenant is null`, dark, due)
		return err //nolint:wrapcheck // within does
	})
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(time.Until(due))
	if err := s.comeBack(ctx); err != nil {
		return 0, 0, err
	}
	late := await(ctx, dark+" is done", func() (bool, error) {
		_, done, err = s.runs(ctx, dark, due)
		return done > 0, err
	})
	if err := errors.Join(late, s.start(ctx)); err != nil {
		return 0, 0, err
	}
	time.Sleep(2 * time.Second) // anybody who would begin it again has looked
	return s.runs(ctx, dark, due)
}

// comeBack starts the process that does everything, and PostgreSQL only after it: of
// two machines nobody knows which is back first.
func (s *site) comeBack(ctx context.Context) (err error) {
	if err := s.cluster.Close(); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	alone := make(chan error, 1)
	go func() { alone <- s.alone.start(ctx) }()
	time.Sleep(2 * time.Second)
	s.cluster, err = cluster.Start(ctx, cluster.Options{Dir: s.in("server")})
	if err != nil {
		return errors.Join(fmt.Errorf("start PostgreSQL again: %w", err), <-alone)
	}
	return <-alone
}

// runs counts how often a schedule was begun at a time or later, and how often it was
// done.
func (s *site) runs(ctx context.Context, kind string, since time.Time) (begun, done int, err error) {
	var ids []string
	err = s.within(ctx, "guildhall_enterprise", func(c *pgx.Conn) (err error) {
		ids, err = texts(ctx, c, `select s.id::text from schedule s join schedule_run r on r.schedule = s.id where s.kind = $1 and r.due >= $2`, kind, since)
		return err
	})
	if err != nil || len(ids) == 0 {
		return 0, 0, err
	}
	err = s.within(ctx, "guildhall_jobs", func(c *pgx.Conn) error {
		return c.QueryRow(ctx, `select count(*) from river_job where state = 'completed' and args->'args'->>'schedule' = $1
and (args->'args'->>'due')::timestamptz >= $2`, ids[0], since).Scan(&done)
	})
	return len(ids), done, err
}
