package background

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// Schedule is something that is done again and again, as operators see it.
type Schedule struct {
	Kind      string     `json:"kind" example:"sales.quote-expiry"`
	Label     string     `json:"label" doc:"What is done."`
	Client    *uuid.UUID `json:"client" doc:"The tenant whose own it is; null for all that have none of their own."`
	Slug      string     `json:"slug,omitempty" doc:"Of the tenant."`
	Cron      string     `json:"cron" doc:"Minute, hour, day, month and day of the week; or @daily and the like." example:"15 0 * * *"`
	TimeZone  string     `json:"time_zone" example:"Europe/Berlin"`
	CatchUp   string     `json:"catch_up" enum:"once,skip" doc:"What becomes of it when nobody was there while it was due."`
	Paused    bool       `json:"paused"`
	NextAt    *time.Time `json:"next_at" doc:"null while it is paused."`
	LastDue   *time.Time `json:"last_due"`
	LastBegun *time.Time `json:"last_begun"`
}

type scheduleList struct {
	Data []Schedule `json:"data"`
}

type listSchedules struct {
	Kind   string    `json:"kind,omitempty" maxLength:"100"`
	Client uuid.UUID `json:"client,omitempty" format:"uuid" doc:"Only those of its own."`
}

type changeSchedule struct {
	Kind     string    `json:"kind" minLength:"1" maxLength:"100"`
	Client   uuid.UUID `json:"client,omitempty" format:"uuid" doc:"Gives the tenant one of its own; it is for all when not given."`
	Cron     *string   `json:"cron,omitempty" maxLength:"100" doc:"Five fields, or @daily and the like."`
	TimeZone *string   `json:"time_zone,omitempty" maxLength:"100" doc:"IANA's name of the time zone."`
	CatchUp  *string   `json:"catch_up,omitempty" enum:"once,skip"`
	Paused   *bool     `json:"paused,omitempty"`
}

type whichSchedule struct {
	Kind   string    `json:"kind" minLength:"1" maxLength:"100"`
	Client uuid.UUID `json:"client,omitempty" format:"uuid" doc:"The tenant whose own is meant."`
}

func (w *Works) registerSchedules(api *httpapi.API) error {
	op := func(id, method, at, summary string) httpapi.Operation {
		return httpapi.Operation{
			ID: id, Method: method, Path: path + "schedules" + at, Summary: summary, Tag: "Schedules", Errors: []int{http.StatusNotFound},
		}
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseScheduleList", http.MethodGet, "", "Lists what is done again and again, and when."), w.listSchedules),
		httpapi.RegisterJSON(api, op("enterpriseScheduleChange", http.MethodPost, "/change", "Says when something is done, or pauses it, for all tenants or for one."), w.changeSchedule),
		httpapi.RegisterJSON(api, op("enterpriseScheduleRun", http.MethodPost, "/run", "Has it done now, once, paused or not."), w.runSchedule),
		httpapi.RegisterJSON(api, op("enterpriseScheduleDrop", http.MethodPost, "/drop", "Takes a tenant's own schedule away: that for all holds again."), w.dropSchedule),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Schedules returns what is done again and again.
func (w *Works) Schedules(ctx context.Context, f enterprise.ScheduleFilter) ([]Schedule, error) {
	all, err := w.cfg.Enterprise.Schedules(ctx, f)
	out := make([]Schedule, 0, len(all))
	for _, s := range all {
		out = append(out, w.told(s))
	}
	return out, err
}

func (w *Works) told(s enterprise.Schedule) Schedule {
	out := Schedule{
		Kind: s.Kind, Label: w.tasks[s.Kind].Label, Slug: s.Slug, Cron: s.Cron, TimeZone: s.Zone, CatchUp: s.CatchUp, Paused: s.Paused,
	}
	if s.Tenant != uuid.Nil {
		out.Client = &s.Tenant
	}
	if !s.Paused {
		out.NextAt = &s.NextAt
	}
	if !s.LastBegun.IsZero() {
		out.LastDue, out.LastBegun = &s.LastDue, &s.LastBegun
	}
	return out
}

func (w *Works) listSchedules(ctx context.Context, _ httpapi.Request, in listSchedules) (scheduleList, error) {
	all, err := w.Schedules(ctx, enterprise.ScheduleFilter{Kind: in.Kind, Tenant: in.Client})
	return scheduleList{Data: all}, err
}

// ChangeSchedule says when something is done from now on.
func (w *Works) ChangeSchedule(ctx context.Context, by *auth.Actor, c enterprise.ScheduleChange) (Schedule, error) {
	s, err := w.cfg.Enterprise.PutSchedule(ctx, by, c)
	return w.told(s), err
}

func (w *Works) changeSchedule(ctx context.Context, r httpapi.Request, in changeSchedule) (Schedule, error) {
	return w.ChangeSchedule(ctx, r.Actor, enterprise.ScheduleChange{
		Kind: in.Kind, Tenant: in.Client, Cron: in.Cron, Zone: in.TimeZone, CatchUp: in.CatchUp, Paused: in.Paused,
	})
}

// RunSchedule has something done now.
func (w *Works) RunSchedule(ctx context.Context, by *auth.Actor, kind string, tenant uuid.UUID) error {
	return w.cfg.Enterprise.RunSchedule(ctx, by, kind, tenant, w.begin)
}

func (w *Works) runSchedule(ctx context.Context, r httpapi.Request, in whichSchedule) (whichSchedule, error) {
	return in, w.RunSchedule(ctx, r.Actor, in.Kind, in.Client)
}

func (w *Works) dropSchedule(ctx context.Context, r httpapi.Request, in whichSchedule) (whichSchedule, error) {
	return in, w.cfg.Enterprise.DropSchedule(ctx, r.Actor, in.Kind, in.Client)
}
