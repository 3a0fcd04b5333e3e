package app

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Explain says why a tenant's user may do something, or what is missing. The user
// is named by their address; a record that is none asks whether they may do so
// anywhere.
func (a *App) Explain(ctx context.Context, tenant enterprise.Key, email string, p auth.Permission, record entity.Ref) (auth.Explanation, error) {
	var told auth.Explanation
	t, err := a.Enterprise.Resolve(ctx, tenant)
	if err != nil {
		return told, fmt.Errorf("find the tenant: %w", err)
	}
	err = a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			users, err := entity.Find[identity.User](ctx, tx, "email = $2", string(entity.Email(email).Normal()))
			if err != nil {
				return err
			}
			if len(users) == 0 {
				return problem.NotFound("User " + email)
			}
			told, err = identity.Explain(ctx, tx, users[0], identity.ExplainRequest{Permission: p, Entity: record.Entity, Record: record.ID})
			return err
		})
	})
	return told, err
}
