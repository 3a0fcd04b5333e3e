package httpapi

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// The forms of tokens, by which scanners find a leaked one.
const (
	tenantMark   = "ght_" // of a tenant
	operatorMark = "gho_" // of an operator
)

// inTenant makes a handler of what is done for an authenticated actor in a tenant.
// When the home turns out to be an old one, the tenant is looked up anew, once.
func inTenant(do func(*exchange, entity.Call) error) func(*exchange) error {
	return func(x *exchange) error {
		err := x.enter(do)
		if !errors.Is(err, pg.ErrStalePlacement) {
			return err
		}
		x.api.cfg.Forget(x.tenant.ID)
		err = x.enter(do)
		if errors.Is(err, pg.ErrStalePlacement) {
			return problem.Unavailable("tenant-moving", 5*time.Second, "The company's data is being moved.")
		}
		return err
	}
}

// enter finds out which tenant is meant and who acts in it, and does it there. The
// token comes first, so that nobody learns of a tenant without one.
func (x *exchange) enter(do func(*exchange, entity.Call) error) error {
	token, err := bearer(x.r)
	if err != nil {
		return err
	}
	if x.ofOperator(token) {
		return x.visit(token, do)
	}
	claim, err := x.claim(token)
	if err != nil {
		return err
	}
	named, err := x.namedTenants()
	if err != nil {
		return err
	}
	key := TenantKey{ID: claim}
	if claim == uuid.Nil {
		if len(named) == 0 {
			return problem.BadRequest("tenant-missing", "Say which tenant is meant, in the path or in the header X-Tenant-ID.")
		}
		key = named[0]
	}
	t, release, err := x.api.cfg.Resolve(x.r.Context(), key)
	if err != nil {
		return err
	}
	defer release()
	x.tenant = t
	actor, err := x.api.cfg.Authenticate(x.r.Context(), t, token)
	if err != nil {
		return err
	}
	x.actor = actor
	if err := x.countActor(); err != nil {
		return err
	}
	if err := admit(t, actor, named, x.route); err != nil {
		return err
	}
	return do(x, entity.Call{Actor: actor, Home: t.Home, Origin: x.origin(), Modules: t.Modules})
}

// admit checks that all who name a tenant mean the one that the actor belongs to.
func admit(t Tenant, actor *auth.Actor, named []TenantKey, r *route) error {
	for _, key := range named {
		if !key.names(t) {
			return tenantMismatch()
		}
	}
	if actor.Tenant != t.ID {
		return noAccess()
	}
	if !t.serves(r) {
		return problem.NotFound("path")
	}
	return nil
}

func tenantMismatch() error {
	return problem.Forbidden("tenant-mismatch", "The token, the header X-Tenant-ID, the host and the path must name the same tenant.")
}

// serves tells whether a route is there for the tenant: its module and that of the
// entity that it is about are switched on. For the tenant's people, one that is
// not does not exist.
func (t Tenant) serves(r *route) bool { return t.Uses(r.module) && t.Uses(moduleOf(r.entity)) }

// Uses tells whether a module is switched on for the tenant; none is always.
func (t Tenant) Uses(module string) bool {
	return t.Modules == nil || module == "" || module == "system" || slices.Contains(t.Modules, module)
}

// moduleOf returns the module of an entity: "sales" for "sales.order".
func moduleOf(name string) string {
	module, _, _ := strings.Cut(name, ".")
	return module
}

func noAccess() error {
	return problem.Forbidden("no-tenant-access", "You have no access to this tenant.")
}

// Cookie is the name under which browsers keep their session. By its prefix they
// send it to nobody else, and over nothing but TLS (RFC 6265bis).
const Cookie = "__Host-guildhall"

// bearer returns the token of the Authorization header, or of a browser's cookie.
func bearer(r *http.Request) (string, error) {
	header := r.Header.Get("Authorization")
	scheme, token, _ := strings.Cut(header, " ")
	switch {
	case header == "":
		if c, err := r.Cookie(Cookie); err == nil && c.Value != "" {
			return c.Value, nil
		}
		return "", problem.Unauthorized("unauthorized", "Send a token: Authorization: Bearer %s…", tenantMark)
	case !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " ,"):
		return "", problem.Unauthorized("invalid-token", "The Authorization header must be: Bearer, a space, the token.")
	}
	return token, nil
}

// claim returns the tenant that the token itself names.
func (x *exchange) claim(token string) (uuid.UUID, error) {
	tenant, ok := x.tokenTenant(token)
	if !ok {
		return uuid.Nil, problem.Unauthorized("invalid-token", "This is not a token.")
	}
	return tenant, nil
}

// tokenTenant returns the tenant that a token names inside. A request has one token,
// which is read once.
func (x *exchange) tokenTenant(token string) (uuid.UUID, bool) {
	if x.token != token {
		x.token = token
		x.named, x.form = x.api.cfg.TokenTenant(token)
	}
	return x.named, x.form
}

// ofOperator tells whether a token is an operator's, or the secret of an operator's
// session, which names the zero tenant.
func (x *exchange) ofOperator(token string) bool {
	if strings.HasPrefix(token, operatorMark) || strings.HasPrefix(token, tenantMark) {
		return strings.HasPrefix(token, operatorMark)
	}
	tenant, ok := x.tokenTenant(token)
	return ok && tenant == uuid.Nil
}

// admin authenticates an operator who runs Guildhall.
func (x *exchange) admin(token string) error {
	if err := x.operator(token); err != nil {
		return err
	}
	if !x.actor.Super {
		return problem.Forbidden("operators-only", "Only operators who run Guildhall may do this.")
	}
	return nil
}

// operator authenticates an operator, whatever their reach, who has the second factor that
// is wanted of them.
func (x *exchange) operator(token string) error {
	if err := x.known(token); err != nil {
		return err
	}
	if x.actor.Enrol {
		return problem.Forbidden("second-factor-needed", "A second factor is wanted of operators. Set one up first: sign in again, and you are asked to.")
	}
	return nil
}

// known authenticates an operator who may have to set up a second factor before anything else.
func (x *exchange) known(token string) error {
	_, form := x.tokenTenant(token)
	switch operators := x.ofOperator(token); {
	case !operators && (form || strings.HasPrefix(token, tenantMark)):
		return problem.Forbidden("operators-only", "Only operators of Guildhall may do this.")
	case !operators || x.api.cfg.AuthenticateOperator == nil:
		return problem.Unauthorized("invalid-token", "This is not a token of an operator.")
	}
	actor, err := x.api.cfg.AuthenticateOperator(x.r.Context(), token)
	x.actor = actor
	return err
}

// namedTenants returns what the request itself says of its tenant, in the order of
// precedence: header, subdomain, query (in development), path.
func (x *exchange) namedTenants() ([]TenantKey, error) {
	var room [4]TenantKey
	named := room[:0]
	if values := x.r.Header.Values("X-Tenant-Id"); len(values) > 0 {
		if len(values) > 1 || values[0] == "" {
			return nil, problem.BadRequest("invalid-tenant", "Send the header X-Tenant-ID once, with a tenant's id or slug.")
		}
		named = append(named, tenantKey(values[0]))
	}
	if slug := subdomain(x.r.Host, x.api.cfg.BaseDomain); slug != "" {
		named = append(named, TenantKey{Slug: slug})
	}
	if x.api.cfg.Development && strings.Contains(x.r.URL.RawQuery, "tenant=") {
		if name := x.r.URL.Query().Get("tenant"); name != "" {
			named = append(named, tenantKey(name))
		}
	}
	if segment := x.r.PathValue("tenantId"); segment != "" {
		named = append(named, tenantKey(segment))
	}
	return named, nil
}

// Tenant finds the tenant that a request names before anybody has signed in: by
// header, subdomain, or also, an id or slug out of its body. They must agree. found
// is false when none is named; otherwise release gives the home back.
func (a *API) Tenant(r *http.Request, also string) (t Tenant, release func(), found bool, err error) {
	x := &exchange{api: a, r: r}
	named, err := x.namedTenants()
	if err != nil {
		return Tenant{}, nil, false, err
	}
	if also != "" {
		named = append(named, tenantKey(also))
	}
	if len(named) == 0 {
		return Tenant{}, nil, false, nil
	}
	t, release, err = a.cfg.Resolve(r.Context(), named[0])
	if err != nil {
		return Tenant{}, nil, false, err
	}
	for _, key := range named {
		if !key.names(t) {
			release()
			return Tenant{}, nil, false, tenantMismatch()
		}
	}
	return t, release, true, nil
}

// tenantKey reads an id or a slug.
func tenantKey(name string) TenantKey {
	if len(name) == len(uuid.Nil.String()) {
		if id, err := uuid.Parse(name); err == nil {
			return TenantKey{ID: id}
		}
	}
	return TenantKey{Slug: strings.ToLower(name)}
}

// subdomain returns the one label below the base domain that a host has, "" when
// it has none. The label www names no tenant.
func subdomain(host, base string) string {
	if base == "" {
		return ""
	}
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	label, below := strings.CutSuffix(strings.ToLower(host), "."+base)
	if !below || label == "www" || strings.Contains(label, ".") {
		return ""
	}
	return label
}

const longestAgent = 200

// origin says where the request comes from.
func (x *exchange) origin() entity.Origin {
	agent := x.r.UserAgent()
	if len(agent) > longestAgent {
		agent = strings.ToValidUTF8(agent[:longestAgent], "")
	}
	return entity.Origin{RequestID: x.id, Address: x.address(), Agent: agent, Country: x.country()}
}

// address is the caller's: that of the connection, or the last one in
// X-Forwarded-For that is no trusted proxy's.
func (x *exchange) address() netip.Addr {
	peer, err := netip.ParseAddrPort(x.r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at := peer.Addr().Unmap()
	if len(x.api.cfg.TrustedProxies) == 0 {
		return at
	}
	hops := strings.Split(strings.Join(x.r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !x.trusts(at) {
			return at
		}
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return at
		}
		at = next.Unmap()
	}
	return at
}

// country is what a trusted proxy says of where the request comes from.
func (x *exchange) country() string {
	peer, err := netip.ParseAddrPort(x.r.RemoteAddr)
	if err != nil || x.api.cfg.CountryHeader == "" || !x.trusts(peer.Addr().Unmap()) {
		return ""
	}
	code := strings.ToUpper(x.r.Header.Get(x.api.cfg.CountryHeader))
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return code
}

func (x *exchange) trusts(at netip.Addr) bool {
	return slices.ContainsFunc(x.api.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(at) })
}
