package crm_test

import (
	"testing"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// TestConsent withdraws a consent, which stays, and is neither changed nor deleted.
func TestConsent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	client := &crm.Client{Name: "Ida Falk", Kind: crm.Person, Currency: "EUR"}
	create(t, h, client)
	consent := &crm.Consent{Client: client.ID, Purpose: "newsletter", GivenAt: entitytest.Start.Add(-time.Hour), Source: "web", TextVersion: "3"}
	create(t, h, consent)
	plan := h.Plan(t, "crm.consent")

	_, err := h.Registry.Delete(t.Context(), h.Call(), plan, consent.ID.UUID())
	wantSlug(t, err, "frozen")
	must(t, step(t, h, consent.ID, "withdraw", `{}`))
	if is := get(t, h, consent.ID); is.Status != crm.ConsentWithdrawn || !is.WithdrawnAt.Equal(entitytest.Start) {
		t.Errorf("withdrawn: %+v", is)
	}
	c := h.Call()
	c.Body = []byte(`{"purpose":"calls"}`)
	_, err = h.Registry.Patch(t.Context(), c, plan, consent.ID.UUID())
	wantSlug(t, err, "frozen")
	_, err = h.Registry.Delete(t.Context(), h.Call(), plan, consent.ID.UUID())
	wantSlug(t, err, "frozen")

	c.Body = []byte(`{"client":"` + client.ID.String() + `","purpose":"calls","source":"web","text_version":"3","given_at":"2099-01-01T00:00:00Z"}`)
	_, err = h.Registry.Create(t.Context(), c, plan)
	wantSlug(t, err, "invalid")
}
