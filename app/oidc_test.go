package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	claims := map[string]any{}
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err == nil {
		err = json.Unmarshal(text, &claims)
	}
	if err != nil {
		t.Errorf("%s: %v", token, err)
	}
	return claims
}

// today turns the program's clock to the real time, which the provider has too.
func (d *doorstep) today() { d.now.Store(int64(time.Since(entitytest.Start))) }

// house with a provider: who may do everything there, and our client's name.
type lodge struct {
	*guest

	at             *directory
	client, secret string
	provider       string // its id
	start          string // where the browser begins
}

// newLodge signs the first user in by password and has them add a provider.
func newLodge(t *testing.T, g *guest, key enterprise.Key, at *directory, more map[string]any) *lodge {
	t.Helper()
	g.d.today()
	if err := g.d.SetPassword(t.Context(), key, g.email, password); err != nil {
		t.Fatal(err)
	}
	g.login(password, 200)
	l := &lodge{guest: g, at: at}
	l.client, l.secret = at.register(g.d.url, g.tenant)
	in := map[string]any{"name": "Directory", "issuer": at.issuer, "client_id": l.client, "active": true}
	maps.Copy(in, more)
	if g.tenant == "" {
		in["client_secret"] = l.secret
		l.provider, _ = g.want(201, "POST", "/api/enterprise/providers", in)["id"].(string)
	} else {
		l.provider, _ = g.want(201, "POST", "/api/client/providers", in)["id"].(string)
		g.want(204, "POST", "/api/client/providers/"+l.provider+"/secret", map[string]any{"secret": l.secret})
	}
	ways := g.want(200, "GET", "/api/auth/providers?tenant="+g.tenant, nil)
	for _, way := range ways["data"].([]any) {
		if w := way.(map[string]any); w["id"] == l.provider {
			l.start = g.d.url + w["start"].(string)
		}
	}
	if l.start == "" {
		t.Fatalf("the provider is not offered: %v", ways)
	}
	return l
}

// to returns where to begin in order to come to a path.
func (l *lodge) to(path string) string {
	u, err := url.Parse(l.start)
	if err != nil {
		l.t.Fatal(err)
	}
	q := u.Query()
	q.Set("return", path)
	u.RawQuery = q.Encode()
	return u.String()
}

// comes has a browser sign in and wants it to land at a path, or with a problem.
func (l *lodge) comes(b *browser, want string) *guest {
	b.t.Helper()
	l.d.today()
	got := b.land(b.away(l.to("/orders?open=1")))
	if !strings.HasPrefix(want, "/") {
		want = "/signin?problem=" + want
	}
	if got != want {
		b.t.Errorf("the browser lands at %s, want %s; %v", got, want, l.lastEvent())
	}
	return l.as(b)
}

const landed = "/orders?open=1"

// as returns whoever a browser's session belongs to.
func (l *lodge) as(b *browser) *guest {
	at, err := url.Parse(l.d.url)
	if err != nil {
		b.t.Fatal(err)
	}
	return &guest{t: b.t, d: l.d, tenant: l.tenant, cookie: b.cookies[at.Host][httpapi.Cookie]}
}

// lastEvent returns what happened last at a tenant's door.
func (l *lodge) lastEvent() map[string]any {
	if l.tenant == "" {
		return nil
	}
	_, page := l.ask("GET", "/api/client/security-events?limit=1", nil)
	data, _ := page["data"].([]any)
	if len(data) == 0 {
		return page
	}
	event, _ := data[0].(map[string]any)
	return event
}

// TestProvider is the whole way, for tenants of each tier and for operators: out,
// back, in, and out again when the provider says so.
func TestProvider(t *testing.T) {
	d, at := newDoorstep(t), newDirectory(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		l := newLodge(t, g, key, at, nil)
		subject := uuid.NewString()
		at.account(subject, map[string]any{"email": strings.ToUpper(g.email), "email_verified": true, "name": "Olga"}, "pwd")
		b := newBrowser(t, subject)

		back := b.away(l.to(landed))
		other := newBrowser(t, subject)
		if got := other.land(back); got != "/signin?problem=provider-expired" {
			t.Errorf("another browser lands at %s", got)
		}
		other.cookies[strings.TrimPrefix(d.url, "http://")]["__Host-guildhall-oidc"] = "guessed"
		if got := other.land(back); got != "/signin?problem=provider-expired" {
			t.Errorf("a browser that guesses lands at %s", got)
		}
		kept := b.cookies[strings.TrimPrefix(d.url, "http://")]["__Host-guildhall-oidc"]
		if got := b.land(back); got != landed {
			t.Fatalf("the browser lands at %s: %v", got, l.lastEvent())
		}
		b.cookies[strings.TrimPrefix(d.url, "http://")]["__Host-guildhall-oidc"] = kept
		l.as(b).want(200, "GET", g.inside(), nil)
		if got := b.land(back); got != "/signin?problem=provider-expired" {
			t.Errorf("the same answer twice lands at %s", got)
		}
		l.comes(b, landed) // by the link, and without being asked again
		in := l.as(b)
		in.want(200, "GET", g.inside(), nil)

		l.signOutThere(b)
		in.want("signed-out", "GET", g.inside(), nil)

		in = l.comes(newBrowser(t, subject), landed)
		stolen := *in
		out, err := url.Parse(fmt.Sprint(in.want(200, "POST", "/api/auth/oidc/logout", map[string]any{})["url"]))
		if err != nil || !strings.HasPrefix(out.String(), at.issuer+"/session/end?") || out.Query().Get("client_id") != l.client {
			t.Errorf("to sign out at the provider, the browser is sent to %s: %v", out, err)
		}
		if shown := b.visit("GET", out.String(), nil); shown.status != 200 {
			t.Errorf("the provider answers %d %s", shown.status, shown.text)
		}
		stolen.want("signed-out", "GET", g.inside(), nil)
		g.want(200, "GET", g.inside(), nil) // by password, which is no business of the provider's
	})
}

var hidden = regexp.MustCompile(`name="xsrf" value="([^"]+)"`)

// signOutThere signs a browser out at the provider.
func (l *lodge) signOutThere(b *browser) {
	b.t.Helper()
	shown := b.visit("GET", l.at.issuer+"/session/end?client_id="+l.client, nil)
	found := hidden.FindStringSubmatch(shown.text)
	if found == nil {
		b.t.Fatalf("the provider does not ask: %s", shown.text)
	}
	b.visit("POST", l.at.issuer+"/session/end/confirm", url.Values{"xsrf": {found[1]}, "logout": {"yes"}})
}

// only runs a test for the first user of one tenant.
func only(t *testing.T, more map[string]any) (*lodge, *browser) {
	t.Helper()
	d, at := newDoorstep(t), newDirectory(t)
	slug := "door-" + uuid.NewString()[:8]
	made, _ := provision(t, d.App, slug, enterprise.Shared)
	g := &guest{t: t, d: d, tenant: slug, email: "owner@" + slug + ".example"}
	l := newLodge(t, g, enterprise.Key{ID: made.ID}, at, more)
	subject := uuid.NewString()
	at.account(subject, map[string]any{"email": g.email, "email_verified": true, "name": "Olga"}, "pwd")
	return l, newBrowser(t, subject)
}

// set returns a change of one claim.
func set(name string, value func(now time.Time) any) func(map[string]any) {
	return func(claims map[string]any) { claims[name] = value(time.Now()) }
}

func is(value any) func(time.Time) any { return func(time.Time) any { return value } }

func in(d time.Duration) func(time.Time) any {
	return func(now time.Time) any { return now.Add(d).Unix() }
}

// TestProviderTamperedWith changes what the provider says on its way.
func TestProviderTamperedWith(t *testing.T) {
	l, b := only(t, nil)
	foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := func(_ *directory, claims map[string]any) any {
		text, err := json.Marshal(claims)
		if err != nil {
			t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(text) + "."
	}
	refused, detail := "provider-refused", ""
	tests := []struct {
		name         string
		how          tamper
		want, detail string
	}{
		{"signed again, unchanged", tamper{claims: func(map[string]any) {}}, landed, detail},
		{"another nonce", tamper{claims: set("nonce", is("another"))}, refused, "nonce"},
		{"another issuer", tamper{claims: set("iss", is(l.at.issuer+"/"))}, refused, "issuer"},
		{"another audience", tamper{claims: set("aud", is("somebody"))}, refused, "audience"},
		{"two audiences", tamper{claims: set("aud", is([]string{l.client, "somebody"}))}, refused, "somebody else"},
		{"another party", tamper{claims: set("azp", is("somebody"))}, refused, "somebody else"},
		{"no subject", tamper{claims: set("sub", is(""))}, refused, "who it is about"},
		{"expired 3 minutes ago", tamper{claims: set("exp", in(-3*time.Minute))}, refused, "expired"},
		{"expired 30 seconds ago", tamper{claims: set("exp", in(-30*time.Second))}, landed, ""},
		{"made in 3 minutes", tamper{claims: set("iat", in(3*time.Minute))}, refused, "future"},
		{"made in 30 seconds", tamper{claims: set("iat", in(30*time.Second))}, landed, ""},
		{"counts in 3 minutes", tamper{claims: set("nbf", in(3*time.Minute))}, refused, "not count yet"},
		{"counts in 30 seconds", tamper{claims: set("nbf", in(30*time.Second))}, landed, ""},
		{"never expires", tamper{claims: func(c map[string]any) { delete(c, "exp") }}, refused, "when it counts"},
		{"not signed", tamper{sign: unsigned}, refused, "ID token"},
		{"signed by the client's secret", tamper{sign: func(d *directory, c map[string]any) any {
			return d.signed(c, []byte(l.secret), "JWT")
		}}, refused, "ID token"},
		{"signed by a foreign key", tamper{sign: func(d *directory, c map[string]any) any { return d.signed(c, foreign, "JWT") }}, refused, "ID token"},
		{"no token", tamper{answer: func(path string, body map[string]any) {
			if path == "/token" {
				delete(body, "id_token")
			}
		}}, refused, "no ID token"},
		{"userinfo of somebody else", tamper{answer: func(path string, body map[string]any) {
			if path == "/me" {
				body["sub"] = "somebody"
			}
		}}, refused, "somebody else"},
		{"no verifier", tamper{form: func(f url.Values) { f.Del("code_verifier") }}, refused, "invalid_grant"},
		{"another verifier", tamper{form: func(f url.Values) { f.Set("code_verifier", strings.Repeat("a", 43)) }}, refused, "invalid_grant"},
		{"another secret", tamper{form: func(f url.Values) { f.Set("client_secret", "guessed") }}, refused, "invalid_"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := &browser{t: t, account: b.account, cookies: map[string]map[string]string{}}
			l.at.with(test.how, func() { l.comes(b, test.want) })
			said, _ := l.lastEvent()["detail"].(string)
			if test.want == refused && !strings.Contains(said, test.detail) {
				t.Errorf("the security event says %q, want something of %q", said, test.detail)
			}
		})
	}
}

// TestProviderAnswers changes what the browser brings back.
func TestProviderAnswers(t *testing.T) {
	l, b := only(t, nil)
	change := func(address, name, value string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set(name, value)
		if value == "" {
			q.Del(name)
		}
		u.RawQuery = q.Encode()
		return u.String()
	}
	first := b.away(l.to(landed))
	if got := b.land(first); got != landed {
		t.Fatalf("the browser lands at %s", got)
	}
	used, err := url.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, param, value, want string }{
		{"a code that was used", "code", used.Query().Get("code"), "provider-refused"},
		{"no code", "code", "", "provider-refused"},
		{"another issuer", "iss", "https://login.example.com", "provider-refused"},
		{"no issuer", "iss", "", "provider-refused"},
		{"an error", "error", "access_denied", "provider-refused"},
		{"a state that was used", "state", used.Query().Get("state"), "provider-expired"},
		{"no state", "state", "", "provider-expired"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := &browser{t: t, account: b.account, cookies: map[string]map[string]string{}}
			if got := b.land(change(b.away(l.to(landed)), test.param, test.value)); got != "/signin?problem="+test.want {
				t.Errorf("the browser lands at %s", got)
			}
			l.as(b).want(http.StatusUnauthorized, "GET", l.inside(), nil)
		})
	}
	t.Run("late", func(t *testing.T) {
		back := b.away(l.to(landed))
		l.d.wait(11 * time.Minute)
		if got := b.land(back); got != "/signin?problem=provider-expired" {
			t.Errorf("the browser lands at %s", got)
		}
		l.d.today()
	})
	for _, path := range []string{"//evil.example", "https://evil.example/", `/\evil.example`, "/\t/evil.example", "orders", `\\evil.example`} {
		if shown := b.visit("GET", l.to(path), nil); shown.status != http.StatusBadRequest {
			t.Errorf("a way to %q: %d", path, shown.status)
		}
	}
}
