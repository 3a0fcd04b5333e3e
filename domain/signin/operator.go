package signin

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// OwnProvider is a provider of a realm without entities: of the operators. It makes
// no accounts and gives no roles: whoever comes by it has an account already.
type OwnProvider struct {
	ID            uuid.UUID
	Name          string // what people read on the button
	Issuer        string // its address, to the letter
	ClientID      string // the name under which Guildhall is registered there
	SecretSetAt   *time.Time
	Scopes        []string // asked for besides openid; email and profile when none
	EmailClaim    string   // "email" when empty
	VerifiedClaim string   // "email_verified" when empty
	EmailDomains  []string // whose addresses are taken; all when empty
	SecondFactors []string // values of amr and acr that count as a second factor
	Active        bool
}

const (
	sqlOwnProviders = `select id, name, issuer, client_id, secret_set_at, scopes, email_claim, verified_claim, email_domains, second_factors, active
from signin_provider where tenant_id = $1 order by name`
	sqlSaveProvider = `insert into signin_provider (tenant_id, id, created_at, updated_at, name, issuer, client_id, scopes, email_claim, verified_claim,
  email_domains, second_factors, active) values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (tenant_id, id) do update set updated_at = excluded.updated_at, version = signin_provider.version + 1, name = excluded.name,
  issuer = excluded.issuer, client_id = excluded.client_id, scopes = excluded.scopes, email_claim = excluded.email_claim,
  verified_claim = excluded.verified_claim, email_domains = excluded.email_domains, second_factors = excluded.second_factors, active = excluded.active`
	sqlKnownProvider  = `select name from signin_provider where tenant_id = $1 and id = $2`
	sqlSecretSet      = `update signin_provider set secret_set_at = $3 where tenant_id = $1 and id = $2` //nolint:gosec // a time
	sqlRemoveProvider = `delete from signin_provider where tenant_id = $1 and id = $2 returning name`
)

// OwnProviders lists the providers of a realm, by name.
func (g *Gate) OwnProviders(ctx context.Context, r Realm) (out []OwnProvider, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[OwnProvider](ctx, tx, sqlOwnProviders, args(tx)...)
		return err
	})
	return out, err
}

// SaveProvider makes a provider, whose ID is zero, or changes one. The secret of our
// client is left as it is when nil, and taken away when empty. Problems: "invalid",
// "not-found".
func (g *Gate) SaveProvider(ctx context.Context, r Realm, p OwnProvider, secret *string, by uuid.UUID, from Visit) (uuid.UUID, error) {
	if err := p.check(); err != nil {
		return uuid.Nil, err
	}
	fresh := p.ID == uuid.Nil
	if fresh {
		p.ID = newID()
	}
	list := func(l []string) []string { return append([]string{}, l...) }
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if _, known, err := one[string](ctx, tx, sqlKnownProvider, p.ID); err != nil || known == fresh {
			if err == nil {
				err = problem.NotFound("provider")
			}
			return err
		}
		now := g.now()
		tx.Exec(sqlSaveProvider, args(tx, p.ID, now, p.Name, p.Issuer, p.ClientID, list(p.Scopes), p.EmailClaim, p.VerifiedClaim,
			list(p.EmailDomains), list(p.SecondFactors), p.Active)...)
		if secret != nil {
			if err := g.keepSecret(ctx, tx, p.ID, *secret); err != nil {
				return err
			}
			var at *time.Time
			if *secret != "" {
				at = &now
			}
			tx.Exec(sqlSecretSet, args(tx, p.ID, at)...)
		}
		g.note(tx, event{kind: ProviderChanged, person: by, detail: p.Name, from: from})
		return nil
	})
	return p.ID, err
}

func (p *OwnProvider) check() error {
	var errs problem.Fields
	for name, value := range map[string]string{"name": p.Name, "client_id": p.ClientID} {
		if strings.TrimSpace(value) == "" {
			errs.Add("/"+name, "required", "Must be given.")
		}
	}
	checkAddresses(&errs, p.Issuer, p.EmailDomains)
	return errs.Err()
}

// RemoveProvider removes a provider; sessions that it began go on. Problem:
// "not-found".
func (g *Gate) RemoveProvider(ctx context.Context, r Realm, id, by uuid.UUID, from Visit) error {
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		name, found, err := one[string](ctx, tx, sqlRemoveProvider, id)
		if err == nil && !found {
			err = problem.NotFound("provider")
		}
		g.note(tx, event{kind: ProviderChanged, person: by, detail: name + " removed", from: from})
		return err
	})
}
