package migrate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Options say where migrations run and for whom.
type Options struct {
	Schema      string        // where the tables stand; "public" when empty. It must exist
	OwnerRole   string        // who owns what is created; the connecting role when empty
	ServingRole string        // who is granted access to the tables
	LockTimeout time.Duration // how long a statement waits for a table in use; 2 s when zero
	Tries       int           // how often a file is tried when it cannot have its locks; 5 when zero
}

// Result says what Up has done.
type Result struct {
	Applied []string // "module/NNN_name.sql", in order
	Version Version  // of the place now
}

// ErrChanged says that a migration was edited after it had been applied.
var ErrChanged = errors.New("the migration was changed after it had been applied")

// ErrOrder says that a migration came in before one that had been applied.
var ErrOrder = errors.New("the migration is older than the last one applied")

// Up applies what the place at the URL has not got. It is safe to run from
// several processes at once, and to run again after it failed. The error wraps
// [ErrChanged] or [ErrOrder] and names the file, or names the file and the line
// at which the database stopped.
func (p *Plan) Up(ctx context.Context, url string, o Options) (Result, error) {
	o = o.withDefaults()
	conn, err := connect(ctx, url)
	if err != nil {
		return Result{}, err
	}
	r := runner{conn: conn, plan: p, o: o}
	done, err := r.all(ctx)
	err = errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	return done, err
}

func (o Options) withDefaults() Options {
	if o.Schema == "" {
		o.Schema = "public"
	}
	if o.LockTimeout == 0 {
		o.LockTimeout = 2 * time.Second
	}
	if o.Tries == 0 {
		o.Tries = 5
	}
	return o
}

func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("parse connection URL: %w", err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec // each statement runs once
	cfg.RuntimeParams["client_min_messages"] = "warning"
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to migrate: %w", err)
	}
	return conn, nil
}

// runner migrates one place over one connection.
type runner struct {
	conn *pgx.Conn
	plan *Plan
	o    Options
}

func (r runner) all(ctx context.Context) (Result, error) {
	var done Result
	for {
		names, err := r.patiently(ctx)
		if err != nil {
			return done, err
		}
		if len(names) == 0 {
			done.Version = r.plan.version
			return done, nil
		}
		done.Applied = append(done.Applied, names...)
	}
}

// patiently runs the next step, again after a pause when a lock was not to be
// had: waiting in the queue for a lock would hold up everyone behind.
func (r runner) patiently(ctx context.Context) ([]string, error) {
	pause := 100 * time.Millisecond
	for try := 1; ; try++ {
		names, err := r.next(ctx)
		if err == nil || try == r.o.Tries || !lockFailed(err) {
			return names, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(pause + rand.N(pause)): //nolint:gosec // Spreads the tries; no secret.
		}
		pause *= 2
	}
}

func lockFailed(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "55P03" || e.Code == "40P01") // lock_not_available, deadlock_detected
}

// next applies the next file, or on a fresh place all files up to one that runs
// alone. It returns their names, none when the place is current.
func (r runner) next(ctx context.Context) ([]string, error) {
	var names []string
	err := pgx.BeginFunc(ctx, r.conn, func(tx pgx.Tx) error {
		names = nil
		applied, err := r.enter(ctx, tx)
		if err != nil {
			return err
		}
		pending, err := r.plan.pending(applied)
		if err != nil || len(pending) == 0 {
			return err
		}
		if pending[0].alone {
			return nil
		}
		for _, f := range pending {
			if f.alone {
				break
			}
			if err := r.apply(ctx, tx, f); err != nil {
				return err
			}
			names = append(names, f.path())
			if len(applied) > 0 {
				break
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("migrate schema %s: %w", r.o.Schema, err)
	}
	if len(names) > 0 {
		return names, nil
	}
	return r.nextAlone(ctx)
}

// nextAlone applies the next file if it is one that runs outside a transaction.
func (r runner) nextAlone(ctx context.Context) ([]string, error) {
	var pending []file
	err := pgx.BeginFunc(ctx, r.conn, func(tx pgx.Tx) error {
		applied, err := r.enter(ctx, tx)
		if err != nil {
			return err
		}
		pending, err = r.plan.pending(applied)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("migrate schema %s: %w", r.o.Schema, err)
	}
	if len(pending) == 0 || !pending[0].alone {
		return nil, nil
	}
	f := pending[0]
	if err := r.session(ctx); err != nil {
		return nil, err
	}
	if err := run(ctx, r.conn.PgConn(), f); err != nil {
		return nil, err
	}
	if err := r.record(ctx, r.conn, f); err != nil {
		return nil, err
	}
	return []string{f.path()}, nil
}

const sqlTable = `create table if not exists system_migration (
  module text not null,
  version bigint not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp(),
  primary key (module, version)
)`

// enter prepares the transaction, waits for other migrators of the same place
// and returns what is applied.
func (r runner) enter(ctx context.Context, tx pgx.Tx) (map[id]applied, error) {
	const lock = `select pg_advisory_xact_lock(hashtextextended('guildhall.migrate ' || $1, 0))`
	if _, err := tx.Exec(ctx, lock, r.o.Schema); err != nil {
		return nil, fmt.Errorf("wait for other migrators: %w", err)
	}
	if err := r.settings(ctx, tx, true); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, sqlTable); err != nil {
		return nil, fmt.Errorf("create system_migration: %w", err)
	}
	return readApplied(ctx, tx)
}

// session makes the settings last for the connection, which ends with Up.
func (r runner) session(ctx context.Context) error { return r.settings(ctx, r.conn, false) }

func (r runner) settings(ctx context.Context, db execer, local bool) error {
	const sql = `select set_config('search_path', quote_ident($1), $5),
  set_config('lock_timeout', $2, $5),
  set_config('statement_timeout', '0', $5),
  set_config('guildhall.serving_role', $3, $5),
  set_config('role', $4, $5)`
	owner := r.o.OwnerRole
	if owner == "" {
		owner = "none"
	}
	ms := strconv.FormatInt(r.o.LockTimeout.Milliseconds(), 10)
	if _, err := db.Exec(ctx, sql, r.o.Schema, ms, r.o.ServingRole, owner, local); err != nil {
		return fmt.Errorf("enter schema %s as %s: %w", r.o.Schema, owner, err)
	}
	return nil
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (r runner) apply(ctx context.Context, tx pgx.Tx, f file) error {
	if err := run(ctx, tx.Conn().PgConn(), f); err != nil {
		return err
	}
	return r.record(ctx, tx, f)
}

func (r runner) record(ctx context.Context, db execer, f file) error {
	const sql = `insert into system_migration (module, version, name, checksum) values ($1, $2, $3, $4)`
	if _, err := db.Exec(ctx, sql, f.module, f.version, f.name, f.sum); err != nil {
		return fmt.Errorf("record %s: %w", f.path(), err)
	}
	return nil
}

// run sends the file as it is: the server parts its statements itself.
func run(ctx context.Context, conn *pgconn.PgConn, f file) error {
	_, err := conn.Exec(ctx, f.sql).ReadAll()
	if err == nil {
		return nil
	}
	place := f.path()
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Position > 0 {
		place += fmt.Sprintf(":%d", line(f.sql, int(e.Position)))
	}
	return fmt.Errorf("apply %s: %w", place, err)
}

// line returns the line of a position that counts characters from 1.
func line(sql string, position int) int {
	chars := []rune(sql)
	return 1 + strings.Count(string(chars[:min(position-1, len(chars))]), "\n")
}
