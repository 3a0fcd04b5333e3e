package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/sample"
	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/portal"
	"github.com/guildhall/guildhall/domain/workspace"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// The companies of a demonstration, one on each tier.
var demoCompanies = []enterprise.Request{
	{Name: "Brightwater Supplies", Slug: "brightwater", Tier: enterprise.Shared, AdminEmail: "owner@brightwater.example", Country: "GB", Currency: "GBP"},
	{Name: "Holzwerk Lindner", Slug: "lindner", Tier: enterprise.Schema, AdminEmail: "owner@lindner.example", Country: "DE", Currency: "EUR"},
	{Name: "Northfield Instruments", Slug: "northfield", Tier: enterprise.Database, AdminEmail: "owner@northfield.example", Country: "US", Currency: "USD"},
}

// demo makes the companies of the demonstration that are not there yet, with
// records to look at, and tells of each.
func (a *App) demo(ctx context.Context, out io.Writer) error {
	for i, company := range demoCompanies {
		company.By = Local()
		t, err := a.Enterprise.Tenant(ctx, enterprise.Key{Name: company.Slug})
		switch {
		case err == nil && t.Settings["demo"] == "ready":
			continue
		case problem.Is(err, "unknown-tenant"):
			t, err = a.Enterprise.Provision(ctx, company)
		}
		if err != nil {
			return fmt.Errorf("make the company %s: %w", company.Name, err)
		}
		err = a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
			return sample.Fill(ctx, sample.Options{
				Registry: a.Registry, Call: entity.Call{Actor: auth.System(t.ID), Home: home}, Key: "demo",
				Currency: company.Currency, Country: company.Country, Now: a.cfg.Clock(),
				Rand: rand.New(rand.NewPCG(uint64(i), 7)), //nolint:gosec // believable, not secret
			})
		})
		if err == nil {
			_, err = a.Enterprise.Update(ctx, Local(), t.ID, enterprise.Change{Settings: map[string]any{"demo": "ready"}})
		}
		if err != nil {
			return fmt.Errorf("fill the company %s: %w", company.Name, err)
		}
		fmt.Fprintf(out, "  Demo     %s (%s, tier %s): guildhall token create --tenant %s\n", company.Name, company.Slug, company.Tier, company.Slug)
	}
	return nil
}

// fillTenant fills a company whose owner has asked for it.
func (a *App) fillTenant(ctx context.Context, c workspace.Company, call entity.Call, key string, progress func(float64, string) error) error {
	return sample.Fill(ctx, sample.Options{
		Registry: a.Registry, Call: call, Key: key, Currency: c.Currency, Country: c.Country, Now: a.cfg.Clock(), Progress: progress,
		Rand: rand.New(rand.NewPCG(sample.Seed(call.Home.Tenant), 7)), //nolint:gosec // believable, not secret
	})
}

// TellTrial has the log tell of a tenant whose clients were to pay by a provider that is
// for trying alone, where that is not served: they can only transfer their money.
func (a *App) TellTrial(ctx context.Context, t enterprise.Tenant) error {
	if a.cfg.Trial {
		return nil
	}
	provider, err := a.trialOf(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("look by whom the clients of %s pay: %w", t.Slug, err)
	}
	if provider != "" {
		a.cfg.Log.WarnContext(ctx, "clients cannot pay by themselves: the provider is for trying, and not served here",
			slog.String("tenant", t.Slug), slog.String("provider", string(provider)))
	}
	return nil
}

// trialOf returns the provider for trying that a tenant still names, "" for none.
func (a *App) trialOf(ctx context.Context, tenant uuid.UUID) (provider billing.ProviderName, err error) {
	err = a.Enterprise.Do(ctx, tenant, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(tenant), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
			provider, err = portal.TrialOf(ctx, tx)
			return err
		})
	})
	return provider, err
}
