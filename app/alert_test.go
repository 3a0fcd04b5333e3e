package app_test

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
)

// alerted wants exactly these alerts, in any order: name and count.
func (s *surface) alerted(owner, what string, want ...string) {
	s.Helper()
	a := s.get("/api/client/alerts", owner).want(200)
	var got []string
	for i := 0; a.field("data", strconv.Itoa(i), "name") != ""; i++ {
		got = append(got, a.field("data", strconv.Itoa(i), "name")+" "+a.field("data", strconv.Itoa(i), "count"))
	}
	for _, w := range want {
		if !strings.Contains(strings.Join(got, "|")+"|", w+"|") {
			s.Errorf("%s: there is no alert %q: %q", what, w, got)
		}
	}
	if len(got) != len(want) {
		s.Errorf("%s: the alerts are %q, want %q", what, got, want)
	}
}

// TestAlerts: what every company is told of without asking, on every tier.
func TestAlerts(t *testing.T) {
	d := newDoorstep(t)
	d.url = d.serve(t, config.Serve{
		Development: true, CountryHeader: "CF-IPCountry", TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		made := enterprise.Key{ID: uuid.MustParse(b.tenant)}
		me := s.get("/api/client/me", owner).want(200)
		s.alerted(owner, "a new company")
		if err := d.SetPassword(s.Context(), made, me.field("email"), password); err != nil {
			s.Fatal(err)
		}
		login := func(phrase, agent, country string, want int) {
			s.Helper()
			body := `{"tenant":"` + me.field("company") + `","email":"` + me.field("email") + `","password":"` + phrase + `"}`
			s.call("POST", "/api/auth/login", "", body, "User-Agent", agent, "CF-IPCountry", country).want(want)
		}
		const news, reset = "Sign-in from a new country or device", "Password or second factor reset by an operator 1"
		login(password, "Firefox/120.0", "DE", 200)
		login(password, "Firefox/121.0", "DE", 200) // the same, newer
		s.alerted(owner, "at home", reset)
		login(password, "Firefox/121.0", "BR", 200)
		s.alerted(owner, "abroad", news+" 1", reset)
		login(password, "curl/8", "BR", 200)
		login(password, "curl/8", "BR", 200)
		s.alerted(owner, "with another program", news+" 2", reset)

		role := s.do(owner, "roles", `{"name":"night","title":"Night shift"}`)
		user := s.do(owner, "users", `{"name":"Nils","email":"nils@acme.example"}`)
		s.call("PATCH", "/api/client/users/"+user, owner, `{"job_title":"Watch"}`).want(200)
		s.alerted(owner, "a role", news+" 2", reset, "Roles changed 1")
		s.call("PATCH", "/api/client/users/"+user, owner, `{"roles":["`+role+`"]}`).want(200)
		client := s.do(owner, "clients", `{"name":"Acme","vat_number":"DE1"}`)
		s.call("PATCH", "/api/client/clients/"+client, owner, `{"vat_number":"DE2"}`).want(200)
		for range 5 {
			s.do(owner, "clients/"+client+"/personal-data", `{}`)
		}
		s.alerted(owner, "rights and taxes", news+" 2", reset, "Roles changed 1", "Somebody's roles changed 1", "A client's tax number changed 1",
			"Many exports by one user 5")

		token := s.post("/api/client/tokens/issue", owner, `{"user":"`+user+`","name":"t"}`).want(200).field("secret")
		s.get("/api/client/alerts", token).want(403)
		s.get("/api/client/alert-rules", token).want(403)
		open := s.get("/api/client/alerts?severity=warning&status=open", owner).want(200).field("data", "0", "id")
		s.post("/api/client/alerts/"+open+"/acknowledge", owner, `{}`).want(200)
		s.post("/api/client/alerts/"+open+"/resolve", owner, `{"note":"It was me"}`).want(200)
		s.post("/api/client/alerts/"+open+"/acknowledge", owner, `{}`).want(409, "illegal-step")
	})
}

// TestAlertOnGuesses: who guesses one user's password is told of, once.
func TestAlertOnGuesses(t *testing.T) {
	d := newDoorstep(t)
	s := &surface{T: t, app: d.App, url: d.url}
	made, owner := s.tenant(enterprise.Shared)
	g := &guest{t: t, d: d, tenant: made.Slug, email: made.AdminEmail}
	for range 3 {
		for range 5 {
			g.login(another, "bad-credentials")
		}
		if err := d.Unlock(t.Context(), enterprise.Key{ID: made.ID}, g.email); err != nil {
			t.Fatal(err)
		}
	}
	s.alerted(owner, "guesses", "Many refused sign-ins of one user 15")
}
