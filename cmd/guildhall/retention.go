package main

import (
	"github.com/guildhall/guildhall/app"
)

type retention struct {
	Run retentionRun `cmd:"" help:"Let go what tenants keep no longer. It may be interrupted, and run again."`
}

type retentionRun struct {
	place
	Tenant string `help:"Slug or id of the tenant; all when not given."`
	DryRun bool   `help:"Change nothing; tell how many rows would go."`
}

// Run prints a line for each tenant and sort of rows of which some went.
func (c *retentionRun) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		told, err := a.Retain(s, keyOf(c.Tenant), c.DryRun)
		if s.json {
			s.print(told, "")
			return err
		}
		for _, t := range told {
			for _, p := range t.Purged {
				if p.Rows > 0 {
					s.print(nil, "%-32s %-28s %8d rows older than %s\n", t.Tenant, p.Name, p.Rows, p.Before.Format("2006-01-02"))
				}
			}
			if t.Error != "" {
				s.print(nil, "%-32s %s\n", t.Tenant, t.Error)
			}
		}
		return err
	})
}

type privacy struct {
	Report privacyReport `cmd:"" help:"Tell what a tenant keeps about private persons, for how long, and who has seen it."`
}

type privacyReport struct {
	place
	Tenant string `required:"true" help:"Slug or id of the tenant."`
	Days   int    `default:"365" help:"How far to look back for exports, erasures and readings."`
}

// Run prints the report as a table with commas, or as JSON.
func (c *privacyReport) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		r, err := a.PrivacyReport(s, keyOf(c.Tenant), c.Days)
		if err != nil {
			return err
		}
		if s.json {
			s.print(r, "")
			return nil
		}
		return r.CSV(s.out)
	})
}
