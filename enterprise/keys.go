package enterprise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/credential/jwt"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/secret"
)

// RotateKeys adds a fresh key (or the one named by keyURL) and seals every
// credential by it, while serving. It returns how many were sealed again.
// Interrupted, [Enterprise.Reseal] finishes it; the old keys stay in the ring
// until they are retired.
func (e *Enterprise) RotateKeys(ctx context.Context, by *auth.Actor, keyURL string) (int, error) {
	id, err := e.cfg.Keys.Rotate(ctx, keyURL)
	if err != nil {
		return 0, err
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		return e.audit(tx, by, deed{"keys.rotate", "keys", uuid.Nil, map[string]any{"key": id}})
	})
	if err != nil {
		return 0, err
	}
	return e.Reseal(ctx)
}

// Reseal seals every credential that is sealed by an older key by the newest.
func (e *Enterprise) Reseal(ctx context.Context) (int, error) {
	var sealed int
	for {
		var batch []placement
		err := e.control.Read(ctx, func(tx *pg.Tx) error {
			var err error
			batch, err = pg.Query[placement](ctx, tx, `select `+placementColumns+` from placement p
where p.uri_encrypted is not null and p.key_id <> $1 order by p.id limit 100`, e.cfg.Keys.Current())
			return err
		})
		if err != nil {
			return sealed, fmt.Errorf("find credentials of older keys: %w", err)
		}
		if len(batch) == 0 {
			return sealed, nil
		}
		for _, p := range batch {
			if err := e.reseal(ctx, p); err != nil {
				return sealed, fmt.Errorf("seal the credential of %s.%s: %w", p.Database, p.Schema, err)
			}
			sealed++
		}
	}
}

// reseal leaves a credential alone that was replaced meanwhile. Caches need not
// hear of it: they hold what was sealed.
func (e *Enterprise) reseal(ctx context.Context, p placement) error {
	plain, err := e.cfg.Keys.Unseal(ctx, secret.Sealed{KeyID: p.KeyID, Text: p.URI})
	if err != nil {
		return err
	}
	again, err := e.cfg.Keys.Seal(ctx, plain)
	if err != nil {
		return err
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update placement set uri_encrypted = $3, key_id = $4 where id = $1 and uri_encrypted = $2`,
			p.ID, p.URI, again.Text, again.KeyID)
		return nil
	})
}

// signingKey is a key as it is stored.
type signingKey struct {
	ID        string
	Sealed    []byte
	KeyID     string
	CreatedAt time.Time
}

// retiring is how long an older key is believed after a newer one was made: longer
// than a token lives, and than any process takes to hear of the new one.
const retiring = time.Hour

// SigningKeys returns the keys that sign access tokens and those that are still
// believed, the newest first. The first one is made when there is none.
func (e *Enterprise) SigningKeys(ctx context.Context) ([]jwt.Key, error) {
	stored, err := e.storedKeys(ctx)
	if err == nil && len(stored) == 0 {
		if err = e.addSigningKey(ctx, nil, false); err == nil {
			stored, err = e.storedKeys(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	keys := make([]jwt.Key, 0, len(stored))
	for i, s := range stored {
		der, err := e.cfg.Keys.Unseal(ctx, secret.Sealed{Text: s.Sealed, KeyID: s.KeyID})
		if err != nil {
			return nil, fmt.Errorf("signing key %s: %w", s.ID, err)
		}
		private, err := jwt.ParsePrivate(der)
		if err != nil {
			return nil, err
		}
		key, err := jwt.KeyOf(private)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			key.NotAfter = stored[i-1].CreatedAt.Add(retiring)
		}
		keys = append(keys, key)
	}
	return slices.DeleteFunc(keys, func(k jwt.Key) bool { return !k.NotAfter.IsZero() && k.NotAfter.Before(e.now()) }), nil
}

func (e *Enterprise) storedKeys(ctx context.Context) (stored []signingKey, err error) {
	err = e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		stored, err = pg.Query[signingKey](ctx, tx, `select id, sealed, key_id, created_at from signing_key order by created_at desc, id limit 10`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read signing keys: %w", err)
	}
	return stored, nil
}

// RotateSigningKey has a new key sign access tokens from now on. The old one is
// believed for an hour.
func (e *Enterprise) RotateSigningKey(ctx context.Context, by *auth.Actor) error {
	return e.addSigningKey(ctx, by, true)
}

// addSigningKey makes a key, always or only when there is none.
func (e *Enterprise) addSigningKey(ctx context.Context, by *auth.Actor, always bool) error {
	key, err := jwt.NewKey()
	if err != nil {
		return err
	}
	der, err := jwt.MarshalPrivate(key.Private)
	if err != nil {
		return err
	}
	sealed, err := e.cfg.Keys.Seal(ctx, der)
	if err != nil {
		return fmt.Errorf("seal a signing key: %w", err)
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`select pg_advisory_xact_lock(hashtextextended('signing key', 0))`)
		tx.Exec(`insert into signing_key (id, sealed, key_id, created_at)
select $1, $2, $3, $4 where $5 or not exists (select from signing_key)`, key.ID, sealed.Text, sealed.KeyID, e.now(), always)
		return e.audit(tx, by, deed{"signing_key.create", "signing_key", uuid.Nil, map[string]any{"key": key.ID}})
	})
}
