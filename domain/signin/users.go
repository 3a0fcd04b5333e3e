package signin

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Users are the people of a tenant.
type Users struct{}

// ByEmail finds a user.
func (Users) ByEmail(ctx context.Context, tx *pg.Tx, email string) (Person, bool, error) {
	p, found, err := identity.PersonByEmail(ctx, tx, email)
	return Person(p), found, err
}

// ByID finds a user.
func (Users) ByID(ctx context.Context, tx *pg.Tx, id uuid.UUID) (Person, bool, error) {
	p, found, err := identity.PersonByID(ctx, tx, id)
	return Person(p), found, err
}
