package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// chain is a reference by which records of one kind stand one above the other.
type chain struct {
	field string // that holds the reference
	above string // asks whether $3 is $2 or stands above it
}

const sqlLockChains = `select pg_advisory_xact_lock(hashtextextended('identity chain ' || $1::uuid::text, 0))`

// refuseCycle refuses a record that would stand above itself. The question is
// asked under a lock that all such changes of the tenant take, so that two moves
// at once, each fine alone, cannot close a circle together.
func refuseCycle(ctx context.Context, tx *entity.Tx, c chain, next, self uuid.UUID) error {
	if next == uuid.Nil {
		return nil
	}
	tx.Exec(sqlLockChains)
	circle, _, err := pg.One[bool](ctx, tx, c.above, next, self)
	if err != nil {
		return err
	}
	if circle {
		return problem.InvalidField("/"+c.field, "cycle", "Leads back to the record itself.")
	}
	return nil
}
