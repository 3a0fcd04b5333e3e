package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
)

// role returns the id of a default role.
func (l *lodge) role(name string) string {
	l.t.Helper()
	page := l.want(200, "GET", "/api/client/roles?limit=50", nil)
	for _, one := range page["data"].([]any) {
		if r := one.(map[string]any); r["name"] == name {
			return r["id"].(string)
		}
	}
	l.t.Fatalf("there is no role %s", name)
	return ""
}

// change changes the provider.
func (l *lodge) change(in map[string]any) {
	l.t.Helper()
	l.want(200, "PATCH", "/api/client/providers/"+l.provider, in)
}

// id returns who somebody is.
func (g *guest) id() string {
	g.t.Helper()
	user, _ := g.want(200, "GET", "/api/client/me", nil)["user"].(map[string]any)
	id, _ := user["id"].(string)
	return id
}

// roles returns the names of somebody's roles.
func (g *guest) roles() []string {
	g.t.Helper()
	var names []string
	for _, r := range g.want(200, "GET", "/api/client/me", nil)["roles"].([]any) {
		names = append(names, r.(string))
	}
	return names
}

// newcomer is somebody whom only the provider knows.
func (l *lodge) newcomer(t *testing.T, more map[string]any) (*browser, string) {
	t.Helper()
	subject := uuid.NewString()
	email := "new-" + subject[:8] + "@" + l.tenant + ".example"
	claims := map[string]any{"email": email, "email_verified": true, "name": "Nina New"}
	maps.Copy(claims, more)
	l.at.account(subject, claims, "pwd")
	return newBrowser(t, subject), subject
}

// TestProviderPeople tells who is let in, and as whom.
func TestProviderPeople(t *testing.T) {
	l, owner := only(t, map[string]any{"scopes": []string{"email", "profile", "groups"}})
	viewer, sales := l.role("viewer"), l.role("sales")

	t.Run("unverified", func(t *testing.T) {
		for _, verified := range []any{false, nil, "no"} {
			b, _ := l.newcomer(t, map[string]any{"email": l.email, "email_verified": verified})
			l.comes(b, "email-unverified").want(401, "GET", l.inside(), nil)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		b, _ := l.newcomer(t, nil)
		l.comes(b, "no-account").want(401, "GET", l.inside(), nil)
	})
	t.Run("another domain", func(t *testing.T) {
		l.change(map[string]any{"email_domains": []string{"other.example"}})
		b, _ := l.newcomer(t, map[string]any{"email": l.email})
		l.comes(b, "email-domain")
		l.change(map[string]any{"email_domains": []string{}})
	})
	t.Run("refuses everything by default", func(t *testing.T) {
		out := l.want("invalid", "PATCH", "/api/client/providers/"+l.provider, map[string]any{"default_role": l.role("owner")})
		if !strings.Contains(fmt.Sprint(out), "too-much") {
			t.Errorf("told %v", out)
		}
	})
	t.Run("made", func(t *testing.T) {
		l.change(map[string]any{"create_users": true, "default_role": viewer})
		b, _ := l.newcomer(t, nil)
		in := l.comes(b, landed)
		if roles := in.roles(); !slices.Equal(roles, []string{"viewer"}) {
			t.Errorf("the new user has the roles %v", roles)
		}
		if me := in.want(200, "GET", "/api/client/me", nil); me["name"] != "Nina New" {
			t.Errorf("the new user is %v", me)
		}
	})
	t.Run("roles follow", func(t *testing.T) { rolesFollow(t, l, sales) })
	t.Run("the last owner stays", func(t *testing.T) {
		l.change(map[string]any{"roles_claim": "groups", "roles": []any{map[string]any{"claim": "bosses", "role": l.role("owner")}}})
		if roles := l.comes(owner, landed).roles(); !slices.Contains(roles, "owner") {
			t.Errorf("the owner has the roles %v", roles)
		}
	})
	t.Run("blocked", func(t *testing.T) {
		b, subject := l.newcomer(t, nil)
		in := l.comes(b, landed)
		user := in.id()
		l.want(200, "POST", "/api/client/users/"+user+"/block", map[string]any{})
		l.comes(b, "user-blocked").want(401, "GET", l.inside(), nil)
		l.comes(newBrowser(t, subject), "user-blocked")
	})
	t.Run("off", func(t *testing.T) {
		l.change(map[string]any{"active": false})
		if shown := owner.visit("GET", l.to(landed), nil); shown.status != 404 {
			t.Errorf("a provider that is off: %d", shown.status)
		}
		if ways := l.want(200, "GET", "/api/auth/providers?tenant="+l.tenant, nil); len(ways["data"].([]any)) != 0 {
			t.Errorf("it is offered: %v", ways)
		}
	})
}

// rolesFollow has somebody come with one group and then with another.
func rolesFollow(t *testing.T, l *lodge, sales string) {
	t.Helper()
	l.want(201, "POST", "/api/client/departments", map[string]any{"name": "South"})
	l.change(map[string]any{"roles_claim": "groups", "department_claim": "department", "roles": []any{
		map[string]any{"claim": "sellers", "role": sales}, map[string]any{"claim": "packers", "role": l.role("warehouse")},
	}})
	groups := map[string]any{"groups": []string{"sellers", "owner"}, "department": "South"}
	b, subject := l.newcomer(t, groups)
	in := l.comes(b, landed)
	if roles := in.roles(); !slices.Equal(roles, []string{"sales"}) {
		t.Errorf("a seller has the roles %v", roles)
	}
	me := in.want(200, "GET", "/api/client/me", nil)
	if me["department"] == nil {
		t.Errorf("the seller's department is not known: %v", me)
	}
	l.want(200, "PATCH", "/api/client/users/"+in.id(), map[string]any{"roles": []string{sales, l.role("accountant")}})

	l.at.account(subject, map[string]any{"groups": "packers"}) // no address: the link is enough
	if roles := l.comes(newBrowser(t, subject), landed).roles(); !slices.Equal(roles, []string{"accountant", "warehouse"}) {
		t.Errorf("the packer has the roles %v", roles)
	}
	if roles := in.roles(); !slices.Equal(roles, []string{"accountant", "warehouse"}) {
		t.Errorf("in the first session they are still %v", roles)
	}
	l.at.account(subject, map[string]any{})
	if roles := l.comes(newBrowser(t, subject), landed).roles(); !slices.Equal(roles, []string{"accountant"}) {
		t.Errorf("whoever is in no group any more has the roles %v", roles)
	}
}

// TestProviderSecondFactor asks for a second factor unless the provider did, and is
// believed.
func TestProviderSecondFactor(t *testing.T) {
	l, b := only(t, nil)
	secret, _ := l.want(200, "POST", "/api/auth/totp/propose", map[string]any{})["secret"].(string)
	l.want(200, "POST", "/api/auth/totp/confirm", map[string]any{"code": l.codeOf(secret)})
	l.at.account(b.account, map[string]any{"email": l.email, "email_verified": true}, "pwd", "mfa")

	l.d.today()
	at, err := url.Parse(b.land(b.away(l.to(landed))))
	if err != nil {
		t.Fatal(err)
	}
	asked, err := url.ParseQuery(at.EscapedFragment())
	if err != nil || asked.Get("challenge") == "" || asked.Get("return") != landed || at.Path != "/signin" || at.RawQuery != "" {
		t.Fatalf("the browser lands at %s", at)
	}
	l.d.wait(time.Minute) // a code is good once
	second := &guest{t: t, d: l.d, tenant: l.tenant}
	second.want(200, "POST", "/api/auth/login-mfa", map[string]any{"challenge": asked.Get("challenge"), "method": "totp", "code": l.codeOf(secret)})
	second.want(200, "GET", l.inside(), nil)
	l.d.today()

	l.change(map[string]any{"second_factors": []string{"mfa"}})
	b = newBrowser(t, b.account)
	trusted := l.comes(b, landed)
	trusted.want(200, "GET", l.inside(), nil)
	sessions := l.want(200, "GET", "/api/client/sessions?limit=1", nil)["data"].([]any)
	if s := sessions[0].(map[string]any); fmt.Sprint(s["second_factor"]) != "true" {
		t.Errorf("the session is %v", s)
	}

	l.allOut(b.account)
	second.want("signed-out", "GET", l.inside(), nil) // by provider and code: the provider ends it too
	trusted.want("signed-out", "GET", l.inside(), nil)
}

// allOut has the provider say that all sessions of somebody are over.
func (l *lodge) allOut(subject string) {
	l.t.Helper()
	claims := l.logoutClaims(subject)
	delete(claims, "sid")
	if status := l.logOut(l.at.signed(claims, l.at.key, "logout+jwt")); status != 200 {
		l.t.Errorf("the logout token is answered %d", status)
	}
}

func (l *lodge) logoutClaims(subject string) map[string]any {
	now := time.Now()
	return map[string]any{
		"iss": l.at.issuer, "aud": l.client, "sub": subject, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "jti": uuid.NewString(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
}

func (l *lodge) logOut(token string) int {
	l.t.Helper()
	l.d.today()
	return newBrowser(l.t, "").visit("POST", l.d.url+"/api/auth/oidc/backchannel-logout?tenant="+l.tenant, url.Values{"logout_token": {token}}).status
}

// TestProviderLogoutTokens refuses logout tokens that are not to be believed.
func TestProviderLogoutTokens(t *testing.T) {
	l, b := only(t, nil)
	var in *guest
	l.at.with(tamper{claims: func(map[string]any) {}}, func() { in = l.comes(b, landed) })
	with := func(name string, value any) map[string]any {
		claims := l.logoutClaims(b.account)
		if value == nil {
			delete(claims, name)
			return claims
		}
		claims[name] = value
		return claims
	}
	for name, claims := range map[string]map[string]any{
		"another issuer":   with("iss", "https://login.example.com"),
		"another audience": with("aud", "somebody"),
		"a nonce":          with("nonce", "n"),
		"no event":         with("events", map[string]any{}),
		"another event":    with("events", map[string]any{"http://schemas.openid.net/event/other": map[string]any{}}),
		"nobody":           with("sub", nil),
		"no id":            with("jti", nil),
		"expired":          with("exp", time.Now().Add(-3*time.Minute).Unix()),
		"from the future":  with("iat", time.Now().Add(3*time.Minute).Unix()),
	} {
		if status := l.logOut(l.at.signed(claims, l.at.key, "logout+jwt")); status != 400 {
			t.Errorf("%s: %d", name, status)
		}
	}
	good := l.logoutClaims(b.account)
	for name, token := range map[string]string{
		"another kind": l.at.signed(good, l.at.key, "at+jwt"), "by the secret": l.at.signed(good, []byte(l.secret), "logout+jwt"), "none": "",
	} {
		if status := l.logOut(token); status != 400 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status := l.logOut(l.at.signed(with("sub", "somebody else"), l.at.key, "logout+jwt")); status != 200 {
		t.Errorf("a subject that nobody is: %d", status)
	}
	in.want(200, "GET", l.inside(), nil)

	token := l.at.signed(good, l.at.key, jose.ContentType("logout+jwt"))
	if status := l.logOut(token); status != 200 {
		t.Errorf("a good token: %d", status)
	}
	in.want("signed-out", "GET", l.inside(), nil)
	l.at.with(tamper{claims: func(map[string]any) {}}, func() { in = l.comes(newBrowser(t, b.account), landed) })
	if status := l.logOut(token); status != 400 {
		t.Errorf("the same token again: %d", status)
	}
	in.want(200, "GET", l.inside(), nil)
}

// TestProviderSecrets looks for what is never to be shown, and for who may change a
// provider.
func TestProviderSecrets(t *testing.T) {
	l, b := only(t, nil)
	for _, path := range []string{"/api/client/providers/" + l.provider, "/api/client/providers", "/api/client/providers/" + l.provider + "/history"} {
		text, err := json.Marshal(l.want(200, "GET", path, nil))
		if err != nil || strings.Contains(string(text), l.secret) {
			t.Errorf("%s shows the secret: %s %v", path, text, err)
		}
	}
	b.away(l.to(landed))
	key := enterprise.Key{Name: l.tenant}
	made, err := l.d.Enterprise.Tenant(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	err = l.d.Enterprise.Do(t.Context(), made.ID, func(home pg.Home) error {
		return pg.Read(t.Context(), home, func(tx *pg.Tx) error {
			kept, err := pg.Query[[]byte](t.Context(), tx, `select sealed from signin_provider_secret where tenant_id = $1
union all select verifier from signin_flow where tenant_id = $1`)
			if len(kept) != 2 {
				t.Errorf("%d secrets are kept", len(kept))
			}
			for _, one := range kept {
				if strings.Contains(string(one), l.secret) || len(one) < 60 {
					t.Errorf("a secret is kept in the clear: %q", one)
				}
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}

	email := "admin@" + l.tenant + ".example"
	l.want(201, "POST", "/api/client/users", map[string]any{"email": email, "name": "Ada", "roles": []string{l.role("admin")}})
	if err := l.d.SetPassword(t.Context(), enterprise.Key{ID: made.ID}, email, password); err != nil {
		t.Fatal(err)
	}
	admin := &guest{t: t, d: l.d, tenant: l.tenant, email: email}
	admin.login(password, 200)
	admin.want(200, "GET", "/api/client/providers/"+l.provider, nil)
	admin.want("not-held", "PATCH", "/api/client/providers/"+l.provider, map[string]any{"issuer": "https://own.example"})
	admin.want("not-held", "POST", "/api/client/providers/"+l.provider+"/secret", map[string]any{"secret": "own"})
	admin.want("not-held", "POST", "/api/client/providers", map[string]any{"name": "Own", "issuer": "https://own.example", "client_id": "own"})
}
