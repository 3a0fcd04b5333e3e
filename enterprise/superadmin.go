package enterprise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Assignment says that a super admin looks after a tenant.
type Assignment struct {
	Operator   uuid.UUID
	Tenant     uuid.UUID
	Slug       string   // of the tenant
	Modules    []string // that the super admin may switch; none means all
	AssignedAt time.Time
}

// Assigned is a tenant within an operator's reach.
type Assigned struct {
	Tenant

	Within []string // the modules that the operator may switch; none means all
}

// CreateSuperAdmin adds an operator who looks after nobody yet. Problems:
// "invalid", "email-taken".
func (e *Enterprise) CreateSuperAdmin(ctx context.Context, by *auth.Actor, email, name string) (*Operator, error) {
	return e.createOperator(ctx, by, SuperAdmin, email, name)
}

// SuperAdmins returns all super admins, by address, and what is assigned to them,
// by the tenants' slugs.
func (e *Enterprise) SuperAdmins(ctx context.Context) ([]Operator, []Assignment, error) {
	var people []Operator
	var assigned []Assignment
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		people, err = pg.Query[Operator](ctx, tx, `select `+operatorColumns+` from operator o where o.kind = 'super_admin' order by o.email`)
		if err != nil {
			return err
		}
		assigned, err = pg.Query[Assignment](ctx, tx, `select a.operator, a.tenant, t.slug, a.modules, a.assigned_at
from assignment a join tenant t on t.id = a.tenant order by t.slug, a.operator`)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list super admins: %w", err)
	}
	return people, assigned, nil
}

// Assign has a super admin look after a tenant and some of its modules, or all of
// them when modules is empty. What was assigned before for the tenant is replaced,
// from the next request on. Problems: "not-found" for what is no super admin,
// "unknown-tenant", "invalid" for an unknown module.
func (e *Enterprise) Assign(ctx context.Context, by *auth.Actor, superAdmin, tenant uuid.UUID, modules []string) error {
	if modules == nil {
		modules = []string{}
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		if err := lockSuperAdmin(ctx, tx, superAdmin); err != nil {
			return err
		}
		unknown, err := pg.Query[string](ctx, tx,
			`select n from unnest($1::text[]) n where n not in (select name from module where position >= 0)`, modules)
		if err != nil {
			return err
		}
		if len(unknown) > 0 {
			return problem.InvalidField("/modules", "unknown", "There is no module %.100q.", unknown[0])
		}
		tx.Exec(`insert into assignment (operator, tenant, modules, assigned_at) values ($1, $2, $3, $4)
on conflict (operator, tenant) do update set modules = excluded.modules, assigned_at = excluded.assigned_at`,
			superAdmin, tenant, modules, e.now())
		return e.audit(tx, by, deed{"super_admin.assign", "operator", superAdmin, map[string]any{"tenant": tenant, "modules": modules}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok && refused.Constraint == "assignment_tenant_fkey" {
		return unknownTenant()
	}
	if err != nil {
		return fmt.Errorf("assign tenant: %w", err)
	}
	return nil
}

// Unassign ends a super admin's reach to a tenant, from the next request on.
// Problem: "not-found" when the tenant is not assigned to them.
func (e *Enterprise) Unassign(ctx context.Context, by *auth.Actor, superAdmin, tenant uuid.UUID) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		_, found, err := pg.One[uuid.UUID](ctx, tx, `delete from assignment where operator = $1 and tenant = $2 returning tenant`, superAdmin, tenant)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("assignment")
		}
		return e.audit(tx, by, deed{"super_admin.unassign", "operator", superAdmin, map[string]any{"tenant": tenant}})
	})
	if err != nil {
		return fmt.Errorf("end assignment: %w", err)
	}
	return nil
}

// lockSuperAdmin keeps a super admin as they are until the transaction ends.
func lockSuperAdmin(ctx context.Context, tx *pg.Tx, id uuid.UUID) error {
	_, found, err := pg.One[uuid.UUID](ctx, tx, `select id from operator where id = $1 and kind = 'super_admin' for share`, id)
	if err == nil && !found {
		err = problem.NotFound("super admin")
	}
	return err
}

// CreateSuperAdminToken is [Enterprise.CreateToken] for super admins alone, so
// that no admin can act in another admin's name.
func (e *Enterprise) CreateSuperAdminToken(
	ctx context.Context, by *auth.Actor, superAdmin uuid.UUID, name string, expires time.Time,
) (string, *Token, error) {
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		_, found, err := pg.One[uuid.UUID](ctx, tx, `select id from operator where id = $1 and kind = 'super_admin'`, superAdmin)
		if err == nil && !found {
			err = problem.NotFound("super admin")
		}
		return err
	})
	if err != nil {
		return "", nil, fmt.Errorf("create token: %w", err)
	}
	return e.CreateToken(ctx, by, superAdmin, name, expires)
}

// Within returns a tenant that an operator may see: any for an admin, one that is
// assigned for a super admin. It is asked of the registry each time, so that an
// assignment that ended opens nothing. Problem: "unknown-tenant", the same for a
// tenant that there is not and for one of somebody else.
func (e *Enterprise) Within(ctx context.Context, operator *auth.Actor, tenant uuid.UUID) (*Assigned, error) {
	if operator.Super {
		t, err := e.Tenant(ctx, Key{ID: tenant})
		if err != nil {
			return nil, err
		}
		return &Assigned{Tenant: *t}, nil
	}
	var found []Assigned
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		found, err = pg.Query[Assigned](ctx, tx, `select `+tenantColumns+`, a.modules
from assignment a join tenant t on t.id = a.tenant where a.operator = $1 and a.tenant = $2`, operator.ID, tenant)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read assignment: %w", err)
	}
	if len(found) == 0 {
		return nil, unknownTenant()
	}
	return &found[0], nil
}
