package enterprise

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/problem"
)

// Operator is somebody who runs Guildhall for all tenants.
type Operator struct {
	ID        uuid.UUID
	Email     string
	Name      string
	Status    string // "active" or "blocked"
	CreatedAt time.Time
}

// Actor returns the operator as the one who acts.
func (o *Operator) Actor() *auth.Actor {
	return &auth.Actor{Kind: auth.KindOperator, ID: o.ID, Name: o.Name}
}

const operatorColumns = `o.id, o.email, o.name, o.status, o.created_at`

// CreateOperator adds an operator. Problems: "invalid", "email-taken".
func (e *Enterprise) CreateOperator(ctx context.Context, by *auth.Actor, email, name string) (*Operator, error) {
	email, name = strings.ToLower(strings.TrimSpace(email)), strings.TrimSpace(name)
	var wrong problem.Fields
	checkName(&wrong, name)
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > longestEmail {
		wrong.Add("/email", "invalid", "This is not an e-mail address.")
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	id, err := newID()
	if err != nil {
		return nil, err
	}
	o := Operator{ID: id, Email: email, Name: name, Status: "active", CreatedAt: e.now()}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into operator (id, email, name, created_at) values ($1, $2, $3, $4)`, o.ID, o.Email, o.Name, o.CreatedAt)
		return e.audit(tx, by, deed{"operator.create", "operator", id, map[string]any{"email": email}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok && refused.Violation == pg.Unique {
		return nil, problem.Conflict("email-taken", "There is an operator with this address.")
	}
	if err != nil {
		return nil, fmt.Errorf("create operator: %w", err)
	}
	return &o, nil
}

// Operators returns all operators, by address.
func (e *Enterprise) Operators(ctx context.Context) ([]Operator, error) {
	var out []Operator
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[Operator](ctx, tx, `select `+operatorColumns+` from operator o order by o.email`)
		return err
	})
	return out, err
}

// OperatorBy finds an operator by address, in small letters, or by id when the
// address is empty.
func OperatorBy(ctx context.Context, r pg.Runner, email string, id uuid.UUID) (Operator, bool, error) {
	return pg.One[Operator](ctx, r, `select `+operatorColumns+` from operator o where o.email = $1 or ($1 = '' and o.id = $2)`, email, id)
}

// BlockOperator makes an operator's tokens worthless, or good again.
func (e *Enterprise) BlockOperator(ctx context.Context, by *auth.Actor, id uuid.UUID, blocked bool) error {
	status, verb := "active", "operator.unblock"
	if blocked {
		status, verb = "blocked", "operator.block"
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		_, found, err := pg.One[uuid.UUID](ctx, tx, `update operator set status = $2 where id = $1 returning id`, id, status)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("operator")
		}
		e.hint(tx, hintOperator, id)
		return e.audit(tx, by, deed{verb, "operator", id, nil})
	})
	e.operators.age()
	return err
}
