package crm_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/civil"
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

// sqlWhereIs counts, over every column of every table, the rows that hold a text.
const sqlWhereIs = `with columns as materialized (
  select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped)
select coalesce(string_agg(relname || '.' || attname, ', '), '') from columns
where (xpath('/row/n/text()', query_to_xml(
  format('select count(*) as n from %I where position(lower(%L) in lower(%I::text)) > 0', relname, $1::text, attname),
  false, true, '')))[1]::text::bigint > 0`

// TestAForgottenPersonIsNowhere has a person forgotten about whom much is known,
// and looks for what was known in every column of every table.
func TestAForgottenPersonIsNowhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ida := &crm.Client{
		Name: "Ida Falkenrath", Kind: crm.Person, Email: "ida@falkenrath.example", Phone: "+49 40 998877", VATNumber: "DE123456789",
		Website: "https://falkenrath.example", Note: "Allergic to chanterelles", Currency: "EUR",
	}
	create(t, h, ida)
	contact := &crm.Contact{Client: ida.ID, FirstName: "Ottokar", LastName: "Falkenrath", Email: "otto@falkenrath.example"}
	create(t, h, contact)
	create(t, h, &crm.Address{Client: ida.ID, Street: "Mottenburger Twiete 3", City: "Ottensen", PostalCode: "22765", Country: "DE"})
	create(t, h, &crm.Activity{Subject: "Ask Ottokar", Kind: crm.Task, Due: civil.DateOf(entitytest.Start), Contact: contact.ID})
	must(t, change(t, h, ida.ID, func(c *crm.Client) { c.Name = "Ida Falkenrath-Storm" }))
	if _, err := h.Registry.List(t.Context(), h.Call(), h.Plan(t, "crm.contact"), url.Values{"q": {"Falkenrath"}}); err != nil {
		t.Fatal(err)
	}
	c := h.Call()
	c.Key, c.Hash, c.Body = "once", []byte{1}, []byte(`{"language":"de"}`)
	if _, err := h.Registry.Patch(t.Context(), c, h.Plan(t, "crm.client"), ida.ID.UUID()); err != nil {
		t.Fatal(err)
	}
	known := []string{"Falkenrath", "998877", "chanterelles", "Ottokar", "Mottenburger", "Ottensen", "22765"}
	for _, word := range known {
		if entitytest.Select[string](t, h, sqlWhereIs, word) == "" {
			t.Fatalf("%s was never there: the test proves nothing", word)
		}
	}

	must(t, step(t, h, ida.ID, "anonymise", `{}`))
	for _, word := range known {
		if where := entitytest.Select[string](t, h, sqlWhereIs, word); where != "" {
			t.Errorf("%s is still in %s", word, where)
		}
	}
	is := get(t, h, ida.ID)
	if is.Status != crm.ClientAnonymised || is.Number == "" || is.VATNumber != "DE123456789" {
		t.Errorf("what is left: %+v", is)
	}
	if n := entitytest.Select[int](t, h, `select count(*)::int from system_audit where record = $1 and verb = 'anonymise'`, ida.ID.UUID()); n != 1 {
		t.Errorf("the audit trail says %d times that it happened", n)
	}
	wantSlug(t, step(t, h, ida.ID, "anonymise", `{}`), "illegal-step")
	wantSlug(t, step(t, h, ida.ID, "restore", `{}`), "illegal-step")
}

func TestACompanyIsNotForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	company := &crm.Client{Name: "Acme", Currency: "EUR"}
	create(t, h, company)
	wantSlug(t, step(t, h, company.ID, "anonymise", `{}`), "not-a-person")
	bare := &crm.Client{Name: "Ida", Kind: crm.Person, Currency: "EUR"} // nothing else to look for
	create(t, h, bare)
	must(t, step(t, h, bare.ID, "anonymise", `{}`))
}
