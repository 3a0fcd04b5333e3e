package app

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// Flag is a feature flag as the operators' API and the command line tell of it.
type Flag struct {
	Name       string         `json:"name"`
	Help       string         `json:"help" doc:"What it switches."`
	Enabled    bool           `json:"enabled" doc:"For tenants of whom nothing else is said."`
	Percentage *int64         `json:"percentage,omitempty" doc:"Share of the tenants for whom it is on; it counts before enabled."`
	UpdatedAt  time.Time      `json:"updated_at"`
	Tenants    []FlagDecision `json:"tenants" doc:"For whom it was decided by itself, by slug."`
}

// FlagDecision is a flag decided for one tenant.
type FlagDecision struct {
	ID        uuid.UUID `json:"id" doc:"Of the tenant."`
	Slug      string    `json:"slug"`
	Enabled   bool      `json:"enabled"`
	Reason    string    `json:"reason"`
	DecidedBy string    `json:"decided_by"`
	DecidedAt time.Time `json:"decided_at"`
}

type flagPage struct {
	Data []Flag `json:"data"`
}

type putFlag struct {
	Help       string `json:"help" minLength:"1" maxLength:"500" doc:"What it switches."`
	Enabled    bool   `json:"enabled" doc:"For tenants of whom nothing else is said."`
	Percentage *int64 `json:"percentage,omitempty" minimum:"0" maximum:"100" doc:"Share of the tenants for whom it is on; it counts before enabled."`
}

type decideFlag struct {
	Enabled bool   `json:"enabled"`
	Reason  string `json:"reason" minLength:"1" maxLength:"500" doc:"Why this tenant is treated in its own way."`
}

type ownFlags struct {
	On []string `json:"on" doc:"The flags that are on for the tenant; all others are off."`
}

// flagsAPI adds the flags: all of them for operators, those that are on for a
// tenant's people.
func (a *App) flagsAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string, errs ...int) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: controlPath + path, Summary: summary, Tag: "Flags", Errors: errs}
	}
	const decision = "clients/{id}/flags/{name}"
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseFlagList", http.MethodGet, "flags", "Lists all flags, by name."), a.listFlags),
		httpapi.RegisterJSON(api, op("enterpriseFlagGet", http.MethodGet, "flags/{name}", "Shows one flag.", http.StatusNotFound), a.getFlag),
		httpapi.RegisterJSON(api, op("enterpriseFlagPut", http.MethodPut, "flags/{name}", "Makes a flag, or changes it for all tenants."), a.putFlag),
		httpapi.RegisterJSON(api, op("enterpriseClientFlagPut", http.MethodPut, decision, "Switches a flag on or off for one tenant.",
			http.StatusNotFound), a.decideFlag),
		httpapi.RegisterJSON(api, op("enterpriseClientFlagDelete", http.MethodDelete, decision, "Has a tenant follow the flag again.",
			http.StatusNotFound), a.undecideFlag),
		httpapi.RegisterJSON(api, httpapi.Operation{
			ID: "flagList", Method: http.MethodGet, Path: "flags", Summary: "Lists the flags that are on for the tenant.", Tag: "system", Access: httpapi.Tenants,
		}, a.ownFlags),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func tellFlag(f *enterprise.Flag, decided []enterprise.Override) Flag {
	out := Flag{Name: f.Name, Help: f.Help, Enabled: f.Enabled, Percentage: f.Percentage, UpdatedAt: f.UpdatedAt, Tenants: []FlagDecision{}}
	for _, d := range decided {
		if d.Flag == f.Name {
			out.Tenants = append(out.Tenants, FlagDecision{
				ID: d.Tenant, Slug: d.Slug, Enabled: d.Enabled, Reason: d.Reason, DecidedBy: d.DecidedBy, DecidedAt: d.DecidedAt,
			})
		}
	}
	return out
}

// Flags returns all flags, by name.
func (a *App) Flags(ctx context.Context) ([]Flag, error) {
	flags, decided, err := a.Enterprise.AllFlags(ctx)
	out := []Flag{}
	for i := range flags {
		out = append(out, tellFlag(&flags[i], decided))
	}
	return out, err
}

func (a *App) listFlags(ctx context.Context, _ httpapi.Request, _ httpapi.None) (flagPage, error) {
	all, err := a.Flags(ctx)
	return flagPage{Data: all}, err
}

func (a *App) getFlag(ctx context.Context, r httpapi.Request, _ httpapi.None) (Flag, error) {
	f, decided, err := a.Enterprise.FlagOf(ctx, r.HTTP.PathValue("name"))
	if err != nil {
		return Flag{}, err
	}
	return tellFlag(f, decided), nil
}

func (a *App) putFlag(ctx context.Context, r httpapi.Request, in putFlag) (Flag, error) {
	f := enterprise.Flag{Name: r.HTTP.PathValue("name"), Help: in.Help, Enabled: in.Enabled, Percentage: in.Percentage}
	if err := a.Enterprise.PutFlag(ctx, r.Actor, f); err != nil {
		return Flag{}, err
	}
	return a.getFlag(ctx, r, httpapi.None{})
}

func (a *App) decideFlag(ctx context.Context, r httpapi.Request, in decideFlag) (Flag, error) {
	id, err := clientID(r)
	if err != nil {
		return Flag{}, err
	}
	if err := a.Enterprise.DecideFlag(ctx, r.Actor, id, r.HTTP.PathValue("name"), in.Enabled, in.Reason); err != nil {
		return Flag{}, err
	}
	return a.getFlag(ctx, r, httpapi.None{})
}

func (a *App) undecideFlag(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := clientID(r)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, a.Enterprise.UndecideFlag(ctx, r.Actor, id, r.HTTP.PathValue("name"))
}

func (a *App) ownFlags(ctx context.Context, r httpapi.Request, _ httpapi.None) (ownFlags, error) {
	on, err := a.Enterprise.Flags(ctx, r.Tenant.ID)
	return ownFlags{On: on}, err
}
