package app

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// DeadLetter is a delivery that was given up, as operators see it.
type DeadLetter struct {
	ID           uuid.UUID `json:"id"`
	Client       uuid.UUID `json:"client" doc:"The tenant."`
	Slug         string    `json:"slug" doc:"Of the tenant."`
	Subscription string    `json:"subscription" doc:"Who was to hear of the event."`
	EventID      uuid.UUID `json:"event_id"`
	EventType    string    `json:"event_type" example:"InvoicePostedEvent"`
	Attempts     int64     `json:"attempts"`
	Error        string    `json:"error" doc:"Of the last attempt."`
	DiedAt       time.Time `json:"died_at"`
}

type deadLetterPage struct {
	Data []DeadLetter `json:"data"`
	Next *uuid.UUID   `json:"next_cursor" doc:"For cursor; null on the last page."`
}

type listDeadLetters struct {
	Client       uuid.UUID `json:"client,omitempty" format:"uuid" doc:"The tenant whose they are."`
	Subscription string    `json:"subscription,omitempty" maxLength:"100" doc:"Who was to hear of the event."`
	EventType    string    `json:"event_type,omitempty" maxLength:"100" doc:"Such as InvoicePostedEvent."`
	Cursor       uuid.UUID `json:"cursor,omitempty" format:"uuid" doc:"The member next_cursor of the page before."`
	Limit        int       `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type whichDeadLetters struct {
	Client uuid.UUID   `json:"client" doc:"The tenant whose they are."`
	IDs    []uuid.UUID `json:"ids" minItems:"1" maxItems:"200"`
}

type discardDeadLetters struct {
	Client uuid.UUID   `json:"client" doc:"The tenant whose they are."`
	IDs    []uuid.UUID `json:"ids" minItems:"1" maxItems:"200"`
	Reason string      `json:"reason" minLength:"1" maxLength:"500" doc:"Why they need not be delivered any more."`
}

type cleared struct {
	Count int `json:"count" doc:"How many there were; those that others have cleared meanwhile are not among them."`
}

// deadLettersAPI adds what operators do about deliveries that were given up.
func (a *App) deadLettersAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: controlPath + "dead-letters" + path, Summary: summary, Tag: "Dead letters", Errors: []int{http.StatusNotFound}}
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseDeadLetterList", http.MethodGet, "", "Lists deliveries that were given up, oldest first."), a.listDeadLetters),
		httpapi.RegisterJSON(api, op("enterpriseDeadLetterReplay", http.MethodPost, "/replay", "Has dead letters of a tenant delivered again."), a.replayDeadLetters),
		httpapi.RegisterJSON(api, op("enterpriseDeadLetterDiscard", http.MethodPost, "/discard", "Drops dead letters of a tenant for good."), a.discardDeadLetters),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// DeadLetters returns deliveries that were given up, oldest first, a page of them.
func (a *App) DeadLetters(ctx context.Context, f enterprise.DeadLetterFilter) ([]DeadLetter, error) {
	all, err := a.Enterprise.DeadLetters(ctx, f)
	out := make([]DeadLetter, 0, len(all))
	for _, d := range all {
		out = append(out, DeadLetter{
			ID: d.ID, Client: d.Tenant, Slug: d.Slug, Subscription: d.Subscription, EventID: d.EventID, EventType: d.EventType,
			Attempts: d.Attempts, Error: d.Error, DiedAt: d.DiedAt,
		})
	}
	return out, err
}

func (a *App) listDeadLetters(ctx context.Context, _ httpapi.Request, in listDeadLetters) (deadLetterPage, error) {
	limit := cmp.Or(in.Limit, 50)
	all, err := a.DeadLetters(ctx, enterprise.DeadLetterFilter{
		Tenant: in.Client, Subscription: in.Subscription, EventType: in.EventType, After: in.Cursor, Limit: limit,
	})
	page := deadLetterPage{Data: all}
	if len(all) == limit {
		page.Next = &all[len(all)-1].ID
	}
	return page, err
}

// ReplayDeadLetters has dead letters of a tenant delivered again, soon.
func (a *App) ReplayDeadLetters(ctx context.Context, by *auth.Actor, tenant uuid.UUID, ids []uuid.UUID) (int, error) {
	n, err := a.Enterprise.ReplayDeadLetters(ctx, by, tenant, ids)
	if err == nil {
		a.hint(tenant)
	}
	return n, err
}

func (a *App) replayDeadLetters(ctx context.Context, r httpapi.Request, in whichDeadLetters) (cleared, error) {
	n, err := a.ReplayDeadLetters(ctx, r.Actor, in.Client, in.IDs)
	return cleared{Count: n}, err
}

func (a *App) discardDeadLetters(ctx context.Context, r httpapi.Request, in discardDeadLetters) (cleared, error) {
	n, err := a.Enterprise.DiscardDeadLetters(ctx, r.Actor, in.Client, in.IDs, in.Reason)
	return cleared{Count: n}, err
}
