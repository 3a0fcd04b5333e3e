package main

import (
	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/lib/config"
)

type serve struct {
	config.Serve `embed:""`

	Demo bool `help:"Make a tenant per tier with records to look at, on a first start."`
}

// Run serves until it is told to stop.
func (c *serve) Run(s *session) error {
	return app.Serve(s, app.Server{Settings: c.Serve, Demo: c.Demo, Version: version, Out: s.out})
}
