package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	down, err := pg.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none", pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer down.Close()
	b.tenant.Home.DB = down
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		body := ""
		if method == http.MethodPost {
			body = `{"name":"Ann"}`
		}
		r := b.do(t, method, "/api/client/firms", body)
		r.want(http.StatusServiceUnavailable, "database-unavailable")
		if r.Header().Get("Retry-After") == "" {
			t.Errorf("%s does not say when to come back", method)
		}
	}
	if !strings.Contains(b.log.String(), "connection refused") {
		t.Errorf("the log does not say why: %s", b.log.String())
	}
}

func TestTenantResolution(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id, other := b.tenant.ID.String(), uuid.Must(uuid.NewV7()).String()
	const list = "/api/client/firms"
	for _, tt := range []struct {
		name, path string
		headers    []string
		status     int
		slug       string
	}{
		{"claim alone", list, nil, 200, ""},
		{"path by id", "/api/v1/tenants/" + id + "/firms", nil, 200, ""},
		{"path by slug", "/api/v1/tenants/acme/firms", nil, 200, ""},
		{"path in capitals", "/api/v1/tenants/" + strings.ToUpper(id) + "/firms", nil, 200, ""},
		{"header by id", list, []string{"X-Tenant-ID", id}, 200, ""},
		{"header by slug", list, []string{"X-Tenant-ID", "acme"}, 200, ""},
		{"subdomain", list, []string{"Host", "acme.example.com:8080"}, 200, ""},
		{"the base domain itself", list, []string{"Host", "example.com"}, 200, ""},
		{"www", list, []string{"Host", "www.example.com"}, 200, ""},
		{"another domain", list, []string{"Host", "globex.example.org"}, 200, ""},
		{"all at once", "/api/v1/tenants/acme/firms", []string{"X-Tenant-ID", id, "Host", "acme.example.com"}, 200, ""},

		{"another path", "/api/v1/tenants/" + other + "/firms", nil, 403, "tenant-mismatch"},
		{"another slug in the path", "/api/v1/tenants/globex/firms", nil, 403, "tenant-mismatch"},
		{"another header", list, []string{"X-Tenant-ID", other}, 403, "tenant-mismatch"},
		{"another subdomain", list, []string{"Host", "globex.example.com"}, 403, "tenant-mismatch"},
		{"header against path", "/api/v1/tenants/" + id + "/firms", []string{"X-Tenant-ID", "globex"}, 403, "tenant-mismatch"},
		{"empty header", list, []string{"X-Tenant-ID", ""}, 400, "invalid-tenant"},
		{"query in production", list + "?tenant=acme", nil, 400, "invalid-query"},

		{"no token", list, []string{"Authorization", "-"}, 401, "unauthorized"},
		{"basic", list, []string{"Authorization", "Basic YTpi"}, 401, "invalid-token"},
		{"no token of ours", list, []string{"Authorization", "Bearer abc"}, 401, "invalid-token"},
		{"unknown token", list, []string{"Authorization", "Bearer " + b.token("bad")}, 401, "invalid-token"},
		{"unknown token, another tenant", "/api/v1/tenants/globex/firms", []string{"Authorization", "Bearer " + b.token("bad")}, 401, "invalid-token"},
		{"token of no tenant here", list, []string{"Authorization", "Bearer ght_" + other + "_*"}, 404, "not-found"},
		{"stranger", list, []string{"Authorization", "Bearer " + b.token("stranger")}, 403, "no-tenant-access"},
		{"operator", list, []string{"Authorization", "Bearer gho_good"}, 403, "no-tenant-access"},
		{"super admin", list, []string{"Authorization", "Bearer gho_some"}, 403, "no-tenant-access"},
		{"no operator", list, []string{"Authorization", "Bearer gho_bad"}, 401, "invalid-token"},
		{"no permission", list, []string{"Authorization", "Bearer " + b.token("trade.deal.read")}, 403, "missing-permission"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := b.do(t, "GET", tt.path, "", tt.headers...).want(tt.status)
			if tt.slug != "" {
				got.want(tt.status, tt.slug)
			}
			if (tt.status == 401) != strings.HasPrefix(got.Header().Get("WWW-Authenticate"), "Bearer ") {
				t.Errorf("WWW-Authenticate: %q", got.Header().Get("WWW-Authenticate"))
			}
		})
	}
}

func TestTenantFromTheQueryInDevelopment(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) { c.Development = true })
	b.do(t, "GET", "/api/client/firms?tenant=acme&limit=1", "").want(200)
	b.do(t, "GET", "/api/client/firms?tenant="+b.tenant.ID.String(), "").want(200)
	b.do(t, "GET", "/api/client/firms?tenant=globex", "").want(403, "tenant-mismatch")
	b.do(t, "POST", "/api/client/firms?tenant=acme", `{"name":"a"}`).want(201)
}

func TestTokenWithoutTenant(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) {
		c.TokenTenant = func(string) (uuid.UUID, bool) { return uuid.Nil, true }
	})
	b.do(t, "GET", "/api/client/firms", "").want(400, "tenant-missing")
	b.do(t, "GET", "/api/client/firms", "", "X-Tenant-ID", "acme").want(200)
	b.do(t, "GET", "/api/v1/tenants/acme/firms", "").want(200)
	b.do(t, "GET", "/api/v1/tenants/globex/firms", "").want(404)
	b.do(t, "GET", "/api/v1/tenants/acme/firms", "", "X-Tenant-ID", "globex").want(404)
	b.do(t, "GET", "/api/v1/tenants/globex/firms", "", "X-Tenant-ID", "acme").want(403, "tenant-mismatch")
}

func TestRefusalsOfTheRegistryPass(t *testing.T) {
	t.Parallel()
	for slug, refusal := range map[string]*problem.Problem{
		"tenant-suspended": problem.Forbidden("tenant-suspended", "Not paid."),
		"tenant-moving":    problem.Unavailable("tenant-moving", 1500*time.Millisecond, "Soon."),
	} {
		b := setup(t, func(_ *bundle, c *Config) {
			c.Resolve = func(context.Context, TenantKey) (Tenant, func(), error) {
				return Tenant{}, nil, fmt.Errorf("resolve: %w", refusal)
			}
		})
		got := b.do(t, "GET", "/api/client/firms", "").want(refusal.Status, slug)
		if slug == "tenant-moving" && got.Header().Get("Retry-After") != "2" {
			t.Errorf("Retry-After: %q", got.Header().Get("Retry-After"))
		}
	}
}

func TestReadOnlyTenantAndModules(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bundle, _ *Config) { b.tenant.ReadOnly, b.tenant.Reason = true, "Moving house." })
	b.do(t, "GET", "/api/client/firms", "").want(200)
	b.do(t, "POST", "/api/client/firms", `{"name":"a"}`).want(403, "tenant-read-only")
	b.do(t, "GET", "/api/client/deals/rate?quantity=1", "").want(200)

	b.tenant.Modules = []string{"other"}
	off, nothing := b.do(t, "GET", "/api/client/firms", "").want(404, "not-found"), b.do(t, "GET", "/api/client/nothing", "").want(404, "not-found")
	if off.field("detail") != nothing.field("detail") {
		t.Errorf("a module that is off can be told from none: %s", off.Body)
	}
	b.do(t, "GET", "/api/client/custom-fields", "").want(200)
	b.tenant.Modules = []string{"trade"}
	b.do(t, "GET", "/api/client/firms", "").want(200)
}

// TestStalePlacement moves the tenant away under the process's feet.
func TestStalePlacement(t *testing.T) {
	t.Parallel()
	forgotten, leases := 0, 0
	b := setup(t, func(b *bundle, c *Config) {
		good := b.tenant.Home
		b.tenant.Home.Epoch--
		c.Forget = func(id uuid.UUID) {
			if id == good.Tenant {
				forgotten++
				b.tenant.Home.Epoch++
			}
		}
		c.Resolve = func(context.Context, TenantKey) (Tenant, func(), error) {
			leases++
			return b.tenant, func() { leases-- }, nil
		}
	})
	body := `{"name":"Acme"}`
	b.do(t, "POST", "/api/client/firms", body).want(201)
	if forgotten != 1 || leases != 0 {
		t.Errorf("forgotten %d times, %d leases open", forgotten, leases)
	}
	b.tenant.Home.Epoch = -5
	b.do(t, "POST", "/api/client/firms", body).want(503, "tenant-moving")
	b.tenant.Home.Epoch = -5
	got := b.do(t, "GET", "/api/client/firms", "").want(503, "tenant-moving")
	if got.Header().Get("Retry-After") == "" || leases != 0 {
		t.Errorf("Retry-After %q, %d leases open", got.Header().Get("Retry-After"), leases)
	}
}

// TestTenantsAreIsolated asks, as somebody with every right in another tenant, for
// each operation of the document on the first tenant's records.
func TestTenantsAreIsolated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	firm := b.firm(t, "Acme unseen")
	deal := b.deal(t, firm)
	other := b.tenant
	other.Home = b.AddTenant(t, entitytestTenant())
	other.ID, other.Slug = other.Home.Tenant, "globex"
	first := b.tenant
	b.tenant = other
	for _, r := range b.api.routes {
		if !r.tenant {
			continue
		}
		id := firm
		if strings.HasPrefix(r.path, "deals") {
			id = deal
		}
		path := strings.NewReplacer("{id}", id, "{name}", "trade.firm").Replace(r.path)
		body := ""
		if r.method != "GET" && r.method != "DELETE" {
			body = `{"name":"a","subject":"a","reason":"a"}`
		}
		for _, prefix := range []string{"/api/client/", "/api/v1/tenants/" + first.ID.String() + "/"} {
			got := b.do(t, r.method, prefix+path, body, "If-Match", "*")
			if strings.Contains(got.Body.String(), "unseen") {
				t.Errorf("%s %s tells of another tenant: %s", r.method, prefix+path, got.Body)
			}
			if prefix != "/api/client/" && got.Code != 403 {
				t.Errorf("%s %s: %d %s", r.method, prefix+path, got.Code, got.Body)
			}
			if strings.Contains(r.path, "{id}") && got.Code != 403 && got.Code != 404 && got.Code != 422 {
				t.Errorf("%s %s: %d %s", r.method, prefix+path, got.Code, got.Body)
			}
		}
	}
	b.tenant = first
	if got := b.do(t, "GET", "/api/client/firms/"+firm, "").want(200).field("version"); got != "1" {
		t.Errorf("the other tenant changed it: version %s", got)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, tt := range []struct{ peer, forwarded, want string }{
		{"192.0.2.7:1234", "", "192.0.2.7"},
		{"192.0.2.7:1234", "1.1.1.1", "192.0.2.7"},
		{"10.0.0.1:1234", "198.51.100.3", "198.51.100.3"},
		{"10.0.0.1:1234", "6.6.6.6, 198.51.100.3, 10.0.0.2", "198.51.100.3"},
		{"10.0.0.1:1234", "nonsense", "10.0.0.1"},
		{"10.0.0.1:1234", "", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1234", "2001:db8::1", "2001:db8::1"},
		{"@", "", "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.RemoteAddr = tt.peer
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		x := &exchange{api: &API{cfg: Config{TrustedProxies: proxies}}, r: r}
		if got := x.address().String(); got != tt.want {
			t.Errorf("%s behind %q: got %s, want %s", tt.peer, tt.forwarded, got, tt.want)
		}
	}
}
