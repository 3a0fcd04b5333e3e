package main

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
)

type tenant struct {
	Create  tenantCreate  `cmd:"" help:"Make a tenant."`
	List    tenantList    `cmd:"" help:"List the tenants."`
	Show    tenantShow    `cmd:"" help:"Show one tenant."`
	Suspend tenantSuspend `cmd:"" help:"Keep a tenant's users out."`
	Resume  tenantResume  `cmd:"" help:"Let a suspended tenant's users in again, or finish making a tenant."`
}

type tenantCreate struct {
	place
	Name       string `required:"true" help:"What people call the company."`
	Slug       string `required:"true" help:"Its name in addresses: small letters, digits and hyphens."`
	Tier       string `default:"shared" enum:"shared,schema,database" help:"How its rows are kept apart: shared, schema or database."`
	AdminEmail string `required:"true" help:"Address of the first user, who owns everything."`
	Country    string `required:"true" help:"ISO 3166 code, such as DE."`
	Currency   string `help:"ISO 4217 code, such as EUR; that of the country when not given."`
	Region     string `help:"Where its rows must be kept."`
}

// Run makes a tenant, writes to its first user and prints id, database and status.
func (c *tenantCreate) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		t, err := a.CreateTenant(s, enterprise.Request{
			Name: c.Name, Slug: c.Slug, Tier: enterprise.Tier(c.Tier), AdminEmail: c.AdminEmail,
			Country: c.Country, Currency: c.Currency, Region: c.Region, By: app.Local(),
		})
		if err != nil {
			return err
		}
		wrote := "The invitation to " + t.AdminEmail + " is written. The server sends it as soon as it runs."
		if t.Advice != "" {
			wrote = t.Advice
		}
		s.print(t, "%s  %s  %s  %s\n%s\n", t.ID, t.Slug, t.Database, t.Status, wrote)
		return nil
	})
}

func tellTenant(s *session, a *app.App, t *enterprise.Tenant) error {
	told, err := a.TellTenant(s, t)
	if err != nil {
		return fmt.Errorf("show tenant: %w", err)
	}
	s.print(told, "%s  %s  %s  %s\n", told.ID, told.Slug, told.Database, told.Status)
	return nil
}

type tenantList struct {
	place
	Status string `help:"Only tenants that stand so."`
	Query  string `help:"Part of the name, or the beginning of the slug."`
}

// Run lists all tenants, page by page.
func (c *tenantList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f := enterprise.TenantFilter{Status: enterprise.Status(c.Status), Query: c.Query, Limit: 200}
		for {
			page, err := a.Enterprise.Tenants(s, f)
			if err != nil {
				return err
			}
			for i := range page.Tenants {
				if err := tellTenant(s, a, &page.Tenants[i]); err != nil {
					return err
				}
			}
			if f.After = page.Next; f.After == "" {
				return nil
			}
		}
	})
}

type tenantShow struct {
	place
	Tenant string `arg:"" help:"Slug or id."`
}

// Run shows one tenant.
func (c *tenantShow) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
		if err != nil {
			return err
		}
		return tellTenant(s, a, t)
	})
}

type tenantSuspend struct {
	place
	Tenant string `arg:"" help:"Slug or id."`
	Reason string `required:"true" help:"Why: the tenant's users will read it."`
}

// Run keeps a tenant's users out.
func (c *tenantSuspend) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
		if err == nil {
			t, err = a.Enterprise.Suspend(s, app.Local(), t.ID, c.Reason)
		}
		if err != nil {
			return err
		}
		return tellTenant(s, a, t)
	})
}

type tenantResume struct {
	place
	Tenant string `arg:"" help:"Slug or id."`
}

// Run lets a tenant's users in again; a tenant that was never finished is.
func (c *tenantResume) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
		if err != nil {
			return err
		}
		if t, err = a.Resume(s, app.Local(), t.ID); err != nil {
			return err
		}
		return tellTenant(s, a, t)
	})
}

func keyOf(text string) enterprise.Key {
	if id, err := uuid.Parse(text); err == nil {
		return enterprise.Key{ID: id}
	}
	return enterprise.Key{Name: text}
}
