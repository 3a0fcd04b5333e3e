package main

import (
	"fmt"
	"runtime"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
)

type migrate struct {
	Status migrateStatus `cmd:"" help:"Show the version of every database and schema."`
	Up     migrateUp     `cmd:"" help:"Bring the registry to this binary's version."`
	Fleet  migrateFleet  `cmd:"" help:"Bring every tenant's tables to this binary's version."`
}

type migrateStatus struct{ place }

// Run shows what stands at which version.
func (c *migrateStatus) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		items, err := a.Enterprise.Fleet(s)
		if err != nil {
			return err
		}
		if s.json {
			s.print(items, "")
			return nil
		}
		s.print(nil, "this binary: %s\n", a.Enterprise.Version())
		for _, i := range items {
			s.print(nil, "%-8s %-32s %-36s %s %s\n", i.State, i.Database, i.Schema, i.SchemaVersion, i.Error)
		}
		return nil
	})
}

type migrateUp struct{ place }

// Run migrates the registry; the tenants' placements are the fleet's.
func (c *migrateUp) Run(s *session) error {
	return c.open(s, true, func(a *app.App) error {
		s.print(map[string]string{"version": string(a.Enterprise.Version())}, "the registry is current\n")
		return nil
	})
}

type migrateFleet struct {
	place
	Parallel  int      `default:"4" help:"Places at once."`
	Canary    []string `help:"Slugs of tenants that go first, and must succeed."`
	ErrorRate float64  `default:"0" help:"Share of failures, from 0 to 1, above which the run stops."`
}

// Run migrates every placement that is behind, telling of each.
func (c *migrateFleet) Run(s *session) error {
	return c.open(s, true, func(a *app.App) error {
		result, err := a.Enterprise.MigrateFleet(s, enterprise.FleetOptions{
			Parallel: c.Parallel, Canary: c.Canary, ErrorRate: c.ErrorRate, By: app.Local(),
			Progress: func(p enterprise.FleetProgress) {
				outcome := "done"
				if p.Err != nil {
					outcome = p.Err.Error()
				}
				fmt.Fprintf(s.errs, "%d of %d  %s %s: %s\n", p.Done+p.Failed, p.Queued, p.Database, p.Schema, outcome)
			},
		})
		s.print(result, "%d done, %d failed, %d were behind; %d tenants have the default roles of this version now\n",
			result.Done, result.Failed, result.Queued, result.Renewed)
		return err
	})
}

type keys struct {
	Rotate        keysRotate        `cmd:"" help:"Make a new key and seal every credential by it; the server goes on serving."`
	RotateSigning keysRotateSigning `cmd:"" help:"Make a new key that signs access tokens; the old ones are believed for an hour."`
}

type keysRotate struct {
	place
	Key string `help:"URL of a key in a key service; a fresh local key when empty."`
}

// Run rotates the keys and tells how many credentials were sealed again.
func (c *keysRotate) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		n, err := a.Enterprise.RotateKeys(s, app.Local(), c.Key)
		if err != nil {
			return err
		}
		s.print(map[string]int{"sealed": n}, "%d credentials sealed by the new key\n", n)
		return nil
	})
}

type keysRotateSigning struct{ place }

// Run has a new key sign access tokens.
func (c *keysRotateSigning) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		key, err := a.Enterprise.RotateSigningKey(s, app.Local())
		if err != nil {
			return err
		}
		s.print(map[string]string{"key": key}, "access tokens are signed by the key %s, from five minutes on at the latest\n", key)
		return nil
	})
}

type about struct{}

// Run prints the version.
func (about) Run(s *session) error { //nolint:unparam // as all commands
	s.print(map[string]string{"version": version, "go": runtime.Version()}, "guildhall %s (%s)\n", version, runtime.Version())
	return nil
}
