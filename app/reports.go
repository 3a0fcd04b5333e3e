package app

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
)

// longestReport bounds a report about a letter, in bytes.
const longestReport = 256 << 10

// mailReports takes what the mail provider tells of letters, when there is a secret by
// which to believe it.
func (a *App) mailReports(api *httpapi.API, secret string) error {
	op := httpapi.Operation{
		ID: "webhookResend", Method: http.MethodPost, Path: "/webhooks/resend", Tag: "Webhooks", Access: httpapi.Everybody, Limit: longestReport,
		Summary: "Takes what Resend tells of letters, signed by Standard Webhooks: that one has arrived, or come back.", Errors: []int{http.StatusUnauthorized, http.StatusNotFound},
	}
	return api.Handle(op, func(w http.ResponseWriter, r httpapi.Request) error {
		if secret == "" {
			return problem.NotFound("webhook")
		}
		text, err := io.ReadAll(http.MaxBytesReader(w, r.HTTP.Body, longestReport))
		if err != nil {
			return problem.TooLarge("A report has at most %d bytes.", longestReport)
		}
		if _, err := mail.Verify(secret, r.HTTP.Header, text, a.cfg.Clock()); err != nil {
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
