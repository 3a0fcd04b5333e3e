package main

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

type auditLog struct {
	place
	Actor  string        `help:"Address of the operator who did it."`
	Verb   string        `help:"What was done, such as tenant.suspend; with a dot at the end, everything below: tenant."`
	Tenant string        `help:"Slug or id of the tenant that it concerns."`
	Since  time.Duration `help:"No older than this, such as 24h."`
	Limit  int           `default:"50" help:"The newest so many."`
}

// Run prints who did what to the enterprise, newest first.
func (c *auditLog) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		found := []app.AuditEntry{}
		for len(found) < c.Limit {
			f.Limit = c.Limit - len(found)
			page, next, err := a.Audit(s, f)
			if err != nil {
				return err
			}
			found = append(found, page...)
			if f.Before = next; next == uuid.Nil {
				break
			}
		}
		if s.json {
			s.print(found, "")
			return nil
		}
		for _, e := range found {
			subject := ""
			if e.Subject != nil {
				subject = e.Subject.String()
			}
			s.print(nil, "%s  %-24s %-28s %s %s\n", e.At.Format(time.RFC3339), e.ActorName, e.Verb, e.SubjectKind, subject)
		}
		return nil
	})
}

func (c *auditLog) filter(s *session, a *app.App) (enterprise.AuditFilter, error) {
	f := enterprise.AuditFilter{Verb: c.Verb}
	if c.Since > 0 {
		f.From = time.Now().Add(-c.Since)
	}
	if c.Tenant != "" {
		t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
		if err != nil {
			return f, err
		}
		f.Tenant = t.ID
	}
	if c.Actor == "" {
		return f, nil
	}
	all, err := a.Enterprise.Operators(s)
	if err != nil {
		return f, err
	}
	for _, o := range all {
		if strings.EqualFold(o.Email, c.Actor) {
			f.Actor = o.ID
			return f, nil
		}
	}
	return f, problem.NotFound("operator " + c.Actor)
}
