package crm_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/civil"
)

// TestWhoReadsContactsIsKept reads contacts in every way, and clients, which are
// not kept.
func TestWhoReadsContactsIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	client := &crm.Client{Name: "Brandt & Söhne", Currency: "EUR"}
	create(t, h, client)
	contact := &crm.Contact{Client: client.ID, LastName: "Brandt"}
	create(t, h, contact)
	activity := &crm.Activity{Subject: "Call", Kind: crm.Call, Due: civil.DateOf(entitytest.Start), Client: client.ID, Contact: contact.ID}
	create(t, h, activity)

	c := h.CallAs("crm.*", "system.access.read")
	c.Origin.Address = netip.MustParseAddr("192.0.2.7")
	contacts, activities := h.Plan(t, "crm.contact"), h.Plan(t, "crm.activity")
	ask := func(_ entity.Answer, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ask(h.Registry.Get(t.Context(), c, contacts, uuid.UUID(contact.ID), nil))
	ask(h.Registry.List(t.Context(), c, contacts, url.Values{"q": {"Brandt"}}))
	ask(h.Registry.List(t.Context(), c, contacts, url.Values{"last_name": {"Nobody"}}))
	ask(h.Registry.History(t.Context(), c, contacts, uuid.UUID(contact.ID), nil))
	ask(h.Registry.Summary(t.Context(), c, contacts, url.Values{"group_by": {"primary"}}))
	ask(h.Registry.List(t.Context(), c, activities, url.Values{"include": {"contact"}}))
	ask(h.Registry.List(t.Context(), c, activities, nil))
	ask(h.Registry.Get(t.Context(), c, h.Plan(t, "crm.client"), uuid.UUID(client.ID), nil))

	got := entitytest.Select[string](t, h, `select string_agg(concat_ws(' ', verb, query, rows, cardinality(records)), E'\n' order by id)
from system_access where subject = 'crm.contact' and address = '192.0.2.7' and actor = $1 and records <@ array[$2::uuid]`, c.Actor.ID, contact.ID.UUID())
	want := `get  1 1
list q=Brandt 1 1
list last_name=Nobody 0 0
history  1 1
summary group_by=primary 1 0
list include=contact 1 1`
	if got != want {
		t.Errorf("kept:\n%s\nwant:\n%s", got, want)
	}
	if n := entitytest.Select[int](t, h, `select count(*)::int from system_access`); n != 6 {
		t.Errorf("%d readings are kept, want 6", n)
	}

	answer, err := h.Registry.List(t.Context(), c, h.Plan(t, "system.access"), url.Values{
		"subject": {"crm.contact"}, "records": {contact.ID.String()},
	})
	if err != nil || strings.Count(string(answer.Body), contact.ID.String()) != 4 {
		t.Errorf("who saw the contact: %s, %v", answer.Body, err)
	}
}
