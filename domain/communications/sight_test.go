package communications

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// seen is the answer to somebody who looks at a letter.
type seen struct {
	Kind, Mode, Spared, Recipient, Name, Language, Subject, Text, HTML string
	Attachments                                                        []string
}

// look asks for a letter about a record as somebody.
func (f *office) look(c entity.Call, on, path, id, query string) (s seen, err error) {
	f.t.Helper()
	for _, a := range f.Registry.Actions() {
		if is := a.Describe(); is.Path != path || is.On != on {
			continue
		}
		params, err := url.ParseQuery(query)
		if err != nil {
			f.t.Fatal(err)
		}
		answer, err := f.Registry.AskOn(f.t.Context(), c, a, uuid.MustParse(id), params)
		if err != nil {
			return s, err
		}
		err = json.Unmarshal(answer.Body, &s)
		return s, err
	}
	f.t.Fatalf("there is no question %s about %s", path, on)
	return s, nil
}

// drafts are records whose letters can be looked at before they are written.
func (f *office) drafts() map[string]string {
	f.t.Helper()
	item := `{"product":"` + f.product() + `","quantity":"2"}`
	head := `{"client":"` + f.client + `","site":"` + f.site + `","currency":"EUR",`
	line := `{"name":"Chai","quantity":"2","price":{"amount":"18"},"tax_percent":"19"}`
	return map[string]string{
		"sales.quote":     f.create("quotes", head+`"items":[`+item+`]}`),
		"sales.order":     f.create("orders", head+`"items":[`+item+`]}`),
		"billing.invoice": f.create("invoices", head+`"lines":[`+line+`]}`),
	}
}

// TestSight: who may send a document sees the letter that goes with it as its reader
// would, and nothing is written by looking.
func TestSight(t *testing.T) {
	f := newOffice(t)
	drafts := f.drafts()
	for _, tc := range []struct {
		on, subject, says string
		need              auth.Permission
	}{
		{"sales.quote", "Unser Angebot Q-", "23,80", sales.SendQuotes},
		{"sales.order", "Auftragsbestätigung SO-", "23,80", sales.ConfirmOrders},
		{"billing.invoice", "Unsere Rechnung (Entwurf)", "42,84", billing.PostInvoices},
	} {
		s, err := f.look(f.CallAs(tc.need), tc.on, "letter", drafts[tc.on], "")
		if err != nil {
			t.Fatalf("%s: %v", tc.on, err)
		}
		if s.Mode != "send" || s.Spared != "" || s.Recipient != "einkauf@bauer.example" || s.Name != "Bauer GmbH" || s.Language != "de" ||
			!strings.HasPrefix(s.Subject, tc.subject) || !strings.Contains(s.Text, tc.says) || !strings.Contains(s.HTML, tc.says) ||
			!slices.Equal(s.Attachments, []string{"document.pdf"}) {
			t.Errorf("%s: %+v", tc.on, s)
		}
		if _, err := f.look(f.CallAs(EditTemplates, SendMessages), tc.on, "letter", drafts[tc.on], ""); !problem.Is(err, "missing-permission") {
			t.Errorf("%s: somebody who may not do it sees the letter: %v", tc.on, err)
		}
	}
	if n := entitytest.Select[int](t, f.House, `select (select count(*) from communications_message) + (select count(*) from crm_link)`); n != 0 {
		t.Errorf("%d letters and links were made by looking", n)
	}
}

// TestSightIsWhatIsSent: the letter that goes out says what was seen before.
func TestSightIsWhatIsSent(t *testing.T) {
	f := newOffice(t)
	f.create("templates", `{"kind":"quote_sent","language":"de","subject":"Angebot {{.number}} für {{.name}}","text":"Am {{.date}} bieten wir an: {{.total}}, bis {{.valid_until}}."}`)
	quote := f.drafts()["sales.quote"]
	before, err := f.look(f.Call(), "sales.quote", "letter", quote, "")
	if err != nil {
		t.Fatal(err)
	}
	f.step("quotes", quote, "send", `{}`)
	if n, files, text, _ := f.about(before.Subject); n != 1 || len(files) != 1 || strings.TrimSpace(text) != strings.TrimSpace(before.Text) {
		t.Errorf("%d letters with %d files:\n%s\nseen before:\n%s", n, len(files), text, before.Text)
	}
}

// TestSightSpared: who is not written to, and why, is told before.
func TestSightSpared(t *testing.T) {
	f := newOffice(t)
	quote := f.drafts()["sales.quote"]
	look := func() seen {
		t.Helper()
		s, err := f.look(f.Call(), "sales.quote", "letter", quote, "")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	f.create("postings", `{"kind":"quote_sent","mode":"hold"}`)
	if s := look(); s.Mode != "hold" || s.Spared != "" {
		t.Errorf("held: %+v", s)
	}
	f.create("postings", `{"kind":"all","mode":"off"}`)
	if s := look(); s.Mode != "off" {
		t.Errorf("off: %+v", s)
	}
	f.create("suppressions", `{"address":"einkauf@bauer.example","reason":"manual"}`)
	if s := look(); s.Spared != "suppressed" {
		t.Errorf("suppressed: %+v", s)
	}
	f.create("opt-outs", `{"kind":"quote_sent","client":"`+f.client+`"}`)
	f.create("clients", `{"name":"Stille GmbH","country":"DE","currency":"EUR"}`)
	if s := look(); s.Spared == "" {
		t.Errorf("opted out: %+v", s)
	}
}

// TestSightOfStatement: a statement is seen as it would go out, to any address.
func TestSightOfStatement(t *testing.T) {
	f := newOffice(t)
	f.invoice()
	s, err := f.look(f.Call(), "crm.client", "statement-letter", f.client, "from=2026-01-01&recipient=Chef@Bauer.example")
	if err != nil {
		t.Fatal(err)
	}
	if s.Kind != "account_statement" || s.Mode != "send" || s.Recipient != "chef@bauer.example" || s.Name != "" || !strings.Contains(s.Text, "42,84") ||
		!slices.Equal(s.Attachments, []string{"statement.pdf?from=2026-01-01&to=2026-05-04"}) {
		t.Errorf("%+v", s)
	}
	if _, err := f.look(f.CallAs(SendMessages), "crm.client", "statement-letter", f.client, ""); !problem.Is(err, "missing-permission") {
		t.Errorf("somebody who sees no invoices sees the balance: %v", err)
	}
}
