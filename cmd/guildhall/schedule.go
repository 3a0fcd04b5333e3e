package main

import (
	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

type schedule struct {
	List   scheduleList   `cmd:"" help:"List what is done again and again, and when."`
	Set    scheduleSet    `cmd:"" help:"Say when something is done, for all tenants or for one."`
	Pause  schedulePause  `cmd:"" help:"Have it not done until it is resumed."`
	Resume scheduleResume `cmd:"" help:"Have it done again; what was missed is not caught up."`
	Run    scheduleRun    `cmd:"" help:"Have it done now, once."`
	Drop   scheduleDrop   `cmd:"" help:"Take a tenant's own schedule away: that for all holds again."`
}

type scheduleList struct {
	place
	Kind string `help:"Only what is done so."`
}

// Run lists schedules.
func (c *scheduleList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		all, err := a.Background.Schedules(s, enterprise.ScheduleFilter{Kind: c.Kind})
		if s.json {
			s.print(all, "")
			return err
		}
		for _, w := range all {
			s.tellSchedule(w)
		}
		return err
	})
}

func (s *session) tellSchedule(w background.Schedule) {
	whose, next := "all tenants", "paused"
	if w.Client != nil {
		whose = w.Slug
	}
	if w.NextAt != nil {
		next = "next " + w.NextAt.Format("2006-01-02 15:04 MST")
	}
	s.print(w, "%-28s %-20s %-18s %-20s %s  %s\n", w.Kind, whose, w.Cron, w.TimeZone, next, w.Label)
}

// chosenSchedule says which schedule is meant.
type chosenSchedule struct {
	place
	Kind   string `arg:"" help:"What is done."`
	Tenant string `help:"Slug or id of the tenant whose own it is, or is to be."`
}

func (c *chosenSchedule) change(s *session, change enterprise.ScheduleChange) error {
	return c.open(s, false, func(a *app.App) error {
		tenant, err := tenantID(s, a, c.Tenant)
		if err != nil {
			return err
		}
		change.Kind, change.Tenant = c.Kind, tenant
		now, err := a.Background.ChangeSchedule(s, app.Local(), change)
		if err != nil {
			return err
		}
		s.tellSchedule(now)
		return nil
	})
}

type scheduleSet struct {
	chosenSchedule
	Cron     *string `help:"Minute, hour, day, month and day of the week; or @daily and the like."`
	TimeZone *string `help:"The time zone, such as Europe/Berlin."`
	CatchUp  *string `enum:"once,skip" help:"What becomes of it when nobody was there while it was due: once or skip."`
}

// Run says when something is done.
func (c *scheduleSet) Run(s *session) error {
	return c.change(s, enterprise.ScheduleChange{Cron: c.Cron, Zone: c.TimeZone, CatchUp: c.CatchUp})
}

type schedulePause struct{ chosenSchedule }

// Run pauses a schedule.
func (c *schedulePause) Run(s *session) error {
	return c.change(s, enterprise.ScheduleChange{Paused: new(true)})
}

type scheduleResume struct{ chosenSchedule }

// Run resumes a schedule.
func (c *scheduleResume) Run(s *session) error {
	return c.change(s, enterprise.ScheduleChange{Paused: new(false)})
}

type scheduleRun struct{ chosenSchedule }

// Run has something done now, by a worker.
func (c *scheduleRun) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		tenant, err := tenantID(s, a, c.Tenant)
		if err != nil {
			return err
		}
		if err := a.Background.RunSchedule(s, app.Local(), c.Kind, tenant); err != nil {
			return err
		}
		s.print(map[string]string{"kind": c.Kind}, "%s will be done by the next worker that is free\n", c.Kind)
		return nil
	})
}

type scheduleDrop struct{ chosenSchedule }

// Run takes a tenant's own schedule away.
func (c *scheduleDrop) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if c.Tenant == "" {
			return problem.BadRequest("invalid-command", "Give --tenant: that for all tenants can be paused, not dropped.")
		}
		tenant, err := tenantID(s, a, c.Tenant)
		if err != nil {
			return err
		}
		if err := a.Enterprise.DropSchedule(s, app.Local(), c.Kind, tenant); err != nil {
			return err
		}
		s.print(map[string]string{"kind": c.Kind}, "%s has no time of its own for %s any more\n", c.Kind, c.Tenant)
		return nil
	})
}
