package app

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/secret"
)

// nobody is from whom letters come when no address was given.
const nobody = "guildhall@localhost"

// newMail makes that by which letters leave: without settings a folder of the data
// folder keeps them, for whoever runs the server.
func (a *App) newMail(c config.Mail) (communications.Options, error) {
	if err := c.Validate(); err != nil {
		return communications.Options{}, err
	}
	o := communications.Options{
		Sender: mail.NewFolder(filepath.Join(a.cfg.Data, "mail")), From: mail.Address{Name: "Guildhall", Address: nobody},
		Seal: func(ctx context.Context, plain []byte) ([]byte, string, error) {
			s, err := a.Keys.Seal(ctx, plain)
			return s.Text, s.KeyID, err
		},
		Unseal: func(ctx context.Context, sealed []byte, key string) ([]byte, error) {
			return a.Keys.Unseal(ctx, secret.Sealed{Text: sealed, KeyID: key})
		},
	}
	var err error
	if c.MailURL != "" {
		if o.Sender, err = mail.Open(c.MailURL); err != nil {
			return o, fmt.Errorf("GUILDHALL_MAIL_URL: %w", err)
		}
	}
	if c.MailFrom != "" {
		o.From, err = mail.ParseAddress(c.MailFrom)
	}
	return o, err
}

// post sends what the entrance writes to people.
func (a *App) post() entrance.Post { return entrance.Post{Send: a.write} }

// write has a letter sent: one to a tenant's user waits in the tenant's rows until the
// mail server has it; one to an operator is sent at once, or not at all.
func (a *App) write(ctx context.Context, r signin.Realm, l communications.Letter) error {
	if l.At.IsZero() {
		l.At = a.cfg.Clock()
	}
	if r.Home.Tenant == uuid.Nil {
		return a.mail.SendNow(ctx, l)
	}
	call := entity.Call{Actor: auth.System(r.Home.Tenant), Home: r.Home, Origin: entity.Origin{RequestID: uuid.New()}}
	return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error { return a.mail.Queue(ctx, tx, l) })
}
