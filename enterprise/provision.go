package enterprise

import (
	"context"
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

// Provision makes a tenant: its place, its role, its first rows. Whatever stops
// it, [Enterprise.Resume] goes on from the last step recorded, and
// [Enterprise.Abandon] removes all that was made. Problems: "invalid",
// "slug-taken", "no-room" (503).
func (e *Enterprise) Provision(ctx context.Context, r Request) (*Tenant, error) {
	r, err := r.check()
	if err != nil {
		return nil, err
	}
	id, err := e.reserve(ctx, r)
	if err != nil {
		return nil, err
	}
	return e.Resume(ctx, id)
}

// reserve takes the slug and writes down what was asked for.
func (e *Enterprise) reserve(ctx context.Context, r Request) (uuid.UUID, error) {
	id, err := newID()
	if err != nil {
		return uuid.Nil, err
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into tenant
(id, slug, name, status, tier, plan, region, country, currency, admin_email, created_at, updated_at)
values ($1, $2, $3, 'requested', $4, $5, $6, $7, $8, $9, $10, $10)`,
			id, r.Slug, r.Name, r.Tier, r.Plan, r.Region, r.Country, r.Currency, r.AdminEmail, e.now())
		return e.audit(tx, r.By, deed{"tenant.request", "tenant", id, map[string]any{
			"slug": r.Slug, "name": r.Name, "tier": r.Tier, "plan": r.Plan, "region": r.Region,
		}})
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok {
		switch refused.Constraint {
		case "tenant_slug_key":
			return uuid.Nil, slugTaken(r.Slug)
		case "tenant_plan_fkey":
			return uuid.Nil, problem.InvalidField("/plan", "unknown", "There is no plan %q.", r.Plan)
		}
	}
	if err != nil {
		return uuid.Nil, fmt.Errorf("reserve the slug: %w", err)
	}
	return id, e.at("reserve")
}

// job is the provisioning of one tenant.
type job struct {
	tenant Tenant
	place  placement
	done   []string // steps recorded before this run
}

// step is one step of provisioning. It may run again after any part of it was
// done.
type step struct {
	name string
	do   func(context.Context, *job) error
}

// steps returns the steps in their order.
func (e *Enterprise) steps() []step {
	return []step{
		{"place", e.choosePlace},
		{"role", e.makeRole},
		{"tables", e.makeTables},
		{"uri", e.sealURI},
		{"seed", e.seedTenant},
		{"active", e.activate},
	}
}

// Resume goes on with the provisioning of a tenant and returns it when it is
// active. An active tenant is returned as it is. Problem: "busy" (409) while
// another process is at it.
func (e *Enterprise) Resume(ctx context.Context, id uuid.UUID) (*Tenant, error) {
	var t *Tenant
	err := e.alone(ctx, id, func() error {
		j, err := e.loadJob(ctx, id)
		if err != nil {
			return err
		}
		if j.tenant.Status == Requested || j.tenant.Status == Provisioning {
			if err := e.run(ctx, j); err != nil {
				return fmt.Errorf("provision %s: %w", j.tenant.Slug, err)
			}
		}
		t = &j.tenant
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (e *Enterprise) run(ctx context.Context, j *job) error {
	for _, s := range e.steps() {
		if slices.Contains(j.done, s.name) {
			continue
		}
		if err := s.do(ctx, j); err != nil {
			return fmt.Errorf("step %s: %w", s.name, err)
		}
		if err := e.at("before record " + s.name); err != nil {
			return err
		}
		if err := e.record(ctx, j, s.name); err != nil {
			return err
		}
		if err := e.at(s.name); err != nil {
			return err
		}
	}
	return nil
}

// record writes down that a step is done.
func (e *Enterprise) record(ctx context.Context, j *job, name string) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into provisioning (tenant, step, at) values ($1, $2, $3) on conflict do nothing`,
			j.tenant.ID, name, e.now())
		return nil
	})
}

// alone runs do while no other process provisions, resumes or abandons the same
// tenant. The lock belongs to a transaction, so that it ends with the process.
func (e *Enterprise) alone(ctx context.Context, id uuid.UUID, do func() error) error {
	if err := e.builders.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("wait for other provisionings: %w", err)
	}
	defer e.builders.Release(1)
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		got, _, err := pg.One[bool](ctx, tx, `select pg_try_advisory_xact_lock(hashtextextended($1, 0))`, "provision "+id.String())
		if err != nil {
			return err
		}
		if !got {
			return problem.Conflict("busy", "Another process is working on this tenant.")
		}
		return do()
	})
}

func (e *Enterprise) loadJob(ctx context.Context, id uuid.UUID) (*job, error) {
	j := &job{}
	var found bool
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		j.tenant, found, err = pg.One[Tenant](ctx, tx, `select `+tenantColumns+` from tenant t where t.id = $1`, id)
		if err != nil {
			return err
		}
		j.done, err = pg.Query[string](ctx, tx, `select step from provisioning where tenant = $1`, id)
		if err != nil || j.tenant.Placement == uuid.Nil {
			return err
		}
		j.place, _, err = pg.One[placement](ctx, tx, `select `+placementColumns+` from placement p where p.id = $1`, j.tenant.Placement)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the provisioning: %w", err)
	}
	if !found {
		return nil, unknownTenant()
	}
	return j, nil
}

const (
	// left is how long nobody has written of a provisioning that counts as given up.
	left = 3 * time.Second
	// Between two looks for what was left: at first, and while there is nothing.
	lookSoon, lookSeldom = time.Second, time.Minute
)

// Finish goes on with every provisioning that was interrupted, in whichever
// process, until ctx ends. One that cannot be finished is logged and tried again
// after a while, less and less often; it does not keep the others waiting.
func (e *Enterprise) Finish(ctx context.Context) error {
	wait := lookSoon
	for {
		n, err := e.finishOnce(ctx)
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.WarnContext(ctx, "interrupted provisionings not found", "error", err)
		}
		if wait = min(2*wait, lookSeldom); n == 0 && err == nil {
			wait = lookSeldom
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// finishOnce tries each interrupted provisioning once and returns how many are
// not finished yet, those of the last moments among them.
func (e *Enterprise) finishOnce(ctx context.Context) (unfinished int, err error) {
	type waiting struct {
		ID   uuid.UUID
		Left bool
	}
	var all []waiting
	err = e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		all, err = pg.Query[waiting](ctx, tx, `select id, updated_at < $1 from tenant where status in ('requested', 'provisioning') order by id`,
			e.now().Add(-left))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find interrupted provisionings: %w", err)
	}
	for _, w := range all {
		if !w.Left {
			unfinished++
			continue
		}
		_, err := e.Resume(ctx, w.ID)
		if err != nil {
			unfinished++
		}
		if err != nil && !problem.Is(err, "busy") && ctx.Err() == nil {
			e.cfg.Log.ErrorContext(ctx, "provisioning not resumed", "tenant", w.ID, "error", err)
		}
	}
	return unfinished, nil
}

// Steps returns the steps of a tenant's provisioning that are done, and when.
func (e *Enterprise) Steps(ctx context.Context, id uuid.UUID) ([]StepDone, error) {
	var out []StepDone
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[StepDone](ctx, tx, `select step, at from provisioning where tenant = $1 order by at, step`, id)
		return err
	})
	return out, err
}

// StepDone is one step of provisioning.
type StepDone struct {
	Step string
	At   time.Time
}

// Abandon gives up a tenant that never became active, or archived: its place, its
// role and its rows in the registry are gone afterwards, and its slug is free.
// The audit keeps that it was. Interrupted, it can be repeated.
func (e *Enterprise) Abandon(ctx context.Context, by *auth.Actor, id uuid.UUID) error {
	return e.alone(ctx, id, func() error {
		j, err := e.loadJob(ctx, id)
		if err != nil {
			return err
		}
		if s := j.tenant.Status; s != Requested && s != Provisioning && s != Broken {
			return problem.Conflict("illegal-step", "The tenant is %s; only one that never became active can be abandoned.",
				strings.ReplaceAll(string(s), "_", " "))
		}
		if err := e.unmake(ctx, j); err != nil {
			return fmt.Errorf("abandon %s: %w", j.tenant.Slug, err)
		}
		return e.control.Write(ctx, func(tx *pg.Tx) error {
			tx.Exec(`delete from tenant where id = $1`, id)
			if j.place.Tier == Schema || j.place.Tier == Database {
				tx.Exec(`delete from placement where id = $1`, j.place.ID)
			}
			e.hint(tx, hintTenant, id)
			return e.audit(tx, by, deed{"tenant.abandon", "tenant", id, map[string]any{"slug": j.tenant.Slug}})
		})
	})
}
