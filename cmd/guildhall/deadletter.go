package main

import (
	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
)

type deadLetter struct {
	List    deadLetterList    `cmd:"" help:"List deliveries that were given up, oldest first."`
	Replay  deadLetterReplay  `cmd:"" help:"Have dead letters delivered again."`
	Discard deadLetterDiscard `cmd:"" help:"Drop dead letters for good."`
}

// chosenDeadLetters are those that a command is about.
type chosenDeadLetters struct {
	Tenant       string `help:"Slug or id of the tenant; all when not given."`
	Subscription string `help:"Who was to hear of the event."`
	Type         string `help:"Type of the event, such as InvoicePostedEvent."`
}

// each has do see the dead letters that are meant, a page at a time. What do
// clears is not there for the next page.
func (c *chosenDeadLetters) each(s *session, a *app.App, do func([]app.DeadLetter) error) error {
	f := enterprise.DeadLetterFilter{Subscription: c.Subscription, EventType: c.Type, Limit: 200}
	if c.Tenant != "" {
		t, err := a.Enterprise.Tenant(s, keyOf(c.Tenant))
		if err != nil {
			return err
		}
		f.Tenant = t.ID
	}
	for {
		page, err := a.DeadLetters(s, f)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := do(page); err != nil {
			return err
		}
		f.After = page[len(page)-1].ID
	}
}

// clear clears dead letters tenant by tenant and tells how many there were.
func (c *chosenDeadLetters) clear(s *session, a *app.App, what string, do func(by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID) (int, error)) error {
	total := 0
	err := c.each(s, a, func(page []app.DeadLetter) error {
		ids := map[uuid.UUID][]uuid.UUID{}
		for _, d := range page {
			ids[d.Client] = append(ids[d.Client], d.ID)
		}
		for tenant, of := range ids {
			n, err := do(app.Local(), tenant, of)
			total += n
			if err != nil {
				return err
			}
		}
		return nil
	})
	s.print(map[string]int{"count": total}, "%d dead letters %s\n", total, what)
	return err
}

type deadLetterList struct {
	place
	chosenDeadLetters
}

// Run lists them, with the error of the last attempt.
func (c *deadLetterList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		all := []app.DeadLetter{}
		err := c.each(s, a, func(page []app.DeadLetter) error {
			all = append(all, page...)
			return nil
		})
		if s.json {
			s.print(all, "")
			return err
		}
		for _, d := range all {
			s.print(nil, "%s  %-16s %-28s %-28s %d attempts, %s: %s\n", d.ID, d.Slug, d.Subscription, d.EventType,
				d.Attempts, d.DiedAt.Format("2006-01-02 15:04"), d.Error)
		}
		return err
	})
}

type deadLetterReplay struct {
	place
	chosenDeadLetters
}

// Run puts them back into the queue; the server delivers them.
func (c *deadLetterReplay) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		return c.clear(s, a, "will be delivered again", func(by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID) (int, error) {
			return a.ReplayDeadLetters(s, by, tenant, ids)
		})
	})
}

type deadLetterDiscard struct {
	place
	chosenDeadLetters

	Reason string `required:"true" help:"Why they need not be delivered any more."`
}

// Run drops them.
func (c *deadLetterDiscard) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		return c.clear(s, a, "discarded", func(by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID) (int, error) {
			return a.Enterprise.DiscardDeadLetters(s, by, tenant, ids, c.Reason)
		})
	})
}
