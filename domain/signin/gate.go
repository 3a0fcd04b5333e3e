package signin

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/oidc"
	"github.com/guildhall/guildhall/lib/problem"
)

// Gate lets people in by a provider: through the same door, into the same sessions,
// by the same policy.
type Gate struct {
	*Door
	providers *oidc.Providers
}

// NewGate returns the gate of a door.
func NewGate(d *Door, providers *oidc.Providers) *Gate { return &Gate{Door: d, providers: providers} }

// providerRow is a provider as signing in reads it, in any realm.
type providerRow struct {
	ID              uuid.UUID
	Name            string
	Issuer          string
	ClientID        string
	Scopes          []string
	EmailClaim      string
	VerifiedClaim   string
	NameClaim       string
	RolesClaim      string
	DepartmentClaim string
	CreateUsers     bool
	DefaultRole     uuid.UUID
	EmailDomains    []string
	SecondFactors   []string
	Sealed          []byte
	KeyID           string
}

const sqlProviders = `select p.id, p.name, p.issuer, p.client_id, p.scopes, coalesce(nullif(p.email_claim, ''), 'email'),
  coalesce(nullif(p.verified_claim, ''), 'email_verified'), coalesce(nullif(p.name_claim, ''), 'name'), p.roles_claim, p.department_claim,
  p.create_users, coalesce(p.default_role, '00000000-0000-0000-0000-000000000000'), p.email_domains, p.second_factors,
  coalesce(s.sealed, ''), coalesce(s.key_id, '')
from signin_provider p left join signin_provider_secret s on s.tenant_id = $1 and s.provider = p.id
where p.tenant_id = $1 and p.active and `

// provider finds a provider by which people may sign in. Problem: "not-found".
func providerOf(ctx context.Context, tx *pg.Tx, id uuid.UUID) (providerRow, error) {
	p, found, err := one[providerRow](ctx, tx, sqlProviders+`p.id = $2`, id)
	if err == nil && !found {
		err = problem.NotFound("provider")
	}
	return p, err
}

// Choice is a provider as whoever is to sign in sees it.
type Choice struct {
	ID   uuid.UUID
	Name string
}

// Choices lists the providers of a realm by which people may sign in, by name.
func (g *Gate) Choices(ctx context.Context, r Realm) (out []Choice, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Choice](ctx, tx, `select id, name from signin_provider where tenant_id = $1 and active order by name`, args(tx)...)
		return err
	})
	return out, err
}

// client is our side of a provider.
func (g *Gate) client(ctx context.Context, p providerRow, redirect string) (*oidc.Client, error) {
	at, err := g.providers.At(ctx, p.Issuer)
	if err != nil {
		return nil, err
	}
	scopes := p.Scopes
	if len(scopes) == 0 {
		scopes = []string{"email", "profile"}
	}
	c := &oidc.Client{Provider: at, ID: p.ClientID, Redirect: redirect, Scopes: scopes}
	if len(p.Sealed) > 0 {
		secret, err := g.o.Unseal(ctx, p.Sealed, p.KeyID)
		if err != nil {
			return nil, err
		}
		c.Secret = string(secret)
	}
	return c, nil
}

// keepSecret seals the secret of our client.
func (g *Gate) keepSecret(ctx context.Context, tx *pg.Tx, provider uuid.UUID, secret string) error {
	if secret == "" {
		tx.Exec(sqlDropSecret, args(tx, provider)...)
		return nil
	}
	sealed, key, err := g.o.Seal(ctx, []byte(secret))
	if err != nil {
		return err
	}
	tx.Exec(sqlKeepSecret, args(tx, provider, sealed, key)...)
	return nil
}

// flowKept is how long somebody may take to sign in at their provider.
const flowKept = 10 * time.Minute

// Departure is somebody who goes to a provider.
type Departure struct {
	URL     string    // where to send the browser
	Browser string    // what the browser keeps meanwhile, and nobody else sees
	Expires time.Time // when it must be back
}

const (
	sqlDepart = `insert into signin_flow (tenant_id, digest, browser, provider, nonce, verifier, verifier_key, redirect, return_path, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlForgetFlows = `delete from signin_flow where tenant_id = $1 and expires_at < $2`
)

// Depart sends somebody to a provider, who sends them back to redirect, from where
// they go on to a path of ours. Problems: "not-found" (404), "provider-unavailable"
// (503).
func (g *Gate) Depart(ctx context.Context, r Realm, provider uuid.UUID, redirect, path string) (Departure, error) {
	var p providerRow
	err := pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		p, err = providerOf(ctx, tx, provider)
		return err
	})
	if err != nil {
		return Departure{}, err
	}
	client, err := g.client(ctx, p, redirect)
	if err != nil {
		return Departure{}, unavailable(err)
	}
	nonce, verifier, browser := oidc.NewVerifier(), oidc.NewVerifier(), oidc.NewVerifier()
	sealed, key, err := g.o.Seal(ctx, []byte(verifier))
	if err != nil {
		return Departure{}, err
	}
	state := credential.Mint(credential.ChallengeMark, r.Home.Tenant)
	kept, now := sha256.Sum256([]byte(browser)), g.now()
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		tx.Exec(sqlForgetFlows, args(tx, now)...)
		tx.Exec(sqlDepart, args(tx, state.Digest[:], kept[:], p.ID, nonce, sealed, key, redirect, path, now, now.Add(flowKept))...)
		return nil
	})
	return Departure{URL: client.AuthURL(state.Text, nonce, verifier), Browser: browser, Expires: now.Add(flowKept)}, err
}

// Arrival is somebody who comes back from a provider.
type Arrival struct {
	oidc.Returned

	State   [32]byte // the digest of what came back
	Browser string   // what the browser has kept
}

// flow is a departure that may still arrive.
type flow struct {
	Provider   uuid.UUID
	Nonce      string
	Verifier   []byte
	Key        string
	Redirect   string
	ReturnPath string
}

// A state is used up by the browser that began, not by whoever else may know it.
const sqlArrive = `update signin_flow set used_at = $4 where tenant_id = $1 and digest = $2 and browser = $3 and used_at is null and expires_at > $4
returning provider, nonce, verifier, verifier_key, redirect, return_path`

// Arrive lets in who comes back from a provider, and tells the path to which they
// wanted. Problems: "provider-expired" (409) for a state that is unknown, used, late
// or of another browser; "provider-refused" (401) for what the provider says, or
// what is not to be believed; "provider-unavailable" (503); "email-unverified",
// "email-domain", "no-account", "user-blocked" and "network-not-allowed" (403).
func (g *Gate) Arrive(ctx context.Context, r Realm, a Arrival, from Visit) (entry Entry, path string, err error) {
	var f flow
	var p providerRow
	browser := sha256.Sum256([]byte(a.Browser))
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		if f, found, err = one[flow](ctx, tx, sqlArrive, a.State[:], browser[:], g.now()); err != nil || !found {
			return err
		}
		p, err = providerOf(ctx, tx, f.Provider)
		return err
	})
	if err == nil && f.Provider == uuid.Nil {
		err = problem.Conflict("provider-expired", "This way in was used before, is too old, or began in another browser. Sign in again.")
	}
	if err != nil {
		return Entry{}, "", err
	}
	claims, err := g.claims(ctx, p, f, a)
	if err != nil {
		return Entry{}, f.ReturnPath, g.turnedAway(ctx, r, p, guest{}, err, from)
	}
	as := guestOf(p, claims)
	entry, err = g.receive(ctx, r, p, as, from)
	if err != nil {
		err = g.turnedAway(ctx, r, p, as, err, from)
	}
	return entry, f.ReturnPath, err
}

// claims exchanges a code for what the provider says.
func (g *Gate) claims(ctx context.Context, p providerRow, f flow, a Arrival) (oidc.Claims, error) {
	verifier, err := g.o.Unseal(ctx, f.Verifier, f.Key)
	if err != nil {
		return oidc.Claims{}, err
	}
	client, err := g.client(ctx, p, f.Redirect)
	if err != nil {
		return oidc.Claims{}, err
	}
	want := []string{p.EmailClaim, p.VerifiedClaim, p.NameClaim, p.RolesClaim, p.DepartmentClaim}
	return client.Exchange(ctx, a.Returned, string(verifier), f.Nonce, want, g.now())
}

// guest is somebody as a provider has them.
type guest struct {
	subject, session string
	email, name      string
	verified, twice  bool
	roles            []string // values of the claim
	department       string
}

func guestOf(p providerRow, c oidc.Claims) guest {
	g := guest{
		subject: c.Subject, session: c.Session, email: strings.ToLower(strings.TrimSpace(c.Text(p.EmailClaim))), name: strings.TrimSpace(c.Text(p.NameClaim)),
		verified: c.Says(p.VerifiedClaim), twice: c.Proved(p.SecondFactors),
	}
	if p.RolesClaim != "" {
		g.roles = c.Texts(p.RolesClaim)
	}
	if p.DepartmentClaim != "" {
		g.department = c.Text(p.DepartmentClaim)
	}
	return g
}

// admits tells whether a provider may speak for an address.
func (p providerRow) admits(email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return len(p.EmailDomains) == 0 || slices.Contains(p.EmailDomains, domain)
}
