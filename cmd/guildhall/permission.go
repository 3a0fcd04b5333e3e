package main

import (
	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

type permission struct {
	Explain permissionExplain `cmd:"" help:"Say why a tenant's user may do something, or what is missing."`
}

type permissionExplain struct {
	place
	Tenant     string    `required:"true" help:"Slug or id of the tenant."`
	User       string    `required:"true" help:"The user's e-mail address."`
	Permission string    `required:"true" help:"What is to be done, such as sales.order.confirm."`
	Entity     string    `and:"record" help:"What it is to be done to, such as sales.order."`
	Record     uuid.UUID `and:"record" help:"The id of that record."`
}

// Run prints the answer, then each grant and exception that was looked at; those
// that hold are marked by a plus.
func (c *permissionExplain) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		told, err := a.Explain(s, keyOf(c.Tenant), c.User, auth.Permission(c.Permission), entity.Ref{Entity: c.Entity, ID: c.Record})
		if err != nil {
			return err
		}
		s.print(told, "%s\n", told.Summary)
		if s.json {
			return nil
		}
		for _, r := range told.Reasons {
			mark := "-"
			if r.Holds {
				mark = "+"
			}
			s.print(nil, "  %s %s\n", mark, r.Text)
		}
		return nil
	})
}
