package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// places returns one connection for each database that companies live in, as
// PostgreSQL's superuser, who sees all rows.
func (l *lab) places(ctx context.Context) (map[string]*pgx.Conn, error) {
	open := map[string]*pgx.Conn{}
	for _, t := range l.tenants {
		if open[t.Database] != nil {
			continue
		}
		db, err := pgx.Connect(ctx, l.house.cluster.URL(t.Database))
		if err != nil {
			return open, fmt.Errorf("connect to %s: %w", t.Database, err)
		}
		open[t.Database] = db
	}
	return open, nil
}

func closeAll(ctx context.Context, open map[string]*pgx.Conn) error {
	var errs []error
	for _, db := range open {
		errs = append(errs, db.Close(ctx))
	}
	return errors.Join(errs...)
}

// enter has a connection look at a company's schema.
func enter(ctx context.Context, open map[string]*pgx.Conn, t *tenant) (*pgx.Conn, error) {
	db := open[t.Database]
	if _, err := db.Exec(ctx, "select set_config('search_path', $1, false)", t.Schema); err != nil {
		return nil, fmt.Errorf("enter the schema of %s: %w", t.Slug, err)
	}
	return db, nil
}

// drain waits until nothing waits in any company, with everything running.
func (l *lab) drain(ctx context.Context) (err error) {
	open, err := l.places(ctx)
	defer func() { err = errors.Join(err, closeAll(context.WithoutCancel(ctx), open)) }()
	if err != nil {
		return err
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		waiting, where, err := l.waiting(ctx, open)
		if err != nil {
			return err
		}
		l.tell("%d deliveries wait, at %s; %d messages received", waiting, where, l.receiver.count())
		if waiting == 0 {
			fmt.Fprintln(l.errs)
			return nil
		}
		select {
		case <-ctx.Done():
			l.wrong("%d deliveries still wait when the time is over, such as %s", waiting, where)
			return nil
		case <-tick.C:
		}
	}
}

// waiting returns how many deliveries wait, and one that does.
func (l *lab) waiting(ctx context.Context, open map[string]*pgx.Conn) (n int, where string, err error) {
	const sql = `select count(*), coalesce(min(subscription || ' of ' || event_id), 'nobody') from system_delivery where tenant_id = $1`
	where = "nobody"
	for _, t := range l.tenants {
		db, err := enter(ctx, open, t)
		if err != nil {
			return n, where, err
		}
		var here int
		var one string
		if err := db.QueryRow(ctx, sql, t.ID).Scan(&here, &one); err != nil {
			return n, where, fmt.Errorf("look what waits: %w", err)
		}
		if n += here; here > 0 {
			where = t.Slug + ": " + one
		}
	}
	return n, where, nil
}
