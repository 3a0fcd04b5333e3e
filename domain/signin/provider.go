package signin

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/problem"
)

// Provider is somebody by whom people sign in instead of with a password: the
// company's own directory, most of the time (OpenID Connect). The secret of our
// client there is set by itself and never shown.
type Provider struct {
	entity.Base[Provider]

	Name            string                   `entity:"required,unique"` // what people read on the button
	Issuer          entity.Link              `entity:"required"`        // the provider's address, to the letter as its discovery document says it
	ClientID        string                   `entity:"required"`        // the name under which Guildhall is registered there
	SecretSetAt     time.Time                `entity:"readonly"`        // when the client's secret was set; a client without one proves itself by PKCE alone
	Scopes          []string                 // asked for besides openid: email and profile when not given
	EmailClaim      string                   // the claim with the address; email when not given. Names joined with dots lead into objects: realm_access.roles
	VerifiedClaim   string                   // the claim that must be true before the address is believed; email_verified when not given
	NameClaim       string                   // the claim with the name; name when not given
	RolesClaim      string                   // the claim with the roles, which then follow it at each sign-in; none when empty
	DepartmentClaim string                   // the claim with the name of the department; none when empty
	CreateUsers     bool                     // whether an account is made for whoever has none; otherwise they are refused
	DefaultRole     entity.ID[identity.Role] // the role of accounts that are made, when none follows from the claim
	EmailDomains    []string                 // the domains whose addresses are taken, such as acme.example; all when empty
	SecondFactors   []string                 // values of the claims amr and acr that count as a second factor, such as mfa; none when empty
	Active          bool                     // whether people may sign in by it
	Roles           []ProviderRole           `entity:"owned"` // what the values of the roles claim mean
}

// ProviderRole gives a role to whoever has a value among their roles claim.
type ProviderRole struct {
	entity.Line

	Claim string                   `entity:"required"` // the value, such as guildhall-sales
	Role  entity.ID[identity.Role] `entity:"required"` // the role that it gives
}

// What a role can be granted on providers. Changing one needs, besides, to hold
// everything: a provider signs in whomever it says.
const (
	ReadProviders auth.Permission = "signin.provider.read"
	EditProviders auth.Permission = "signin.provider.edit"
)

// Entity declares providers.
func (Provider) Entity() entity.Spec[Provider] {
	return entity.Spec[Provider]{
		Name:  "signin.provider",
		Title: "{name}",
		List:  []string{"name", "issuer", "client_id", "active"},
		Sort:  "name",
		Read:  ReadProviders,
		Edit:  EditProviders,
		Check: checkProvider,
	}
}

const sqlOwnerRole = `select exists (select from identity_role_grant where tenant_id = $1 and role = $2 and permission = '*' and reach = 'tenant')`

// checkProvider refuses whoever could gain by a provider of their own: it decides
// who comes in as whom, so only who may do everything may say which one does.
func checkProvider(ctx context.Context, tx *entity.Tx, p *Provider) error {
	if err := mayProvide(tx.Actor()); err != nil {
		return err
	}
	var errs problem.Fields
	checkAddresses(&errs, string(p.Issuer), p.EmailDomains)
	seen := map[string]bool{}
	for i, r := range p.Roles {
		key := r.Claim + "\x00" + r.Role.String()
		if seen[key] {
			errs.Add("/roles/"+strconv.Itoa(i)+"/claim", "duplicate", "Gives this role already.")
		}
		seen[key] = true
	}
	if !p.DefaultRole.IsZero() {
		owns, _, err := pg.One[bool](ctx, tx, sqlOwnerRole, p.DefaultRole)
		if err != nil {
			return err
		}
		if owns {
			errs.Add("/default_role", "too-much", "A role that may do everything must be given by a value of the roles claim, never to everybody.")
		}
	}
	return errs.Err()
}

func mayProvide(a *auth.Actor) error {
	if !a.Held("*").Tenant {
		return problem.Forbidden("not-held", "A provider signs in whomever it says: only who holds * on tenant records may change one.").
			With("permission", "*")
	}
	return nil
}

// checkAddresses checks what providers of tenants and of operators have in common.
func checkAddresses(errs *problem.Fields, issuer string, domains []string) {
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		errs.Add("/issuer", "invalid", "Must be an address without query, such as https://login.example.com/realms/acme.")
	case u.Scheme != "https" && (u.Scheme != "http" || !outbound.Loopback(u.Hostname())):
		errs.Add("/issuer", "not-https", "Must begin with https://.")
	}
	for i, d := range domains {
		if d == "" || strings.ToLower(d) != d || strings.ContainsAny(d, "@/: *") || !strings.Contains(d, ".") {
			errs.Add("/email_domains/"+strconv.Itoa(i), "invalid", "Must be a domain in small letters, such as acme.example.")
		}
	}
}

const (
	sqlKeepSecret = `insert into signin_provider_secret (tenant_id, provider, sealed, key_id) values ($1, $2, $3, $4)
on conflict (tenant_id, provider) do update set sealed = excluded.sealed, key_id = excluded.key_id`
	sqlDropSecret = `delete from signin_provider_secret where tenant_id = $1 and provider = $2`
)

// SetSecret sets the secret of our client at a provider of a tenant, or takes it
// away when it is empty. It is kept sealed. Who may is what the provider's check says.
func (g *Gate) SetSecret(ctx context.Context, tx *entity.Tx, id entity.ID[Provider], secret string) error {
	p, err := entity.Lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := g.keepSecret(ctx, tx.Tx, p.ID.UUID(), secret); err != nil {
		return err
	}
	p.SecretSetAt = time.Time{}
	if secret != "" {
		p.SecretSetAt = tx.Now()
	}
	return entity.Update(ctx, tx, p)
}
