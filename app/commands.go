package app

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Local returns the actor of a command that was typed on the machine itself:
// whoever reads the data folder, or knows the database's URL, operates Guildhall.
func Local() *auth.Actor {
	return &auth.Actor{Kind: auth.KindOperator, Name: "command line", Super: true}
}

// OperatorToken makes a token for the operator of that address.
func (a *App) OperatorToken(ctx context.Context, email string, expires time.Time) (string, error) {
	var o enterprise.Operator
	found := false
	err := pg.Read(ctx, a.Enterprise.OwnHome(), func(tx *pg.Tx) (err error) {
		o, found, err = enterprise.OperatorByEmail(ctx, tx, email)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("find the operator: %w", err)
	}
	if !found {
		return "", problem.NotFound("Operator " + email)
	}
	secret, _, err := a.Enterprise.CreateToken(ctx, Local(), o.ID, "command line", expires)
	return secret, err
}

// UserToken makes a token for a user of a tenant: the one of that address, or the
// first user when it is empty.
func (a *App) UserToken(ctx context.Context, tenant enterprise.Key, email, name string, expires time.Time) (string, error) {
	var secret string
	err := a.asSystem(ctx, tenant, email, func(ctx context.Context, tx *entity.Tx, u *identity.User) (err error) {
		secret, err = identity.IssueToken(ctx, tx, u.ID, name, nil, expires)
		return err
	})
	return secret, err
}

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

// asSystem does something about a user of a tenant, the one of that address, or the
// first user when it is empty, in the program's own name.
func (a *App) asSystem(
	ctx context.Context, tenant enterprise.Key, email string, do func(context.Context, *entity.Tx, *identity.User) error,
) error {
	t, err := a.Enterprise.Resolve(ctx, tenant)
	if err != nil {
		return err
	}
	if email == "" {
		email = t.AdminEmail
	}
	return a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			user, err := userOf(ctx, tx, email)
			if err != nil {
				return err
			}
			return do(ctx, tx, user)
		})
	})
}

// userOf finds the user of an address.
func userOf(ctx context.Context, tx *entity.Tx, email string) (*identity.User, error) {
	users, err := entity.Find[identity.User](ctx, tx, "email = $2", string(entity.Email(email).Normal()))
	if err != nil {
		return nil, err
	}
	if len(users) == 0 {
		return nil, problem.NotFound("User " + email)
	}
	return users[0], nil
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
	case enterprise.Active: // the server has finished it
		return t, nil
	default:
	}
	return a.Enterprise.Reinstate(ctx, by, id)
}

// OnUser does something for the user of a tenant who has that address, or for the
// operator when the tenant is the zero key.
func (a *App) OnUser(ctx context.Context, tenant enterprise.Key, email string, do func(signin.Realm, signin.Person) error) error {
	inside := func(r signin.Realm) error {
		var who signin.Person
		found := false
		err := pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
			who, found, err = r.People.ByEmail(ctx, tx, string(entity.Email(email).Normal()))
			return err
		})
		if err != nil {
			return fmt.Errorf("find %s: %w", email, err)
		}
		if !found {
			return problem.NotFound("User " + email)
		}
		return do(r, who)
	}
	if tenant == (enterprise.Key{}) {
		return inside(entrance.OperatorsRealm(a.Enterprise))
	}
	t, err := a.Enterprise.Resolve(ctx, tenant)
	if err != nil {
		return err
	}
	return a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		return inside(signin.Realm{Home: home, Name: t.Name, People: signin.Users{}})
	})
}

// SetPassword sets somebody's password and signs them out everywhere.
func (a *App) SetPassword(ctx context.Context, tenant enterprise.Key, email, password string) error {
	return a.OnUser(ctx, tenant, email, func(r signin.Realm, who signin.Person) error {
		return a.door.SetPassword(ctx, r, who.ID, password, Local().Name)
	})
}

// Invite writes to somebody who is to set their first password, or a new one.
func (a *App) Invite(ctx context.Context, tenant enterprise.Key, email string) error {
	return a.OnUser(ctx, tenant, email, func(r signin.Realm, who signin.Person) error {
		letter, err := a.door.Invite(ctx, r, who.ID)
		if err != nil {
			return err
		}
		return a.post().Letter(ctx, r, letter)
	})
}

// ResetFactor takes somebody's second factor away and signs them out everywhere.
func (a *App) ResetFactor(ctx context.Context, tenant enterprise.Key, email string) error {
	return a.OnUser(ctx, tenant, email, func(r signin.Realm, who signin.Person) error {
		return a.door.ResetFactor(ctx, r, who.ID, Local().Name)
	})
}

// Unlock forgets all failed attempts in the realm of somebody who cannot get in:
// they are kept by digests that cannot be told apart.
func (a *App) Unlock(ctx context.Context, tenant enterprise.Key, email string) error {
	return a.OnUser(ctx, tenant, email, func(r signin.Realm, _ signin.Person) error { return a.door.Unlock(ctx, r) })
}

// Sessions lists somebody's sessions that have not ended, newest first.
func (a *App) Sessions(ctx context.Context, tenant enterprise.Key, email string) (out []signin.Open, err error) {
	err = a.OnUser(ctx, tenant, email, func(r signin.Realm, who signin.Person) (err error) {
		out, err = a.door.Sessions(ctx, r, who.ID)
		return err
	})
	return out, err
}
