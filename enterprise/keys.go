package enterprise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/jwt"
	"github.com/guildhall/guildhall/lib/secret"
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

// Sealed names a column that holds what is sealed, in the tables of every place
// that has them.
type Sealed struct {
	Table  string
	Column string // what is sealed; may be NULL
	KeyID  string // the column with the id of the key by which it is sealed
	Own    bool   // the enterprise's own database has the table, too
}

// Reseal seals everything that is sealed by an older key by the newest, and
// returns how much that was: the tenants' credentials, the signing keys, and the
// columns that modules declare. What is replaced meanwhile is left alone.
func (e *Enterprise) Reseal(ctx context.Context) (int, error) {
	all := 0
	for _, own := range []struct{ find, update string }{
		{
			`select uri_encrypted, key_id from placement where uri_encrypted is not null and key_id <> $1 limit 100`,
			`update placement set uri_encrypted = $1, key_id = $2 where uri_encrypted = $3`,
		},
		{
			`select sealed, key_id from signing_key where key_id <> $1 limit 100`,
			`update signing_key set sealed = $1, key_id = $2 where sealed = $3`,
		},
		{
			`select uri_encrypted, key_id from job_store where key_id <> $1`,
			`update job_store set uri_encrypted = $1, key_id = $2 where uri_encrypted = $3`,
		},
	} {
		n, err := e.resealAll(ctx, e.control, own.find, own.update)
		if all += n; err != nil {
			return all, err
		}
	}
	places, err := e.placements(ctx, tierEnterprise, Shared, Schema, Database)
	if err != nil {
		return all, err
	}
	for _, p := range places {
		n, err := e.resealIn(ctx, p)
		if all += n; err != nil {
			return all, fmt.Errorf("seal what is in %s.%s: %w", p.Database, p.Schema, err)
		}
	}
	return all, nil
}

// resealIn seals the declared columns of one place.
func (e *Enterprise) resealIn(ctx context.Context, p placement) (int, error) {
	db, release, err := e.owner(ctx, p.Database, pg.Options{MaxConns: maxBuilders})
	if err != nil {
		return 0, err
	}
	defer release()
	all := 0
	for _, c := range e.cfg.Sealed {
		if p.Tier == tierEnterprise && !c.Own {
			continue
		}
		table, column, key := pg.Quote(p.Schema)+"."+pg.Quote(c.Table), pg.Quote(c.Column), pg.Quote(c.KeyID)
		n, err := e.resealAll(ctx, db,
			"select "+column+", "+key+" from "+table+" where "+column+" is not null and "+key+" <> $1 limit 100",
			"update "+table+" set "+column+" = $1, "+key+" = $2 where "+column+" = $3")
		if all += n; err != nil {
			return all, err
		}
	}
	return all, nil
}

// resealAll seals what find finds until there is nothing, a batch at a time.
func (e *Enterprise) resealAll(ctx context.Context, db *pg.DB, find, update string) (int, error) {
	type old struct {
		Sealed []byte
		KeyID  string
	}
	for all := 0; ; {
		var batch []old
		err := db.Read(ctx, func(tx *pg.Tx) (err error) {
			batch, err = pg.Query[old](ctx, tx, find, e.cfg.Keys.Current())
			return err
		})
		if err != nil || len(batch) == 0 {
			return all, err
		}
		for _, o := range batch {
			plain, err := e.cfg.Keys.Unseal(ctx, secret.Sealed{KeyID: o.KeyID, Text: o.Sealed})
			if err != nil {
				return all, err
			}
			again, err := e.cfg.Keys.Seal(ctx, plain)
			if err != nil {
				return all, err
			}
			err = db.Write(ctx, func(tx *pg.Tx) error {
				tx.Exec(update, again.Text, again.KeyID, o.Sealed)
				return nil
			})
			if err != nil {
				return all, err
			}
			all++
		}
	}
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
		if _, err = e.addSigningKey(ctx, nil, false); err == nil {
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

// RotateSigningKey has a new key sign access tokens from now on, in other processes
// once they have heard of it, and returns its id. The old one is believed, and
// published, for an hour.
func (e *Enterprise) RotateSigningKey(ctx context.Context, by *auth.Actor) (string, error) {
	return e.addSigningKey(ctx, by, true)
}

// addSigningKey makes a key, always or only when there is none, and returns its id.
func (e *Enterprise) addSigningKey(ctx context.Context, by *auth.Actor, always bool) (string, error) {
	key, err := jwt.NewKey()
	if err != nil {
		return "", err
	}
	der, err := jwt.MarshalPrivate(key.Private)
	if err != nil {
		return "", err
	}
	sealed, err := e.cfg.Keys.Seal(ctx, der)
	if err != nil {
		return "", fmt.Errorf("seal a signing key: %w", err)
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`select pg_advisory_xact_lock(hashtextextended('signing key', 0))`)
		// The newest is the newest, whatever clocks say.
		tx.Exec(`insert into signing_key (id, sealed, key_id, created_at)
select $1, $2, $3, greatest($4, (select max(created_at) + interval '1 microsecond' from signing_key)) where $5 or not exists (select from signing_key)`, key.ID, sealed.Text, sealed.KeyID, e.now(), always)
		return e.audit(tx, by, deed{"signing_key.create", "signing_key", uuid.Nil, map[string]any{"key": key.ID}})
	})
	return key.ID, err
}
