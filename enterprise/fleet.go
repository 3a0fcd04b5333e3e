package enterprise

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
)

// FleetOptions say how placements are migrated.
type FleetOptions struct {
	Parallel int      // placements at once; 4 when zero
	Canary   []string // slugs of the tenants whose placements go first, and must all succeed
	// ErrorRate is the share of failed placements, from 0 to 1, above which the run
	// stops; 0 stops at the first failure.
	ErrorRate float64
	Progress  func(FleetProgress) // called after each placement, one call at a time; may be nil
	By        *auth.Actor
}

// FleetProgress tells how far a run is.
type FleetProgress struct {
	Database string
	Schema   string
	Err      error // of this placement
	FleetResult
}

// FleetResult counts placements: of Queued, so many are Done and so many have
// Failed. Those that were current are not among them.
type FleetResult struct {
	Queued, Done, Failed int

	Renewed int // tenants that got what this version gives to new ones
}

// ErrFleetStopped says that too many placements failed: the others were left
// alone, and another run goes on with them.
var ErrFleetStopped = errors.New("the migration was stopped: too many placements failed")

// The ranks of the fleet: canaries, then the template, then everybody.
const (
	rankCanary = iota
	rankRest
)

// MigrateFleet brings every placement to the binary's version. Placements that
// are current are not connected to. Several processes may run it at once, and a
// run that was killed is gone on with by the next. It returns what this run did,
// with [ErrFleetStopped] joined to the failures when it stopped.
func (e *Enterprise) MigrateFleet(ctx context.Context, o FleetOptions) (FleetResult, error) {
	if o.Parallel <= 0 {
		o.Parallel = maxBuilders
	}
	o.Parallel = min(o.Parallel, maxControlConns-2) // Each holds a control connection.
	queued, err := e.queueFleet(ctx, o)
	if err != nil {
		return FleetResult{}, fmt.Errorf("queue the fleet: %w", err)
	}
	run := &fleetRun{e: e, o: o, result: FleetResult{Queued: queued}}
	if err := run.rank(ctx, rankCanary, 0); err != nil {
		return run.result, err
	}
	if err := run.rank(ctx, rankRest, o.ErrorRate); err != nil {
		return run.result, err
	}
	return run.result, run.renew(ctx)
}

// queueFleet queues what is not at the binary's version, again if it failed
// before.
func (e *Enterprise) queueFleet(ctx context.Context, o FleetOptions) (int, error) {
	const sql = `insert into fleet (placement, target, rank, updated_at)
select p.id, $1, case when exists (select from tenant t where t.placement = p.id and t.slug = any($2)) then 0 else 1 end, $3
from placement p
where p.tier <> 'enterprise' and p.status = 'ready' and p.schema_version <> $1
  and split_part(p.schema_version, '-', 1)::bigint <= split_part($1, '-', 1)::bigint
on conflict (placement) do update
set target = excluded.target, rank = excluded.rank, state = 'queued', updated_at = excluded.updated_at
returning placement`
	var queued []uuid.UUID
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		canary := o.Canary
		if canary == nil {
			canary = []string{}
		}
		var err error
		if queued, err = pg.Query[uuid.UUID](ctx, tx, sql, string(e.plan.Version()), canary, e.now()); err != nil || len(queued) == 0 {
			return err
		}
		details := map[string]any{"target": e.plan.Version(), "placements": len(queued)}
		return e.audit(tx, o.By, deed{"fleet.migrate", "fleet", uuid.Nil, details})
	})
	return len(queued), err
}

// fleetRun is one run of MigrateFleet.
type fleetRun struct {
	e *Enterprise
	o FleetOptions

	mu     sync.Mutex
	result FleetResult
	errs   []error
}

// rank migrates the placements of one rank until none is left or too many failed.
func (r *fleetRun) rank(ctx context.Context, rank int, errorRate float64) error {
	workers, wctx := errgroup.WithContext(ctx)
	for range r.o.Parallel {
		workers.Go(func() error {
			for {
				more, err := r.one(wctx, rank)
				if err != nil || !more || r.tooMany(errorRate) {
					return err
				}
			}
		})
	}
	if err := workers.Wait(); err != nil {
		return fmt.Errorf("migrate the fleet: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.errs) == 0 {
		return nil
	}
	if r.above(errorRate) {
		return errors.Join(append([]error{ErrFleetStopped}, r.errs...)...)
	}
	return nil
}

func (r *fleetRun) tooMany(rate float64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.above(rate)
}

func (r *fleetRun) above(rate float64) bool {
	return r.result.Failed > 0 && float64(r.result.Failed) > rate*float64(r.result.Queued)
}

// one claims a placement, migrates it and writes down how that went. The claim is
// the row's lock: it ends with the process.
func (r *fleetRun) one(ctx context.Context, rank int) (more bool, err error) {
	const claim = `select ` + placementColumns + ` from fleet f join placement p on p.id = f.placement
where f.state = 'queued' and f.rank <= $1 and f.target = $2
order by f.rank, p.tier = 'template' desc, f.placement limit 1 for update of f skip locked`
	var p placement
	var failed error
	err = r.e.control.Write(ctx, func(tx *pg.Tx) error {
		var err error
		p, more, err = pg.One[placement](ctx, tx, claim, rank, r.e.plan.Version())
		if err != nil || !more {
			return err
		}
		failed = r.e.migrateTo(ctx, p)
		if ctx.Err() != nil {
			return ctx.Err() // It stays queued.
		}
		r.e.settle(tx, p, failed)
		return nil
	})
	if err != nil || !more {
		return false, err
	}
	r.e.dropAll(ctx)
	r.tell(p, failed)
	return true, nil
}

// settle writes down how the migration of a placement went.
func (e *Enterprise) settle(tx *pg.Tx, p placement, failed error) {
	if failed != nil {
		tx.Exec(`update fleet set state = 'failed', attempts = attempts + 1, error = $2, updated_at = $3 where placement = $1`,
			p.ID, failed.Error(), e.now())
		return
	}
	tx.Exec(`update placement set schema_version = $2 where id = $1`, p.ID, e.plan.Version())
	tx.Exec(`update fleet set state = 'done', attempts = attempts + 1, error = '', updated_at = $2 where placement = $1`, p.ID, e.now())
	e.hint(tx, hintAll, p.ID)
}

// renew gives every tenant that has been seen to by another version what this one
// gives to new tenants. One for which that fails keeps what it has: another run goes
// on with it.
func (r *fleetRun) renew(ctx context.Context) error {
	if r.e.cfg.Renew == nil {
		return nil
	}
	const sql = `select t.id from tenant t join placement p on p.id = t.placement
where t.defaults <> $1 and p.schema_version = $2 and t.status in ('active', 'read_only', 'suspended') order by t.slug`
	var behind []uuid.UUID
	err := r.e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		behind, err = pg.Query[uuid.UUID](ctx, tx, sql, r.e.cfg.Defaults, string(r.e.plan.Version()))
		return err
	})
	if err != nil {
		return fmt.Errorf("look for tenants of other versions: %w", err)
	}
	failed := make([]error, len(behind))
	var workers errgroup.Group
	workers.SetLimit(r.o.Parallel)
	for i, id := range behind {
		workers.Go(func() error {
			if err := r.e.renew(ctx, r.o.By, id); err != nil {
				failed[i] = fmt.Errorf("renew tenant %s: %w", id, err)
				return nil // the others go on
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.result.Renewed++
			return nil
		})
	}
	return errors.Join(workers.Wait(), errors.Join(failed...))
}

// renew is for one tenant, whoever may enter it at the moment.
func (e *Enterprise) renew(ctx context.Context, by *auth.Actor, id uuid.UUID) error {
	found, err := e.load(ctx, Key{ID: id})
	if err != nil {
		return err
	}
	if err := e.prove(ctx, found.place); err != nil {
		return err
	}
	db, release, err := e.serve(ctx, found.place)
	if err != nil {
		return err
	}
	defer release()
	told, err := e.cfg.Renew(ctx, pg.Home{Tenant: id, Epoch: found.tenant.Epoch, DB: db}, found.tenant)
	if err != nil {
		return err
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update tenant set defaults = $2 where id = $1`, id, e.cfg.Defaults)
		return e.audit(tx, by, deed{"tenant.renew", "tenant", id, told})
	})
}

func (r *fleetRun) tell(p placement, failed error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failed != nil {
		r.result.Failed++
		r.errs = append(r.errs, failed)
	} else {
		r.result.Done++
	}
	if r.o.Progress != nil {
		r.o.Progress(FleetProgress{Database: p.Database, Schema: p.Schema, Err: failed, FleetResult: r.result})
	}
}

// FleetItem is what the queue knows about one placement.
type FleetItem struct {
	Database      string
	Schema        string
	Tier          Tier
	SchemaVersion string
	State         string // current, behind, queued, failed
	Error         string
}

// Fleet returns every placement with its version, those behind first.
func (e *Enterprise) Fleet(ctx context.Context) ([]FleetItem, error) {
	const sql = `select p.database, p.schema, p.tier, p.schema_version,
  case when p.schema_version = $1 then 'current' when f.state in ('queued', 'failed') then f.state else 'behind' end,
  coalesce(f.error, '')
from placement p left join fleet f on f.placement = p.id
where p.tier <> 'enterprise' order by p.schema_version = $1, p.database, p.schema`
	var out []FleetItem
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[FleetItem](ctx, tx, sql, e.plan.Version())
		return err
	})
	return out, err
}
