package integrations

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/secret"
)

// bothSign is how long a secret signs besides the one that follows it, so that the
// receiver can learn the new one in peace.
const bothSign = 48 * time.Hour

// secretBytes is the length of a secret; the specification allows 24 to 64 bytes.
const secretBytes = 32

// secretMark begins a secret as it is told (Standard Webhooks, "Symmetric").
const secretMark = "whsec_"

// RotateSecret asks for a new secret.
type RotateSecret struct{}

// TheSecret is a new secret, which is never told again.
type TheSecret struct {
	Secret      string    // as libraries of Standard Webhooks take it: whsec_…
	BeforeUntil time.Time // until when the secret before signs, too; empty when there was none
}

const (
	sqlEndSecrets  = `update integrations_webhook_secret set ends_at = $3 where tenant_id = $1 and webhook = $2 and ends_at is null`
	sqlDropSecrets = `delete from integrations_webhook_secret where tenant_id = $1 and webhook = $2 and ends_at <= $3`
	sqlAddSecret   = `insert into integrations_webhook_secret (tenant_id, id, webhook, made_at, sealed, key_id) values ($1, $2, $3, $4, $5, $6)`
	sqlSigning     = `select key_id, sealed from integrations_webhook_secret
where tenant_id = $1 and webhook = $2 and (ends_at is null or ends_at > $3) order by made_at desc`
)

// rotate is served as POST …/webhooks/{id}/rotate-secret. The first secret switches the
// webhook on.
func rotate(ctx context.Context, tx *entity.Tx, w *Webhook, _ RotateSecret) (TheSecret, error) {
	if tx.Keys() == nil {
		return TheSecret{}, errors.New("seal a secret: there are no keys")
	}
	var fresh [secretBytes]byte
	rand.Read(fresh[:]) // It never fails: the program ends instead.
	sealed, err := tx.Keys().Seal(ctx, fresh[:])
	if err != nil {
		return TheSecret{}, fmt.Errorf("seal a webhook's secret: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return TheSecret{}, fmt.Errorf("name a secret: %w", err)
	}
	told := TheSecret{Secret: secretMark + base64.StdEncoding.EncodeToString(fresh[:])}
	if w.SecretSetAt.IsZero() {
		w.Active = true
	} else {
		told.BeforeUntil = tx.Now().Add(bothSign)
	}
	w.SecretSetAt = tx.Now()
	if err := entity.Update(ctx, tx, w); err != nil {
		return TheSecret{}, err
	}
	tx.Exec(sqlDropSecrets, w.ID, tx.Now())
	tx.Exec(sqlEndSecrets, w.ID, tx.Now().Add(bothSign))
	tx.Exec(sqlAddSecret, id, w.ID, tx.Now(), sealed.Text, sealed.KeyID)
	return told, nil
}

// secretsOf returns the secrets that sign for a webhook now, the newest first.
func secretsOf(ctx context.Context, tx *entity.Tx, w *Webhook) ([][]byte, error) {
	stored, err := pg.Query[secret.Sealed](ctx, tx, sqlSigning, w.ID, tx.Now())
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	var out [][]byte
	for _, s := range stored {
		plain, err := tx.Keys().Unseal(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("unseal a webhook's secret: %w", err)
		}
		out = append(out, plain)
	}
	return out, nil
}
