package signin

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
)

const (
	sqlAddRefresh = `insert into signin_refresh (tenant_id, digest, session, created_at) values ($1, $2, $3, $4)`
	sqlUseRefresh = `update signin_refresh set used_at = $3 where tenant_id = $1 and digest = $2 and used_at is null returning session`
	sqlUsed       = `select session from signin_refresh where tenant_id = $1 and digest = $2`
	sqlOwner      = `select owner from signin_session where tenant_id = $1 and id = $2`
)

// Refreshable gives a session its first refresh token, and returns its secret.
func (d *Door) Refreshable(ctx context.Context, r Realm, session uuid.UUID) (secret string, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		secret = d.addRefresh(tx, session)
		return nil
	})
	return secret, err
}

func (d *Door) addRefresh(tx *pg.Tx, session uuid.UUID) string {
	secret := credential.Mint(credential.RefreshMark, tx.Tenant())
	tx.Exec(sqlAddRefresh, args(tx, secret.Digest[:], session, d.now())...)
	return secret.Text
}

// Refresh takes a refresh token for another one and tells whose session it is. Each
// is good once. One that comes a second time was stolen, from whom or by whom
// nobody knows: the session ends. Problem: "signed-out" (401).
func (d *Door) Refresh(ctx context.Context, r Realm, digest [32]byte, from Visit) (v Visitor, secret string, err error) {
	reused := false
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		reused = false
		session, fresh, err := one[uuid.UUID](ctx, tx, sqlUseRefresh, digest[:], d.now())
		if err != nil {
			return err
		}
		if !fresh {
			reused, err = d.endReused(ctx, tx, digest, from)
			return err
		}
		if v, err = d.visitor(ctx, tx, r, `s.id = $2`, session); err != nil {
			return err
		}
		secret = d.addRefresh(tx, session)
		return nil
	})
	if err == nil && (reused || secret == "") {
		err = SignedOut()
	}
	return v, secret, err
}

// endReused ends the session of a refresh token that was used before.
func (d *Door) endReused(ctx context.Context, tx *pg.Tx, digest [32]byte, from Visit) (bool, error) {
	session, known, err := one[uuid.UUID](ctx, tx, sqlUsed, digest[:])
	if err != nil || !known {
		return false, err
	}
	person, _, err := one[uuid.UUID](ctx, tx, sqlOwner, session)
	if err != nil {
		return false, err
	}
	d.end(tx, person, "refresh token used twice", session, uuid.Nil)
	d.note(tx, event{kind: RefreshReused, person: person, from: from})
	return true, nil
}
