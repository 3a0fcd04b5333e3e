package signin

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Members are the people of a tenant whose accounts can be changed from the door: they
// follow a provider, and a change of address.
type Members struct {
	Users

	Registry *entity.Registry
}

// Follow makes or changes a user as the system, so that the tenant's audit trail
// shows it. Roles that a value of the claim can give follow the values; others, given
// by hand, stay. The last owner stays one whatever the provider says.
func (m Members) Follow(ctx context.Context, r Realm, p Profile, from Visit) (Person, error) {
	err := m.do(ctx, r, &p, from, true)
	if problem.Is(err, "last-owner") {
		err = m.do(ctx, r, &p, from, false)
	}
	if err != nil {
		return Person{}, err
	}
	var who Person
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		who, _, err = m.ByID(ctx, tx, p.Person)
		return err
	})
	return who, err
}

// Move gives a user another address. Problem: "duplicate" when somebody else has it.
func (m Members) Move(ctx context.Context, r Realm, person uuid.UUID, email string, from Visit) error {
	return m.Registry.Do(ctx, asSystem(r, from), func(ctx context.Context, tx *entity.Tx) error {
		u, err := entity.Lock(ctx, tx, entity.ID[identity.User](person))
		if err != nil {
			return err
		}
		u.Email = entity.Email(email)
		return entity.Update(ctx, tx, u)
	})
}

// asSystem is how the door changes users, so that the audit trail shows it.
func asSystem(r Realm, from Visit) entity.Call {
	return entity.Call{
		Actor: auth.System(r.Home.Tenant), Home: r.Home,
		Origin: entity.Origin{RequestID: uuid.New(), Address: from.Address, Agent: from.Device},
	}
}

func (m Members) do(ctx context.Context, r Realm, p *Profile, from Visit, roles bool) error {
	return m.Registry.Do(ctx, asSystem(r, from), func(ctx context.Context, tx *entity.Tx) error {
		u := &identity.User{Email: entity.Email(p.Email), Name: p.Name}
		if p.Person != uuid.Nil {
			var err error
			if u, err = entity.Lock(ctx, tx, entity.ID[identity.User](p.Person)); err != nil {
				return err
			}
		}
		if err := p.apply(ctx, tx, u, roles); err != nil {
			return err
		}
		if p.Person != uuid.Nil {
			return entity.Update(ctx, tx, u)
		}
		if u.Name == "" {
			u.Name, _, _ = strings.Cut(p.Email, "@")
		}
		if err := entity.Create(ctx, tx, u); err != nil {
			return err
		}
		p.Person = u.ID.UUID()
		return nil
	})
}

const (
	sqlGiven         = `select claim, role from signin_provider_role where tenant_id = $1 and provider = $2 order by "position"`
	sqlDepartmentOf  = `select id from identity_department where tenant_id = $1 and name = $2 order by id limit 1`
	mostRolesOfClaim = 1000
)

// apply changes a user as the provider has them.
func (p *Profile) apply(ctx context.Context, tx *entity.Tx, u *identity.User, roles bool) error {
	if p.Department != "" {
		id, found, err := pg.One[uuid.UUID](ctx, tx, sqlDepartmentOf, p.Department)
		if err != nil {
			return err
		}
		if found {
			u.Department = entity.ID[identity.Department](id)
		}
	}
	if p.Mapped && roles {
		given, err := pg.Query[struct {
			Claim string
			Role  uuid.UUID
		}](ctx, tx, sqlGiven, p.Provider)
		if err != nil {
			return err
		}
		values := p.Values[:min(len(p.Values), mostRolesOfClaim)]
		kept := slices.Clone(u.Roles)
		for _, g := range given {
			kept = slices.DeleteFunc(kept, func(r entity.ID[identity.Role]) bool { return r.UUID() == g.Role })
		}
		for _, g := range given {
			role := entity.ID[identity.Role](g.Role)
			if slices.Contains(values, g.Claim) && !slices.Contains(kept, role) {
				kept = append(kept, role)
			}
		}
		u.Roles = kept
	}
	if p.Person == uuid.Nil && len(u.Roles) == 0 && p.DefaultRole != uuid.Nil {
		u.Roles = []entity.ID[identity.Role]{entity.ID[identity.Role](p.DefaultRole)}
	}
	return nil
}
