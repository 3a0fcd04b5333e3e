package main

import (
	"fmt"
	"time"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/problem"
)

type operator struct {
	Create operatorCreate `cmd:"" help:"Add an operator."`
}

type operatorCreate struct {
	place
	Email string `required:"true" help:"The operator's e-mail address."`
	Name  string `help:"The operator's name; the address when empty."`
}

// Run adds an operator and prints the id.
func (c *operatorCreate) Run(s *session) error {
	if c.Name == "" {
		c.Name = c.Email
	}
	return c.open(s, false, func(a *app.App) error {
		o, err := a.Enterprise.CreateOperator(s, app.Local(), c.Email, c.Name)
		if err != nil {
			return err
		}
		s.print(o, "%s\n", o.ID)
		return nil
	})
}

type token struct {
	Create tokenCreate `cmd:"" help:"Make a token and print it, this once."`
}

type tokenCreate struct {
	place
	Operator string        `xor:"who" help:"Address of the operator who is to use it."`
	Tenant   string        `xor:"who" help:"Slug of the tenant whose user is to use it."`
	User     string        `help:"Address of the tenant's user; the first user when empty."`
	Name     string        `default:"command line" help:"What the token is for."`
	Expires  time.Duration `help:"From now until when it is taken, such as 720h; never ends when not given."`
}

// Run prints the token alone, so that a shell can keep it.
func (c *tokenCreate) Run(s *session) error {
	if (c.Operator == "") == (c.Tenant == "") {
		return problem.BadRequest("invalid-command", "Give --operator, or --tenant and --user.")
	}
	var expires time.Time
	if c.Expires > 0 {
		expires = time.Now().Add(c.Expires).UTC()
	}
	return c.open(s, false, func(a *app.App) (err error) {
		var secret string
		if c.Operator != "" {
			secret, err = a.OperatorToken(s, c.Operator, expires)
		} else {
			secret, err = a.UserToken(s, enterprise.Key{Name: c.Tenant}, c.User, c.Name, expires)
		}
		if err != nil {
			return fmt.Errorf("make token: %w", err)
		}
		s.print(map[string]string{"token": secret}, "%s\n", secret)
		return nil
	})
}
