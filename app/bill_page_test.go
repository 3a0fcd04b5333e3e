package app_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
)

// invoice posts an invoice over 119 euros, and returns its id and the secret of its link.
func (s *vendor) invoice() (id, secret string) {
	s.t.Helper()
	id = s.post("invoices", `{"client":"`+s.client+`","site":"`+s.site+`","currency":"EUR","lines":[{"name":"Tea","quantity":"2","price":{"amount":"50"},"tax_percent":"19"}]}`).want(201).field("id")
	s.post("invoices/"+id+"/post", `{}`).want(200)
	return id, s.link("/pay/")
}

// payments returns the payments of an invoice or an order.
func (s *vendor) payments(of string) said {
	s.t.Helper()
	return s.get("payments?fields=*&origin=" + of)
}

// tries sends the form of an attempt to pay.
func (s *vendor) tries(secret string, attempt int, means string) said {
	s.t.Helper()
	return s.fill("/pay/"+secret, url.Values{"do": {"pay"}, "attempt": {strconv.Itoa(attempt)}, "means": {means}})
}

// online has the company take money by the provider that takes none.
func (s *vendor) online() {
	s.t.Helper()
	s.post("online-payments", `{"provider":"manual"}`).want(422)
	s.post("online-payments", `{"provider":"sandbox"}`).want(201)
	s.post("online-payments", `{"provider":"sandbox"}`).want(409, "online-payment-exists")
}

// TestPayByLink: a client pays by the link of a letter, once, however often and by
// whatever link it is tried.
func TestPayByLink(t *testing.T) {
	d := newDoorstep(t)
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := d.newVendor(t, tier, "de")
			_, transfer := s.invoice()
			s.transfers(transfer)
			s.online()
			s.pays()
			s.isAnsweredLate()
			s.triesTooOften(transfer)
			s.standings()
		})
	}
}

// transfers: without a provider the page says how to transfer the money.
func (s *vendor) transfers(secret string) {
	s.t.Helper()
	page := s.page("/pay/" + secret).want(200)
	s.guarded(page)
	s.has(page, "Rechnung INV-", "119,00", "Per Überweisung", "DE89 3704 0044 0532 0130 00")
	if page.has("<button") {
		s.t.Error("there is a button to pay with nothing")
	}
	s.tries(secret, 1, "tok_success").want(422)
	if file := s.page("/pay/" + secret + "/document.pdf").want(200); !strings.HasPrefix(string(file.body), "%PDF-") {
		s.t.Errorf("the document is %v", file.header)
	}
}

// pays: refused, tried again, paid once by many at once.
func (s *vendor) pays() {
	s.t.Helper()
	id, secret := s.invoice()
	s.has(s.page("/pay/"+secret).want(200), "119,00", "zur Probe", "Eine Karte, die gilt", `name="attempt" value="1"`)
	s.tries(secret, 1, "tok_authorize").want(422)
	s.tries(secret, 7, "tok_success").want(422)
	if got := s.payments(id); got.field("data", "0", "id") != "" {
		s.t.Fatalf("looking and guessing has paid: %s", got.body)
	}
	s.atOnce(4, func() said { return s.tries(secret, 1, "tok_decline") })
	s.has(s.page("/pay/"+secret).want(200), "wurde abgelehnt", `name="attempt" value="2"`)
	s.atOnce(4, func() said { return s.tries(secret, 1, "tok_success") }) // it was made
	s.atOnce(8, func() said { return s.tries(secret, 2, "tok_success") })
	s.tries(secret, 3, "tok_success").want(http.StatusSeeOther)
	s.has(s.page("/pay/"+secret).want(200), "Das ist bezahlt")
	all := s.payments(id)
	if strings.Count(string(all.body), `"status":"captured"`) != 1 || strings.Count(string(all.body), `"status":"failed"`) != 1 || all.field("data", "2", "id") != "" {
		s.t.Errorf("the payments are %s", all.body)
	}
	if invoice := s.get("invoices/" + id); invoice.field("payment_state") != "paid" || invoice.field("open", "amount") != "0.00" {
		s.t.Errorf("the invoice is %s", invoice.body)
	}
	if all.has("ghl_") || all.has("tok_") {
		s.t.Errorf("the payments tell a secret: %s", all.body)
	}
	told := s.api(http.MethodGet, "bills/"+secret, "").want(200)
	if told.field("state") != "paid" || told.field("open") != "0.00" || told.has("Bauer") {
		s.t.Errorf("programs see %s", told.body)
	}
	s.api(http.MethodPost, "bills/"+secret+"/pay", `{"attempt":3,"means":"tok_success"}`).want(409, "nothing-open")
}

// isAnsweredLate: as long as nobody knows what became of a payment, none is begun, by no
// link; whoever looks again has the bank asked.
func (s *vendor) isAnsweredLate() {
	s.t.Helper()
	id, secret := s.invoice()
	s.post("messages/"+s.get("messages?about="+id).field("data", "0", "id")+"/resend", `{}`).want(200)
	another := s.link("/pay/")
	s.tries(secret, 1, "tok_unknown_failed").want(http.StatusSeeOther)
	for _, link := range []string{secret, another} {
		s.has(s.page("/pay/"+link).want(200), "ist unterwegs", "Noch einmal nachsehen")
		s.api(http.MethodPost, "bills/"+link+"/pay", `{"attempt":`+map[string]string{secret: "2", another: "1"}[link]+`,"means":"tok_success"}`).want(409, "in-flight")
	}
	s.atOnce(3, func() said { return s.fill("/pay/"+another, url.Values{"do": {"check"}}) })
	s.has(s.page("/pay/"+secret).want(200), "wurde abgelehnt", `value="2"`)
	s.api(http.MethodPost, "bills/"+secret+"/pay", `{"attempt":2,"means":"tok_unknown"}`).want(200)
	if now := s.api(http.MethodPost, "bills/"+secret+"/check", `{}`).want(200); now.field("state") != "paid" {
		s.t.Errorf("after looking: %s", now.body)
	}
	if all := s.payments(id); strings.Count(string(all.body), `"status":"captured"`) != 1 || all.field("data", "2", "id") != "" {
		s.t.Errorf("the payments are %s", all.body)
	}
}

// triesTooOften: nobody finds out here which cards work.
func (s *vendor) triesTooOften(secret string) {
	s.t.Helper()
	for n := 1; n <= 10; n++ {
		s.tries(secret, n, "tok_decline").want(http.StatusSeeOther)
	}
	s.has(s.page("/pay/"+secret).want(200), "zu oft versucht", "Überweisung")
	s.api(http.MethodPost, "bills/"+secret+"/pay", `{"attempt":11,"means":"tok_success"}`).want(409, "attempts-used")
}

// standings: what is partly paid, overdue, given up or taken back says so.
func (s *vendor) standings() {
	s.t.Helper()
	id, secret := s.invoice()
	part := s.post("payments", `{"client":"`+s.client+`","currency":"EUR","amount":{"amount":"19"},"method":"transfer","origin":{"entity":"billing.invoice","id":"`+id+`"}}`).want(201).field("id")
	s.post("payments/"+part+"/charge", `{}`).want(200)
	s.has(s.page("/pay/"+secret).want(200), "Ein Teil ist bezahlt", "100,00")
	before := s.now.Load()
	s.wait(60 * 24 * time.Hour)
	s.has(s.page("/pay/"+secret).want(200), "Fällig war es am")
	s.wait(306 * 24 * time.Hour)
	s.page("/pay/" + secret).want(404)
	s.now.Store(before)
	s.post("invoices/"+id+"/write-off", `{"write_off_reason":"lost"}`).want(200)
	s.has(s.page("/pay/"+secret).want(200), "nichts mehr zu zahlen")
	id, secret = s.invoice()
	note := s.post("credit-notes", `{"invoice":"`+id+`","reason":"wrong"}`).want(201).field("id")
	s.post("credit-notes/"+note+"/post", `{}`).want(200)
	page := s.page("/pay/" + secret).want(200)
	s.has(page, "storniert")
	if page.has("wrong") || page.has("lost") {
		s.t.Errorf("the page tells a reason: %s", page.body)
	}
}

// TestPrepaidQuoteByLink: who has accepted a quote that is paid in advance is led on to
// pay its order; the letter that confirms it leads there, too, and both pay it once.
func TestPrepaidQuoteByLink(t *testing.T) {
	d := newDoorstep(t)
	s := d.newVendor(t, enterprise.Schema, "en")
	s.online()
	id, secret := s.quote(`,"payment_policy":"prepaid","invoice_policy":"on_order"`)
	s.has(s.page("/quote/"+secret).want(200), "payment is the next step")
	s.api(http.MethodPost, "quotes/"+secret+"/pay", `{}`).want(409, "nothing-open")
	s.fill("/quote/"+secret, url.Values{"do": {"accept"}, "name": {"Eva"}}).want(http.StatusSeeOther)
	s.has(s.page("/quote/"+secret).want(200), "One step is left", "Go to payment")
	to := s.fill("/quote/"+secret, url.Values{"do": {"pay"}}).want(http.StatusSeeOther).header.Get("Location")
	pay := strings.TrimPrefix(to, "/pay/")
	s.book.Keep(pay)
	s.has(s.page(to).want(200), "Order confirmation SO-", "238.00")
	confirmed := s.link("/pay/")
	order := s.get("quotes/"+id).field("order", "id")
	invoice := s.post("orders/"+order+"/invoice", `{"post":true}`).want(200).field("id")
	billed := s.link("/pay/")
	s.tries(billed, 1, "tok_unknown").want(http.StatusSeeOther)
	for _, link := range []string{pay, confirmed} {
		s.has(s.page("/pay/"+link).want(200), "on its way")
		s.api(http.MethodPost, "bills/"+link+"/pay", `{"attempt":1,"means":"tok_success"}`).want(409, "in-flight")
	}
	s.api(http.MethodPost, "bills/"+confirmed+"/check", `{}`).want(200)
	for _, link := range []string{pay, confirmed, billed} {
		s.has(s.page("/pay/"+link).want(200), "This is paid")
	}
	if o := s.get("orders/" + order); o.field("payment_state") != "paid" || o.field("received", "amount") != "238.00" {
		t.Errorf("the order is %s", o.body)
	}
	if i := s.get("invoices/" + invoice); i.field("payment_state") != "paid" {
		t.Errorf("the invoice is %s", i.body)
	}
	if page := s.page("/quote/" + secret).want(200); page.has("Go to payment") {
		t.Error("what is paid asks for more")
	}
	s.api(http.MethodPost, "quotes/"+secret+"/pay", `{}`).want(409, "nothing-open")
}
