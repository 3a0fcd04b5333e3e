package entity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/trace"
)

// Call is one request for something to be done in a tenant.
type Call struct {
	Actor   *auth.Actor
	Home    pg.Home
	Origin  Origin
	Body    []byte // a JSON object, or nothing
	Version int64  // from If-Match; 0 when not given
	Key     string // from Idempotency-Key; "" when not given
	Hash    []byte // of method, path and body, for Key
	DryRun  bool   // do everything, keep nothing

	// Dated is the time that the call's transaction goes by when it makes records of the
	// past: what they hold, what numbers them, and their history; the clock when zero.
	// Rights, events, deliveries and the stored answer go by the clock always. It is for
	// code that fills a company in this process: nothing that comes in from outside, be
	// it a header, a body or a command, ever sets it.
	Dated time.Time

	Modules  []string // switched on for the tenant; nil for all
	ReadOnly bool     // the tenant's rows are not to be changed, so what is made on the way is not kept
}

// Answer is what came of a call.
type Answer struct {
	Status   int
	Body     []byte // JSON, or nothing
	Version  int64  // of the record answered with, for the ETag; 0 for none
	Location string // path of a new record, below the tenant: "orders/<id>"
	Replayed bool   // the stored answer to the same Idempotency-Key
}

// reply is an answer whose body is written once the reactions have run.
type reply struct {
	status   int
	location string
	body     func() []byte
	version  func() int64
	told     bool // the answer holds a secret: it is told this once and never kept
}

// errDryRun rolls back what a dry run has done.
var errDryRun = errors.New("dry run")

// sqlCheckNow has a dry run meet the constraints that wait for the commit.
const sqlCheckNow = "set constraints all immediate"

// replay ends a transaction whose answer is already known.
type replay struct{ answer Answer }

func (replay) Error() string { return "already answered" }

// Do runs code in a transaction of a tenant, with its reactions, audit trail and
// outbox: the way in for seeding, jobs and tests.
func (r *Registry) Do(ctx context.Context, c Call, do func(context.Context, *Tx) error) error {
	_, err := r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		return reply{status: http.StatusNoContent}, do(ctx, tx)
	})
	return err
}

// Seed gives a new tenant what its modules cannot work without, in one transaction.
func (r *Registry) Seed(ctx context.Context, home pg.Home, t Tenant) error {
	return r.Do(ctx, Call{Actor: auth.System(t.ID), Home: home}, func(ctx context.Context, tx *Tx) error {
		for _, m := range r.modules {
			if m.Seed == nil {
				continue
			}
			if err := m.Seed(ctx, tx, t); err != nil {
				return fmt.Errorf("seed %s: %w", m.Name, err)
			}
		}
		return nil
	})
}

// run is the one runner around every action: transaction, idempotency key, dry
// run, reactions, audit trail, outbox, and errors as problems.
func (r *Registry) run(ctx context.Context, c Call, do func(context.Context, *Tx) (reply, error)) (answer Answer, err error) {
	ctx, span := trace.Start(ctx, "use case")
	defer func() { span.End(err) }()
	var tx *Tx
	try := func() error {
		return pg.Write(ctx, c.Home, func(p *pg.Tx) error {
			tx = r.begin(p, c)
			var err error
			if answer, err = tx.perform(ctx, c, do); err != nil {
				return err
			}
			if c.DryRun {
				if err := tx.Send(ctx, pg.Statement{SQL: sqlCheckNow}); err != nil {
					return err
				}
				return errDryRun
			}
			return nil
		})
	}
	err = try()
	if sameKeyTwice(err) { // another request with the key was committed meanwhile
		err = try()
	}
	var known replay
	switch {
	case errors.As(err, &known):
		return known.answer, nil
	case errors.Is(err, errDryRun):
		return answer, r.keepUses(ctx, c, tx.uses) // what was shown was shown
	case err == nil:
		tx.afterCommit()
		return answer, nil
	}
	return Answer{}, r.explain(err, tx != nil && tx.deletes)
}

func (r *Registry) begin(p *pg.Tx, c Call) *Tx {
	began := r.clock().UTC().Truncate(time.Microsecond)
	now := began
	if !c.Dated.IsZero() {
		now = c.Dated.UTC().Truncate(time.Microsecond)
	}
	return &Tx{
		Tx: p, registry: r, actor: c.Actor.At(began), origin: c.Origin, now: now, began: began, readOnly: c.ReadOnly, modules: c.Modules,
		loaded: map[uuid.UUID]*tracked{},
	}
}

// perform does one try: guard the key, do, settle, store the answer.
func (tx *Tx) perform(ctx context.Context, c Call, do func(context.Context, *Tx) (reply, error)) (Answer, error) {
	if c.Key != "" {
		tx.guardKey(c)
	}
	rep, err := do(ctx, tx)
	if err != nil {
		return Answer{}, err
	}
	if err := tx.settle(ctx); err != nil {
		return Answer{}, err
	}
	answer := Answer{Status: rep.status, Location: rep.location}
	if rep.body != nil {
		answer.Body = rep.body()
	}
	if rep.version != nil {
		answer.Version = rep.version()
	}
	if c.Key != "" {
		kept := string(answer.Body)
		if rep.told {
			kept = "{}"
		}
		tx.Exec(sqlKeepAnswer, c.Key, tx.actor.ID, c.Hash, int64(answer.Status), answer.Version, answer.Location, kept, tx.began)
	}
	return answer, nil
}

const (
	// A key is locked while its first request runs, so that a second one is told
	// at once instead of waiting.
	sqlLockKey    = `select pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || $2::uuid::text || $3, 0))`
	sqlFindAnswer = `select hash, status, version, location, body from system_idempotency where tenant_id = $1 and actor = $2 and key = $3`
	sqlKeepAnswer = `insert into system_idempotency (tenant_id, key, actor, hash, status, version, location, body, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
)

// guardKey has the first round trip see whether the key was used before.
func (tx *Tx) guardKey(c Call) {
	args := []any{tx.Tenant(), tx.actor.ID, c.Key}
	tx.Guard(pg.Statement{SQL: sqlLockKey, Args: args, Rows: func(rows pgx.Rows) error {
		free, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
		if err == nil && !free {
			err = problem.Conflict("in-flight", "A request with this Idempotency-Key is still running.")
		}
		return err
	}})
	tx.Guard(pg.Statement{SQL: sqlFindAnswer, Args: args, Rows: func(rows pgx.Rows) error {
		if !rows.Next() {
			return nil
		}
		var hash []byte
		var a Answer
		if err := rows.Scan(&hash, &a.Status, &a.Version, &a.Location, &a.Body); err != nil {
			return fmt.Errorf("read stored answer: %w", err)
		}
		if !bytes.Equal(hash, c.Hash) {
			p := problem.Conflict("key-reused", "This Idempotency-Key was used for another request.")
			p.Status = http.StatusUnprocessableEntity
			return p
		}
		a.Replayed = true
		return replay{answer: a}
	}})
}

func sameKeyTwice(err error) bool {
	var c *pg.ConstraintError
	return errors.As(err, &c) && c.Table == "system_idempotency"
}

// explain turns what the database refused into a problem. Other errors pass.
func (r *Registry) explain(err error, deleting bool) error {
	var c *pg.ConstraintError
	if !errors.As(err, &c) {
		return err
	}
	if refusal, ok := r.refusals[c.Constraint]; ok {
		return refusal.problem(c.Told)
	}
	pointer := r.pointer(c)
	switch c.Violation {
	case pg.Unique:
		p := problem.Conflict("duplicate", "Another record has the same value.")
		p.Errors = []problem.FieldError{problem.Field(pointer, "duplicate", "Another record has the same value.")}
		return p
	case pg.ForeignKey:
		if deleting {
			return problem.InUse("The record is still used by others.")
		}
		return problem.InvalidField(pointer, "unknown-reference", "Names no record of this company.")
	case pg.Check:
		return problem.InvalidField(pointer, "invalid-value", "The value is not allowed.")
	case pg.NotNull:
		return problem.InvalidField(pointer, "required", "Must be given.")
	}
	return err
}

// problem tells of a refusal. What our own SQL told is merged in: the member
// "detail" follows the refusal's own words, the others are members of the problem.
func (r Refusal) problem(told string) error {
	p := problem.Conflict(r.Slug, "%s", r.Detail)
	members := map[string]any{}
	if told == "" || json.Unmarshal([]byte(told), &members) != nil {
		return p
	}
	if detail, ok := members["detail"].(string); ok {
		p.Detail = strings.TrimSpace(p.Detail + " " + detail)
		delete(members, "detail")
	}
	for name, value := range members {
		p = p.With(name, value)
	}
	return p
}

// pointer names the field that a constraint is about: /field of a record,
// /lines of a document for a line.
func (r *Registry) pointer(c *pg.ConstraintError) string {
	column := c.Columns()
	for _, p := range r.plans {
		if p.table == c.Table && column != "" {
			return "/" + column
		}
		for i := range p.children {
			if p.children[i].table == c.Table {
				return "/" + p.shape.fields[p.children[i].field].name
			}
		}
	}
	return ""
}

// recordReply answers with a record as it stands when the answer is written.
func (p *Plan) recordReply(status int, rec reflect.Value) reply {
	return reply{
		status:  status,
		body:    func() []byte { return p.shape.append(nil, rec, encoding{}) },
		version: func() int64 { return *p.header(rec).version },
	}
}
