package app

import (
	"cmp"
	"context"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

func (a *App) createClientToken(ctx context.Context, r httpapi.Request, in createToken) (createdToken, error) {
	id, err := clientID(r)
	if err != nil {
		return createdToken{}, err
	}
	t, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: id})
	if err != nil {
		return createdToken{}, err
	}
	name, email := cmp.Or(in.Name, "made by "+r.Actor.Name), cmp.Or(in.User, t.AdminEmail)
	var out createdToken
	err = a.Enterprise.Do(ctx, id, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(id), Home: home, Origin: r.Origin}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			support, err := a.mayImpersonate(ctx, tx, r.Actor)
			if err != nil {
				return err
			}
			user, err := userOf(ctx, tx, email)
			if err != nil {
				return err
			}
			if out.Token, err = identity.IssueSupportToken(ctx, tx, user.ID, name, support); err != nil {
				return err
			}
			return a.witness(tx.Tx, r.Actor, r.Origin, visit{verb: "tenant.token.create", entity: "identity.user", record: user.ID.UUID(), field: "name", after: name})
		})
	})
	if err != nil {
		return createdToken{}, err
	}
	return out, a.Enterprise.Record(ctx, r.Actor, "tenant.token.create", id, map[string]any{"user": email, "name": name})
}

// mayImpersonate tells by which support access an operator may act as a user: by none
// in particular while nobody of the tenant has ever signed in, such as to set it up;
// only by one in full, which is granted to themselves, from then on.
func (a *App) mayImpersonate(ctx context.Context, tx *entity.Tx, operator *auth.Actor) (identity.Support, error) {
	entered, err := signin.Entered(ctx, tx.Tx)
	if err != nil || !entered {
		return identity.Support{}, err
	}
	support, granted, err := identity.SupportOf(ctx, tx, operator.ID, tx.Now())
	if err != nil {
		return identity.Support{}, err
	}
	if !granted || support.Reach != identity.SupportFull {
		return identity.Support{}, problem.Forbidden("support-access-needed",
			"The company's people have signed in: ask them for support access in full before you act as one of them.")
	}
	return support, nil
}
