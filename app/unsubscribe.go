package app

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// telling is that by which people are told what concerns them.
func (a *App) telling() collaboration.Options {
	return collaboration.Options{Mail: a.mail, Public: a.cfg.Public}
}

// Pages for whoever follows the link of a letter. They ask first: programs that look
// what is behind links follow them, too.
const (
	pageAsks = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Letters</title><form method="post"><p>No more letters of this kind?</p><button>No more</button></form></html>`
	pageDone = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Letters</title><p>You are sent no more letters of this kind.</p></html>`
)

// unsubscribeAPI spares people letters, by the link that stands in each: with one click
// of a mail program (RFC 8058), or on a page.
func (a *App) unsubscribeAPI(api *httpapi.API) error {
	page := httpapi.Operation{ // without an id: no part of the API that people are told of
		Method: http.MethodGet, Path: collaboration.UnsubscribePath, Access: httpapi.Everybody,
		Summary: "Asks whether no more letters of a kind are wanted.", Errors: []int{http.StatusBadRequest},
	}
	err := api.Handle(page, func(w http.ResponseWriter, r httpapi.Request) error {
		if _, _, err := a.telling().OpenLink(r.HTTP.Context(), r.HTTP.URL.Query().Get("t")); err != nil {
			return err
		}
		return show(w, pageAsks)
	})
	if err != nil {
		return err
	}
	page.Method, page.Summary = http.MethodPost, "Switches letters of a kind off, as their link says."
	return api.Handle(page, func(w http.ResponseWriter, r httpapi.Request) error {
		tenant, do, err := a.telling().OpenLink(r.HTTP.Context(), r.HTTP.URL.Query().Get("t"))
		if err != nil {
			return err
		}
		if err := a.spare(r.HTTP.Context(), tenant, r.Origin, do); err != nil {
			return err
		}
		return show(w, pageDone)
	})
}

// spare does what a link says, in its tenant. One that is not there any more writes no
// letters.
func (a *App) spare(ctx context.Context, tenant uuid.UUID, from entity.Origin, do func(context.Context, *entity.Tx) error) error {
	_, err := a.Enterprise.Tenant(ctx, enterprise.Key{ID: tenant})
	if problem.Is(err, "not-found") || problem.Is(err, "unknown-tenant") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the tenant of a link: %w", err)
	}
	if from.RequestID == uuid.Nil {
		from.RequestID = uuid.New()
	}
	return a.writable(ctx, tenant, func(home pg.Home) error {
		return a.Registry.Do(ctx, entity.Call{Actor: auth.System(tenant), Home: home, Origin: from}, do)
	})
}

// show answers with a page that holds nothing but itself.
func show(w http.ResponseWriter, page string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action 'self'")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte(page)); err != nil {
		return fmt.Errorf("show a page: %w", err)
	}
	return nil
}
