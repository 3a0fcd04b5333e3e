package main

import (
	"strconv"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

type flag struct {
	List flagList `cmd:"" help:"List the flags, and the tenants for whom they were decided."`
	Set  flagSet  `cmd:"" help:"Make or change a flag, or decide it for one tenant."`
}

type flagList struct{ place }

// Run lists the flags.
func (c *flagList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		all, err := a.Flags(s)
		if err != nil {
			return err
		}
		if s.json {
			s.print(all, "")
			return nil
		}
		for _, f := range all {
			state := onOff(f.Enabled)
			if f.Percentage != nil {
				state = strconv.FormatInt(*f.Percentage, 10) + " %"
			}
			s.print(nil, "%-32s %-6s %s\n", f.Name, state, f.Help)
			for _, t := range f.Tenants {
				s.print(nil, "    %s: %s, by %s: %s\n", t.Slug, onOff(t.Enabled), t.DecidedBy, t.Reason)
			}
		}
		return nil
	})
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

type flagSet struct {
	place
	Name       string `arg:"" help:"Name of the flag: small letters, digits and hyphens."`
	State      string `arg:"" enum:"on,off,default" help:"on, off, or, for a tenant, default: as the flag says."`
	About      string `help:"What the flag switches; needed to make one."`
	Percentage *int64 `help:"Share of the tenants for whom it is on, 0 to 100; none when not given."`
	Tenant     string `help:"Slug or id of the one tenant that is meant."`
	Reason     string `help:"Why this tenant is treated in its own way."`
}

// Run changes the flag for all tenants, or decides it for one.
func (c *flagSet) Run(s *session) error {
	if c.Tenant == "" && c.State == "default" || c.Tenant != "" && (c.About != "" || c.Percentage != nil) {
		return problem.BadRequest("invalid-command", "default needs --tenant; --about and --percentage are for all tenants.")
	}
	return c.open(s, false, func(a *app.App) error {
		if err := c.set(s, a); err != nil {
			return err
		}
		s.print(map[string]string{"flag": c.Name, "tenant": c.Tenant, "state": c.State}, "%s is %s\n", c.Name, c.State)
		return nil
	})
}

func (c *flagSet) set(s *session, a *app.App) error {
	if c.Tenant == "" {
		return c.forAll(s, a)
	}
	t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
	if err != nil {
		return err
	}
	if c.State == "default" {
		return a.Enterprise.UndecideFlag(s, app.Local(), t.ID, c.Name)
	}
	return a.Enterprise.DecideFlag(s, app.Local(), t.ID, c.Name, c.State == "on", c.Reason)
}

// forAll keeps the help of a flag that is there unless another is given.
func (c *flagSet) forAll(s *session, a *app.App) error {
	if c.About == "" {
		old, _, err := a.Enterprise.FlagOf(s, c.Name)
		if err != nil && !problem.Is(err, "not-found") {
			return err
		}
		if err == nil {
			c.About = old.Help
		}
	}
	return a.Enterprise.PutFlag(s, app.Local(), enterprise.Flag{Name: c.Name, Help: c.About, Enabled: c.State == "on", Percentage: c.Percentage})
}
