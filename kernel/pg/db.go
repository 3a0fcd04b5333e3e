package pg

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is a pool of connections to one database under one role.
type DB struct {
	pool *pgxpool.Pool
}

// Options bound a pool.
type Options struct {
	MaxConns int32         // at most this many connections; 0 means 8
	MinConns int32         // kept open even when idle
	MaxIdle  time.Duration // an idle connection is closed after it; 0 means a minute

	shard *shard          // bounds the connections of several pools; nil for none
	watch pgx.QueryTracer // nil for none
}

// Open makes a pool for a connection URL. It connects when first used, so that
// opening a pool for a database that is down succeeds.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("parse connection URL: %w", err)
	}
	cfg.MaxConns = 8
	if o.MaxConns > 0 {
		cfg.MaxConns = o.MaxConns
	}
	cfg.MinConns = o.MinConns
	cfg.MaxConnIdleTime = time.Minute
	if o.MaxIdle > 0 {
		cfg.MaxConnIdleTime = o.MaxIdle
	}
	cfg.ConnConfig.StatementCacheCapacity, cfg.ConnConfig.Tracer = 1024, o.watch
	// A request that is given up must not cost its connection: the statement is
	// cancelled on the server and the connection goes on.
	cfg.ConnConfig.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{
			Conn: c, CancelRequestDelay: 10 * time.Millisecond, DeadlineDelay: time.Second,
		}
	}
	if o.shard != nil {
		cfg.BeforeConnect = o.shard.bound
	}
	cfg.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(binaryTextArray(c))
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open pool: %w", err)
	}
	return &DB{pool: pool}, nil
}

// binaryTextArray has arrays of text come in the binary form, as all others do.
func binaryTextArray(c *pgx.Conn) *pgtype.Type {
	text, _ := c.TypeMap().TypeForOID(pgtype.TextOID)
	return &pgtype.Type{Name: "_text", OID: pgtype.TextArrayOID, Codec: binaryArray{&pgtype.ArrayCodec{ElementType: text}}}
}

type binaryArray struct{ *pgtype.ArrayCodec }

func (binaryArray) PreferredFormat() int16 { return pgx.BinaryFormatCode }

// Close waits for the connections in use and closes the pool.
func (db *DB) Close() { db.pool.Close() }

// Rest closes the connections that are idle; the next that are needed are made
// anew.
func (db *DB) Rest() { db.pool.Reset() }

// Ping proves that the database answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.pool.Ping(ctx); err != nil {
		return fmt.Errorf("ping: %w", mapError(err))
	}
	return nil
}

// InUse returns how many connections are at work now.
func (db *DB) InUse() int { return int(db.pool.Stat().AcquiredConns()) }

// Open returns how many connections the pool holds, at work or idle.
func (db *DB) Open() int { return int(db.pool.Stat().TotalConns()) }

// Home is where the rows of one tenant live, as the registry knows it.
type Home struct {
	Tenant uuid.UUID
	Epoch  int64 // raised when the tenant moves; a stale process is refused by the database
	DB     *DB
}

// Conn runs do on one connection of the pool, outside any tenant: for the
// control plane, migrations and checks at start.
func (db *DB) Conn(ctx context.Context, do func(*pgx.Conn) error) error {
	c, err := db.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("acquire connection: %w", mapError(err))
	}
	defer c.Release()
	return do(c.Conn())
}
