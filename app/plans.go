package app

import (
	"cmp"
	"context"
	"net/http"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// Plan is what a tenant has bought, as the operators' API tells of it.
type Plan struct {
	Name   string         `json:"name"`
	Label  string         `json:"label" doc:"What people call it."`
	Limits map[string]any `json:"limits" doc:"What it allows: requests, for each user in each window such as 15m; null for as many as they like."`
}

type planPage struct {
	Data []Plan `json:"data"`
}

type putPlan struct {
	Label  string     `json:"label" minLength:"1" maxLength:"200" doc:"What people call it." example:"Public API"`
	Limits planLimits `json:"limits"`
}

type planLimits struct {
	Requests *int64 `json:"requests,omitempty" minimum:"1" maximum:"1000000" doc:"How many requests each user may send in a window; any number when not given." example:"100"`
	Window   string `json:"window,omitempty" maxLength:"6" doc:"The window: seconds, minutes or hours; 15m when not given." example:"15m"`
}

// plansAPI adds the plans and what they allow.
func (a *App) plansAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: controlPath + "plans" + path, Summary: summary, Tag: "Plans"}
	}
	if err := httpapi.RegisterJSON(api, op("enterprisePlanList", http.MethodGet, "", "Lists the plans, by name."), a.listPlans); err != nil {
		return err
	}
	return httpapi.RegisterJSON(api, op("enterprisePlanPut", http.MethodPut, "/{name}", "Makes a plan, or changes what it allows."), a.putPlan)
}

func (a *App) listPlans(ctx context.Context, _ httpapi.Request, _ httpapi.None) (planPage, error) {
	all, err := a.Enterprise.Plans(ctx)
	page := planPage{Data: []Plan{}}
	for _, p := range all {
		page.Data = append(page.Data, Plan(p))
	}
	return page, err
}

func (a *App) putPlan(ctx context.Context, r httpapi.Request, in putPlan) (Plan, error) {
	p := enterprise.Plan{Name: r.HTTP.PathValue("name"), Label: in.Label, Limits: map[string]any{"requests": nil}}
	if in.Limits.Requests != nil {
		p.Limits = map[string]any{"requests": *in.Limits.Requests, "window": cmp.Or(in.Limits.Window, "15m")}
	}
	return Plan(p), a.Enterprise.PutPlan(ctx, r.Actor, p)
}
