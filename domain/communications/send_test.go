package communications

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

const statusOf = `select status from communications_message where about = $1`

// TestQuoteGoesOut: to the client, in their language, with the PDF, once; the record's
// history tells, and nothing of what was put in is left.
func TestQuoteGoesOut(t *testing.T) {
	f := newOffice(t)
	id := f.quote()
	letters := f.server.Await(1, soon)
	m := f.received(letters[0])
	number := entitytest.Select[string](t, f.House, `select number from sales_quote where id = $1`, uuid.MustParse(id))
	if letters[0].To != "einkauf@bauer.example" || m.To.Name != "Bauer GmbH" || m.From.Name != "Nordwind GmbH" || m.From.Address != "no-reply@guildhall.example" ||
		m.ReplyTo.Address != "post@nordwind.example" {
		t.Errorf("from %v to %v, answers to %v", m.From, m.To, m.ReplyTo)
	}
	if m.Subject != "Unser Angebot "+number || !strings.Contains(m.Text, "Guten Tag, Bauer GmbH") || !strings.Contains(m.Text, "EUR") || !strings.Contains(m.HTML, `dir="ltr"`) {
		t.Errorf("%s: %s", m.Subject, m.Text)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Name != number+".pdf" || m.Attachments[0].Type != "application/pdf" || !bytes.HasPrefix(m.Attachments[0].Body, []byte("%PDF-")) {
		t.Fatalf("attachments: %d", len(m.Attachments))
	}
	f.await("sent", statusOf, uuid.MustParse(id))
	f.await("0", `select count(*) from communications_letter`)
	f.await("0", `select count(*) from system_delivery where subscription like 'communications.%'`)
	if got := f.history(id); got != "quote_sent queued; quote_sent sent; " {
		t.Errorf("the history says %s", got)
	}
	event := entitytest.Select[uuid.UUID](t, f.House, `select id from system_event where type = 'LetterQueuedEvent'`)
	if m.ID != event.String()+"@guildhall.example" {
		t.Errorf("the Message-ID is %s, the event's id %s", m.ID, event)
	}
	f.step("quotes", id, "follow-up", `{"follow_up":"2026-06-01"}`)
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if n := len(f.server.Letters()); n != 1 {
		t.Errorf("%d letters went out", n)
	}
}

// TestOrderInvoiceReminder: each has its document; the invoice's is the one that is kept.
func TestOrderInvoiceReminder(t *testing.T) {
	f := newOffice(t)
	f.create("contacts", `{"client":"`+f.client+`","first_name":"Eva","email":"eva@bauer.example","primary":true}`)
	order := f.create("orders", `{"client":"`+f.client+`","site":"`+f.site+`","currency":"EUR","invoice_policy":"on_order","items":[{"product":"`+f.product()+`","quantity":"2"}]}`)
	f.step("orders", order, "confirm", `{}`)
	f.server.Await(1, soon)
	f.step("orders", order, "hold", `{"hold_reason":"asked"}`)
	f.step("orders", order, "resume", `{}`)
	invoice := f.create("invoices", `{"client":"`+f.client+`","site":"`+f.site+`","currency":"EUR","lines":[{"name":"Chai","quantity":"2","price":{"amount":"18"},"tax_percent":"19"}]}`)
	f.step("invoices", invoice, "post", `{}`)
	f.server.Await(2, soon)
	f.Clock.Advance(40 * 24 * time.Hour)
	if _, err := f.act("", "invoices/remind-overdue", "", `{}`); err != nil {
		t.Fatal(err)
	}
	letters := f.server.Await(3, soon)
	for i, want := range []string{"Auftragsbestätigung SO-", "Unsere Rechnung INV-", "Zahlungserinnerung zur Rechnung INV-"} {
		m := f.received(letters[i])
		if !strings.HasPrefix(m.Subject, want) || len(m.Attachments) != 1 || m.To.Address != "einkauf@bauer.example" {
			t.Errorf("%q with %d files to %s, want %q", m.Subject, len(m.Attachments), m.To.Address, want)
		}
	}
	f.await("1", `select count(*) from documents_file where record = $1`, uuid.MustParse(invoice))
}

// TestServerDown: nothing is lost, nothing counts as an attempt, and each goes out once
// the server is back.
func TestServerDown(t *testing.T) {
	f := newOffice(t)
	f.await("sent", statusOf, uuid.MustParse(f.quote()))
	f.server.Stop()
	for range 3 {
		f.quote()
	}
	f.await("down", `select min(outcome) from system_delivery_log where outcome <> 'delivered'`)
	f.await("3", `select count(*) from system_delivery where subscription = 'communications.send' and attempt = 0 and errors = '[]'`)
	f.await("3", `select count(*) from communications_message where status = 'queued'`)
	if len(f.d.Paused()) != 1 {
		t.Errorf("paused: %v", f.d.Paused())
	}
	f.server.Start()
	for range 5 {
		f.Clock.Advance(time.Minute)
		f.d.Hint(f.Home.Tenant)
		time.Sleep(50 * time.Millisecond)
	}
	letters := f.server.Await(4, soon)
	f.await("4", `select count(*) from communications_message where status = 'sent'`)
	seen := map[string]bool{}
	for _, l := range letters {
		seen[f.received(l).ID] = true
	}
	if len(letters) != 4 || len(seen) != 4 {
		t.Errorf("%d letters, %d different ones", len(letters), len(seen))
	}
}

// TestRefused: what is refused for good is not tried again; an address where nobody is
// gets nothing more.
func TestRefused(t *testing.T) {
	f := newOffice(t)
	f.server.RefuseAddress("einkauf@bauer.example", 550, [3]int{5, 1, 1})
	first := uuid.MustParse(f.quote())
	f.await("failed", statusOf, first)
	f.await("refused", `select reason from communications_suppression where address = 'einkauf@bauer.example'`)
	f.server.RefuseAddress("einkauf@bauer.example", 0, [3]int{})
	second := f.quote()
	f.await("suppressed", statusOf, uuid.MustParse(second))
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if got := f.history(second); got != "quote_sent suppressed; " {
		t.Errorf("the history says %s", got)
	}
	if n := len(f.server.Letters()); n != 0 {
		t.Errorf("%d letters went out", n)
	}
	again := entitytest.Select[uuid.UUID](t, f.House, `select id from communications_message where about = $1`, first).String()
	if _, err := f.act("communications.message", "resend", again, `{"recipient":"Eva@bauer.example"}`); err != nil {
		t.Fatal(err)
	}
	if l := f.server.Await(1, soon)[0]; l.To != "eva@bauer.example" || len(f.received(l).Attachments) != 1 {
		t.Errorf("again to %s", l.To)
	}
	f.server.RefuseLetters(554, [3]int{5, 6, 0})
	if _, err := f.act("communications.message", "resend", again, `{"recipient":"eva@bauer.example"}`); err != nil {
		t.Fatal(err)
	}
	f.await("1", `select count(*) from communications_message where status = 'failed' and recipient = 'eva@bauer.example'`)
	f.await("1", `select count(*) from communications_suppression`)
}

// TestTriedAgain: what may be taken later is tried at the times of every delivery.
func TestTriedAgain(t *testing.T) {
	f := newOffice(t)
	f.server.RefuseAddress("einkauf@bauer.example", 450, [3]int{4, 2, 0})
	id := uuid.MustParse(f.quote())
	f.await("1", `select attempt from system_delivery where subscription = 'communications.send'`)
	f.await("queued t", `select status || ' ' || left((error like '%450%')::text, 1) from communications_message where about = $1`, id)
	f.server.RefuseAddress("einkauf@bauer.example", 0, [3]int{})
	f.Clock.Advance(12 * time.Second)
	f.d.Hint(f.Home.Tenant)
	f.server.Await(1, soon)
	f.await("sent ", `select status || ' ' || error from communications_message where about = $1`, id)
}

// TestNobodyToWriteTo: without an address, or when it is not wanted, nothing is sent,
// and the record's history says why.
func TestNobodyToWriteTo(t *testing.T) {
	f := newOffice(t)
	willing := f.client
	f.client = f.create("clients", `{"name":"Nobody","currency":"EUR"}`)
	silent := f.quote()
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if got := f.history(silent); got != "quote_sent no address; " {
		t.Errorf("the history says %s", got)
	}
	f.create("contacts", `{"client":"`+f.client+`","first_name":"Eva","email":"eva@nobody.example"}`)
	f.quote()
	f.client = willing
	f.create("opt-outs", `{"kind":"quote_sent","client":"`+willing+`","reason":"asked"}`)
	spared := f.quote()
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if got := f.history(spared); got != "quote_sent switched off; " {
		t.Errorf("the history says %s", got)
	}
	letters := f.server.Await(1, soon)
	if len(letters) != 1 || letters[0].To != "eva@nobody.example" {
		t.Errorf("%d letters, to %s", len(letters), letters[0].To)
	}
}

// TestSecretIsSealed: what lets somebody in stands readable in no table, and in none at
// all once it is sent.
func TestSecretIsSealed(t *testing.T) {
	f := newOffice(t)
	f.server.Stop()
	user := entitytest.Select[uuid.UUID](t, f.House, `select id from identity_user limit 1`)
	const secret = "ghc_verysecret"
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return f.o.Queue(ctx, tx, Letter{
			Kind: PasswordReset, Person: user, To: "Owner@acme.example", Name: "Ann", Company: "Acme", Secret: secret, Expires: tx.Now().Add(time.Hour),
		})
	})
	f.d.Hint(f.Home.Tenant)
	const found = `select (query_to_xml('select * from communications_letter', true, false, '')::text like '%verysecret%'
  or query_to_xml('select * from communications_message', true, false, '')::text like '%verysecret%'
  or query_to_xml('select * from system_event', true, false, '')::text like '%verysecret%'
  or query_to_xml('select * from system_audit', true, false, '')::text like '%verysecret%')`
	f.await("1", `select count(*) from communications_letter where sealed is not null and key_id = 'key-1'`)
	f.await("false", found)
	f.server.Start()
	f.Clock.Advance(time.Minute)
	f.d.Hint(f.Home.Tenant)
	l := f.server.Await(1, soon)[0]
	if m := f.received(l); l.To != "owner@acme.example" || !strings.Contains(m.Text, secret) || m.Subject != "A new password for Acme" || m.ReplyTo.Address != "" {
		t.Errorf("%s: %s", m.Subject, m.Text)
	}
	f.await("0", `select count(*) from communications_letter`)
	f.await("false", found)
	f.await("sent ", `select status || ' ' || text from communications_message where person = $1`, user)
	message := entitytest.Select[uuid.UUID](t, f.House, `select id from communications_message`).String()
	if _, err := f.act("communications.message", "resend", message, `{}`); !problem.Is(err, "not-to-client") {
		t.Errorf("a secret is sent again: %v", err)
	}
}

// TestNotice: people are told what happened, in their company's language.
func TestNotice(t *testing.T) {
	f := newOffice(t)
	f.Admin(t, `update documents_letterhead set language = 'ar'`)
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return f.o.Queue(ctx, tx, Letter{Kind: SecurityNotice, To: "owner@acme.example", Notice: "second_factor_added", Detail: "totp", At: tx.Now(), Place: "192.0.2.1"})
	})
	f.d.Hint(f.Home.Tenant)
	m := f.received(f.server.Await(1, soon)[0])
	if m.Subject != "أضيف عامل ثانٍ" || !strings.Contains(m.Text, "(totp)") || !strings.Contains(m.HTML, `dir="rtl"`) {
		t.Errorf("%s: %s", m.Subject, m.Text)
	}
}

// TestReports: what the provider tells is kept, in whatever order it comes.
func TestReports(t *testing.T) {
	f := newOffice(t)
	id := uuid.MustParse(f.quote())
	f.await("sent", statusOf, id)
	message := entitytest.Select[uuid.UUID](t, f.House, `select id from communications_message`).String()
	report := func(kind, more string) {
		t.Helper()
		r, err := ReadReport([]byte(`{"type":"` + kind + `","created_at":"2026-05-04T09:05:00.123456789Z","data":{"tags":[{"name":"tenant","value":"` +
			f.Tenant.ID.String() + `"},{"name":"message","value":"` + message + `"}]` + more + `}}`))
		if err != nil || r.Tenant != f.Tenant.ID {
			t.Fatalf("%+v, %v", r, err)
		}
		if r.Matters() {
			f.Do(t, r.Keep)
		}
	}
	report("email.opened", "")
	report("email.delivered", "")
	f.await("delivered", statusOf, id)
	report("email.bounced", `,"bounce":{"type":"Transient","subType":"MailboxFull","message":"full"}`)
	f.await("bounced MailboxFull full", `select status || ' ' || error from communications_message`)
	f.await("0", `select count(*) from communications_suppression`)
	report("email.delivered", "")
	f.await("bounced", statusOf, id)
	report("email.bounced", `,"bounce":{"type":"Permanent","subType":"General","message":"no such user"}`)
	report("email.complained", "")
	f.await("bounced", `select string_agg(reason, ' ') from communications_suppression where address = 'einkauf@bauer.example'`)
	for _, other := range []string{`{}`, `{"type":"email.bounced","data":{"tags":{"tenant":"x"}}}`, `{"type":"email.bounced","data":{}}`} {
		if r, err := ReadReport([]byte(other)); err != nil || r.Matters() {
			t.Errorf("%s: %+v, %v", other, r, err)
		}
	}
	if _, err := ReadReport([]byte(`[`)); err == nil {
		t.Error("no JSON is read")
	}
}

// TestForgotten: nobody who was forgotten is written to, or is left in what was.
func TestForgotten(t *testing.T) {
	f := newOffice(t)
	f.client = f.create("clients", `{"name":"Eva Bauer","kind":"person","email":"eva@bauer.example","currency":"EUR"}`)
	f.server.Stop()
	id := uuid.MustParse(f.quote())
	f.await("queued", statusOf, id)
	f.step("clients", f.client, "anonymise", `{}`)
	f.await("queued ", `select status || ' ' || recipient from communications_message where about = $1`, id)
	f.await("0", `select count(*) from communications_letter`)
	f.server.Start()
	f.Clock.Advance(time.Minute)
	f.d.Hint(f.Home.Tenant)
	f.await("0", `select count(*) from system_delivery where subscription = 'communications.send'`)
	if n := len(f.server.Letters()); n != 0 {
		t.Errorf("%d letters went out", n)
	}
}

// TestTemplates: a company's own words go out; what is broken is refused with its line.
func TestTemplates(t *testing.T) {
	f := newOffice(t)
	f.create("templates", `{"kind":"quote_sent","language":"de","subject":"Angebot {{.number}}","text":"Hallo {{.name}}","html":"<b>{{.name}}</b>"}`)
	f.create("templates", `{"kind":"quote_sent","subject":"Any","text":"any"}`)
	f.quote()
	m := f.received(f.server.Await(1, soon)[0])
	if !strings.HasPrefix(m.Subject, "Angebot Q-") || m.Text != "Hallo Bauer GmbH" || m.HTML != "<b>Bauer GmbH</b>" {
		t.Errorf("%q %q %q", m.Subject, m.Text, m.HTML)
	}
	p, _ := f.Registry.Lookup("templates")
	for body, want := range map[string]string{
		`{"kind":"quote_sent","language":"fr","subject":"x","text":"a\n{{.nothing}}"}`:             `/text Line 2: there is no field "nothing"`,
		`{"kind":"quote_sent","language":"fr","subject":"x","text":"a\n\n{{if .number}}"}`:         `/text Line 3: unexpected EOF`,
		`{"kind":"invitation","language":"fr","subject":"{{.secret}}","text":"a"}`:                 `/subject Line 1: there is no field "secret"`,
		`{"kind":"quote_sent","language":"fr","subject":"x","text":"a","html":"\n<p {{.number}}"}`: `/html Line`,
	} {
		c := f.Call()
		c.Body = []byte(body)
		_, err := f.Registry.Create(t.Context(), c, p)
		refused, is := errors.AsType[*problem.Problem](err)
		if !is || len(refused.Errors) != 1 || !strings.HasPrefix(refused.Errors[0].Pointer+" "+refused.Errors[0].Message, want) {
			t.Errorf("%s: %v, want %s", body, refused, want)
		}
	}
	c := f.Call()
	c.Body = []byte(`{"kind":"quote_sent","language":"de","subject":"x","text":"a"}`)
	if _, err := f.Registry.Create(t.Context(), c, p); !problem.Is(err, "template-exists") {
		t.Errorf("a second one: %v", err)
	}
	a, err := f.act("", "templates/preview", "", `{"kind":"invoice_posted","language":"ar"}`)
	if err != nil || !strings.Contains(string(a.Body), `"built_in":true`) || !strings.Contains(string(a.Body), "الفاتورة 2026-00042") {
		t.Errorf("%s, %v", a.Body, err)
	}
	a, err = f.act("", "templates/preview", "", `{"kind":"invoice_posted","subject":"S","text":"{{.due}}"}`)
	if err != nil || !strings.Contains(string(a.Body), `"text":"2026-06-03"`) || !strings.Contains(string(a.Body), `"built_in":false`) {
		t.Errorf("%s, %v", a.Body, err)
	}
	if _, err = f.act("", "templates/preview", "", `{"kind":"invoice_posted","text":"{{range .due}}{{end}}"}`); !problem.Is(err, "invalid") {
		t.Errorf("a loop: %v", err)
	}
}
