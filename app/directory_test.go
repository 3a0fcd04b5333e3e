package app_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// directory is a certified provider, behind somebody who can change what it says
// and, when asked to, knows one of its keys.
type directory struct {
	t      *testing.T
	issuer string
	key    *ecdsa.PrivateKey

	mu     sync.Mutex
	tamper tamper
}

// tamper changes what travels between a provider and us.
type tamper struct {
	claims func(map[string]any)                          // of the ID token, which is signed again by a key of the provider's
	sign   func(d *directory, claims map[string]any) any // signs in another way
	form   func(url.Values)                              // what we send to the token endpoint
	answer func(path string, body map[string]any)        // what JSON the provider answers
}

// newDirectory starts a provider.
func newDirectory(t *testing.T) *directory {
	t.Helper()
	const install = "make deps, or: npm --prefix app/testdata/oidc ci"
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatalf("the provider of this test needs Node.js 20 or newer; run %s", install)
	}
	if _, err := os.Stat("testdata/oidc/node_modules/oidc-provider"); err != nil {
		t.Fatalf("the provider of this test is not installed; run %s", install)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &directory{t: t, key: key}
	var behind *httputil.ReverseProxy
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.outgoing(r)
		behind.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	d.issuer = front.URL
	address := d.serve()
	behind = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", address, r.In.Host
		},
		ModifyResponse: d.incoming,
	}
	return d
}

// serve runs the provider and returns its address.
func (d *directory) serve() string {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), "node", "server.mjs", d.issuer)
	cmd.Dir = "testdata/oidc"
	var log bytes.Buffer
	cmd.Stderr = &log
	in, err := cmd.StdinPipe() // it ends with us
	if err != nil {
		d.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := in.Close(); err != nil {
			d.t.Error(err)
		}
		_ = cmd.Wait() // it was told to go
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	port, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		d.t.Fatalf("the provider says %q: %v %s", line, err, log.String())
	}
	return "127.0.0.1:" + port
}

// with tampers for as long as do runs.
func (d *directory) with(how tamper, do func()) {
	set := func(how tamper) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.tamper = how
	}
	set(how)
	defer set(tamper{})
	do()
}

// outgoing changes a request on its way to the provider.
func (d *directory) outgoing(r *http.Request) {
	d.mu.Lock()
	change := d.tamper.form
	d.mu.Unlock()
	if change == nil || r.URL.Path != "/token" {
		return
	}
	if err := r.ParseForm(); err != nil {
		d.t.Error(err)
	}
	change(r.PostForm)
	body := r.PostForm.Encode()
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
}

// incoming changes an answer on its way from the provider.
func (d *directory) incoming(res *http.Response) error {
	path := res.Request.URL.Path
	d.mu.Lock()
	how := d.tamper
	d.mu.Unlock()
	if !strings.Contains(res.Header.Get("Content-Type"), "json") {
		return nil
	}
	body := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
		return err
	}
	if path == "/jwks" {
		keys, _ := body["keys"].([]any)
		body["keys"] = append(keys, jose.JSONWebKey{Key: d.key.Public(), KeyID: "tests", Use: "sig", Algorithm: "ES256"})
	}
	if token, ok := body["id_token"].(string); ok && path == "/token" && (how.claims != nil || how.sign != nil) {
		claims := claimsOf(d.t, token)
		if how.claims != nil {
			how.claims(claims)
		}
		if how.sign == nil {
			how.sign = func(d *directory, claims map[string]any) any { return d.signed(claims, d.key, "JWT") }
		}
		body["id_token"] = how.sign(d, claims)
	}
	if how.answer != nil {
		how.answer(path, body)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	res.Header.Set("Content-Length", strconv.Itoa(len(text)))
	return nil
}

// signed signs claims as the provider would.
func (d *directory) signed(claims map[string]any, key any, kind jose.ContentType) string {
	algorithm := jose.ES256
	if _, shared := key.([]byte); shared {
		algorithm = jose.HS256
	}
	options := (&jose.SignerOptions{}).WithType(kind).WithHeader("kid", "tests")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		d.t.Error(err)
		return ""
	}
	text, err := json.Marshal(claims)
	if err != nil {
		d.t.Error(err)
		return ""
	}
	signature, err := signer.Sign(text)
	if err != nil {
		d.t.Error(err)
		return ""
	}
	compact, err := signature.CompactSerialize()
	if err != nil {
		d.t.Error(err)
	}
	return compact
}

// ask asks the provider itself.
func (d *directory) ask(method, path string, in any) map[string]any {
	d.t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		d.t.Fatal(err)
	}
	told := call(d.t, sent{method: method, url: d.issuer + path, body: string(text)})
	if told.status >= http.StatusMultipleChoices {
		d.t.Fatalf("%s: %d %s", told.what, told.status, told.body)
	}
	out := map[string]any{}
	if len(told.body) > 0 {
		if err := json.Unmarshal(told.body, &out); err != nil {
			d.t.Fatal(err)
		}
	}
	return out
}

// account sets what the provider says of somebody, and how they prove themselves.
func (d *directory) account(subject string, claims map[string]any, methods ...string) {
	d.t.Helper()
	d.ask("PUT", "/accounts/"+subject, map[string]any{"claims": claims, "amr": methods})
}

// register registers us with the provider.
func (d *directory) register(at, tenant string) (id, secret string) {
	d.t.Helper()
	logout := at + "/api/auth/oidc/backchannel-logout"
	if tenant != "" {
		logout += "?tenant=" + tenant
	}
	c := d.ask("POST", "/reg", map[string]any{
		"redirect_uris": []string{at + "/api/auth/oidc/callback"}, "post_logout_redirect_uris": []string{at + "/"},
		"grant_types": []string{"authorization_code"}, "response_types": []string{"code"}, "scope": "openid email profile groups",
		"token_endpoint_auth_method": "client_secret_basic", "backchannel_logout_uri": logout, "backchannel_logout_session_required": true,
	})
	id, _ = c["client_id"].(string)
	secret, _ = c["client_secret"].(string)
	return id, secret
}

// browser keeps cookies by host, as browsers do, and is somebody at the provider.
type browser struct {
	t       *testing.T
	account string
	cookies map[string]map[string]string
}

func newBrowser(t *testing.T, account string) *browser {
	t.Helper()
	return &browser{t: t, account: account, cookies: map[string]map[string]string{}}
}

// page is what a browser was shown.
type page struct {
	status   int
	location string // to where it is sent
	text     string
}

// visit asks for a page and returns the answer, which it does not follow.
func (b *browser) visit(method, address string, form url.Values) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("X-Account", b.account)
	for name, value := range b.cookies[r.URL.Host] {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.cookies[r.URL.Host] == nil {
		b.cookies[r.URL.Host] = map[string]string{}
	}
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 || !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
			delete(b.cookies[r.URL.Host], c.Name)
			continue
		}
		b.cookies[r.URL.Host][c.Name] = c.Value
	}
	return page{status: res.StatusCode, location: res.Header.Get("Location"), text: string(text)}
}

// away goes to the provider and returns the address by which it sends the browser
// back, which is not visited yet.
func (b *browser) away(address string) string {
	b.t.Helper()
	for range 10 {
		shown := b.visit("GET", address, nil)
		from, err := url.Parse(address)
		if err != nil || shown.location == "" {
			b.t.Fatalf("%s: %d %s %v", address, shown.status, shown.text, err)
		}
		to, err := from.Parse(shown.location)
		if err != nil {
			b.t.Fatal(err)
		}
		if address = to.String(); strings.HasSuffix(to.Path, "/api/auth/oidc/callback") || to.Path == "/" {
			return address
		}
	}
	b.t.Fatalf("the browser is sent around in circles, to %s", address)
	return ""
}

// land visits an address and returns to where it sends the browser.
func (b *browser) land(address string) string {
	b.t.Helper()
	shown := b.visit("GET", address, nil)
	if shown.status != http.StatusFound {
		b.t.Fatalf("%s: %d %s", address, shown.status, shown.text)
	}
	return shown.location
}
