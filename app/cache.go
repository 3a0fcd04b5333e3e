package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"

	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/secret"
)

// openShelf opens the shelf of several processes, its key sealed by the key ring.
func openShelf(address string, keys *secret.Keeper) (*redis.Shelf, error) {
	seal := func(ctx context.Context, plain []byte) ([]byte, error) {
		sealed, err := keys.Seal(ctx, plain)
		return append([]byte(sealed.KeyID+"\n"), sealed.Text...), err
	}
	unseal := func(ctx context.Context, text []byte) ([]byte, error) {
		id, sealed, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return nil, errors.New("the key of the shelf was not sealed here")
		}
		return keys.Unseal(ctx, secret.Sealed{KeyID: string(id), Text: sealed})
	}
	return redis.OpenShelf(address, seal, unseal)
}

// warmTenants is how many tenants a process asks for before anybody else does.
const warmTenants = 200

// warm asks for tenants while the first requests are served. Without them those
// tenants are only asked for later.
func (a *App) warm(ctx context.Context) {
	if err := a.Enterprise.Warm(ctx, warmTenants); err != nil && ctx.Err() == nil {
		a.cfg.Log.WarnContext(ctx, "tenants are not asked for before they are needed", slog.String("error", err.Error()))
	}
}
