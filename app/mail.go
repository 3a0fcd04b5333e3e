package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/app/mailbox"
	"github.com/guildhall/guildhall/app/public"
	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
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
		Sender: mail.NewFolder(filepath.Join(a.cfg.Data, "mail")), From: mail.Address{Name: "Guildhall", Address: nobody}, URL: a.cfg.URL,
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

// mailAPI adds what belongs to mail: the provider's reports, and the mailbox where only
// this machine can see it.
func (a *App) mailAPI(api *httpapi.API, s config.Serve) error {
	if err := a.mailReports(api, s.MailSecret); err != nil {
		return err
	}
	if folder, kept := a.mail.Sender.(*mail.Folder); kept && s.Local() {
		return mailbox.Register(api, folder)
	}
	return nil
}

// longestReport bounds a report about a letter, in bytes.
const longestReport = 256 << 10

// mailReports takes what the mail provider tells of letters, when there is a secret by
// which to believe it.
func (a *App) mailReports(api *httpapi.API, key string) error {
	op := httpapi.Operation{
		Method: http.MethodPost, Path: "/webhooks/resend", Access: httpapi.Everybody, Limit: longestReport, // without an id: no part of the API that people are told of
		Summary: "Takes what Resend tells of letters, signed by Standard Webhooks: that one has arrived, or come back.", Errors: []int{http.StatusUnauthorized, http.StatusNotFound},
	}
	return api.Handle(op, func(w http.ResponseWriter, r httpapi.Request) error {
		if key == "" {
			return problem.NotFound("webhook")
		}
		text, err := io.ReadAll(http.MaxBytesReader(w, r.HTTP.Body, longestReport))
		if err != nil {
			return problem.TooLarge("A report has at most %d bytes.", longestReport)
		}
		if _, err := mail.Verify(key, r.HTTP.Header, text, a.cfg.Clock()); err != nil {
			return problem.Unauthorized("invalid-signature", "The report is not signed by whom it should be, or not now.")
		}
		report, err := communications.ReadReport(text)
		if err != nil {
			return problem.BadRequest("malformed-body", "The report cannot be read.")
		}
		if err := a.keepReport(r.HTTP.Context(), report, r.Origin); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// keepReport keeps a report with the letter that it is about. One about a tenant that
// is not there any more is dropped; one about a tenant that cannot be written to now is
// refused, so that it comes again.
func (a *App) keepReport(ctx context.Context, r communications.Report, from entity.Origin) error {
	if !r.Matters() {
		return nil
	}
	_, err := a.Enterprise.Tenant(ctx, enterprise.Key{ID: r.Tenant})
	if problem.Is(err, "not-found") || problem.Is(err, "unknown-tenant") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the tenant of a report: %w", err)
	}
	if from.RequestID == uuid.Nil {
		from.RequestID = uuid.New()
	}
	return a.writable(ctx, r.Tenant, func(home pg.Home) error {
		return a.Registry.Do(ctx, entity.Call{Actor: auth.System(r.Tenant), Home: home, Origin: from}, r.Keep)
	})
}

// telling is that by which people are told what concerns them.
func (a *App) telling() collaboration.Options {
	return collaboration.Options{Mail: a.mail, Public: a.cfg.URL}
}

// publicAPI serves those who follow a link in a letter.
func (a *App) publicAPI(api *httpapi.API) error {
	return public.Register(api, public.Config{Registry: a.Registry, Do: func(ctx context.Context, tenant uuid.UUID, change bool, do func(pg.Home) error) error {
		if change {
			return a.writable(ctx, tenant, do)
		}
		if _, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: tenant}); err != nil {
			return err
		}
		return a.Enterprise.Do(ctx, tenant, do)
	}})
}
