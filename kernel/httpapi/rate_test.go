package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/limit"
)

// from sends a request from an address.
func (b *bundle) from(tb testing.TB, address, method, path string) reply {
	tb.Helper()
	r := httptest.NewRequest(method, path, http.NoBody)
	r.Header.Set("Authorization", "Bearer "+b.token("*"))
	r.RemoteAddr = address
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	checkAnswer(tb, r, w)
	return reply{w, tb}
}

// seconds stand at the end of each item of the header RateLimit.
var seconds = regexp.MustCompile(`;t=\d+`)

// rated returns both headers without what depends on the time.
func (r reply) rated() string {
	return r.Header().Get("Ratelimit-Policy") + " → " + seconds.ReplaceAllString(r.Header().Get("Ratelimit"), "")
}

// wants holds the seconds that the answer tells to wait against what is left of a
// window.
func (r reply) wants(window int) {
	r.tb.Helper()
	told, err := strconv.Atoi(r.Header().Get("Retry-After"))
	if err != nil || told > window || told < window-30 || !strings.HasSuffix(r.Header().Get("Ratelimit"), ";t="+strconv.Itoa(told)) {
		r.tb.Errorf("Retry-After %q, RateLimit %q, of %d seconds", r.Header().Get("Retry-After"), r.Header().Get("Ratelimit"), window)
	}
}

const list = "/api/client/firms"

func TestRateOfAnActor(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) {
		c.Limits.Rate = func(t Tenant, _ *auth.Actor) limit.Policy { return t.Rate }
	})
	if got := b.do(t, "GET", list, "").want(200); got.rated() != " → " {
		t.Errorf("a plan without a limit tells %s", got.rated())
	}
	b.tenant.Rate = limit.Policy{Name: "plan", Limit: 2, Window: 15 * time.Minute}
	if got := b.do(t, "GET", list, "").want(200); got.rated() != `"plan";q=2;w=900 → "plan";r=1` {
		t.Errorf("first: %s", got.rated())
	}
	// Counted, though refused for another reason.
	if got := b.do(t, "GET", "/api/client/firms/"+uuid.NewString(), "").want(404); got.rated() != `"plan";q=2;w=900 → "plan";r=0` {
		t.Errorf("second: %s", got.rated())
	}
	got := b.do(t, "POST", list, `{"name":"a"}`).want(429, "too-many-requests")
	if got.rated() != `"plan";q=2;w=900 → "plan";r=0` {
		t.Errorf("third: %s", got.rated())
	}
	got.wants(900)

	// Who cannot say who they are is not counted as anybody.
	b.do(t, "GET", list, "", "Authorization", "Bearer "+b.token("bad")).want(401)

	// Another actor of the tenant has an allowance of their own, and so has the same
	// actor in another tenant.
	authenticate := b.api.cfg.Authenticate
	b.api.cfg.Authenticate = func(ctx context.Context, t Tenant, token string) (*auth.Actor, error) {
		a, err := authenticate(ctx, t, token)
		a.ID = uuid.Max
		return a, err
	}
	b.do(t, "GET", list, "").want(200)
	b.api.cfg.Authenticate = authenticate
	b.do(t, "GET", list, "").want(429)
	noisy := b.tenant
	b.tenant.Home = b.AddTenant(t, entitytestTenant())
	b.tenant.ID, b.tenant.Slug = b.tenant.Home.Tenant, "globex"
	b.do(t, "GET", list, "").want(200)
	b.tenant = noisy
	b.do(t, "GET", list, "").want(429)
}

// TestRateIsTakenOnce: a request that is tried again counts once.
func TestRateIsTakenOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bundle, c *Config) {
		c.Limits.Rate = func(Tenant, *auth.Actor) limit.Policy { return limit.Policy{Name: "plan", Limit: 1, Window: time.Hour} }
		b.tenant.Home.Epoch--
		c.Forget = func(uuid.UUID) { b.tenant.Home.Epoch++ }
	})
	b.do(t, "GET", list, "").want(200)
	b.do(t, "GET", list, "").want(429)
}

func TestRateOfAnAddress(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) {
		c.Limits.Address = limit.Policy{Name: "address", Limit: 2, Window: time.Minute}
	})
	for range 2 {
		b.from(t, "192.0.2.7:1", "GET", list).want(200)
	}
	if got := b.from(t, "192.0.2.7:2", "GET", list).want(429, "too-many-requests"); got.rated() != `"address";q=2;w=60 → "address";r=0` {
		t.Errorf("refused: %s", got.rated())
	}
	b.from(t, "192.0.2.7:2", "GET", "/api/v1/tenants/acme/firms").want(429) // the same endpoint
	b.from(t, "192.0.2.7:2", "GET", "/api/client/deals").want(200)
	b.from(t, "192.0.2.7:2", "GET", "/api/client/firms/"+uuid.NewString()).want(404)
	b.from(t, "192.0.2.8:1", "GET", list).want(200)
	b.from(t, "[::ffff:192.0.2.7]:1", "GET", list).want(429)

	b.from(t, "[2001:db8:0:1::1]:1", "GET", list).want(200)
	b.from(t, "[2001:db8:0:1:ffff::2]:1", "GET", list).want(200)
	b.from(t, "[2001:db8:0:1:8000::3]:1", "GET", list).want(429)
	b.from(t, "[2001:db8:0:2::1]:1", "GET", list).want(200)

	for range 5 {
		b.from(t, "127.0.0.1:1", "GET", list).want(200)
		b.from(t, "[::1]:1", "GET", list).want(200)
		if got := b.from(t, "192.0.2.7:1", "GET", "/healthz").want(200); got.rated() != " → " {
			t.Errorf("a probe is counted: %s", got.rated())
		}
	}
}

// TestRateOfAnOperation: guessing is stopped wherever it comes from, also when
// addresses have no limit otherwise.
func TestRateOfAnOperation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	strict := limit.Policy{Name: "sign-in", Limit: 3, Window: time.Minute}
	err := RegisterJSON(b.api, Operation{
		ID: "guess", Method: http.MethodPost, Path: "/api/guess", Access: Everybody, Rate: &strict,
	}, func(context.Context, Request, None) (None, error) { return None{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"127.0.0.1:1", "192.0.2.7:1", "[2001:db8::1]:1"} {
		for range 3 {
			b.from(t, address, "POST", "/api/guess").want(204)
		}
		got := b.from(t, address, "POST", "/api/guess").want(429, "too-many-requests")
		if got.rated() != `"sign-in";q=3;w=60 → "sign-in";r=0` {
			t.Errorf("refused: %s", got.rated())
		}
		if got := b.from(t, address, "GET", list).want(200); got.rated() != " → " {
			t.Errorf("another operation: %s", got.rated())
		}
	}
}

// TestBothRatesAreTold: a request that was counted twice tells of both, and the
// allowance of the address is not that of the actor.
func TestBothRatesAreTold(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *bundle, c *Config) {
		c.Limits.Address = limit.Policy{Name: "address", Limit: 1200, Window: time.Minute}
		c.Limits.Rate = func(Tenant, *auth.Actor) limit.Policy {
			return limit.Policy{Name: "plan", Limit: 1, Window: time.Hour}
		}
	})
	b.from(t, "192.0.2.7:1", "GET", list).want(200)
	got := b.from(t, "192.0.2.7:1", "GET", list).want(429)
	if got.rated() != `"address";q=1200;w=60, "plan";q=1;w=3600 → "address";r=1198, "plan";r=0` {
		t.Errorf("told: %s", got.rated())
	}
}

// TestNoRateCostsNothing: without a policy nothing is allocated.
func TestNoRateCostsNothing(t *testing.T) {
	b := setup(t, func(_ *bundle, c *Config) {
		c.Limits.Rate = func(t Tenant, _ *auth.Actor) limit.Policy { return t.Rate }
	})
	r := httptest.NewRequest(http.MethodGet, list, http.NoBody)
	x := &exchange{api: b.api, r: r, w: httptest.NewRecorder(), route: &route{}, tenant: b.tenant, actor: &auth.Actor{}}
	count := func() {
		x.counted = false
		if x.countAddress() != nil || x.countActor() != nil {
			t.Error("refused")
		}
	}
	if n := testing.AllocsPerRun(100, count); n != 0 {
		t.Errorf("%v allocations without a policy", n)
	}
	r.RemoteAddr = "127.0.0.1:1234"
	b.api.cfg.Limits.Address = limit.Policy{Name: "address", Limit: 1, Window: time.Minute}
	if n := testing.AllocsPerRun(100, count); n != 0 {
		t.Errorf("%v allocations for a caller on this machine", n)
	}
}
