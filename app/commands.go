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
			user, err := userOf(ctx, tx, email)
			if err != nil {
				return err
			}
			secret, err = identity.IssueToken(ctx, tx, user, name, nil, expires)
			return err
		})
	})
	return secret, err
}

// userOf finds the user of an address.
func userOf(ctx context.Context, tx *entity.Tx, email string) (entity.ID[identity.User], error) {
	users, err := entity.Find[identity.User](ctx, tx, "email = $2", string(entity.Email(email).Normal()))
	if err != nil {
		return entity.ID[identity.User]{}, err
	}
	if len(users) == 0 {
		return entity.ID[identity.User]{}, problem.NotFound("User " + email)
	}
	return users[0].ID, nil
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

// userRealm finds a tenant's realm and the user of an address in it.
func (a *App) userRealm(ctx context.Context, tenant enterprise.Key, email string, do func(signin.Realm, signin.Person) error) error {
	t, err := a.Enterprise.Resolve(ctx, tenant)
	if err != nil {
		return err
	}
	return a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		return withPerson(ctx, signin.Realm{Home: home, Name: t.Name, People: signin.Users{}}, email, do)
	})
}

func withPerson(ctx context.Context, r signin.Realm, email string, do func(signin.Realm, signin.Person) error) error {
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

// OnUser does something for the user of a tenant, or for an operator when the
// tenant is the zero key.
func (a *App) OnUser(ctx context.Context, tenant enterprise.Key, email string, do func(signin.Realm, signin.Person) error) error {
	if tenant == (enterprise.Key{}) {
		return withPerson(ctx, entrance.OperatorsRealm(a.Enterprise), email, do)
	}
	return a.userRealm(ctx, tenant, email, do)
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
