package enterprise

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Flag is a part of the product that is switched on by degrees. For a tenant it is
// decided by what was decided for that tenant alone; else by the percentage, if
// there is one; else by Enabled.
type Flag struct {
	Name       string
	Help       string // what it switches, for operators
	Enabled    bool   // for tenants of whom nothing else is said
	Percentage *int64 // share of the tenants for whom it is on, 0 to 100; nil for none
	UpdatedAt  time.Time
}

// Override is a flag decided for one tenant.
type Override struct {
	Tenant    uuid.UUID
	Slug      string
	Flag      string
	Enabled   bool
	Reason    string
	DecidedBy string // the operator's name
	DecidedAt time.Time
}

// decides tells whether the flag is on for a tenant of whom nothing else is said.
// A tenant stands at the same place of a flag for good, so that a percentage that
// grows takes nobody out again, and at another place of each flag.
func (f *Flag) decides(tenant uuid.UUID) bool {
	if f.Percentage == nil {
		return f.Enabled
	}
	sum := sha256.Sum256(append(tenant[:], f.Name...))
	return int64(binary.BigEndian.Uint64(sum[:8])%100) < *f.Percentage
}

// Flag tells whether a flag is on for a tenant: from the process's cache, as
// [Enterprise.Resolve] does. A flag that there is not, a tenant that there is not
// and one of whom nothing can be learned now have it off.
func (e *Enterprise) Flag(ctx context.Context, tenant uuid.UUID, name string) bool {
	found, err := e.cache.find(ctx, Key{ID: tenant}, e.now(), e.load)
	return err == nil && found.flags[name]
}

// Flags returns the names of the flags that are on for a tenant, sorted, from the
// same cache. Problem: "unknown-tenant".
func (e *Enterprise) Flags(ctx context.Context, tenant uuid.UUID) ([]string, error) {
	found, err := e.cache.find(ctx, Key{ID: tenant}, e.now(), e.load)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for name, on := range found.flags {
		if on {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// flagRow is a flag with what was decided for one tenant.
type flagRow struct {
	Flag

	Decided *bool
}

const flagColumns = `f.name, f.help, f.enabled, f.percentage, f.updated_at`

// decideFlags decides every flag for a tenant.
func decideFlags(ctx context.Context, tx *pg.Tx, tenant uuid.UUID) (map[string]bool, error) {
	rows, err := pg.Query[flagRow](ctx, tx, `select `+flagColumns+`, x.enabled
from flag f left join tenant_flag x on x.flag = f.name and x.tenant = $1`, tenant)
	if err != nil {
		return nil, err
	}
	out := make(map[string]bool, len(rows))
	for i := range rows {
		if out[rows[i].Name] = rows[i].decides(tenant); rows[i].Decided != nil {
			out[rows[i].Name] = *rows[i].Decided
		}
	}
	return out, nil
}

// AllFlags returns every flag, by name, and what was decided for tenants.
func (e *Enterprise) AllFlags(ctx context.Context) ([]Flag, []Override, error) {
	var flags []Flag
	var overrides []Override
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		if flags, err = pg.Query[Flag](ctx, tx, `select `+flagColumns+` from flag f order by f.name`); err != nil {
			return err
		}
		overrides, err = pg.Query[Override](ctx, tx, `select x.tenant, t.slug, x.flag, x.enabled, x.reason, x.decided_by, x.decided_at
from tenant_flag x join tenant t on t.id = x.tenant order by x.flag, t.slug`)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("list flags: %w", err)
	}
	return flags, overrides, nil
}

// FlagOf returns one flag and what was decided for tenants. Problem: "not-found".
func (e *Enterprise) FlagOf(ctx context.Context, name string) (*Flag, []Override, error) {
	flags, overrides, err := e.AllFlags(ctx)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(flags, func(f Flag) bool { return f.Name == name })
	if i < 0 {
		return nil, nil, problem.NotFound("flag")
	}
	return &flags[i], slices.DeleteFunc(overrides, func(o Override) bool { return o.Flag != name }), nil
}

// PutFlag makes a flag or changes the one of that name, for all tenants: at once
// in this process, within seconds in others. Problem: "invalid".
func (e *Enterprise) PutFlag(ctx context.Context, by *auth.Actor, f Flag) error {
	var wrong problem.Fields
	if len(f.Name) > longestSlug || !slugForm.MatchString(f.Name) {
		wrong.Add("/name", "invalid", "A flag is named by small letters, digits and single hyphens.")
	}
	if f.Help = strings.TrimSpace(f.Help); f.Help == "" {
		wrong.Add("/help", "required", "Say what the flag switches.")
	}
	if f.Percentage != nil && (*f.Percentage < 0 || *f.Percentage > 100) {
		wrong.Add("/percentage", "invalid", "A percentage is a number from 0 to 100.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into flag (name, help, enabled, percentage, updated_at) values ($1, $2, $3, $4, $5)
on conflict (name) do update set help = excluded.help, enabled = excluded.enabled, percentage = excluded.percentage,
  updated_at = excluded.updated_at`, f.Name, f.Help, f.Enabled, f.Percentage, e.now())
		e.hint(tx, hintAll, uuid.Nil)
		return e.audit(tx, by, deed{"flag.put", "flag", uuid.Nil, map[string]any{
			"flag": f.Name, "help": f.Help, "enabled": f.Enabled, "percentage": f.Percentage,
		}})
	})
	if err != nil {
		return fmt.Errorf("put flag: %w", err)
	}
	e.dropAll(ctx)
	return nil
}

// DecideFlag switches a flag on or off for one tenant, whatever the flag says of
// others. Problems: "not-found" for the flag, "unknown-tenant", "invalid" without
// a reason.
func (e *Enterprise) DecideFlag(ctx context.Context, by *auth.Actor, tenant uuid.UUID, name string, enabled bool, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return problem.InvalidField("/reason", "required", "Say why this tenant is treated in its own way.")
	}
	who := "system"
	if by != nil {
		who = by.Name
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into tenant_flag (tenant, flag, enabled, reason, decided_by, decided_at) values ($1, $2, $3, $4, $5, $6)
on conflict (tenant, flag) do update set enabled = excluded.enabled, reason = excluded.reason,
  decided_by = excluded.decided_by, decided_at = excluded.decided_at`, tenant, name, enabled, reason, who, e.now())
		e.hint(tx, hintTenant, tenant)
		return e.audit(tx, by, deed{"tenant.flag.put", "tenant", tenant, map[string]any{"flag": name, "enabled": enabled, "reason": reason}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok {
		switch refused.Constraint {
		case "tenant_flag_flag_fkey":
			return problem.NotFound("flag")
		case "tenant_flag_tenant_fkey":
			return unknownTenant()
		}
	}
	if err != nil {
		return fmt.Errorf("decide flag: %w", err)
	}
	e.drop(ctx, tenant)
	return nil
}

// UndecideFlag has a tenant follow the flag again. Problem: "not-found" when
// nothing was decided for it.
func (e *Enterprise) UndecideFlag(ctx context.Context, by *auth.Actor, tenant uuid.UUID, name string) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		_, found, err := pg.One[bool](ctx, tx, `delete from tenant_flag where tenant = $1 and flag = $2 returning enabled`, tenant, name)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("decision about this flag")
		}
		e.hint(tx, hintTenant, tenant)
		return e.audit(tx, by, deed{"tenant.flag.delete", "tenant", tenant, map[string]any{"flag": name}})
	})
	if err != nil {
		return fmt.Errorf("undecide flag: %w", err)
	}
	e.drop(ctx, tenant)
	return nil
}
