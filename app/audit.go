package app

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

type searchAudit struct {
	Actor   uuid.UUID  `json:"actor,omitempty" format:"uuid" doc:"An operator."`
	Verb    string     `json:"verb,omitempty" maxLength:"100" doc:"What was done, such as tenant.suspend; with a dot at the end, everything below: tenant."`
	Subject uuid.UUID  `json:"subject,omitempty" format:"uuid" doc:"What it was done to."`
	Tenant  uuid.UUID  `json:"tenant,omitempty" format:"uuid" doc:"The tenant that it concerns."`
	From    *time.Time `json:"from,omitempty" doc:"Not before this instant."`
	Until   *time.Time `json:"until,omitempty" doc:"Before this instant."`
	Cursor  string     `json:"cursor,omitempty" maxLength:"100" doc:"The member next_cursor of the page before."`
	Limit   int        `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type auditPage struct {
	Data []AuditEntry `json:"data"`
	Next *string      `json:"next_cursor" doc:"For cursor; null on the last page."`
}

// AuditEntry is one thing that somebody did to the enterprise, as the operators'
// API and the command line tell of it.
type AuditEntry struct {
	ID          uuid.UUID      `json:"id"`
	At          time.Time      `json:"at"`
	ActorKind   string         `json:"actor_kind" doc:"An operator, the system, or a tenant's user."`
	Actor       *uuid.UUID     `json:"actor,omitempty"`
	ActorName   string         `json:"actor_name"`
	Verb        string         `json:"verb"`
	SubjectKind string         `json:"subject_kind" doc:"Such as tenant, operator, placement, flag."`
	Subject     *uuid.UUID     `json:"subject,omitempty"`
	Details     map[string]any `json:"details"`
}

// auditAPI adds the global audit, as a search and as a list.
func (a *App) auditAPI(api *httpapi.API) error {
	const summary = "Lists who did what to the enterprise, newest first."
	search := httpapi.Operation{ID: "enterpriseAuditSearch", Method: http.MethodPost, Path: controlPath + "audit", Summary: summary, Tag: "Enterprise"}
	list := search
	list.ID, list.Method = "enterpriseAuditList", http.MethodGet
	if err := httpapi.RegisterJSON(api, search, a.searchAudit); err != nil {
		return err
	}
	return httpapi.RegisterJSON(api, list, a.searchAudit)
}

func (a *App) searchAudit(ctx context.Context, _ httpapi.Request, in searchAudit) (auditPage, error) {
	f := enterprise.AuditFilter{Actor: in.Actor, Verb: in.Verb, Subject: in.Subject, Tenant: in.Tenant, Limit: in.Limit}
	if in.From != nil {
		f.From = *in.From
	}
	if in.Until != nil {
		f.Until = *in.Until
	}
	if in.Cursor != "" {
		before, err := uuid.Parse(in.Cursor)
		if err != nil {
			return auditPage{}, problem.BadRequest("invalid-cursor", "The cursor is none of this list's.")
		}
		f.Before = before
	}
	entries, next, err := a.Audit(ctx, f)
	out := auditPage{Data: entries}
	if next != uuid.Nil {
		cursor := next.String()
		out.Next = &cursor
	}
	return out, err
}

// Audit returns a page of what was done to the enterprise, newest first; next is
// for the filter's Before, zero on the last page.
func (a *App) Audit(ctx context.Context, f enterprise.AuditFilter) (entries []AuditEntry, next uuid.UUID, err error) {
	page, err := a.Enterprise.SearchAudit(ctx, f)
	entries = []AuditEntry{}
	for _, e := range page.Entries {
		entries = append(entries, AuditEntry{
			ID: e.ID, At: e.At, ActorKind: string(e.ActorKind), Actor: e.Actor, ActorName: e.ActorName, Verb: e.Verb,
			SubjectKind: e.SubjectKind, Subject: e.Subject, Details: e.Details,
		})
	}
	return entries, page.Next, err
}
