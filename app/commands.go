package app

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/problem"
)

// Local returns the actor of a command that was typed on the machine itself:
// whoever reads the data folder, or knows the database's URL, operates Guildhall.
func Local() *auth.Actor {
	return &auth.Actor{Kind: auth.KindOperator, Name: "command line", Super: true}
}

// OperatorToken makes a token for the operator of that address.
func (a *App) OperatorToken(ctx context.Context, email string, expires time.Time) (string, error) {
	all, err := a.Enterprise.Operators(ctx)
	if err != nil {
		return "", fmt.Errorf("find the operator: %w", err)
	}
	for _, o := range all {
		if o.Email == email {
			secret, _, err := a.Enterprise.CreateToken(ctx, Local(), o.ID, "command line", expires)
			return secret, err
		}
	}
	return "", problem.NotFound("Operator " + email)
}

// UserToken makes a token for a user of a tenant: the one of that address, or the
// first user when it is empty.
func (a *App) UserToken(ctx context.Context, tenant enterprise.Key, email, name string, expires time.Time) (string, error) {
	t, err := a.Enterprise.Resolve(ctx, tenant)
	if err != nil {
		return "", err
	}
	if email == "" {
		email = t.AdminEmail
	}
	var secret string
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
			secret, err = identity.IssueToken(ctx, tx, users[0].ID, name, nil, expires)
			return err
		})
	})
	return secret, err
}

// Resume lets a suspended tenant's users in again; a tenant whose making was
// interrupted is finished.
func (a *App) Resume(ctx context.Context, by *auth.Actor, id uuid.UUID) (*enterprise.Tenant, error) {
	t, err := a.Enterprise.Tenant(ctx, enterprise.Key{ID: id})
	if err != nil {
		return nil, err
	}
	switch t.Status {
	case enterprise.Requested, enterprise.Provisioning:
		return a.Enterprise.Resume(ctx, id)
	case enterprise.Active: // opening the program has finished it
		return t, nil
	default:
	}
	return a.Enterprise.Reinstate(ctx, by, id)
}
