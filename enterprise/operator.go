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
	"github.com/guildhall/guildhall/lib/problem"
)

// OperatorKind says how far an operator's reach goes.
type OperatorKind string

// The kinds of operator.
const (
	Admin      OperatorKind = "admin"       // runs Guildhall: every tenant, and the other operators
	SuperAdmin OperatorKind = "super_admin" // looks after the tenants that are assigned to them
)

// Operator is somebody who runs Guildhall for all tenants, or looks after some.
type Operator struct {
	ID        uuid.UUID
	Email     string
	Name      string
	Status    string // "active" or "blocked"
	CreatedAt time.Time
	Kind      OperatorKind
}

// Actor returns the operator as the one who acts. An admin's is Super: their
// reach over tenants has no bounds.
func (o *Operator) Actor() *auth.Actor {
	return &auth.Actor{Kind: auth.KindOperator, ID: o.ID, Name: o.Name, Super: o.Kind == Admin}
}

const operatorColumns = `o.id, o.email, o.name, o.status, o.created_at, o.kind`

// CreateOperator adds an operator who runs Guildhall. Problems: "invalid",
// "email-taken".
func (e *Enterprise) CreateOperator(ctx context.Context, by *auth.Actor, email, name string) (*Operator, error) {
	return e.createOperator(ctx, by, Admin, email, name)
}

func (e *Enterprise) createOperator(ctx context.Context, by *auth.Actor, kind OperatorKind, email, name string) (*Operator, error) {
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
	o := Operator{ID: id, Email: email, Name: name, Status: "active", CreatedAt: e.now(), Kind: kind}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into operator (id, email, name, created_at, kind) values ($1, $2, $3, $4, $5)`,
			o.ID, o.Email, o.Name, o.CreatedAt, o.Kind)
		return e.audit(tx, by, deed{"operator.create", "operator", id, map[string]any{"email": email, "kind": kind}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok && refused.Violation == pg.Unique {
		return nil, emailTaken()
	}
	if err != nil {
		return nil, fmt.Errorf("create operator: %w", err)
	}
	return &o, nil
}

// Operators returns all operators of both kinds, by address.
func (e *Enterprise) Operators(ctx context.Context) ([]Operator, error) {
	var out []Operator
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[Operator](ctx, tx, `select `+operatorColumns+` from operator o order by o.email`)
		return err
	})
	return out, err
}

// OperatorByEmail finds an operator by address, in small letters.
func OperatorByEmail(ctx context.Context, r pg.Runner, email string) (Operator, bool, error) {
	return pg.One[Operator](ctx, r, `select `+operatorColumns+` from operator o where o.email = $1`, email)
}

// OperatorByID finds an operator.
func OperatorByID(ctx context.Context, r pg.Runner, id uuid.UUID) (Operator, bool, error) {
	return pg.One[Operator](ctx, r, `select `+operatorColumns+` from operator o where o.id = $1`, id)
}

// MoveOperator gives an operator another address, in small letters, as they have
// asked and confirmed. Problem: "email-taken".
func (e *Enterprise) MoveOperator(ctx context.Context, id uuid.UUID, email string) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		was, found, err := pg.One[Operator](ctx, tx, `select `+operatorColumns+` from operator o where o.id = $1 for update`, id)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("operator")
		}
		tx.Exec(`update operator set email = $2 where id = $1`, id, email)
		return e.audit(tx, was.Actor(), deed{"operator.move", "operator", id, map[string]any{"from": was.Email, "to": email}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok && refused.Violation == pg.Unique {
		return emailTaken()
	}
	return err
}

func emailTaken() error {
	return problem.Conflict("email-taken", "There is an operator with this address.")
}

// BlockOperator makes an operator's tokens worthless, or good again. Problems:
// "not-found", "self-block": nobody locks themselves out.
func (e *Enterprise) BlockOperator(ctx context.Context, by *auth.Actor, id uuid.UUID, blocked bool) error {
	status, verb := "active", "operator.unblock"
	if blocked {
		status, verb = "blocked", "operator.block"
		if by != nil && by.ID == id {
			return problem.Conflict("self-block", "You cannot block yourself.")
		}
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
