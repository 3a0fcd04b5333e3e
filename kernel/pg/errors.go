package pg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrStalePlacement says that the tenant has moved or is not served here: the
// registry must be read again.
var ErrStalePlacement = errors.New("the tenant's placement has changed")

// ErrUnavailable says that the database could not be asked: it is down, starting,
// stopping or takes no more connections. The same may succeed later. Of a
// transaction whose COMMIT was under way nobody knows whether it counts.
var ErrUnavailable = errors.New("the database does not answer")

// Outage tells whether an error is the database's, not that of what was asked: the
// same may succeed later, or in the tenant's new home.
func Outage(err error) bool {
	return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrStalePlacement) || errors.Is(err, ErrPoolsClosed)
}

// Violation says what sort of rule a write broke.
type Violation string

// The rules that a database enforces.
const (
	Unique     Violation = "unique"      // another row has the same key
	ForeignKey Violation = "foreign_key" // the row points nowhere, or is pointed at
	Check      Violation = "check"       // a CHECK, or an expectation of expect_rows
	NotNull    Violation = "not_null"    // a column that must have a value has none
)

// ConstraintError is a write that the database refused. Constraint names follow
// PostgreSQL's own: <table>_<columns>_key, _fkey, _check.
type ConstraintError struct {
	Violation  Violation
	Table      string
	Constraint string
	Told       string // JSON that our own SQL gave as the detail of a refusal; otherwise empty
	err        error
}

// Error says which constraint refused, for the log.
func (e *ConstraintError) Error() string {
	return "write refused by " + string(e.Violation) + " " + e.Constraint + ": " + e.err.Error()
}

// Unwrap returns the driver's error.
func (e *ConstraintError) Unwrap() error { return e.err }

// Columns returns the columns that the constraint's name tells, without the
// tenant; empty when the name follows no pattern.
func (e *ConstraintError) Columns() string {
	name := strings.TrimPrefix(e.Constraint, e.Table+"_")
	for _, suffix := range []string{"_key", "_fkey", "_check", "_pkey"} {
		if cut, ok := strings.CutSuffix(name, suffix); ok {
			return strings.TrimPrefix(cut, "tenant_id_")
		}
	}
	return ""
}

// SQLSTATE codes, from PostgreSQL's appendix A; those that begin with GH are
// raised by functions of our own migrations.
const (
	codeNotNull          = "23502"
	codeForeignKey       = "23503"
	codeUnique           = "23505"
	codeCheck            = "23514"
	codeExclusion        = "23P01"
	codeSerialization    = "40001"
	codeDeadlock         = "40P01"
	codeFeature          = "0A000" // cached plan must not change result type
	codeUnknownStatement = "26000"
	codeCancelled        = "57014" // by us: whoever asked has given up
	codeFull             = "53300" // too many connections
	codeStalePlacement   = "GH001"
	codeExpectation      = "GH002"
	classConnection      = "08"
	classData            = "22" // its messages quote the value
	classOperator        = "57" // shut down, crashed, starting
)

// mapError turns the driver's error into one of this package's, by SQLSTATE and
// constraint name.
func mapError(err error) error {
	if lost(err) {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err
	}
	refused := func(v Violation) error {
		return &ConstraintError{Violation: v, Table: e.TableName, Constraint: e.ConstraintName, err: err}
	}
	if strings.HasPrefix(e.Code, classData) {
		return &dataError{code: e.Code, err: err}
	}
	switch e.Code {
	case codeStalePlacement:
		return ErrStalePlacement
	case codeUnique, codeExclusion:
		return refused(Unique)
	case codeCheck:
		return refused(Check)
	case codeExpectation:
		return &ConstraintError{Violation: Check, Constraint: e.ConstraintName, Told: e.Detail, err: err}
	case codeForeignKey:
		return refused(ForeignKey)
	case codeNotNull:
		return &ConstraintError{Violation: NotNull, Table: e.TableName, Constraint: e.TableName + "_" + e.ColumnName + "_key", err: err}
	}
	return err
}

// dataError is a value that the database could not take. What PostgreSQL says of it
// quotes the value, which must not get into a log.
type dataError struct {
	code string
	err  error
}

// Error says which code of PostgreSQL's appendix A it was.
func (e *dataError) Error() string {
	return "the database cannot take a value (SQLSTATE " + e.code + ")"
}

// Unwrap returns the driver's error.
func (e *dataError) Unwrap() error { return e.err }

// Cancelled tells whether something was not done because whoever asked has given up:
// before it was sent, or while the database was at it.
func Cancelled(err error) bool {
	e, is := errors.AsType[*pgconn.PgError](err)
	return errors.Is(err, context.Canceled) || is && e.Code == codeCancelled
}

// lost tells whether the database or the way to it is gone. A caller who gave up
// is not meant.
func lost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		class := e.Code[:min(2, len(e.Code))]
		return class == classConnection || class == classOperator && e.Code != codeCancelled || e.Code == codeFull
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// retryable tells whether the same transaction may succeed when run again at once.
// A lost connection counts when nothing was sent over it: another may be alive.
func retryable(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		_, refused := errors.AsType[*pgconn.ConnectError](err)
		return !refused && pgconn.SafeToRetry(err)
	}
	switch e.Code {
	case codeSerialization, codeDeadlock, codeFeature, codeUnknownStatement:
		return true
	}
	return false
}
