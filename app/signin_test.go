package app_test

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/observe/observetest"
	"github.com/guildhall/guildhall/lib/redis/redistest"
	"github.com/guildhall/guildhall/lib/sms"
)

// doorstep is a program of its own, whose clock the test turns, behind HTTP.
type doorstep struct {
	*app.App

	url, data string
	messages  *sms.Recorder
	book      *observetest.Logbook // what it writes, and what it must not
	now       atomic.Int64         // nanoseconds past entitytest.Start
}

// cheap is what a password costs where nobody looks at it: at the price of production
// tests would compute hashes and do little else.
func cheap() credential.PasswordOptions { return credential.PasswordOptions{Memory: 64, Time: 1} }

// newDoorstep makes one at which passwords are cheap.
func newDoorstep(t *testing.T, redisURL ...string) *doorstep {
	t.Helper()
	return newDoorstepAt(t, cheap(), redisURL...)
}

// newDoorstepAt is newDoorstep at a price.
func newDoorstepAt(t *testing.T, price credential.PasswordOptions, redisURL ...string) *doorstep {
	t.Helper()
	open(t) // makes the enterprise, once for all
	d := &doorstep{data: t.TempDir(), messages: sms.NewRecorder("", 1000)}
	keys, err := os.ReadFile(filepath.Join(program.data, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.data, "keys"), keys, 0o600); err != nil {
		t.Fatal(err)
	}
	book := observetest.New()
	t.Cleanup(func() { book.Check(t, 0) }) // once all is over
	d.book = book
	d.open(t, app.Config{
		Data: d.data, DatabaseURL: program.databaseURL, Clock: d.clock, RedisURL: strings.Join(redisURL, ""), SMS: d.messages, SMSPerDay: 20,
		Passwords: price, Log: book.Logger(t), Trial: true, Outbound: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	return d
}

// open opens the program and puts it behind HTTP.
func (d *doorstep) open(t *testing.T, cfg app.Config) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	d.App = a
	d.url = d.serve(t, config.Serve{Development: true})
}

// serve puts the program behind HTTP, overheard by the book.
func (d *doorstep) serve(t *testing.T, s config.Serve) string {
	t.Helper()
	api, err := d.API(s, "test", d.book.Logger(t))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(d.book.Overhear(api))
	t.Cleanup(server.Close)
	return server.URL
}

func (d *doorstep) clock() time.Time { return entitytest.Start.Add(time.Duration(d.now.Load())) }

func (d *doorstep) wait(by time.Duration) { d.now.Add(int64(by)) }

// guest is somebody at the door, with the cookie that their browser keeps.
type guest struct {
	t      *testing.T
	d      *doorstep
	tenant string
	cookie string
	email  string
}

func (g *guest) ask(method, path string, body any) (int, map[string]any) {
	g.t.Helper()
	r := sent{method: method, url: g.d.url + path, cookie: g.cookie}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			g.t.Fatal(err)
		}
		r.body = string(text)
	}
	told := call(g.t, r)
	for _, c := range (&http.Response{Header: told.header}).Cookies() {
		if c.Name != httpapi.Cookie {
			continue
		}
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			g.t.Errorf("the cookie is %s", c)
		}
		g.cookie = c.Value
	}
	out := map[string]any{}
	if len(told.body) > 0 {
		if err := json.Unmarshal(told.body, &out); err != nil {
			g.t.Fatalf("%s: %d %s", told.what, told.status, told.body)
		}
	}
	return told.status, out
}

// want asks and wants a status, or a problem's slug.
func (g *guest) want(want any, method, path string, body any) map[string]any {
	g.t.Helper()
	status, out := g.ask(method, path, body)
	got := any(status)
	if _, slug := want.(string); slug {
		got = strings.TrimPrefix(fmt.Sprint(out["type"]), "/problems/")
	}
	if got != want {
		g.t.Errorf("%s %s: %d %v, want %v", method, path, status, out, want)
	}
	return out
}

func (g *guest) login(password string, want any) map[string]any {
	g.t.Helper()
	in := map[string]any{"email": g.email, "password": password}
	if g.tenant != "" {
		in["tenant"] = g.tenant
	}
	return g.want(want, "POST", "/api/auth/login", in)
}

const (
	password = "correct horse battery"
	another  = "a quite different phrase"
)

// realms runs a test for a user of a tenant of each tier, and for an operator.
func realms(t *testing.T, d *doorstep, test func(t *testing.T, g *guest, key enterprise.Key)) {
	t.Helper()
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			g, key := d.owner(t, tier)
			test(t, g, key)
		})
	}
	t.Run("operators", func(t *testing.T) {
		email := "op-" + uuid.NewString()[:8] + "@guildhall.example"
		if _, err := d.Enterprise.CreateOperator(t.Context(), app.Local(), email, "Op"); err != nil {
			t.Fatal(err)
		}
		if err := d.Unlock(t.Context(), enterprise.Key{}, email); err != nil { // other tests guessed here
			t.Fatal(err)
		}
		test(t, &guest{t: t, d: d, email: email}, enterprise.Key{})
	})
}

// owner makes a tenant and returns its first user.
func (d *doorstep) owner(t *testing.T, tier enterprise.Tier) (*guest, enterprise.Key) {
	t.Helper()
	slug := "door-" + uuid.NewString()[:8]
	made, _ := provision(t, d.App, slug, tier)
	return &guest{t: t, d: d, tenant: slug, email: "owner@" + slug + ".example"}, enterprise.Key{ID: made.ID}
}

// inside is a path that only who is signed in may ask.
func (g *guest) inside() string {
	if g.tenant == "" {
		return "/api/enterprise/clients?limit=1"
	}
	return "/api/client/users?limit=1"
}

func (g *guest) codeOf(secret string) string {
	g.t.Helper()
	code, err := totp.GenerateCode(secret, g.d.clock())
	if err != nil {
		g.t.Fatal(err)
	}
	return code
}

func TestSignIn(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		g.login(password, "bad-credentials") // nobody has set one yet
		if err := d.SetPassword(t.Context(), key, g.email, "short"); err == nil {
			t.Error("a short password was taken")
		}
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		stranger := *g
		stranger.email = "nobody@" + g.tenant + ".example"
		wrong, unknown := g.login(another, 401), stranger.login(password, 401)
		delete(wrong, "request_id")
		delete(unknown, "request_id")
		if fmt.Sprint(wrong) != fmt.Sprint(unknown) {
			t.Errorf("a wrong password is told %v, an unknown person %v", wrong, unknown)
		}
		in := g.login(password, 200)
		if in["status"] != "signed_in" || in["token"] != nil {
			t.Errorf("signed in: %v", in)
		}
		g.want(200, "GET", g.inside(), nil)

		stolen := *g
		g.want(204, "POST", "/api/auth/logout", map[string]any{})
		stolen.want("signed-out", "GET", g.inside(), nil)
		if g.cookie != "" {
			t.Error("the cookie stays after signing out")
		}

		g.login(password, 200)
		d.wait(29 * time.Minute)
		g.want(200, "GET", g.inside(), nil)
		d.wait(29 * time.Minute)
		g.want(200, "GET", g.inside(), nil)
		d.wait(31 * time.Minute)
		g.want("signed-out", "GET", g.inside(), nil)

		other := *g
		other.login(password, 200)
		g.login(password, 200)
		g.want("bad-credentials", "POST", "/api/auth/password/change", map[string]any{"old": another, "password": another})
		g.want("invalid", "POST", "/api/auth/password/change", map[string]any{"old": password, "password": "password1234"})
		g.want(204, "POST", "/api/auth/password/change", map[string]any{"old": password, "password": another})
		g.want(200, "GET", g.inside(), nil)
		other.want("signed-out", "GET", g.inside(), nil)
		g.login(password, "bad-credentials")
		g.login(another, 200)
	})
}

func TestSecondFactor(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		g.login(password, 200)
		e := g.want(200, "POST", "/api/auth/totp/propose", map[string]any{})
		secret := fmt.Sprint(e["secret"])
		if !strings.Contains(fmt.Sprint(e["qr"]), "<svg") || !strings.HasPrefix(fmt.Sprint(e["uri"]), "otpauth://totp/") {
			t.Errorf("proposed %v", e)
		}
		if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil {
			t.Errorf("the secret %q: %v", secret, err)
		}
		g.login(password, 200) // not asked for before it is confirmed
		if has := g.want(200, "GET", "/api/auth/factors", nil); fmt.Sprint(has["authenticator"], has["recovery_codes"]) != "false 0" {
			t.Errorf("before it is confirmed: %v", has)
		}
		g.want("bad-code", "POST", "/api/auth/totp/confirm", map[string]any{"code": "000000"})
		first := g.codeOf(secret)
		codes, _ := g.want(200, "POST", "/api/auth/totp/confirm", map[string]any{"code": first})["codes"].([]any)
		if len(codes) != 10 {
			t.Fatalf("%d recovery codes", len(codes))
		}
		g.want("factor-exists", "POST", "/api/auth/totp/propose", map[string]any{})
		if has := g.want(200, "GET", "/api/auth/factors", nil); fmt.Sprint(has["authenticator"], has["recovery_codes"]) != "true 10" {
			t.Errorf("after setting up: %v", has)
		}

		second := func(method string, code any, want any) {
			t.Helper()
			asked := g.login(password, 200)
			if asked["status"] != "second_factor" || asked["user"] != nil {
				t.Fatalf("asked: %v", asked)
			}
			g.want(401, "GET", g.inside(), nil)
			g.want(want, "POST", "/api/auth/login-mfa", map[string]any{"challenge": asked["challenge"], "method": method, "code": code})
		}
		g.cookie = ""
		second("totp", first, "bad-code") // the code that was confirmed is used up
		d.wait(time.Minute)
		next := g.codeOf(secret)
		second("totp", next, 200)
		g.want(200, "GET", g.inside(), nil)
		g.cookie = ""
		second("totp", next, "bad-code")
		second("recovery_code", codes[0], 200)
		g.cookie = ""
		second("recovery_code", codes[0], "bad-code")
		second("recovery_code", strings.ToLower(fmt.Sprint(codes[1])), 200)

		// A challenge stands five guesses and five minutes.
		g.cookie = ""
		asked := g.login(password, 200)
		guess := map[string]any{"challenge": asked["challenge"], "method": "totp", "code": "000000"}
		for range 5 {
			g.want("bad-code", "POST", "/api/auth/login-mfa", guess)
		}
		d.wait(time.Minute)
		guess["code"] = g.codeOf(secret)
		g.want("signed-out", "POST", "/api/auth/login-mfa", guess)
		asked = g.login(password, 200)
		d.wait(5*time.Minute + time.Second)
		g.want("signed-out", "POST", "/api/auth/login-mfa", map[string]any{"challenge": asked["challenge"], "method": "totp", "code": g.codeOf(secret)})

		if err := d.ResetFactor(t.Context(), key, g.email); err != nil {
			t.Fatal(err)
		}
		if in := g.login(password, 200); in["status"] != "signed_in" {
			t.Errorf("after the reset: %v", in)
		}
	})
}

// TestGuessing: guesses are stopped, the rightful user elsewhere is not.
func TestGuessing(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			g.login(another, "bad-credentials")
		}
		refused := g.login(password, "too-many-attempts")
		if refused["status"] != float64(429) {
			t.Errorf("refused: %v", refused)
		}
		d.wait(3 * time.Second)
		g.login(password, 200)
		g.login(another, "bad-credentials") // forgiven
		if err := d.Unlock(t.Context(), key, g.email); err != nil {
			t.Fatal(err)
		}
	})
}

// form asks the endpoint of tokens.
func (g *guest) form(want int, pairs ...string) map[string]any {
	g.t.Helper()
	in := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		in.Set(pairs[i], pairs[i+1])
	}
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	told := call(g.t, sent{method: http.MethodPost, url: g.d.url + "/api/auth/token", body: in.Encode(), header: form})
	out := map[string]any{}
	if err := json.Unmarshal(told.body, &out); err != nil || told.status != want {
		g.t.Errorf("token %v: %d %s %v, want %d", pairs, told.status, told.body, err, want)
	}
	return out
}

// bearing asks with a token.
func (g *guest) bearing(token string, want int) {
	g.t.Helper()
	if told := call(g.t, sent{method: http.MethodGet, url: g.d.url + g.inside(), token: token}); told.status != want {
		g.t.Errorf("%s: %d %s, want %d", told.what, told.status, told.body, want)
	}
}

// TestAccessTokens: a program that signs in holds ten minutes and a refresh token,
// each of which is good once.
func TestAccessTokens(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		in := map[string]any{"email": g.email, "password": password, "keep": "tokens"}
		if g.tenant != "" {
			in["tenant"] = g.tenant
		}
		tokens, _ := g.want(200, "POST", "/api/auth/login", in)["tokens"].(map[string]any)
		access, refresh := fmt.Sprint(tokens["access_token"]), fmt.Sprint(tokens["refresh_token"])
		if g.cookie != "" || strings.Count(access, ".") != 2 {
			t.Fatalf("tokens %v, cookie %q", tokens, g.cookie)
		}
		g.bearing(access, 200)
		g.bearing(altered(access), 401)
		parts := strings.Split(access, ".")
		g.bearing("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0."+parts[1]+".", 401)
		d.wait(10*time.Minute + 31*time.Second)
		g.bearing(access, 401)
		next := g.form(200, "grant_type", "refresh_token", "refresh_token", refresh)
		g.bearing(fmt.Sprint(next["access_token"]), 200)
		g.form(400, "grant_type", "refresh_token", "refresh_token", refresh) // stolen, by one side or the other
		g.bearing(fmt.Sprint(next["access_token"]), 401)
		g.form(400, "grant_type", "refresh_token", "refresh_token", fmt.Sprint(next["refresh_token"]))
	})
	told := call(t, sent{method: http.MethodGet, url: d.url + "/.well-known/jwks.json"})
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal(told.body, &set); err != nil || len(set.Keys) == 0 || set.Keys[0]["crv"] != "Ed25519" || set.Keys[0]["d"] != "" {
		t.Errorf("the published keys are %v, %v", set, err)
	}
}

// TestServiceAccount: a program that holds a token gets access tokens for it.
func TestServiceAccount(t *testing.T) {
	d := newDoorstep(t)
	slug := "service-" + uuid.NewString()[:8]
	provision(t, d.App, slug, enterprise.Shared)
	secret, err := d.UserToken(t.Context(), enterprise.Key{Name: slug}, "", "robot", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	g := &guest{t: t, d: d, tenant: slug}
	id := call(t, sent{method: http.MethodGet, url: d.url + "/api/client/tokens?name=robot", token: secret}).want(200).field("data", "0", "id")
	g.form(401, "grant_type", "client_credentials", "client_id", uuid.NewString(), "client_secret", secret)
	g.form(401, "grant_type", "client_credentials", "client_id", id, "client_secret", altered(secret))
	g.form(400, "grant_type", "password")
	got := g.form(200, "grant_type", "client_credentials", "client_id", id, "client_secret", secret)
	access := fmt.Sprint(got["access_token"])
	g.bearing(access, 200)
	call(t, sent{method: http.MethodPost, url: d.url + "/api/client/tokens/" + id + "/revoke", token: secret, body: "{}"}).want(200)
	g.bearing(access, 401)
}

// TestRevokedElsewhere: what one process revokes, another refuses within a second.
func TestRevokedElsewhere(t *testing.T) {
	server := redistest.Start(t)
	here, there := newDoorstep(t, server.URL()), newDoorstep(t, server.URL())
	ctx, stop := context.WithCancel(t.Context())
	var following sync.WaitGroup
	for _, d := range []*doorstep{here, there} {
		following.Go(func() { d.Follow(ctx) })
	}
	defer following.Wait()
	defer stop()
	realms(t, here, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := here.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		g.login(password, 200)
		elsewhere := *g
		elsewhere.d = there
		elsewhere.want(200, "GET", g.inside(), nil) // believed there from now on
		g.want(204, "POST", "/api/auth/logout", map[string]any{"everywhere": true})
		refused := time.Now().Add(time.Second)
		for status := 200; status != 401; {
			if time.Now().After(refused) {
				t.Fatal("still let in there after a second")
			}
			status, _ = elsewhere.ask("GET", g.inside(), nil)
		}
	})
}

// TestRotatedKeys: once everything is sealed by a new key and the old one is gone,
// second factors and access tokens go on, in every realm. The plain values are in
// no table.
func TestRotatedKeys(t *testing.T) {
	dir := t.TempDir()
	d := &doorstep{data: dir, book: observetest.New()}
	d.open(t, app.Config{Data: dir, Own: true, Passwords: cheap(), Clock: d.clock})
	type holder struct {
		*guest
		key    enterprise.Key
		secret string
	}
	var holders []holder
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		g.login(password, 200)
		secret := fmt.Sprint(g.want(200, "POST", "/api/auth/totp/propose", map[string]any{})["secret"])
		g.want(200, "POST", "/api/auth/totp/confirm", map[string]any{"code": g.codeOf(secret)})
		holders = append(holders, holder{g, key, secret})
	})
	before := d.Keys.Current()
	if n, err := d.Enterprise.RotateKeys(t.Context(), app.Local(), ""); err != nil || n < len(holders) {
		t.Fatalf("%d sealed again, %v", n, err)
	}
	if err := d.Keys.Retire(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	d.wait(time.Minute)
	var plain []string
	for _, h := range holders {
		h.t = t
		asked := h.login(password, 200)
		in := map[string]any{"challenge": asked["challenge"], "method": "totp", "code": h.codeOf(h.secret), "keep": "tokens"}
		tokens, _ := h.want(200, "POST", "/api/auth/login-mfa", in)["tokens"].(map[string]any)
		if tokens == nil {
			t.Fatalf("%s has no tokens", h.email)
		}
		raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(h.secret)
		if err != nil {
			t.Fatal(err)
		}
		plain = append(plain, password, h.secret, hex.EncodeToString(raw), h.cookie, fmt.Sprint(asked["challenge"]), fmt.Sprint(tokens["access_token"]), fmt.Sprint(tokens["refresh_token"]))
	}
	searchTables(t, dir, plain)
}

// searchTables looks for values in every row of every table of every database.
func searchTables(t *testing.T, dir string, values []string) {
	t.Helper()
	c, err := cluster.Attach(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	column := func(database, sql string, args ...any) []string {
		conn, err := pgx.Connect(t.Context(), c.URL(database))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context()) //nolint:errcheck // of a test
		rows, err := conn.Query(t.Context(), sql, args...)
		if err != nil {
			t.Fatalf("%s: %v", database, err)
		}
		out, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", database, err)
		}
		return out
	}
	patterns, looked := make([]string, 0, 2*len(values)), 0
	for _, v := range values {
		patterns = append(patterns, v, hex.EncodeToString([]byte(v))) // bytea shows as hex
	}
	for _, database := range column("postgres", `select datname from pg_database where datname like 'guildhall%' or datname like 'tenant%'`) {
		tables := column(database, `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`)
		for _, table := range tables {
			looked++
			if found := column(database, `select left(r::text, 200) from `+table+` r where exists (select from unnest($1::text[]) v where strpos(r::text, v) > 0)`, patterns); len(found) > 0 {
				t.Errorf("%s.%s holds plain values: %s", database, table, found[0])
			}
		}
	}
	if found := column("guildhall_enterprise", `select r::text from operator r where exists (select from unnest($1::text[]) v where strpos(r::text, v) > 0)`, []string{"guildhall.example"}); looked < 100 || len(found) == 0 {
		t.Errorf("the search looked at %d tables and found %v: it would find nothing", looked, found)
	}
}
