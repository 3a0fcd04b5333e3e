package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

// person is what an operator does for somebody who cannot get in.
type person struct {
	SetPassword personPassword `cmd:"" help:"Set somebody's password, read from standard input, and sign them out everywhere."`
	Invite      personInvite   `cmd:"" help:"Write to somebody who is to set their first password."`
	ResetFactor personFactor   `cmd:"" help:"Take the second factor from somebody who has lost it, and sign them out everywhere."`
	Unlock      personUnlock   `cmd:"" help:"Forget failed attempts to sign in, of a whole company or of all operators."`
	Sessions    personSessions `cmd:"" help:"List where somebody is signed in."`
}

// whom names a user of a tenant, or an operator.
type whom struct {
	place
	Tenant string `help:"Slug of the user's tenant; an operator is meant without it."`
	Email  string `required:"true" help:"The person's address."`
}

func (w whom) key() enterprise.Key {
	if w.Tenant == "" {
		return enterprise.Key{}
	}
	return enterprise.Key{Name: w.Tenant}
}

type personPassword struct{ whom }

// Run sets a password. It is read from standard input, since arguments show in the
// list of processes.
func (c *personPassword) Run(s *session) error {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return problem.BadRequest("invalid-command", "Give the password on standard input (%v).", err)
	}
	return c.open(s, false, func(a *app.App) error {
		if err := a.SetPassword(s, c.key(), c.Email, password); err != nil {
			return err
		}
		s.print(map[string]string{"email": c.Email}, "%s can sign in with the new password.\n", c.Email)
		return nil
	})
}

type personInvite struct{ whom }

// Run writes an invitation.
func (c *personInvite) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.Invite(s, c.key(), c.Email); err != nil {
			return err
		}
		s.print(map[string]string{"email": c.Email}, "The invitation to %s is written. The server sends it as soon as it runs.\n", c.Email)
		return nil
	})
}

type personFactor struct{ whom }

// Run takes a second factor away.
func (c *personFactor) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.ResetFactor(s, c.key(), c.Email); err != nil {
			return err
		}
		s.print(map[string]string{"email": c.Email}, "%s has no second factor any more, and is signed out everywhere.\n", c.Email)
		return nil
	})
}

type personUnlock struct{ whom }

// Run forgets failed attempts.
func (c *personUnlock) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.Unlock(s, c.key(), c.Email); err != nil {
			return err
		}
		s.print(map[string]string{"email": c.Email}, "%s can try again.\n", c.Email)
		return nil
	})
}

type personSessions struct{ whom }

// Run lists sessions.
func (c *personSessions) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		open, err := a.Sessions(s, c.key(), c.Email)
		if err != nil {
			return err
		}
		var text strings.Builder
		for _, o := range open {
			fmt.Fprintf(&text, "%s  last seen %s  from %s  %s\n", o.ID, o.LastSeenAt.Format(time.DateTime), o.Address, o.Device)
		}
		s.print(open, "%s", text.String())
		return nil
	})
}
