package signin

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/oidc"
)

// challengeDigest is the digest under which a challenge is kept.
func challengeDigest(secret string) [32]byte {
	_, digest, _ := credential.Parse(credential.ChallengeMark, secret) // made by us: it parses
	return digest
}

const (
	sqlForgetLogouts = `delete from signin_logout_token where tenant_id = $1 and until < $2`
	sqlOnce          = `insert into signin_logout_token (tenant_id, digest, until) values ($1, $2, $3) on conflict do nothing returning tenant_id`

	// The sessions of one session of the provider, or all of a subject.
	sqlEndByProvider = `update signin_session s set status = 'ended', end_reason = 'signed out at the provider', updated_at = $2, version = version + 1
from signin_provider_session p
where s.tenant_id = $1 and s.status = 'active' and p.tenant_id = $1 and p.session = s.id and p.provider = $3 and p.issuer = $4
  and ($5 = '' or p.subject = $5) and ($6 = '' or p.sid = $6)
returning s.owner`

	sqlDropOwed = `update signin_challenge set used_at = $2 where tenant_id = $1 and used_at is null and provider = $3 and issuer = $4
  and ($5 = '' or subject = $5) and ($6 = '' or sid = $6)`
)

// EndByProvider ends the sessions that a provider says are over (Back-Channel Logout
// 1.0). The provider is one of the realm's own, found by the issuer that the token
// names and then proved. It returns an [oidc.RefusedError] for a token that is not to be
// believed, and for one that comes again.
func (g *Gate) EndByProvider(ctx context.Context, r Realm, token string, from Visit) error {
	var rows []providerRow
	err := pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		rows, err = pg.Query[providerRow](ctx, tx, sqlProviders+`p.issuer = $2`, args(tx, oidc.IssuerOf(token))...)
		return err
	})
	if err != nil {
		return err
	}
	var refusal error = &oidc.RefusedError{Reason: "no provider has this issuer"}
	for _, p := range rows {
		client, err := g.client(ctx, p, "")
		if err != nil {
			return unavailable(err)
		}
		out, err := client.VerifyLogout(ctx, token, g.now())
		if err == nil {
			return g.endAll(ctx, r, p, out, from)
		}
		refusal = err
	}
	return refusal
}

// endAll ends sessions for a token that comes for the first time.
func (g *Gate) endAll(ctx context.Context, r Realm, p providerRow, out oidc.Logout, from Visit) error {
	digest := sha256.Sum256([]byte(p.Issuer + "\x00" + out.ID))
	fresh := false
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) (err error) {
		now := g.now()
		tx.Exec(sqlForgetLogouts, args(tx, now)...)
		if _, fresh, err = one[uuid.UUID](ctx, tx, sqlOnce, digest[:], out.Until); err != nil || !fresh {
			return err
		}
		who := []any{p.ID, p.Issuer, out.Subject, out.Session}
		tx.Exec(sqlDropOwed, args(tx, append([]any{now}, who...)...)...)
		people, err := pg.Query[uuid.UUID](ctx, tx, sqlEndByProvider, args(tx, append([]any{now}, who...)...)...)
		for _, person := range people {
			g.note(tx, event{kind: SignedOutByProvider, person: person, detail: p.Name, from: from})
		}
		return err
	})
	if err == nil && !fresh {
		err = &oidc.RefusedError{Reason: "the logout token was used before"}
	}
	return err
}

const sqlCameBy = `select provider from signin_provider_session where tenant_id = $1 and session = $2`

// LogoutURL returns where to send a browser whose session ends, so that it is signed
// out at its provider too and then comes back to an address of ours; "" when it did
// not come by a provider, or by one that has no such address.
func (g *Gate) LogoutURL(ctx context.Context, r Realm, session uuid.UUID, back string) (string, error) {
	var p providerRow
	came := false
	err := pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		id, found, err := one[uuid.UUID](ctx, tx, sqlCameBy, session)
		if err != nil || !found {
			return err
		}
		p, came, err = one[providerRow](ctx, tx, sqlProviders+`p.id = $2`, id)
		return err
	})
	if err != nil || !came {
		return "", err
	}
	client, err := g.client(ctx, p, "")
	if errors.Is(err, oidc.ErrUnavailable) { // then they are signed out here at least
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return client.LogoutURL(back), nil
}
