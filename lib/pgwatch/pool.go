package pgwatch

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/trace"
)

// Watcher is whom the driver tells what happens.
type Watcher = pgx.QueryTracer

// Pool watches the pools of one role. It may be used by any number of goroutines.
type Pool struct {
	metrics *observe.Metrics
	role    string
	inUse   func(n float64)
}

// New returns a watcher of pools of a role.
func New(m *observe.Metrics, role string) *Pool {
	return &Pool{metrics: m, role: role, inUse: m.Change(observe.PoolConnections, role)}
}

// waited is the time beyond which a connection was not at hand.
const waited = time.Millisecond

// asked is the key of the instant at which a connection was asked for.
type asked struct{}

// TraceAcquireStart is for the driver.
func (p *Pool) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	return context.WithValue(ctx, asked{}, time.Now())
}

// TraceAcquireEnd is for the driver.
func (p *Pool) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, data pgxpool.TraceAcquireEndData) {
	since, _ := ctx.Value(asked{}).(time.Time)
	if took := time.Since(since); took > waited {
		p.metrics.Add(observe.PoolWaits, 1, p.role)
		p.metrics.Add(observe.PoolWaitSeconds, took.Seconds(), p.role)
	}
	p.metrics.Add(observe.PoolAcquires, 1, p.role)
	if data.Err == nil {
		data.Conn.PgConn().CustomData()[taken] = true
		p.inUse(1)
	}
}

// taken marks a connection that was taken one by one: the pool also takes all idle
// ones together, and tells only of their release.
const taken = "guildhall taken"

// TraceRelease is for the driver.
func (p *Pool) TraceRelease(_ *pgxpool.Pool, data pgxpool.TraceReleaseData) {
	marks := data.Conn.PgConn().CustomData()
	if _, counted := marks[taken]; counted {
		delete(marks, taken)
		p.inUse(-1)
	}
}

// sent is the key of the span of what was sent.
type sent struct{}

// begin begins a span, if anybody records.
func (p *Pool) begin(ctx context.Context, statements []*pgx.QueuedQuery) context.Context {
	if !trace.Recording(ctx) {
		return ctx
	}
	texts := make([]string, 0, len(statements))
	for _, q := range statements {
		texts = append(texts, shorten(q.SQL))
	}
	ctx, span := trace.Start(ctx, "sql", "db.system.name", "postgresql", "guildhall.role", p.role,
		"db.operation.batch.size", len(statements), "db.query.text", strings.Join(texts, "; "))
	return context.WithValue(ctx, sent{}, span)
}

func end(ctx context.Context, err error) {
	if span, ok := ctx.Value(sent{}).(trace.Span); ok {
		span.End(err)
	}
}

// TraceQueryStart is for the driver. What is sent outside of batches may have a
// role's verifier in its text, which is therefore not told.
func (p *Pool) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return p.begin(ctx, nil)
}

// TraceQueryEnd is for the driver.
func (p *Pool) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	end(ctx, data.Err)
}

// TraceBatchStart is for the driver.
func (p *Pool) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	return p.begin(ctx, data.Batch.QueuedQueries)
}

// TraceBatchQuery is for the driver.
func (p *Pool) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd is for the driver.
func (p *Pool) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchEndData) {
	end(ctx, data.Err)
}

const longest = 200 // characters of a statement

// shorten returns the beginning of a statement, without its values: those are
// parameters.
func shorten(sql string) string {
	sql = strings.Join(strings.Fields(sql), " ")
	if len(sql) > longest {
		sql = strings.ToValidUTF8(sql[:longest], "") + "…"
	}
	return sql
}
