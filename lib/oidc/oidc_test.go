package oidc

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/outbound"
)

// issuer serves a discovery document, changed as a test wants it.
func issuer(t *testing.T, change func(at string, said map[string]any)) string {
	t.Helper()
	var at string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved/.well-known/openid-configuration" {
			http.Redirect(w, r, "/.well-known/openid-configuration", http.StatusFound)
			return
		}
		said := map[string]any{
			"issuer": at, "authorization_endpoint": at + "/auth", "token_endpoint": at + "/token", "jwks_uri": at + "/jwks",
			"end_session_endpoint": at + "/end?kept=1",
		}
		change(at, said)
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(said); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	at = server.URL
	return at
}

// near returns a client that may speak with this machine.
func near() *http.Client {
	return outbound.New(outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
}

func as(string, map[string]any) {}

func TestDiscovery(t *testing.T) {
	say := func(name, value string) func(string, map[string]any) {
		return func(_ string, said map[string]any) { said[name] = value }
	}
	local := New(near())
	tests := []struct {
		name   string
		from   *Providers
		issuer string
		ok     bool
	}{
		{"as it should be", local, issuer(t, as), true},
		{"without TLS", New(outbound.New(outbound.Options{})), issuer(t, as), false},
		{"without TLS, elsewhere", local, "http://login.example.com", false},
		{"with a password", local, "https://a:b@login.example.com", false},
		{"no address", local, "login", false},
		{"a slash more", local, issuer(t, as) + "/", false},
		{"another issuer", local, issuer(t, say("issuer", "https://login.example.com")), false},
		{"tokens without TLS", local, issuer(t, say("token_endpoint", "http://login.example.com/token")), false},
		{"keys without TLS", local, issuer(t, say("jwks_uri", "http://login.example.com/jwks")), false},
		{"userinfo without TLS", local, issuer(t, say("userinfo_endpoint", "http://login.example.com/me")), false},
		{"no keys", local, issuer(t, say("jwks_uri", "")), false},
		{"moved", local, issuer(t, as) + "/moved", false},
		{"too much", local, issuer(t, say("more", strings.Repeat("a", 2<<20))), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := test.from.At(t.Context(), test.issuer)
			if (err == nil) != test.ok || err != nil && !errors.Is(err, ErrUnavailable) {
				t.Fatalf("%v, %v", p, err)
			}
		})
	}
}

func TestURLs(t *testing.T) {
	p, err := New(near()).At(t.Context(), issuer(t, as))
	if err != nil {
		t.Fatal(err)
	}
	c := Client{Provider: p, ID: "guildhall", Redirect: "https://here.example/back", Scopes: []string{"email", "openid"}}
	for _, want := range []string{
		"/auth?", "client_id=guildhall", "code_challenge_method=S256", "response_type=code", "state=s", "nonce=n", "scope=openid+email&",
		"code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", // RFC 7636, appendix B
	} {
		if at := c.AuthURL("s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); !strings.Contains(at, want) {
			t.Errorf("%s lacks %s", at, want)
		}
	}
	if at := c.LogoutURL("https://here.example/"); !strings.HasSuffix(at, "/end?client_id=guildhall&kept=1&post_logout_redirect_uri=https%3A%2F%2Fhere.example%2F") {
		t.Errorf("to sign out: %s", at)
	}
}

func TestClaims(t *testing.T) {
	c := Claims{all: map[string]any{
		"realm_access":             map[string]any{"roles": []any{"a", 1.0, "b"}},
		"https://acme.example/dep": "South", "yes": true, "text": "true", "one": 1.0, "no": "yes", "amr": []any{"pwd", "mfa"}, "acr": "2",
	}}
	if roles := c.Texts("realm_access.roles"); strings.Join(roles, " ") != "a b" {
		t.Errorf("roles %v", roles)
	}
	if c.Text("https://acme.example/dep") != "South" || c.Text("realm_access") != "" || c.Text("none.at.all") != "" {
		t.Error("texts are read wrongly")
	}
	for name, want := range map[string]bool{"yes": true, "text": true, "one": true, "no": false, "none": false} {
		if c.Says(name) != want {
			t.Errorf("%s says %t", name, !want)
		}
	}
	for means, want := range map[string]bool{"mfa": true, "2": true, "otp": false, "": false} {
		if c.Proved([]string{means}) != want {
			t.Errorf("%q proves %t", means, !want)
		}
	}
}

func TestTimes(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	at := func(d time.Duration) *float64 {
		s := float64(now.Add(d).Unix())
		return &s
	}
	for name, test := range map[string]struct {
		when times
		ok   bool
	}{
		"now":               {times{Expiry: at(time.Minute), IssuedAt: at(0)}, true},
		"just over":         {times{Expiry: at(-59 * time.Second), IssuedAt: at(-time.Hour)}, true},
		"over":              {times{Expiry: at(-60 * time.Second), IssuedAt: at(-time.Hour)}, false},
		"early":             {times{Expiry: at(time.Hour), IssuedAt: at(61 * time.Second)}, false},
		"a little early":    {times{Expiry: at(time.Hour), IssuedAt: at(60 * time.Second)}, true},
		"not yet":           {times{Expiry: at(time.Hour), IssuedAt: at(0), NotBefore: at(61 * time.Second)}, false},
		"without an end":    {times{IssuedAt: at(0)}, false},
		"without beginning": {times{Expiry: at(time.Hour)}, false},
	} {
		if err := test.when.at(now); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
