package main

import (
	"errors"
	"slices"

	"github.com/guildhall/guildhall/app"
)

type check struct {
	place
	Tenant string `help:"Slug or id of the tenant; all when not given."`
	DryRun bool   `help:"Write nothing down, and make no alert."`
}

// errUnsound is the end of a check that has found something.
var errUnsound = errors.New("the books do not agree")

// Run prints a line for each record that is not as it must be. The exit status is 1
// when there is one.
func (c *check) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		told, err := a.Check(s, keyOf(c.Tenant), c.DryRun)
		if s.json {
			s.print(told, "")
		}
		for _, t := range told {
			s.tellChecked(t)
		}
		if err == nil && slices.ContainsFunc(told, func(t app.Checked) bool { return !t.Sound() }) {
			err = errUnsound
		}
		return err
	})
}

func (s *session) tellChecked(t app.Checked) {
	if s.json {
		return
	}
	if t.Sound() {
		s.print(nil, "%-32s %d checks, all as it must be\n", t.Tenant, len(t.Checks))
	}
	for _, done := range t.Checks {
		for _, f := range done.Found {
			s.print(nil, "%-32s %-24s %s %s: %s\n", t.Tenant, done.Name, f.Entity, f.Record, f.Said)
		}
		if done.More {
			s.print(nil, "%-32s %-24s and others\n", t.Tenant, done.Name)
		}
	}
	if t.Error != "" {
		s.print(nil, "%-32s %s\n", t.Tenant, t.Error)
	}
}
