package app_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
)

// vendor is a company that writes to one client, for tests of what clients do by links.
type vendor struct {
	*doorstep

	t                            *testing.T
	key                          enterprise.Key
	token, site, client, product string
	email                        string
	door, from                   string // where its client asks, and from which address
}

// newVendor makes a company whose client reads a language.
func (d *doorstep) newVendor(t *testing.T, tier enterprise.Tier, language string) *vendor {
	t.Helper()
	g, key := d.owner(t, tier)
	s := &vendor{
		doorstep: d, t: t, key: key, email: "einkauf@" + g.tenant + ".example",
		door: d.behind(t), from: fmt.Sprintf("198.51.100.%d", 1+rand.IntN(250)),
	}
	var err error
	if s.token, err = d.UserToken(t.Context(), key, "", "pages", time.Time{}); err != nil {
		t.Fatal(err)
	}
	s.site = s.get("sites").field("data", "0", "id")
	s.client = s.post("clients", `{"name":"Bauer GmbH","email":"`+s.email+`","language":"`+language+`","currency":"EUR"}`).want(201).field("id")
	s.product = s.post("products", `{"reference":"`+uuid.NewString()+`","name":"Advice","kind":"service","unit":"hour","currency":"EUR","price":{"amount":"100"},"active":true}`).want(201).field("id")
	s.post("letterheads", `{"name":"Nordwind GmbH","street":"Hafenstr. 1","postal_code":"20457","city":"Hamburg","country":"DE","email":"post@nordwind.example","phone":"+49 40 1234","accent":"#FFD400","iban":"DE89370400440532013000","language":"de"}`).want(201)
	return s
}

func (s *vendor) get(path string) said {
	s.t.Helper()
	return call(s.t, sent{method: http.MethodGet, url: s.url + "/api/client/" + path, token: s.token}).want(200)
}

func (s *vendor) post(path, body string) said {
	s.t.Helper()
	return call(s.t, sent{method: http.MethodPost, url: s.url + "/api/client/" + path, token: s.token, body: body})
}

// quote sends a quote over 200 euros, and returns its id and the secret of its link.
func (s *vendor) quote(more string) (id, secret string) {
	s.t.Helper()
	id = s.post("quotes", `{"client":"`+s.client+`","site":"`+s.site+`","currency":"EUR"`+more+`,"items":[{"product":"`+s.product+`","quantity":"2","note":"at your place"}]}`).want(201).field("id")
	return id, s.send(id)
}

// send sends a quote that is a draft, and returns the secret of its link.
func (s *vendor) send(id string) string {
	s.t.Helper()
	s.post("quotes/"+id+"/send", `{}`).want(200)
	return s.link("/quote/")
}

// link takes the letters to the client, and returns the secret of the only link to a page.
func (s *vendor) link(page string) string {
	s.t.Helper()
	var found [][]string
	var all string
	for tries := 0; len(found) == 0 && tries < 5; tries++ { // the first documents take their time
		for _, l := range s.mail(s.t, s.email) {
			all += l.subject + "\n" + l.text
		}
		found = regexp.MustCompile(page+`(ghl_\S+)`).FindAllStringSubmatch(all, -1)
	}
	if len(found) != 1 {
		s.t.Fatalf("the letters lead %d times to %s: %s", len(found), page, all)
	}
	s.book.Keep(found[0][1])
	return found[0][1]
}

func (s *vendor) page(path string) said {
	s.t.Helper()
	return call(s.t, sent{method: http.MethodGet, url: s.door + path, header: map[string]string{"Accept-Language": "en", "X-Forwarded-For": s.from}})
}

// fill sends the form of a page, and returns what is answered: mostly, where to look.
func (s *vendor) fill(path string, values url.Values, header ...string) said {
	s.t.Helper()
	h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept-Language": {"en"}, "X-Forwarded-For": {s.from}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return follow(s.t, s.door+path, values, h)
}

// api calls what programs call.
func (s *vendor) api(method, path, body string) said {
	s.t.Helper()
	return call(s.t, sent{method: method, url: s.door + "/api/public/" + path, body: body, header: map[string]string{"X-Forwarded-For": s.from}})
}

// has fails unless the page shows all of the texts.
func (s *vendor) has(page said, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !page.has(text) {
			_, shown, _ := strings.Cut(string(page.body), "</style>")
			s.t.Errorf("%s does not show %q: %s", page.what, text, shown)
		}
	}
}

// guarded fails unless a page is sent as what a secret opens must be.
func (s *vendor) guarded(page said) {
	s.t.Helper()
	h := page.header
	if h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Robots-Tag") != "noindex" || h.Get("Cache-Control") != "no-store" {
		s.t.Errorf("%s is sent with %v", page.what, h)
	}
	if policy := h.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script") ||
		!strings.Contains(policy, "frame-ancestors 'none'") {
		s.t.Errorf("%s is sent with %q", page.what, policy)
	}
	if page.has("<script") || page.has(" style=") || page.has(" onclick") {
		s.t.Errorf("%s has what its policy forbids", page.what)
	}
}

// TestQuoteByLink: a client accepts a quote by the link of the letter, once, signed,
// and sees how it stands in any case.
func TestQuoteByLink(t *testing.T) {
	d := newDoorstep(t)
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := d.newVendor(t, tier, "de")
			s.accepts()
			s.declines()
			s.revises()
			s.expires()
		})
	}
}

func (s *vendor) accepts() {
	s.t.Helper()
	id, secret := s.quote(`,"note":"Danke <b>sehr</b>"`)
	before := s.get("quotes/" + id).field("version")
	path := "/quote/" + secret
	page := s.page(path).want(200)
	s.guarded(page)
	s.has(page, `lang="de" dir="ltr"`, "Nordwind GmbH", "Hafenstr. 1", "Angebot Q-", "Advice", "at your place", "200,00", "Verbindlich annehmen", "Danke &lt;b&gt;sehr", "mailto:post@nordwind.example")
	file := s.page(path + "/document.pdf").want(200)
	if !strings.HasPrefix(string(file.body), "%PDF-") || file.header.Get("Content-Type") != "application/pdf" || file.header.Get("Referrer-Policy") != "no-referrer" {
		s.t.Errorf("the document is %v", file.header)
	}
	look := s.api(http.MethodGet, "quotes/"+secret, "").want(200)
	if look.field("state") != "open" || look.field("total") != "238.00" || look.field("lines", "0", "name") != "Advice" || look.field("lines", "0", "price") != "100.00" || look.has("Bauer") {
		s.t.Errorf("programs see %s", look.body)
	}
	if now := s.get("quotes/" + id); now.field("version") != before || now.field("status") != "sent" {
		s.t.Errorf("looking has changed it: %s", now.body)
	}
	for _, name := range []string{"", "   ", strings.Repeat("x", 201), "a\x00b"} {
		s.has(s.fill(path, url.Values{"do": {"accept"}, "name": {name}}).want(422), `role="alert"`)
	}
	s.fill(path, url.Values{"do": {"accept"}, "name": {"Eve"}}, "Sec-Fetch-Site", "cross-site").want(403, "cross-origin")
	s.atOnce(8, func() said { return s.fill(path, url.Values{"do": {"accept"}, "name": {"Eva  Bauer"}}) })
	s.has(s.page(path).want(200), "angenommen. Vielen Dank", "Eva Bauer")
	if s.page(path).has("<form") {
		s.t.Error("an accepted quote has a form")
	}
	q := s.get("quotes/" + id)
	if q.field("status") != "accepted" || q.field("accepted_by") != "Eva Bauer" || q.field("accepted_at") == "" {
		s.t.Errorf("the quote is %s", q.body)
	}
	if orders := s.get("orders?quote=" + id); orders.field("data", "0", "status") != "confirmed" || orders.field("data", "1", "id") != "" {
		s.t.Errorf("the orders are %s", orders.body)
	}
	history := s.get("quotes/" + id + "/history")
	if strings.Count(string(history.body), `"accept"`) != 1 || !history.has("a client, by a link") || !history.has("Eva Bauer") || history.has("ghl_") {
		s.t.Errorf("the history is %s", history.body)
	}
	s.witnessed(id)
	s.api(http.MethodPost, "quotes/"+secret+"/accept", `{"name":"Somebody else"}`).want(200)
	s.api(http.MethodPost, "quotes/"+secret+"/decline", `{}`).want(409, "quote-closed")
	s.api(http.MethodPost, "quotes/"+secret+"/pay", `{}`).want(409, "nothing-open")
	s.api(http.MethodPost, "quotes/"+secret+"/newer", `{}`).want(409, "quote-closed")
	if again := s.get("quotes/" + id); again.field("accepted_by") != "Eva Bauer" {
		s.t.Errorf("accepted anew: %s", again.body)
	}
}

// witnessed: the audit entry keeps when it was accepted, and from where.
func (s *vendor) witnessed(quote string) {
	s.t.Helper()
	var from string
	err := s.Enterprise.Do(s.t.Context(), s.key.ID, func(home pg.Home) error {
		return pg.Read(s.t.Context(), home, func(tx *pg.Tx) (err error) {
			from, _, err = pg.One[string](s.t.Context(), tx, `select address || ' ' || at::date from system_audit where tenant_id = $1 and record = $2 and verb = 'accept'`, uuid.MustParse(quote))
			return err
		})
	})
	if err != nil || from != s.from+" 2026-05-04" {
		s.t.Errorf("it was accepted from %q, %v", from, err)
	}
}

// atOnce sends a form so many times at once, and wants each to be led on.
func (s *vendor) atOnce(n int, do func() said) {
	s.t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if got := do(); got.status != http.StatusSeeOther {
				s.t.Errorf("%s: %d %s", got.what, got.status, got.body)
			}
		})
	}
	all.Wait()
}

func (s *vendor) declines() {
	s.t.Helper()
	id, secret := s.quote("")
	s.atOnce(4, func() said {
		return s.fill("/quote/"+secret, url.Values{"do": {"decline"}, "reason": {"Zu teuer"}})
	})
	s.has(s.page("/quote/"+secret).want(200), "wurde abgelehnt", "mailto:")
	s.api(http.MethodPost, "quotes/"+secret+"/accept", `{"name":"Eva"}`).want(409, "quote-closed")
	s.api(http.MethodPost, "quotes/"+secret+"/decline", `{"reason":"Other"}`).want(200)
	if q := s.get("quotes/" + id); q.field("status") != "declined" || q.field("decline_reason") != "Zu teuer" {
		s.t.Errorf("the quote is %s", q.body)
	}
}

// revises: the link of an old version leads to the newer one once that was sent, and no
// sooner; what was withdrawn says so.
func (s *vendor) revises() {
	s.t.Helper()
	id, old := s.quote("")
	next := s.post("quotes/"+id+"/revise", `{}`).want(200).field("id")
	s.has(s.page("/quote/"+old).want(200), "wurde zurückgezogen")
	s.api(http.MethodPost, "quotes/"+old+"/newer", `{}`).want(409, "quote-closed")
	s.api(http.MethodPost, "quotes/"+old+"/accept", `{"name":"Eva"}`).want(409, "quote-closed")
	own := s.send(next)
	s.has(s.page("/quote/"+old).want(200), "eine neuere Fassung")
	to := s.fill("/quote/"+old, url.Values{"do": {"newer"}}).want(http.StatusSeeOther).header.Get("Location")
	secret := strings.TrimPrefix(to, "/quote/")
	s.book.Keep(secret)
	if secret == own || secret == old || !strings.HasPrefix(secret, "ghl_") {
		s.t.Errorf("it leads to %s", to)
	}
	s.has(s.page(to).want(200), "Fassung 2", "Verbindlich annehmen")
	s.post("quotes/"+next+"/withdraw", `{}`).want(200)
	s.has(s.page(to).want(200), "wurde zurückgezogen")
}

// expires: after its last day a quote can be read for a while, then its link is none.
func (s *vendor) expires() {
	s.t.Helper()
	_, secret := s.quote("")
	before := s.now.Load()
	defer s.now.Store(before)
	s.wait(31 * 24 * time.Hour)
	s.has(s.page("/quote/"+secret).want(200), "ist abgelaufen")
	s.api(http.MethodPost, "quotes/"+secret+"/accept", `{"name":"Eva"}`).want(409, "quote-closed")
	s.wait(30 * 24 * time.Hour)
	s.has(s.page("/quote/"+secret).want(404), "This link is not good any more")
	s.api(http.MethodGet, "quotes/"+secret, "").want(409, "link-expired")
}

// TestQuoteThatCannotBeConfirmed: a client whose order would go over their limit has
// accepted all the same, hears nothing of the limit, and somebody looks the order over.
func TestQuoteThatCannotBeConfirmed(t *testing.T) {
	d := newDoorstep(t)
	s := d.newVendor(t, enterprise.Shared, "en")
	call(t, sent{method: http.MethodPatch, url: d.url + "/api/client/clients/" + s.client, token: s.token, body: `{"credit_limit":{"amount":"150"}}`}).want(200)
	id, secret := s.quote("")
	s.fill("/quote/"+secret, url.Values{"do": {"accept"}, "name": {"Eva"}}).want(http.StatusSeeOther)
	page := s.page("/quote/" + secret).want(200)
	s.has(page, "This quote is accepted")
	if page.has("150.00") || page.has("credit") {
		t.Errorf("the page tells the limit: %s", page.body)
	}
	if orders := s.get("orders?quote=" + id); orders.field("data", "0", "status") != "draft" || orders.field("data", "1", "id") != "" {
		t.Errorf("the orders are %s", orders.body)
	}
	if tasks := s.get("activities?fields=*&client=" + s.client); tasks.field("data", "0", "kind") != "task" || !tasks.has("credit limit") || tasks.field("data", "1", "id") != "" {
		t.Errorf("the tasks are %s", tasks.body)
	}
}

// TestLinksOpenOneThing: a link opens what it was made for, in its own company, and all
// others are told of in the same words.
func TestLinksOpenOneThing(t *testing.T) {
	d := newDoorstep(t)
	s, other := d.newVendor(t, enterprise.Shared, "en"), d.newVendor(t, enterprise.Shared, "en")
	_, quote := s.quote("")
	_, elsewhere := other.quote("")
	s.post("invoices", `{"client":"`+s.client+`","site":"`+s.site+`","currency":"EUR","lines":[{"name":"Tea","quantity":"1","price":{"amount":"5"}}]}`).want(201)
	s.post("invoices/"+s.get("invoices").field("data", "0", "id")+"/post", `{}`).want(200)
	pay := s.link("/pay/")
	mixed := elsewhere[:strings.LastIndex(elsewhere, "_")] + quote[strings.LastIndex(quote, "_"):]
	wrong := map[string][]string{
		"quote": {pay, mixed}, "pay": {quote, mixed}, "survey": {quote, pay}, "unsubscribe": {quote, pay},
	}
	first := ""
	for page, secrets := range wrong {
		for _, secret := range append(secrets, "ghl_x", altered(quote), quote+"A", "ghs"+quote[3:], "%00") {
			got := s.page("/" + page + "/" + secret)
			s.guarded(got)
			if first == "" {
				first = string(got.body)
			}
			if got.status != http.StatusNotFound || string(got.body) != first || got.has("Nordwind") {
				t.Errorf("%s of another link: %d %s", page, got.status, got.body)
			}
			if posted := s.fill("/"+page+"/"+secret, url.Values{"do": {"accept"}, "name": {"Eve"}, "score": {"1"}}); posted.status != http.StatusNotFound {
				t.Errorf("%s takes another link: %d", page, posted.status)
			}
		}
	}
	for _, secret := range []string{pay, mixed} {
		s.page("/quote/" + secret + "/document.pdf").want(404)
		s.api(http.MethodPost, "quotes/"+secret+"/accept", `{"name":"Eve"}`).want(409, "link-expired")
	}
	for _, secret := range []string{quote, mixed} {
		s.page("/pay/" + secret + "/document.pdf").want(404)
		s.api(http.MethodPost, "bills/"+secret+"/pay", `{"attempt":1,"means":"tok_success"}`).want(409, "link-expired")
		s.api(http.MethodPost, "bills/"+secret+"/check", `{}`).want(409, "link-expired")
	}
	s.page("/quote/" + quote).want(200)
	s.refused(quote)
}

// refused: a company that is not served, or not to be changed, says so without a reason
// or its name.
func (s *vendor) refused(quote string) {
	s.t.Helper()
	set := func(_ *enterprise.Tenant, err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	set(s.Enterprise.SetReadOnly(s.t.Context(), app.Local(), s.key.ID, "has not paid"))
	s.has(s.page("/quote/"+quote).want(200), "Accept quote")
	s.has(s.fill("/quote/"+quote, url.Values{"do": {"accept"}, "name": {"Eva"}}).want(503), "Not available at the moment")
	set(s.Enterprise.Suspend(s.t.Context(), app.Local(), s.key.ID, "has not paid"))
	page := s.page("/quote/" + quote).want(503)
	s.guarded(page)
	s.has(page, "Not available at the moment")
	told := s.api(http.MethodGet, "quotes/"+quote, "").want(503, "link-unavailable")
	for _, a := range []said{page, told} {
		if a.has("paid") || a.has("Nordwind") || a.has("suspended") {
			s.t.Errorf("%s tells %s", a.what, a.body)
		}
	}
	set(s.Enterprise.Reinstate(s.t.Context(), app.Local(), s.key.ID))
	s.page("/quote/" + quote).want(200)
}

// follow sends a form, and goes nowhere after it.
func follow(t *testing.T, to string, values url.Values, header http.Header) said {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(values.Encode()))
	if err != nil {
		t.Error(err)
		return said{t: t}
	}
	r.Header = header
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		t.Error(err)
		return said{t: t}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return said{t, r.Method + " " + r.URL.Path, res.StatusCode, res.Header, body}
}
