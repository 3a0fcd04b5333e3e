package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/trace"
)

// Config is what an API is made of.
type Config struct {
	Registry *entity.Registry

	// Resolve finds a tenant that may be served now and leases its home; release
	// gives it back and is called exactly once. It refuses with a problem: 404
	// unknown-tenant, 403 tenant-suspended, 503 with RetryAfter.
	Resolve func(ctx context.Context, key TenantKey) (t Tenant, release func(), err error)
	// Forget drops what Resolve remembers of a tenant, because its home turned out
	// to be an old one.
	Forget func(tenant uuid.UUID)
	// TokenTenant tells the tenant that a token or a session's secret names inside,
	// zero for an operator's session. One that has neither form is refused.
	TokenTenant func(token string) (tenant uuid.UUID, ok bool)
	// Authenticate tells who acts by a tenant's token, in the home of that tenant.
	// It refuses with a 401 problem.
	Authenticate func(ctx context.Context, t Tenant, token string) (*auth.Actor, error)
	// AuthenticateOperator tells which operator acts by a token. It refuses with a
	// 401 problem. An actor who is not Super looks after some tenants only. Without
	// it nobody is an operator.
	AuthenticateOperator func(ctx context.Context, token string) (*auth.Actor, error)

	// Support lets an operator into a tenant that has granted it to them now, and
	// writes down in the tenant what they are about to do there. It tells as whom
	// they act in the tenant, until their actor expires; granted is false for an
	// operator whom the tenant has not let in. Without Support nobody is let in.
	Support func(ctx context.Context, t Tenant, operator *auth.Actor, v Visit) (actor *auth.Actor, granted bool, err error)

	Ready   func(context.Context) error // why the process cannot serve; nil when it always can
	Log     *slog.Logger
	Metrics *observe.Metrics // new ones when nil
	Tracer  *trace.Tracer    // nil records nothing
	Version string           // of the program, for the API's document
	// ProbesOnly answers nothing but /healthz, /readyz and /metrics: for a process
	// that serves no requests.
	ProbesOnly bool
	// Development takes the tenant from ?tenant= too.
	Development bool
	// BaseDomain has the tenants' slugs as subdomains; empty for none.
	BaseDomain string
	// TrustedProxies are those whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// CountryHeader names the header in which trusted proxies say from which country a
	// request comes, in two letters; empty for none.
	CountryHeader string
	// Web serves every path that is not the API's; nil answers them 404.
	Web    http.Handler
	Limits Limits
	// Limiter counts requests; one in memory when nil.
	Limiter *limit.Limiter
}

// Limits bound every request. Zero members mean the defaults.
type Limits struct {
	Body        int64         // bytes of a body; 1 MiB
	BulkBody    int64         // bytes of a bulk body; 8 MiB
	Timeout     time.Duration // of a request, from its headers to its answer; 30 s
	BulkTimeout time.Duration // of a bulk request; 2 min

	// Address bounds the requests of one address, of IPv6 one /64, to one endpoint,
	// before it is known who calls. Probes, assets and callers on this machine are
	// not counted. The zero policy bounds nothing.
	Address limit.Policy
	// Rate bounds the requests of one actor in a tenant; nil, or a zero policy,
	// bounds nothing. Its answer may change from one request to the next.
	Rate func(Tenant, *auth.Actor) limit.Policy
}

// TenantKey names a tenant: by id, or by its slug in lower case when the id is
// zero.
type TenantKey struct {
	ID   uuid.UUID
	Slug string
}

// Tenant is a company that is being served.
type Tenant struct {
	ID       uuid.UUID
	Slug     string
	Name     string
	Tier     string // where its rows live, for the log and the metrics
	Home     pg.Home
	ReadOnly bool         // writes are refused
	Reason   string       // why it is read-only, for its users
	Modules  []string     // switched on for it; nil for all. The module system is always on
	Rate     limit.Policy // what its plan allows each of its actors; zero for no limit
}

// Visit is what an operator asks for in a tenant.
type Visit struct {
	Method string    // of HTTP
	Target string    // path and query, as they were sent; the first 500 bytes
	Entity string    // that it is about: "sales.order"; empty for none
	Record uuid.UUID // that it is about; zero for none
	Origin entity.Origin
}

func (k TenantKey) names(t Tenant) bool {
	if k.ID != uuid.Nil {
		return k.ID == t.ID
	}
	return k.Slug == t.Slug
}

// complete checks the configuration and fills in what may be left out.
func (c Config) complete() (Config, error) {
	if c.Registry == nil || c.Resolve == nil || c.TokenTenant == nil || c.Authenticate == nil {
		return c, errors.New("serve the API: Registry, Resolve, TokenTenant and Authenticate are needed")
	}
	if c.Forget == nil {
		c.Forget = func(uuid.UUID) {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = observe.NewMetrics()
	}
	if c.Version == "" {
		c.Version = "dev"
	}
	if c.Limiter == nil {
		c.Limiter = limit.New(limit.Options{Log: c.Log})
	}
	l := &c.Limits
	l.Body, l.BulkBody = orElse(l.Body, 1<<20), orElse(l.BulkBody, 8<<20)
	l.Timeout, l.BulkTimeout = orElse(l.Timeout, 30*time.Second), orElse(l.BulkTimeout, 2*time.Minute)
	return c, nil
}

func orElse[T int64 | time.Duration](given, usual T) T {
	if given > 0 {
		return given
	}
	return usual
}
