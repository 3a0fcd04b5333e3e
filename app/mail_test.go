package app_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
)

// TestMailbox: who develops on this machine sees the letters, and nobody else.
func TestMailbox(t *testing.T) {
	d := newDoorstep(t)
	g, key := d.owner(t, enterprise.Schema)
	if err := d.Invite(t.Context(), key, g.email); err != nil {
		t.Fatal(err)
	}
	d.deliver(t)
	get := func(path string, header ...string) said {
		t.Helper()
		h := map[string]string{}
		for i := 0; i+1 < len(header); i += 2 {
			h[header[i]] = header[i+1]
		}
		return call(t, sent{method: http.MethodGet, url: d.url + path, header: h})
	}
	list := get("/dev/mail").want(200)
	if !list.has(g.email) || !list.has("Your invitation to") {
		t.Fatalf("the list is %s", list.body)
	}
	at := ""
	for row := range strings.SplitSeq(string(list.body), "<tr>") {
		if strings.Contains(row, g.email) {
			at = regexp.MustCompile(`/dev/mail/[^"]+`).FindString(row)
		}
	}
	page := get(at).want(200)
	if !page.has("ghc_") || !page.has(`<iframe sandbox src="`+at+`/html"`) || !strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the page is %s", page.body)
	}
	if html := get(at + "/html").want(200); !html.has("<p>") || !strings.HasPrefix(html.header.Get("Content-Security-Policy"), "sandbox;") {
		t.Errorf("the HTML is %s", html.body)
	}
	if source := get(at + "/source").want(200); !source.has("Message-ID: <") {
		t.Errorf("the source is %s", source.body)
	}
	get(at + "/attachments/0").want(404)
	get("/dev/mail/nothing").want(404)
	get("/dev/mail", "X-Forwarded-For", "192.0.2.1").want(404)
	closed := d.serve(t, config.Serve{Listen: ":8080"})
	call(t, sent{method: http.MethodGet, url: closed + "/dev/mail"}).want(404)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/dev/mail", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "rebound.example:8080"
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		t.Error("another name of this machine shows the letters")
	}
}

// TestMailReports: what the provider signs is believed, and kept where it belongs.
func TestMailReports(t *testing.T) {
	d := newDoorstep(t)
	server := mailtest.Start(t)
	d.open(t, app.Config{
		Data: d.data, DatabaseURL: program.databaseURL, Clock: d.clock, Log: d.book.Logger(t),
		Mail: config.Mail{MailURL: "smtp://" + server.Addr, MailFrom: "no-reply@guildhall.example"},
	})
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	url := d.serve(t, config.Serve{MailSecret: secret})
	g, key := d.owner(t, enterprise.Shared)
	if err := d.Invite(t.Context(), key, g.email); err != nil {
		t.Fatal(err)
	}
	d.deliver(t)
	letters := server.Letters()
	if !slices.ContainsFunc(letters, func(l mailtest.Letter) bool { return l.To == g.email }) {
		t.Fatalf("none of %d letters is to %s", len(letters), g.email)
	}
	token, err := d.UserToken(t.Context(), key, "", "mail", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	found := call(t, sent{method: http.MethodGet, url: url + "/api/client/messages?recipient=" + g.email + "&fields=*", token: token}).want(200)
	if found.field("data", "0", "status") != "sent" || found.field("data", "0", "text") != "" || found.has("ghc_") {
		t.Fatalf("the letter is %s", found.body)
	}
	tenant, err := d.Enterprise.Tenant(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	report := func(of, signedBy string) said {
		t.Helper()
		body := `{"type":"email.bounced","created_at":"2026-05-04T09:05:00Z","data":{"tags":{"tenant":"` + of + `","message":"` +
			found.field("data", "0", "id") + `"},"bounce":{"type":"Permanent","message":"no such user"}}}`
		stamp := strconv.FormatInt(d.clock().Unix(), 10)
		raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(signedBy, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, raw)
		mac.Write([]byte("msg_1." + stamp + "." + body))
		return call(t, sent{method: http.MethodPost, url: url + "/webhooks/resend", body: body, header: map[string]string{
			"svix-id": "msg_1", "svix-timestamp": stamp, "svix-signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		}})
	}
	report(tenant.ID.String(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").want(401, "invalid-signature")
	report(uuid.NewString(), secret).want(204)
	for range 2 {
		report(tenant.ID.String(), secret).want(204)
	}
	at := url + "/api/client/"
	if now := call(t, sent{method: http.MethodGet, url: at + "messages/" + found.field("data", "0", "id"), token: token}).want(200); now.field("status") != "bounced" || now.field("error") != "no such user" {
		t.Errorf("the letter is %s", now.body)
	}
	if gone := call(t, sent{method: http.MethodGet, url: at + "suppressions", token: token}).want(200); gone.field("data", "0", "address") != g.email || gone.field("data", "1", "id") != "" {
		t.Errorf("suppressed: %s", gone.body)
	}
	call(t, sent{method: http.MethodPost, url: d.url + "/webhooks/resend", body: "{}"}).want(404)
}
