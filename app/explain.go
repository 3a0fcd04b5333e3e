package app

import (
	"context"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Explain says why a tenant's user may do something, or what is missing. The user
// is named by their address, and is the first user when it is empty; a record that
// is none asks whether they may do so anywhere.
func (a *App) Explain(ctx context.Context, tenant enterprise.Key, email string, p auth.Permission, record entity.Ref) (auth.Explanation, error) {
	var told auth.Explanation
	err := a.asSystem(ctx, tenant, email, func(ctx context.Context, tx *entity.Tx, u *identity.User) (err error) {
		told, err = identity.Explain(ctx, tx, u, identity.ExplainRequest{Permission: p, Entity: record.Entity, Record: record.ID})
		return err
	})
	return told, err
}
