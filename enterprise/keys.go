package enterprise

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
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
