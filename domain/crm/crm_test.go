package crm_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// create writes a new record.
func create[T entity.Record[T]](t *testing.T, h *entitytest.House, rec *T) {
	t.Helper()
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, rec) })
}

// get reads a record.
func get[T entity.Record[T]](t *testing.T, h *entitytest.House, id entity.ID[T]) *T {
	t.Helper()
	var rec *T
	h.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		rec, err = entity.Get(ctx, tx, id)
		return err
	})
	return rec
}

// find reads the records that a clause selects.
func find[T entity.Record[T]](t *testing.T, h *entitytest.House, where string, args ...any) []*T {
	t.Helper()
	var recs []*T
	h.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		recs, err = entity.Find[T](ctx, tx, where, args...)
		return err
	})
	return recs
}

// change locks a record, changes it and writes it.
func change[T entity.Record[T]](t *testing.T, h *entitytest.House, id entity.ID[T], how func(*T)) error {
	t.Helper()
	return h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		rec, err := entity.Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		how(rec)
		return entity.Update(ctx, tx, rec)
	})
}

// step takes a step as a user would.
func step[T entity.Record[T]](t *testing.T, h *entitytest.House, id entity.ID[T], verb, body string) error {
	t.Helper()
	var zero T
	c := h.Call()
	c.Body = []byte(body)
	_, err := h.Registry.Step(t.Context(), c, h.Plan(t, zero.Entity().Name), id.UUID(), verb)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantSlug(t *testing.T, err error, slug string) {
	t.Helper()
	if !problem.Is(err, slug) {
		t.Errorf("want the problem %q, got %v", slug, err)
	}
}

// wantField wants a 422 about one field.
func wantField(t *testing.T, err error, pointer, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Errors) != 1 || p.Errors[0].Pointer != pointer || p.Errors[0].Code != code {
		t.Errorf("want %s at %s, got %v", code, pointer, err)
	}
}

func TestClient(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &crm.Client{Name: "Alfreds Futterkiste"}
	create(t, h, c)
	if c.Number != "C-1" || c.Currency != "EUR" || c.Kind != crm.Company || c.Status != crm.ClientActive || c.CreditLimit != nil {
		t.Errorf("a client of a name alone: %+v", c)
	}
	below := money.MustAmount("-0.01")
	wantField(t, change(t, h, c.ID, func(c *crm.Client) { c.CreditLimit = &below }), "/credit_limit", "negative")
	wantField(t, change(t, h, c.ID, func(c *crm.Client) { c.PaymentTerms = -1 }), "/payment_terms", "out-of-range")
	wantField(t, change(t, h, c.ID, func(c *crm.Client) { c.PaymentTerms = 366 }), "/payment_terms", "out-of-range")
	must(t, step(t, h, c.ID, "archive", ""))
	call := h.Call()
	call.Body = []byte(`{"name":"B"}`)
	_, err := h.Registry.Patch(t.Context(), call, h.Plan(t, "crm.client"), c.ID.UUID())
	wantSlug(t, err, "frozen")
	must(t, step(t, h, c.ID, "restore", ""))
	wantSlug(t, step(t, h, c.ID, "restore", ""), "illegal-step")
}

// TestOneOfEachKind: who becomes primary, and what becomes the default, takes the
// place of the one before, also when two do so at once.
func TestOneOfEachKind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := &crm.Client{Name: "Alfreds Futterkiste"}
	create(t, h, c)
	contact := func(name string) error {
		return h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
			return entity.Create(ctx, tx, &crm.Contact{Client: c.ID, LastName: name, Primary: true})
		})
	}
	must(t, contact("first"))
	for range 10 {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := contact("next"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	if n := len(find[crm.Contact](t, h, "client = $2", c.ID)); n != 41 {
		t.Errorf("%d contacts", n)
	}
	if n := len(find[crm.Contact](t, h, `client = $2 and "primary"`, c.ID)); n != 1 {
		t.Errorf("%d primary contacts", n)
	}
	for _, kind := range []crm.AddressKind{crm.Billing, crm.Shipping, crm.Shipping} {
		create(t, h, &crm.Address{Client: c.ID, Kind: kind, City: "Berlin", Country: "DE", Default: true})
	}
	if n := len(find[crm.Address](t, h, `client = $2 and "default"`, c.ID)); n != 2 {
		t.Errorf("%d default addresses of two kinds", n)
	}
	err := h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &crm.Contact{Client: c.ID})
	})
	wantField(t, err, "/last_name", "required")
}

// TestContactsStandWithTheirClient: whoever sees a client sees its contacts and
// addresses, also after the client has moved to another site.
func TestContactsStandWithTheirClient(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	home := find[identity.Site](t, h, "true")[0].ID.UUID()
	away := &identity.Site{Code: "AWAY", Name: "Away", Country: "FR", Currency: "EUR"}
	create(t, h, away)
	c := &crm.Client{Name: "Bon app'", Scope: entity.Scope{Site: home}}
	create(t, h, c)
	p, a := &crm.Contact{Client: c.ID, LastName: "Lebihan"}, &crm.Address{Client: c.ID, City: "Marseille", Country: "FR"}
	create(t, h, p)
	create(t, h, a)
	if p.Site != home || a.Site != home {
		t.Errorf("contact at %s, address at %s, client at %s", p.Site, a.Site, home)
	}
	must(t, change(t, h, c.ID, func(c *crm.Client) { c.Site = away.ID.UUID() }))
	if p, a = get(t, h, p.ID), get(t, h, a.ID); p.Site != away.ID.UUID() || a.Site != away.ID.UUID() {
		t.Errorf("contact at %s, address at %s, client at %s", p.Site, a.Site, away.ID)
	}
	elsewhere := h.CallAs()
	elsewhere.Actor.Grants = []auth.Grant{{Permission: crm.ReadContacts, Reach: auth.ReachSite}}
	elsewhere.Actor.Sites = append(elsewhere.Actor.Sites, home)
	_, err := h.Registry.Get(t.Context(), elsewhere, h.Plan(t, "crm.contact"), p.ID.UUID(), nil)
	wantSlug(t, err, "not-found")
}

func lead(t *testing.T, h *entitytest.House) *crm.Lead {
	t.Helper()
	l := &crm.Lead{
		Company: "Bon app'", ContactName: "Laurence Marie Lebihan", Email: "l@bonapp.example", Phone: "91.24.45.40",
		Street: "12, rue des Bouchers", City: "Marseille", PostalCode: "13008", Country: "FR", EstimatedValue: money.MustAmount("500"),
	}
	create(t, h, l)
	return l
}

func qualified(t *testing.T, h *entitytest.House) *crm.Lead {
	t.Helper()
	l := lead(t, h)
	must(t, step(t, h, l.ID, "contact", `{"next_follow_up":"2026-05-20"}`))
	must(t, step(t, h, l.ID, "qualify", `{"need":"Cheese","budget":{"amount":"900.00"},"decision_by":"2026-06-01"}`))
	return l
}

// TestWeightOfALead: a lead is worth as much of its estimated value as is likely, by its
// status or as somebody has said; what is over is certain.
func TestWeightOfALead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := lead(t, h)
	weighs := func(want string) {
		t.Helper()
		if got := get(t, h, l.ID); !got.WeightedValue.Equal(money.MustAmount(want)) {
			t.Errorf("a lead of 500 that is %s, likely by %v: %s, want %s", got.Status, got.Probability, got.WeightedValue, want)
		}
	}
	weighs("50")
	must(t, step(t, h, l.ID, "contact", ""))
	weighs("150")
	must(t, step(t, h, l.ID, "nurture", `{"next_follow_up":"2026-09-01"}`))
	weighs("50")
	wantField(t, step(t, h, l.ID, "qualify", `{"probability":"100.5"}`), "/probability", "out-of-range")
	must(t, step(t, h, l.ID, "qualify", ""))
	weighs("300")
	must(t, step(t, h, l.ID, "disqualify", `{"disqualify_reason":"Too dear"}`))
	weighs("0")
	must(t, step(t, h, l.ID, "reopen", ""))
	must(t, step(t, h, l.ID, "contact", ""))
	must(t, step(t, h, l.ID, "qualify", `{"probability":"12.345","estimated_value":{"amount":"100.00"}}`))
	weighs("12.35")
	must(t, step(t, h, l.ID, "convert", ""))
	weighs("100")
}

func TestLead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := lead(t, h)
	if l.Number != "L-1" || l.Status != crm.LeadNew || l.Currency != "EUR" || l.Source != crm.SourceOther {
		t.Errorf("a new lead: %+v", l)
	}
	wantSlug(t, step(t, h, l.ID, "convert", ""), "illegal-step")
	must(t, step(t, h, l.ID, "contact", ""))
	wantField(t, step(t, h, l.ID, "nurture", ""), "/next_follow_up", "required")
	must(t, step(t, h, l.ID, "nurture", `{"next_follow_up":"2026-09-01"}`))
	must(t, step(t, h, l.ID, "contact", ""))
	wantField(t, step(t, h, l.ID, "qualify", `{"budget":{"amount":"-1"}}`), "/budget", "negative")
	must(t, step(t, h, l.ID, "qualify", `{"budget":{"amount":"900.00"}}`))
	wantField(t, step(t, h, l.ID, "disqualify", ""), "/disqualify_reason", "required")
	must(t, step(t, h, l.ID, "disqualify", `{"disqualify_reason":"Too dear"}`))
	if l = get(t, h, l.ID); l.DisqualifyReason != "Too dear" || !l.NextFollowUp.IsZero() {
		t.Errorf("a lead given up: %+v", l)
	}
	must(t, step(t, h, l.ID, "reopen", `{"next_follow_up":"2026-05-06"}`))
	if l = get(t, h, l.ID); l.DisqualifyReason != "" || l.Status != crm.LeadNew || l.NextFollowUp != civil.New(2026, time.May, 6) {
		t.Errorf("a lead taken up again: %+v", l)
	}
	err := h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &crm.Lead{Email: "a@b.example"})
	})
	wantField(t, err, "/company", "required")
}

func TestConvertMakesAClient(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := qualified(t, h)
	must(t, step(t, h, l.ID, "convert", ""))
	l = get(t, h, l.ID)
	c := get(t, h, l.Client)
	if l.Status != crm.LeadIsConverted || !l.NextFollowUp.IsZero() || c.Lead != l.ID || c.Name != "Bon app'" || c.Kind != crm.Company ||
		c.Email != l.Email || c.Country != "FR" || c.Status != crm.ClientActive {
		t.Errorf("lead %+v became %+v", l, c)
	}
	contacts := find[crm.Contact](t, h, "client = $2", c.ID)
	if len(contacts) != 1 || contacts[0].FirstName != "Laurence Marie" || contacts[0].LastName != "Lebihan" || !contacts[0].Primary {
		t.Errorf("contacts: %+v", contacts)
	}
	addresses := find[crm.Address](t, h, "client = $2", c.ID)
	if len(addresses) != 1 || addresses[0].City != "Marseille" || addresses[0].Kind != crm.Both || !addresses[0].Default {
		t.Errorf("addresses: %+v", addresses)
	}
	told := entitytest.Select[string](t, h, `select payload->'client'->>'id' from system_event where type = 'LeadConvertedEvent'`)
	if told != c.ID.String() {
		t.Errorf("the event tells of client %q", told)
	}
	wantSlug(t, step(t, h, l.ID, "convert", ""), "illegal-step")
	wantSlug(t, step(t, h, l.ID, "reopen", ""), "illegal-step")
}

func TestConvertAPerson(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := &crm.Lead{ContactName: "Cher"}
	create(t, h, l)
	must(t, step(t, h, l.ID, "contact", ""))
	must(t, step(t, h, l.ID, "qualify", ""))
	must(t, step(t, h, l.ID, "convert", ""))
	c := get(t, h, get(t, h, l.ID).Client)
	if c.Name != "Cher" || c.Kind != crm.Person {
		t.Errorf("client: %+v", c)
	}
	if p := find[crm.Contact](t, h, "client = $2", c.ID); len(p) != 1 || p[0].LastName != "Cher" || p[0].FirstName != "" {
		t.Errorf("contacts: %+v", p)
	}
	if a := find[crm.Address](t, h, "client = $2", c.ID); len(a) != 0 {
		t.Errorf("addresses of a lead without one: %+v", a)
	}
}

// TestConvertJoins: a lead of a client that is known is joined to it, and what the
// client knows already is not written twice.
func TestConvertJoins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := qualified(t, h)
	must(t, step(t, h, first.ID, "convert", ""))
	c := get(t, h, first.ID).Client
	second := qualified(t, h)
	body := `{"client":"` + c.String() + `"}`
	must(t, step(t, h, c, "archive", ""))
	wantSlug(t, step(t, h, second.ID, "convert", body), "client-archived")
	must(t, step(t, h, c, "restore", ""))
	must(t, step(t, h, second.ID, "convert", body))
	if l := get(t, h, second.ID); l.Client != c {
		t.Errorf("joined to %s, want %s", l.Client, c)
	}
	if n := len(find[crm.Contact](t, h, "client = $2", c)); n != 1 {
		t.Errorf("%d contacts", n)
	}
	if n := len(find[crm.Address](t, h, "client = $2", c)); n != 1 {
		t.Errorf("%d addresses", n)
	}
	third := lead(t, h)
	must(t, change(t, h, third.ID, func(l *crm.Lead) {
		l.ContactName, l.Email, l.City = "Ann Other", "ann@bonapp.example", "Lyon"
	}))
	must(t, step(t, h, third.ID, "contact", ""))
	must(t, step(t, h, third.ID, "qualify", ""))
	wantSlug(t, step(t, h, third.ID, "convert", `{"client":"`+entity.NewID[crm.Client]().String()+`"}`), "not-found")
	must(t, step(t, h, third.ID, "convert", body))
	if n := len(find[crm.Contact](t, h, `client = $2 and not "primary"`, c)); n != 1 {
		t.Errorf("%d more contacts", n)
	}
	if n := len(find[crm.Address](t, h, `client = $2 and not "default"`, c)); n != 1 {
		t.Errorf("%d more addresses", n)
	}
}

// TestConvertOnce has many convert the same lead at once: one client is made.
func TestConvertOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := qualified(t, h)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = step(t, h, l.ID, "convert", "") })
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
			continue
		}
		wantSlug(t, err, "illegal-step")
	}
	if made := len(find[crm.Client](t, h, "true")); done != 1 || made != 1 {
		t.Errorf("%d conversions, %d clients", done, made)
	}
	err := h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &crm.Client{Name: "Again", Lead: l.ID})
	})
	wantSlug(t, err, "already-converted")
}

func TestActivity(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := lead(t, h)
	a := &crm.Activity{Kind: crm.Call, Subject: "Call back", Due: civil.New(2026, time.May, 3), Lead: l.ID}
	create(t, h, a)
	overdue := func() int {
		answer, err := h.Registry.List(t.Context(), h.Call(), h.Plan(t, "crm.activity"),
			map[string][]string{"status": {"planned"}, "due[lt]": {"2026-05-04"}})
		must(t, err)
		return strings.Count(string(answer.Body), `"subject"`)
	}
	if n := overdue(); n != 1 {
		t.Errorf("%d overdue", n)
	}
	wantField(t, step(t, h, a.ID, "complete", ""), "/outcome", "required")
	wantField(t, step(t, h, a.ID, "complete", `{"outcome":"Not in","follow_up":"2026-05-03"}`), "/follow_up", "in-the-past")
	must(t, step(t, h, a.ID, "complete", `{"outcome":"Not in","follow_up":"2026-05-07"}`))
	if a = get(t, h, a.ID); a.Status != crm.ActivityDone || !a.DoneAt.Equal(entitytest.Start) || a.Outcome != "Not in" {
		t.Errorf("done: %+v", a)
	}
	next := find[crm.Activity](t, h, "follows = $2", a.ID)
	if len(next) != 1 || next[0].Due != civil.New(2026, time.May, 7) || next[0].Lead != l.ID || next[0].Status != crm.ActivityPlanned ||
		next[0].Kind != crm.Call {
		t.Fatalf("what follows: %+v", next)
	}
	if got := get(t, h, l.ID); got.NextFollowUp != civil.New(2026, time.May, 7) || got.Version != l.Version {
		t.Errorf("the lead is followed up on %s, version %d", got.NextFollowUp, got.Version)
	}
	if n := overdue(); n != 0 {
		t.Errorf("%d overdue", n)
	}
	must(t, step(t, h, next[0].ID, "cancel", ""))
	wantSlug(t, step(t, h, next[0].ID, "complete", `{"outcome":"x"}`), "illegal-step")
	err := h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &crm.Activity{Kind: crm.Call, Subject: "Whom?", Due: tx.Today()})
	})
	wantField(t, err, "/client", "required")
}
