package entity

import (
	"context"
	"fmt"
	"reflect"

	"github.com/google/uuid"
)

// Get returns a record for reading, with its lines; NotFound when the tenant has
// none of that id. A record already locked in this transaction is returned as it
// stands.
func Get[T Record[T]](ctx context.Context, tx *Tx, id ID[T]) (*T, error) {
	return one[T](tx.load(ctx, planOf[T](tx), []uuid.UUID{uuid.UUID(id)}, false))
}

// Lock returns a record for writing, with its lines, and keeps others from
// writing it until the transaction ends; NotFound when the tenant has none.
func Lock[T Record[T]](ctx context.Context, tx *Tx, id ID[T]) (*T, error) {
	return one[T](tx.load(ctx, planOf[T](tx), []uuid.UUID{uuid.UUID(id)}, true))
}

// LockAll is [Lock] for several records, locked in the order of their ids so that
// two transactions never wait for each other. It returns them in the order asked.
func LockAll[T Record[T]](ctx context.Context, tx *Tx, ids []ID[T]) ([]*T, error) {
	return many[T](tx.load(ctx, planOf[T](tx), untyped(ids), true))
}

// GetAll is [Get] for several records in one round trip, in the order asked.
func GetAll[T Record[T]](ctx context.Context, tx *Tx, ids []ID[T]) ([]*T, error) {
	return many[T](tx.load(ctx, planOf[T](tx), untyped(ids), false))
}

// Find returns the records that a WHERE clause selects, with their lines, oldest
// first. In the clause $1 is the tenant and args are $2 and on; columns are
// written as in the table.
func Find[T Record[T]](ctx context.Context, tx *Tx, where string, args ...any) ([]*T, error) {
	return many[T](tx.find(ctx, planOf[T](tx), where, args, false))
}

// LockWhere is [Find] that locks what it finds, in the order of ids.
func LockWhere[T Record[T]](ctx context.Context, tx *Tx, where string, args ...any) ([]*T, error) {
	return many[T](tx.find(ctx, planOf[T](tx), where, args, true))
}

// Create writes a new record and its lines. The id, the number, the defaults of
// the actor's scope and the first state of the flow are filled in where empty.
// It checks fields and Check, not the actor's permission: code that runs in an
// action has been let in by the action's own.
func Create[T Record[T]](ctx context.Context, tx *Tx, rec *T) error {
	return tx.create(ctx, planOf[T](tx), reflect.ValueOf(rec))
}

// Update writes a record that was locked in this transaction, raises its version
// and keeps the difference in the audit trail. Nothing changed, nothing written.
func Update[T Record[T]](ctx context.Context, tx *Tx, rec *T) error {
	return tx.update(ctx, planOf[T](tx), reflect.ValueOf(rec), "update", true)
}

// Touch is [Update] for what the system derives: it leaves the version alone, so
// that nobody who edits the record is told that it changed under their hands.
func Touch[T Record[T]](ctx context.Context, tx *Tx, rec *T) error {
	return tx.update(ctx, planOf[T](tx), reflect.ValueOf(rec), "derive", false)
}

// Delete removes a record that was locked in this transaction, and its lines.
func Delete[T Record[T]](_ context.Context, tx *Tx, rec *T) error {
	return tx.remove(planOf[T](tx), reflect.ValueOf(rec))
}

// Move takes a locked record to another state along its [Flow]: the step that
// leads there from where it stands. The step's Need is not asked, its When and
// Do are. A state that cannot be reached is a 409 problem.
func Move[T Record[T], P interface {
	*T
	stateful[S]
}, S ~string](ctx context.Context, tx *Tx, rec P, to S) error {
	plan := planOf[T](tx)
	v := reflect.ValueOf((*T)(rec))
	s, err := plan.stepTo(v, string(to))
	if err != nil {
		return err
	}
	return tx.move(ctx, plan, v, s)
}

// Number gives a record its number when its series is Late, and returns it.
// Call it last: a gapless counter stays locked until the transaction ends.
func Number[T Record[T]](ctx context.Context, tx *Tx, rec *T) error {
	return tx.number(ctx, planOf[T](tx), reflect.ValueOf(rec))
}

func planOf[T Record[T]](tx *Tx) *Plan {
	p := tx.registry.byType[reflect.TypeFor[T]()]
	if p == nil {
		panic(fmt.Sprintf("%s is declared by no module", reflect.TypeFor[T]()))
	}
	return p
}

func one[T any](recs []reflect.Value, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return as[*T](recs[0]), nil
}

func many[T any](recs []reflect.Value, err error) ([]*T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(recs))
	for i, r := range recs {
		out[i] = as[*T](r)
	}
	return out, nil
}

func untyped[T any](ids []ID[T]) []uuid.UUID {
	out := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		out[i] = uuid.UUID(id)
	}
	return out
}
