package entity

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/problem"
)

// MaxBulk bounds the operations of one bulk call.
const MaxBulk = 1000

// BulkOp is one operation of a bulk call.
type BulkOp struct {
	Op      string          `json:"op"`   // create, update, delete or step
	Verb    string          `json:"verb"` // of the step
	ID      uuid.UUID       `json:"id"`   // of the record, but for create
	Version int64           `json:"version"`
	Body    json.RawMessage `json:"body"`
}

// Bulk performs operations on records of one entity. Atomic ones are all done in
// one transaction or none is; otherwise each stands for itself, and the answer
// says what came of each: {"results": [{"status": 201, "record": {…}}, …]}.
func (r *Registry) Bulk(ctx context.Context, c Call, p *Plan, ops []BulkOp, atomic bool) (Answer, error) {
	if len(ops) == 0 || len(ops) > MaxBulk {
		return Answer{}, problem.InvalidField("/operations", "invalid-count", "Must have 1 to %d operations.", MaxBulk)
	}
	if atomic {
		return r.bulkAtOnce(ctx, c, p, ops)
	}
	dst := []byte(`{"results":[`)
	for i, op := range ops {
		one := c
		if c.Key != "" { // each operation is repeated, or not, by itself
			one.Key = c.Key + "#" + strconv.Itoa(i)
		}
		answer, err := r.run(ctx, one, func(ctx context.Context, tx *Tx) (reply, error) { return tx.bulkOp(ctx, p, op) })
		if err != nil {
			shown := problem.From(err)
			if shown.Status >= http.StatusInternalServerError {
				return Answer{}, err
			}
			dst = appendAny(append(comma(dst, i), `{"status":`+strconv.Itoa(shown.Status)+`,"problem":`...), shown)
			dst = append(dst, '}')
			continue
		}
		dst = appendResult(comma(dst, i), answer.Status, answer.Body)
	}
	return Answer{Status: http.StatusOK, Body: append(dst, "]}"...)}, nil
}

func (r *Registry) bulkAtOnce(ctx context.Context, c Call, p *Plan, ops []BulkOp) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		replies := make([]reply, len(ops))
		for i, op := range ops {
			var err error
			if replies[i], err = tx.bulkOp(ctx, p, op); err != nil {
				return reply{}, inOperation(err, i)
			}
		}
		return reply{status: http.StatusOK, body: func() []byte {
			dst := []byte(`{"results":[`)
			for i, rep := range replies {
				var body []byte
				if rep.body != nil {
					body = rep.body()
				}
				dst = appendResult(comma(dst, i), rep.status, body)
			}
			return append(dst, "]}"...)
		}}, nil
	})
}

// inOperation has a problem point into the operation that it comes from.
func inOperation(err error, i int) error {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return err
	}
	at := "/operations/" + strconv.Itoa(i)
	moved := *p.With("operation", i)
	moved.Errors = problem.Fields(p.Errors).Under(at + "/body")
	return &moved
}

func appendResult(dst []byte, status int, record []byte) []byte {
	dst = strconv.AppendInt(append(dst, `{"status":`...), int64(status), 10)
	if len(record) > 0 {
		dst = append(append(dst, `,"record":`...), record...)
	}
	return append(dst, '}')
}

func (tx *Tx) bulkOp(ctx context.Context, p *Plan, op BulkOp) (reply, error) {
	if op.Op != "create" && op.ID == uuid.Nil {
		return reply{}, problem.InvalidField("/id", "required", "Must say which record is meant.")
	}
	switch op.Op {
	case "create":
		return tx.userCreate(ctx, p, op.Body)
	case "update":
		return tx.userUpdate(ctx, p, op.ID, op.Version, op.Body, modePatch)
	case "delete":
		return tx.userDelete(ctx, p, op.ID, op.Version)
	case "step":
		return tx.userStep(ctx, p, op.ID, op.Version, op.Verb, op.Body)
	}
	return reply{}, problem.InvalidField("/op", "invalid-choice", "Must be create, update, delete or step.")
}

// Perform does one operation to a record as the API does it for the actor: with their
// permissions, and with problems that they can act on.
func (tx *Tx) Perform(ctx context.Context, entity string, op BulkOp) error {
	p := tx.registry.byName[entity]
	if p == nil || p.View {
		return problem.NotFound("entity " + entity)
	}
	_, err := tx.bulkOp(ctx, p, op)
	return err
}

// Needs tells which permission an operation on records of an entity takes; a 404
// problem when the entity has no such operation.
func (tx *Tx) Needs(entity string, op BulkOp) (auth.Permission, error) {
	p := tx.registry.byName[entity]
	if p == nil || !tx.serves(p.module) || p.View {
		return "", problem.NotFound("entity " + entity)
	}
	switch op.Op {
	case "update":
		return p.Edit, nil
	case "delete":
		return p.Delete, nil
	}
	s, ok := p.step(op.Verb)
	if !ok {
		return "", problem.NotFound("Step " + op.Verb)
	}
	return s.need, nil
}
