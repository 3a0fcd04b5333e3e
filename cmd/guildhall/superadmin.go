package main

import (
	"strings"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

type superAdmin struct {
	Create   superAdminCreate   `cmd:"" help:"Add a super admin, who looks after nobody yet."`
	Assign   superAdminAssign   `cmd:"" help:"Have a super admin look after a tenant."`
	Unassign superAdminUnassign `cmd:"" help:"End a super admin's reach to a tenant."`
	List     superAdminList     `cmd:"" help:"List super admins and the tenants that they look after."`
}

type superAdminCreate struct {
	place
	Email string `required:"true" help:"The super admin's e-mail address."`
	Name  string `help:"The super admin's name; the address when empty."`
}

// Run adds a super admin and prints the id. Tokens are made by token create.
func (c *superAdminCreate) Run(s *session) error {
	if c.Name == "" {
		c.Name = c.Email
	}
	return c.open(s, false, func(a *app.App) error {
		o, err := a.Enterprise.CreateSuperAdmin(s, app.Local(), c.Email, c.Name)
		if err != nil {
			return err
		}
		s.print(o, "%s\n", o.ID)
		return nil
	})
}

type superAdminAssign struct {
	place
	Email   string   `arg:"" help:"Address of the super admin."`
	Tenant  string   `arg:"" help:"Slug or id."`
	Modules []string `help:"The modules that they may switch; all when not given."`
}

// Run assigns a tenant, replacing what was assigned of it before.
func (c *superAdminAssign) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		o, t, err := pair(s, a, c.Email, c.Tenant)
		if err != nil {
			return err
		}
		if err := a.Enterprise.Assign(s, app.Local(), o.ID, t.ID, c.Modules); err != nil {
			return err
		}
		s.print(map[string]any{"operator": o.ID, "tenant": t.ID, "modules": append([]string{}, c.Modules...)}, "%s looks after %s\n", o.Email, t.Slug)
		return nil
	})
}

type superAdminUnassign struct {
	place
	Email  string `arg:"" help:"Address of the super admin."`
	Tenant string `arg:"" help:"Slug or id."`
}

// Run ends an assignment.
func (c *superAdminUnassign) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		o, t, err := pair(s, a, c.Email, c.Tenant)
		if err != nil {
			return err
		}
		if err := a.Enterprise.Unassign(s, app.Local(), o.ID, t.ID); err != nil {
			return err
		}
		s.print(map[string]any{"operator": o.ID, "tenant": t.ID}, "%s no longer looks after %s\n", o.Email, t.Slug)
		return nil
	})
}

// pair finds a super admin by address, and a tenant.
func pair(s *session, a *app.App, email, tenant string) (*enterprise.Operator, *enterprise.Tenant, error) {
	people, _, err := a.Enterprise.SuperAdmins(s)
	if err != nil {
		return nil, nil, err
	}
	for i := range people {
		if strings.EqualFold(people[i].Email, email) {
			t, err := a.Enterprise.Tenant(s, keyOf(tenant))
			return &people[i], t, err
		}
	}
	return nil, nil, problem.NotFound("super admin " + email)
}

type superAdminList struct{ place }

// Run lists super admins, each with their tenants.
func (c *superAdminList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		all, err := a.SuperAdmins(s)
		if err != nil {
			return err
		}
		if s.json {
			s.print(all, "")
			return nil
		}
		for _, o := range all {
			s.print(nil, "%s  %-32s %-8s %s\n", o.ID, o.Email, o.Status, o.Name)
			for _, t := range o.Tenants {
				modules := strings.Join(t.Modules, ", ")
				if modules == "" {
					modules = "all modules"
				}
				s.print(nil, "    %s: %s\n", t.Slug, modules)
			}
		}
		return nil
	})
}
