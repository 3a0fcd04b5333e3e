package crm_test

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/civil"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// act runs an action of a verb on a record.
func act(t *testing.T, h *entitytest.House, c entity.Call, on, verb string, id uuid.UUID) (entity.Answer, error) {
	t.Helper()
	for _, a := range h.Registry.Actions() {
		if d := a.Describe(); d.Path == verb && d.On == on {
			return h.Registry.Act(t.Context(), c, a, id)
		}
	}
	t.Fatalf("%s has no action %s", on, verb)
	return entity.Answer{}, nil
}

// TestEverythingAboutAClient collects what refers to a client, directly and by
// their contact, and nothing of anybody else.
func TestEverythingAboutAClient(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clients := []*crm.Client{{Name: "Ida Falk", Kind: crm.Person, Currency: "EUR"}, {Name: "Somebody Else", Currency: "EUR"}}
	for _, c := range clients {
		create(t, h, c)
		contact := &crm.Contact{Client: c.ID, LastName: "Falk"}
		create(t, h, contact)
		create(t, h, &crm.Address{Client: c.ID, Street: "Ring 1", Country: "DE"})
		create(t, h, &crm.Activity{Subject: "By contact", Kind: crm.Task, Due: civil.DateOf(entitytest.Start), Contact: contact.ID})
	}
	ida := clients[0].ID.UUID()
	if _, err := h.Registry.Get(t.Context(), h.Call(), h.Plan(t, "crm.contact"), find[crm.Contact](t, h, "client = $2", clients[0].ID)[0].ID.UUID(), nil); err != nil {
		t.Fatal(err)
	}

	if _, err := act(t, h, h.CallAs("crm.client.read", "crm.client.edit"), "crm.client", "personal-data", ida); err == nil {
		t.Error("everything is told without the permission to export")
	}
	answer, err := act(t, h, h.CallAs(crm.ExportClients), "crm.client", "personal-data", ida)
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Data map[string]json.RawMessage }
	if err := json.Unmarshal(answer.Body, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{
		"crm.client": 1, "crm.contact": 1, "crm.address": 1, "crm.activity": 1, "written": 4, "read": 1,
	} {
		var list []any
		if err := json.Unmarshal(got.Data[name], &list); err != nil || len(list) != want {
			t.Errorf("%s has %d members, want %d: %s", name, len(list), want, got.Data[name])
		}
	}
	if n := entitytest.Select[int](t, h, `select count(*)::int from system_audit where record = $1 and verb = 'export'`, ida); n != 1 {
		t.Errorf("the export is kept %d times in the audit trail", n)
	}
}
