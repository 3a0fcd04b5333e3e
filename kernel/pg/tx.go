package pg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Statement is one SQL statement of a batch, with what to do with its rows.
type Statement struct {
	SQL  string
	Args []any
	Rows func(pgx.Rows) error // nil when the statement returns no rows of interest
}

// Tx is a transaction of one tenant, or of no tenant when its tenant is zero.
// It is used by one goroutine. Statements that write are queued by [Tx.Exec] and
// sent, in order, with the next read or with COMMIT; an error of a queued
// statement therefore shows at that later point.
type Tx struct {
	conn   *pgxpool.Conn
	home   Home
	reads  bool // no BEGIN, no COMMIT: every batch is a transaction of its own
	begun  bool
	guards []Statement
	queue  []*Statement
	trips  int
}

// Write runs do in one transaction and commits it. When the database asks for
// another try (a serialization failure, a deadlock, a plan that a migration
// made invalid), do runs again from the start, three times at most, so do must
// not keep anything from a failed try.
func Write(ctx context.Context, home Home, do func(*Tx) error) error {
	return home.DB.run(ctx, home, do)
}

// Read runs do without a transaction of its own: each batch that do sends is
// one consistent, read-only look at the tenant's rows.
func Read(ctx context.Context, home Home, do func(*Tx) error) error {
	return home.DB.retry(ctx, func() error {
		tx, err := home.DB.tx(ctx, home, true)
		if err != nil {
			return err
		}
		defer tx.conn.Release()
		return do(tx)
	})
}

// Write runs do in one transaction outside any tenant; see the function [Write].
func (db *DB) Write(ctx context.Context, do func(*Tx) error) error {
	return db.run(ctx, Home{DB: db}, do)
}

// Read runs do outside any tenant; see the function [Read].
func (db *DB) Read(ctx context.Context, do func(*Tx) error) error {
	return Read(ctx, Home{DB: db}, do)
}

func (db *DB) run(ctx context.Context, home Home, do func(*Tx) error) error {
	return db.retry(ctx, func() error {
		tx, err := db.tx(ctx, home, false)
		if err != nil {
			return err
		}
		defer tx.conn.Release()
		if err := do(tx); err != nil {
			return errors.Join(err, tx.rollback(ctx))
		}
		if err := tx.commit(ctx); err != nil {
			return errors.Join(err, tx.rollback(ctx))
		}
		return nil
	})
}

func (db *DB) tx(ctx context.Context, home Home, reads bool) (*Tx, error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("acquire connection: %w", mapError(err))
	}
	return &Tx{conn: conn, home: home, reads: reads}, nil
}

// maxTries bounds how often a transaction is run when the database asks for
// another try.
const maxTries = 3

func (db *DB) retry(ctx context.Context, try func() error) error {
	var err error
	for range maxTries {
		if err = try(); err == nil || !retryable(err) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// Tenant returns the tenant whose rows the transaction sees, zero for none.
func (tx *Tx) Tenant() uuid.UUID { return tx.home.Tenant }

// Home returns the placement in which the transaction runs.
func (tx *Tx) Home() Home { return tx.home }

// RoundTrips returns how many times the transaction has waited for the server.
func (tx *Tx) RoundTrips() int { return tx.trips }

// Guard has a statement sent before all others, and its Rows called before any
// later statement is sent in a further round trip. An error from it ends the
// transaction. A transaction that has not read when it is about to commit sends
// its guards alone first.
func (tx *Tx) Guard(s Statement) { tx.guards = append(tx.guards, s) }

// Exec queues a statement that writes. In a tenant's transaction $1 is the
// tenant; args are $2 and on.
func (tx *Tx) Exec(sql string, args ...any) *Queued {
	s := &Statement{SQL: sql, Args: tx.args(args)}
	tx.queue = append(tx.queue, s)
	return &Queued{tx: tx, statement: s}
}

// Queued is a write that was queued.
type Queued struct {
	tx        *Tx
	statement *Statement
}

// Amend gives a write other arguments, while it has not been sent; it tells
// whether it could.
func (q *Queued) Amend(args ...any) bool {
	if !slices.Contains(q.tx.queue, q.statement) {
		return false
	}
	q.statement.Args = q.tx.args(args)
	return true
}

// Reads has read take the rows that the write returns, once it was sent.
func (q *Queued) Reads(read func(pgx.Rows) error) { q.statement.Rows = read }

// Send sends what is queued and then the statements, in one round trip. Their
// arguments are taken as they are: the tenant is not put before them.
func (tx *Tx) Send(ctx context.Context, statements ...Statement) error {
	return tx.send(ctx, false, statements)
}

// Flush sends what is queued.
func (tx *Tx) Flush(ctx context.Context) error {
	if len(tx.queue) == 0 && len(tx.guards) == 0 {
		return nil
	}
	return tx.send(ctx, false, nil)
}

func (tx *Tx) commit(ctx context.Context) error {
	if len(tx.guards) > 0 {
		held := tx.queue
		tx.queue = nil
		if err := tx.send(ctx, false, nil); err != nil {
			return err
		}
		tx.queue = held
	}
	if !tx.begun && len(tx.queue) == 0 {
		return nil
	}
	return tx.send(ctx, true, nil)
}

func (tx *Tx) rollback(ctx context.Context) error {
	if !tx.begun || tx.conn.Conn().PgConn().TxStatus() == 'I' {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := tx.conn.Exec(ctx, "rollback"); err != nil {
		return fmt.Errorf("roll back: %w", errors.Join(err, tx.conn.Conn().Close(ctx)))
	}
	return nil
}

const (
	sqlBegin  = "begin"
	sqlCommit = "commit"
	// sqlEnter lets the rest of the transaction see one tenant, and fails when the
	// tenant has moved. It is not a function of the database: as one it costs more
	// than reading a record by its key.
	sqlEnter = `select set_config('app.tenant_id', $1::uuid::text, true),
  case when not exists (select from system_tenant where tenant_id = $1 and epoch = $2) then stale_placement($1) end`
)

// send is the one place where a transaction talks to the server.
func (tx *Tx) send(ctx context.Context, commit bool, last []Statement) error {
	statements := make([]Statement, 0, 3+len(tx.guards)+len(tx.queue)+len(last))
	if !tx.begun && !tx.reads {
		statements = append(statements, Statement{SQL: sqlBegin})
	}
	if (!tx.begun || tx.reads) && tx.home.Tenant != uuid.Nil {
		statements = append(statements, Statement{SQL: sqlEnter, Args: []any{tx.home.Tenant, tx.home.Epoch}})
	}
	statements = append(statements, tx.guards...)
	for _, s := range tx.queue {
		statements = append(statements, *s)
	}
	statements = append(statements, last...)
	if commit {
		statements = append(statements, Statement{SQL: sqlCommit})
	}
	tx.begun, tx.guards, tx.queue = true, nil, nil
	tx.trips++

	batch := &pgx.Batch{}
	for _, s := range statements {
		for i, a := range s.Args {
			// A plain array is written as it is; a uuid.UUID would go through its text.
			switch id := a.(type) {
			case uuid.UUID:
				s.Args[i] = [16]byte(id)
			case []uuid.UUID:
				s.Args[i] = uuidArray(id)
			}
		}
		batch.Queue(s.SQL, s.Args...)
	}
	results := tx.conn.SendBatch(ctx, batch)
	err := readAll(results, statements)
	if cerr := results.Close(); err == nil && cerr != nil {
		err = mapError(cerr)
	}
	return err
}

// readAll hands every statement its rows, in order, and stops at the first error.
func readAll(results pgx.BatchResults, statements []Statement) error {
	for _, s := range statements {
		if s.Rows == nil {
			if _, err := results.Exec(); err != nil {
				return mapError(err)
			}
			continue
		}
		rows, err := results.Query()
		if err != nil {
			return mapError(err)
		}
		err = s.Rows(rows)
		rows.Close()
		if rerr := rows.Err(); rerr != nil {
			return mapError(rerr)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// args puts the tenant before the arguments of a statement and turns values of
// our own types into those that the driver encodes.
func (tx *Tx) args(args []any) []any {
	out := make([]any, 0, len(args)+1)
	if tx.home.Tenant != uuid.Nil {
		out = append(out, tx.home.Tenant)
	}
	for _, a := range args {
		out = append(out, Arg(a))
	}
	return out
}

// statement makes transactions of other packages' types usable here.
func (tx *Tx) pgTx() *Tx { return tx }

// Runner is a *Tx, or a type that embeds one.
type Runner interface {
	pgTx() *Tx
	// Exec is that of [Tx].
	Exec(sql string, args ...any) *Queued
}

// Query sends what is queued and then a statement, in one round trip, and
// returns its rows: structs filled by position, or single values. In a tenant's
// transaction $1 is the tenant; args are $2 and on.
func Query[T any](ctx context.Context, r Runner, sql string, args ...any) ([]T, error) {
	tx := r.pgTx()
	var out []T
	err := tx.Send(ctx, Statement{SQL: sql, Args: tx.args(args), Rows: func(rows pgx.Rows) error {
		var err error
		out, err = pgx.CollectRows(rows, rowTo[T]())
		return err //nolint:wrapcheck // mapped by readAll
	}})
	return out, err
}

// Later queues a read like a write: it travels with whatever is sent next. The
// function that it returns gives the rows, sending the queue when nothing has
// sent it yet. It is for what is certain to be needed together with a later read.
func Later[T any](r Runner, sql string, args ...any) func(context.Context) ([]T, error) {
	tx := r.pgTx()
	var out []T
	read := false
	tx.queue = append(tx.queue, &Statement{SQL: sql, Args: tx.args(args), Rows: func(rows pgx.Rows) error {
		read = true
		var err error
		out, err = pgx.CollectRows(rows, rowTo[T]())
		return err //nolint:wrapcheck // mapped by readAll
	}})
	return func(ctx context.Context) ([]T, error) {
		if !read {
			if err := tx.Flush(ctx); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// Each is [Query] for rows by the hundred: the columns of each are put into targets,
// by position and without reflection, before row is called for it.
func Each(ctx context.Context, r Runner, targets []any, row func(), sql string, args ...any) error {
	for i, t := range targets {
		switch t := t.(type) { // the driver would take these through their text, and through a parser
		case *uuid.UUID:
			targets[i] = (*[16]byte)(t)
		case *json.RawMessage:
			targets[i] = (*[]byte)(t)
		}
	}
	tx := r.pgTx()
	return tx.Send(ctx, Statement{SQL: sql, Args: tx.args(args), Rows: func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, targets, func() error { row(); return nil })
		return err //nolint:wrapcheck // mapped by readAll
	}})
}

// One is [Query] for a statement that returns at most one row; found tells
// whether it did.
func One[T any](ctx context.Context, r Runner, sql string, args ...any) (row T, found bool, err error) {
	all, err := Query[T](ctx, r, sql, args...)
	if err != nil || len(all) == 0 {
		return row, false, err
	}
	return all[0], true, nil
}
