package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// orderClosed has an order of a client go all its way, as the owner with the token, and
// returns its survey.
func orderClosed(t *testing.T, at, token, client string) string {
	t.Helper()
	do := func(method, path, body string, status int) said {
		t.Helper()
		return call(t, sent{method: method, url: at + path, token: token, body: body}).want(status)
	}
	site := do(http.MethodGet, "sites", "", 200).field("data", "0", "id")
	product := do(http.MethodPost, "products", `{"reference":"`+uuid.NewString()+`","name":"Advice","kind":"service","unit":"hour","currency":"EUR","price":{"amount":"100"},"active":true}`, 201).field("id")
	order := do(http.MethodPost, "orders/place", `{"client":"`+client+`","site":"`+site+`","currency":"EUR","invoice_policy":"on_order","items":[{"product":"`+product+`","quantity":"1"}]}`, 200).field("id")
	invoice := do(http.MethodPost, "orders/"+order+"/invoice", `{"post":true}`, 200)
	payment := do(http.MethodPost, "payments", `{"client":"`+client+`","currency":"EUR","amount":{"amount":"`+invoice.field("total", "amount")+
		`"},"method":"transfer","origin":{"entity":"billing.invoice","id":"`+invoice.field("id")+`"}}`, 201).field("id")
	do(http.MethodPost, "payments/"+payment+"/charge", `{}`, 200)
	do(http.MethodPost, "orders/"+order+"/close", `{}`, 200)
	return do(http.MethodGet, "surveys?order="+order, "", 200).field("data", "0", "id")
}

// TestSurveyByLink: a client answers without an account, by the link of the letter
// alone, may change their mind until it ends, and sees nothing else.
func TestSurveyByLink(t *testing.T) {
	d := newDoorstep(t)
	for _, tier := range []enterprise.Tier{enterprise.Shared, enterprise.Schema, enterprise.Database} {
		t.Run(string(tier), func(t *testing.T) { d.survey(t, tier) })
	}
}

func (d *doorstep) survey(t *testing.T, tier enterprise.Tier) {
	t.Helper()
	g, key := d.owner(t, tier)
	token, err := d.UserToken(t.Context(), key, "", "surveys", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	at := d.url + "/api/client/"
	email := "einkauf@" + g.tenant + ".example"
	client := call(t, sent{method: http.MethodPost, url: at + "clients", token: token, body: `{"name":"Bauer GmbH","email":"` + email + `","language":"de","currency":"EUR"}`}).want(201).field("id")
	survey := orderClosed(t, at, token, client)
	call(t, sent{method: http.MethodPost, url: at + "surveys/" + survey + "/ask", token: token, body: `{}`}).want(200)
	asks := ""
	for tries := 0; asks == "" && tries < 5; tries++ { // the first documents take their time
		for _, l := range d.mail(t, email) {
			if strings.HasPrefix(l.subject, "Wie war Ihre Bestellung") {
				asks += l.text
			}
		}
	}
	links := regexp.MustCompile(`(/[a-z]+/)(ghl_\S+)`).FindAllStringSubmatch(asks, -1)
	if len(links) != 2 || links[0][1] != "/survey/" || links[1][1] != "/unsubscribe/" {
		t.Fatalf("the letter is %s", asks)
	}
	d.book.Keep(links[0][2], links[1][2])
	d.answers(t, links[0][2], links[1][2])
	mine := call(t, sent{method: http.MethodGet, url: at + "surveys/" + survey, token: token}).want(200)
	if mine.field("status") != "answered" || mine.field("score") != "10" || mine.field("opinion") != "promoter" || mine.field("comment") != "Gern wieder" {
		t.Errorf("the survey is %s", mine.body)
	}
	calls := call(t, sent{method: http.MethodGet, url: at + "activities?client=" + client + "&fields=*", token: token}).want(200)
	if !calls.has("3 of 10 for order") || calls.field("data", "1", "id") != "" {
		t.Errorf("the calls to make are %s", calls.body)
	}
	for _, path := range []string{"messages?fields=*", "surveys/" + survey + "/history"} {
		if all := call(t, sent{method: http.MethodGet, url: at + path, token: token}).want(200); all.has("ghl_") {
			t.Errorf("%s tells the link: %s", path, all.body)
		}
	}
	d.unsubscribes(t, links[1][2])
	if out := call(t, sent{method: http.MethodGet, url: at + "opt-outs", token: token}).want(200); out.field("data", "0", "kind") != "survey_asked" || out.field("data", "1", "id") != "" {
		t.Errorf("opted out: %s", out.body)
	}
	again := orderClosed(t, at, token, client)
	call(t, sent{method: http.MethodPost, url: at + "surveys/" + again + "/ask", token: token, body: `{}`}).want(200)
	d.deliver(t)
	if s := call(t, sent{method: http.MethodGet, url: at + "surveys/" + again, token: token}).want(200); s.field("status") != "skipped" || s.field("skip_reason") != "no letter" {
		t.Errorf("who does not want to be asked is: %s", s.body)
	}
	d.ends(t, links[0][2])
}

// answers says something by a link, as programs and as people do, and tries what must not do.
func (d *doorstep) answers(t *testing.T, secret, other string) {
	t.Helper()
	api := d.url + "/api/public/surveys/"
	look := call(t, sent{method: http.MethodGet, url: api + secret}).want(200)
	if look.field("language") != "de" || look.field("score") != "" || look.has("Bauer") || look.has("einkauf") {
		t.Errorf("the link shows %s", look.body)
	}
	for _, wrong := range []string{other, altered(secret), "ghl_x", "ghl_" + strings.Repeat("0", 32) + secret[36:]} {
		call(t, sent{method: http.MethodGet, url: api + wrong}).want(409, "link-expired")
	}
	call(t, sent{method: http.MethodPost, url: api + secret, body: `{"score":11}`}).want(422)
	call(t, sent{method: http.MethodPost, url: api + secret, body: `{"score":3,"comment":"Zu spät"}`}).want(200)
	page := call(t, sent{method: http.MethodGet, url: d.url + "/survey/" + secret, header: map[string]string{"Accept-Language": "en"}}).want(200)
	if !page.has(`lang="de" dir="ltr"`) || !page.has(`value="3" required checked`) || !page.has("Zu spät") || page.header.Get("Referrer-Policy") != "no-referrer" ||
		!strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") || page.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page is %v %s", page.header, page.body)
	}
	form := func(values url.Values) said {
		return call(t, sent{method: http.MethodPost, url: d.url + "/survey/" + secret, body: values.Encode(), header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
	}
	if none := form(url.Values{"comment": {"<b>Hm"}}); none.status != 422 || !none.has("&lt;b&gt;Hm") {
		t.Errorf("without a score: %d %s", none.status, none.body)
	}
	if thanks := form(url.Values{"score": {"10"}, "comment": {"Gern wieder"}}).want(200); !thanks.has("Vielen Dank") {
		t.Errorf("the page is %s", thanks.body)
	}
}

// unsubscribes presses the button of a mail program, twice.
func (d *doorstep) unsubscribes(t *testing.T, secret string) {
	t.Helper()
	if page := call(t, sent{method: http.MethodGet, url: d.url + "/unsubscribe/" + secret}).want(200); !page.has("Abbestellen") {
		t.Errorf("the page is %s", page.body)
	}
	for range 2 {
		call(t, sent{
			method: http.MethodPost, url: d.url + "/unsubscribe/" + secret, body: "List-Unsubscribe=One-Click",
			header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		}).want(200)
	}
	if told := call(t, sent{method: http.MethodGet, url: d.url + "/api/public/unsubscribe/" + secret}).want(200); told.field("spared") != "true" {
		t.Errorf("told %s", told.body)
	}
}

// ends has a link be too old.
func (d *doorstep) ends(t *testing.T, secret string) {
	t.Helper()
	before := d.now.Load()
	defer d.now.Store(before)
	d.wait(31 * 24 * time.Hour)
	call(t, sent{method: http.MethodPost, url: d.url + "/api/public/surveys/" + secret, body: `{"score":1}`}).want(409, "link-expired")
	sorry := call(t, sent{method: http.MethodGet, url: d.url + "/survey/" + secret, header: map[string]string{"Accept-Language": "ar-AE,en;q=0.5"}})
	if sorry.status != 404 || !sorry.has(`lang="ar" dir="rtl"`) {
		t.Errorf("an old link shows %d %s", sorry.status, sorry.body)
	}
}
