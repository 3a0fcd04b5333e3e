package public

import (
	"context"
	"errors"
	"net/http"

	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// subscription is what somebody is told of letters of a kind.
type subscription struct {
	Company  string `json:"company" doc:"Who writes."`
	Language string `json:"language" doc:"The reader's." example:"de"`
	Spared   bool   `json:"spared" doc:"Whether they get no more of these letters."`
}

func subscriptionOf(s communications.Subscribed) subscription {
	return subscription{Company: s.House.Name, Language: s.Language, Spared: s.Spared}
}

func (d door) unsubscribeAPI(api *httpapi.API) error {
	const path = "/api/public/unsubscribe/{token}"
	page := func(method string) httpapi.Operation {
		return pageAt(method, communications.UnsubscribePage+"{token}", "Takes that somebody wants no more letters of a kind (RFC 8058).")
	}
	return errors.Join(
		httpapi.RegisterJSON(api, operation("publicUnsubscribeGet", http.MethodGet, path, "Tells whether letters such as that of a link are sent."), d.getSubscription),
		httpapi.RegisterJSON(api, operation("publicUnsubscribe", http.MethodPost, path, "Has no more letters sent such as that of a link."), d.endSubscription),
		api.Handle(page(http.MethodGet), d.showSubscription),
		api.Handle(page(http.MethodPost), d.takeSubscription),
	)
}

// subscriber does something with a link for being spared letters: one of a client, or
// of somebody of the company.
type subscriber func(context.Context, *entity.Tx, crm.Link) (communications.Subscribed, error)

// either has a link done to by whoever wrote the letter in which it stands.
func either(ofClient, ofPerson subscriber) func(context.Context, *entity.Tx, [32]byte) (communications.Subscribed, error) {
	return func(ctx context.Context, tx *entity.Tx, digest [32]byte) (communications.Subscribed, error) {
		l, err := crm.FindLink(ctx, tx, crm.ToUnsubscribe, digest)
		if err != nil {
			return communications.Subscribed{}, err
		}
		if l.Person.IsZero() {
			return ofClient(ctx, tx, l)
		}
		return ofPerson(ctx, tx, l)
	}
}

func (d door) look(ctx context.Context, r httpapi.Request) (communications.Subscribed, error) {
	do := either(communications.SubscribedBy, collaboration.SubscribedBy)
	return visit[communications.Subscribed]{text: r.HTTP.PathValue("token"), do: do}.make(ctx, d, r.Origin)
}

func (d door) end(ctx context.Context, r httpapi.Request) (communications.Subscribed, error) {
	do := either(communications.Unsubscribe, collaboration.Unsubscribe)
	return visit[communications.Subscribed]{text: r.HTTP.PathValue("token"), change: true, do: do}.make(ctx, d, r.Origin)
}

func (d door) getSubscription(ctx context.Context, r httpapi.Request, _ httpapi.None) (subscription, error) {
	s, err := d.look(ctx, r)
	return subscriptionOf(s), err
}

func (d door) endSubscription(ctx context.Context, r httpapi.Request, _ httpapi.None) (subscription, error) {
	s, err := d.end(ctx, r)
	return subscriptionOf(s), err
}

func (d door) showSubscription(w http.ResponseWriter, r httpapi.Request) error {
	s, err := d.look(r.HTTP.Context(), r)
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "unsubscribe", view{Language: s.Language, House: s.House, With: subscriptionOf(s), Done: s.Spared})
}

// takeSubscription takes the form of the page, and what a mail program sends whose
// reader has pressed its button: a form with "List-Unsubscribe=One-Click".
func (d door) takeSubscription(w http.ResponseWriter, r httpapi.Request) error {
	s, err := d.end(r.HTTP.Context(), r)
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "unsubscribe", view{Language: s.Language, House: s.House, With: subscriptionOf(s), Done: true})
}
