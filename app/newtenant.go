package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// NewClient is a tenant that was just made, as the operators' API and the command
// line tell of it.
type NewClient struct {
	Client

	Invitation string `json:"invitation" enum:"written,failed" doc:"Whether the first user was written to. The tenant stands either way."`
	Advice     string `json:"advice,omitempty" doc:"After a failure: how to write again."`
}

// CreateTenant makes a tenant and writes to its first user, who sets a password by
// that letter. A letter that cannot be written is no error: the tenant stands, and
// the answer tells how to write again. The country must be known; its currency is
// taken when none is given. Other problems are those of
// [enterprise.Enterprise.Provision].
func (a *App) CreateTenant(ctx context.Context, r enterprise.Request) (NewClient, error) {
	if err := completed(&r); err != nil {
		return NewClient{}, err
	}
	t, err := a.Enterprise.Provision(ctx, r)
	if err != nil {
		return NewClient{}, err
	}
	told, err := a.TellTenant(ctx, t)
	if err != nil {
		return NewClient{}, err
	}
	made := NewClient{Client: told, Invitation: "written"}
	if err := a.Invite(ctx, enterprise.Key{ID: t.ID}, t.AdminEmail); err != nil {
		a.cfg.Log.ErrorContext(ctx, "the invitation of a first user was not written",
			slog.String("tenant", t.ID.String()), slog.String("error", err.Error()))
		made.Invitation = "failed"
		made.Advice = fmt.Sprintf("The invitation could not be written. Write again by POST %s, or by: guildhall person invite --tenant %s --email %s",
			invitationPath(t), t.Slug, t.AdminEmail)
	}
	return made, nil
}

// completed refuses what the modules could not work with, before anything is made.
func completed(r *enterprise.Request) error {
	if r.Currency == "" {
		r.Currency = string(money.CurrencyOf(r.Country))
	}
	var wrong problem.Fields
	if !entity.Country(r.Country).Valid() {
		wrong.Add("/country", "invalid", "Give the country by its two capital letters, such as DE.")
	} else if r.Currency == "" {
		wrong.Add("/currency", "required", "Give the currency by its three capital letters, such as EUR.")
	}
	return wrong.Err()
}

func invitationPath(t *enterprise.Tenant) string {
	return controlPath + "clients/" + t.ID.String() + "/invitation"
}

func (a *App) createClient(ctx context.Context, r httpapi.Request, in createClient) (NewClient, error) {
	made, err := a.CreateTenant(ctx, enterprise.Request{
		Name: in.Name, Slug: in.Slug, Tier: enterprise.Tier(in.Tier), AdminEmail: in.AdminEmail, Country: in.Country,
		Currency: in.Currency, Region: in.Region, Plan: in.Plan, By: r.Actor,
	})
	if err == nil {
		r.Header.Set("Location", controlPath+"clients/"+made.ID.String())
	}
	return made, err
}

// invitation is the operation by which the letter to a first user is written again.
func invitation() httpapi.Operation {
	return httpapi.Operation{
		ID: "enterpriseClientInvite", Method: http.MethodPost, Path: controlPath + "clients/{id}/invitation", Tag: "Enterprise",
		Summary: "Writes to a tenant's first user, who sets a password by the letter.", Status: http.StatusAccepted,
		Errors: []int{http.StatusNotFound},
	}
}

func (a *App) inviteFirst(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := clientID(r)
	if err != nil {
		return httpapi.None{}, err
	}
	t, err := a.Enterprise.Tenant(ctx, enterprise.Key{ID: id})
	if err != nil {
		return httpapi.None{}, err
	}
	if err := a.Invite(ctx, enterprise.Key{ID: id}, t.AdminEmail); err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, a.Enterprise.Record(ctx, r.Actor, "tenant.invite", id, nil)
}
