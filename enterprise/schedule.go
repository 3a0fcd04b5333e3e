package enterprise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cron"
	"github.com/guildhall/guildhall/lib/problem"
)

// What becomes of a schedule that was due while nobody looked.
const (
	CatchUpOnce = "once" // it is begun once, however often it was due
	CatchUpSkip = "skip" // it is not begun before it is due again
)

// late is how long after a schedule was due it is still begun, if it is not to be
// caught up.
const late = 5 * time.Minute

// runsKept is how long it is known what was begun when.
const runsKept = 90 * 24 * time.Hour

// Schedule is something that is done again and again.
type Schedule struct {
	ID        uuid.UUID
	Tenant    uuid.UUID // zero for all that have none of their own
	Slug      string    // of the tenant
	Kind      string    // what is done: "sales.quote-expiry"
	Cron      string    // five fields, or @daily and the like
	Zone      string    // IANA's name of the time zone
	CatchUp   string
	Paused    bool
	NextAt    time.Time // when it is due next, if it is not paused
	LastDue   time.Time // zero when it was never begun
	LastBegun time.Time
}

const scheduleColumns = `s.id, coalesce(s.tenant, '00000000-0000-0000-0000-000000000000'), coalesce(t.slug, ''), s.kind, s.cron, s.time_zone,
  s.catch_up, s.paused, s.next_at, coalesce(s.last_due, '0001-01-01Z'), coalesce(s.last_begun, '0001-01-01Z')
from schedule s left join tenant t on t.id = s.tenant`

// DefaultSchedule is when something is done for all tenants unless operators say
// otherwise, in UTC.
type DefaultSchedule struct{ Kind, Cron string }

// SyncSchedules writes down the schedules of the binary that are not yet. What
// operators have changed stays so.
func (e *Enterprise) SyncSchedules(ctx context.Context, all []DefaultSchedule) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		for _, d := range all {
			when, err := cron.Parse(d.Cron, "")
			if err != nil {
				return fmt.Errorf("schedule of %s: %w", d.Kind, err)
			}
			id, err := newID()
			if err != nil {
				return err
			}
			tx.Exec(`insert into schedule (id, kind, cron, next_at, updated_at) values ($1, $2, $3, $4, $5) on conflict (kind, tenant) do nothing`,
				id, d.Kind, d.Cron, when.Next(e.now()), e.now())
		}
		return nil
	})
}

// ScheduleFilter chooses schedules; zero members choose all.
type ScheduleFilter struct {
	Kind   string
	Tenant uuid.UUID
}

// Schedules returns schedules by kind, those for all tenants first.
func (e *Enterprise) Schedules(ctx context.Context, f ScheduleFilter) ([]Schedule, error) {
	const none = "'00000000-0000-0000-0000-000000000000'"
	var out []Schedule
	err := e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Schedule](ctx, tx, `select `+scheduleColumns+`
where ($1 = '' or s.kind = $1) and ($2::uuid = `+none+` or s.tenant = $2) order by s.kind, s.tenant nulls first`, f.Kind, f.Tenant)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read schedules: %w", err)
	}
	for i := range out {
		out[i].inUTC()
	}
	return out, nil
}

func (s *Schedule) inUTC() {
	s.NextAt, s.LastDue, s.LastBegun = s.NextAt.UTC(), s.LastDue.UTC(), s.LastBegun.UTC()
}

// ScheduleChange says when something is done from now on; nil members stay as they
// are.
type ScheduleChange struct {
	Kind    string
	Tenant  uuid.UUID // zero for all that have none of their own
	Cron    *string
	Zone    *string
	CatchUp *string
	Paused  *bool
}

// PutSchedule changes a schedule, or gives a tenant one of its own, which takes the
// place of that for all and begins with its values. What was missed while it was
// paused is not caught up. Problems: "not-found", "invalid".
func (e *Enterprise) PutSchedule(ctx context.Context, by *auth.Actor, c ScheduleChange) (s Schedule, err error) {
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		var found bool
		s, found, err = pg.One[Schedule](ctx, tx, `select `+scheduleColumns+`
where s.kind = $1 and (s.tenant is null or s.tenant = $2) order by s.tenant nulls last limit 1`, c.Kind, orNull(c.Tenant))
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("Schedule " + c.Kind)
		}
		if s.Tenant != c.Tenant {
			if s.ID, err = newID(); err != nil {
				return err
			}
			s.Tenant, s.LastDue, s.LastBegun = c.Tenant, time.Time{}, time.Time{}
		}
		if err := c.apply(&s, e.now()); err != nil {
			return err
		}
		tx.Exec(`insert into schedule (id, tenant, kind, cron, time_zone, catch_up, paused, next_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (id) do update set cron = $4, time_zone = $5, catch_up = $6, paused = $7, next_at = $8, updated_at = $9`,
			s.ID, orNull(s.Tenant), s.Kind, s.Cron, s.Zone, s.CatchUp, s.Paused, s.NextAt, e.now())
		err := e.audit(tx, by, deed{"schedule.put", "schedule", s.ID, map[string]any{
			"kind": s.Kind, "tenant": c.Tenant, "cron": s.Cron, "time_zone": s.Zone, "catch_up": s.CatchUp, "paused": s.Paused,
		}})
		if err != nil {
			return err
		}
		s, _, err = pg.One[Schedule](ctx, tx, `select `+scheduleColumns+` where s.id = $1`, s.ID)
		return err
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok && refused.Constraint == "schedule_tenant_fkey" {
		return s, unknownTenant()
	}
	s.inUTC()
	return s, err
}

func (c ScheduleChange) apply(s *Schedule, now time.Time) error {
	if c.Cron != nil {
		s.Cron = *c.Cron
	}
	if c.Zone != nil {
		s.Zone = *c.Zone
	}
	if c.CatchUp != nil {
		s.CatchUp = *c.CatchUp
	}
	if c.Paused != nil {
		s.Paused = *c.Paused
	}
	if s.CatchUp != CatchUpOnce && s.CatchUp != CatchUpSkip {
		return problem.InvalidField("/catch_up", "invalid", "Must be once or skip.")
	}
	when, err := cron.Parse(s.Cron, s.Zone)
	if err != nil {
		return problem.InvalidField("/cron", "invalid", "%s.", err)
	}
	s.NextAt = when.Next(now)
	return nil
}

// DropSchedule has a tenant do without a schedule of its own: that for all holds
// for it again.
func (e *Enterprise) DropSchedule(ctx context.Context, by *auth.Actor, kind string, tenant uuid.UUID) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		id, found, err := pg.One[uuid.UUID](ctx, tx, `delete from schedule where kind = $1 and tenant = $2 returning id`, kind, tenant)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("Schedule " + kind)
		}
		return e.audit(tx, by, deed{"schedule.drop", "schedule", id, map[string]any{"kind": kind, "tenant": tenant}})
	})
}

// Due is a schedule that is to be begun.
type Due struct {
	Schedule uuid.UUID
	Kind     string
	Tenant   uuid.UUID // zero for all that have none of their own
	At       time.Time // when it was due
}

// Tick has the schedules begun that are due, each once in all processes, and
// returns how many. begin may be called again for the same ones, when the process
// is killed in the midst of it.
func (e *Enterprise) Tick(ctx context.Context, begin func(context.Context, []Due) error) (int, error) {
	const most = 50
	var due []Due
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		now := e.now()
		all, err := pg.Query[Schedule](ctx, tx, `select `+scheduleColumns+`
where not s.paused and s.next_at <= $1 order by s.next_at limit $2 for update of s skip locked`, now, most)
		if err != nil || len(all) == 0 {
			return err
		}
		due = nil
		for _, s := range all {
			when, err := cron.Parse(s.Cron, s.Zone)
			if err != nil {
				return fmt.Errorf("schedule of %s: %w", s.Kind, err)
			}
			next := when.Next(now)
			if s.CatchUp == CatchUpSkip && now.Sub(s.NextAt) > late {
				tx.Exec(`update schedule set next_at = $2 where id = $1`, s.ID, next)
				continue
			}
			e.begun(tx, s.ID, s.NextAt)
			tx.Exec(`update schedule set next_at = $2 where id = $1`, s.ID, next)
			due = append(due, Due{Schedule: s.ID, Kind: s.Kind, Tenant: s.Tenant, At: s.NextAt.UTC()})
		}
		tx.Exec(`delete from schedule_run where begun_at < $1`, now.Add(-runsKept))
		if err := tx.Flush(ctx); err != nil || len(due) == 0 {
			return err
		}
		return begin(ctx, due)
	})
	if err != nil {
		return 0, fmt.Errorf("begin what is due: %w", err)
	}
	return len(due), nil
}

// begun writes down that a schedule was begun.
func (e *Enterprise) begun(tx *pg.Tx, id uuid.UUID, at time.Time) {
	tx.Exec(`insert into schedule_run (schedule, due, begun_at) values ($1, $2, $3)`, id, at, e.now())
	tx.Exec(`update schedule set last_due = $2, last_begun = $3 where id = $1`, id, at, e.now())
}

// RunSchedule has a schedule begun now, paused or not; when it is due next stays as
// it is.
func (e *Enterprise) RunSchedule(ctx context.Context, by *auth.Actor, kind string, tenant uuid.UUID, begin func(context.Context, []Due) error) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		id, found, err := pg.One[uuid.UUID](ctx, tx, `select id from schedule where kind = $1 and tenant is not distinct from $2 for update`,
			kind, orNull(tenant))
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("Schedule " + kind)
		}
		now := e.now()
		e.begun(tx, id, now)
		if err := e.audit(tx, by, deed{"schedule.run", "schedule", id, map[string]any{"kind": kind, "tenant": tenant}}); err != nil {
			return err
		}
		if err := tx.Flush(ctx); err != nil {
			return fmt.Errorf("write down that %s is begun: %w", kind, err)
		}
		return begin(ctx, []Due{{Schedule: id, Kind: kind, Tenant: tenant, At: now}})
	})
}
