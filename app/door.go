package app

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/secret"
)

// newDoor makes the door by which users and operators come in.
func newDoor(keys *secret.Keeper, clock func() time.Time) *signin.Door {
	return signin.New(signin.Options{
		Passwords: credential.NewPasswords(credential.PasswordOptions{}), Clock: clock,
		Seal: func(ctx context.Context, plain []byte) ([]byte, string, error) {
			s, err := keys.Seal(ctx, plain)
			return s.Text, s.KeyID, err
		},
		Unseal: func(ctx context.Context, sealed []byte, key string) ([]byte, error) {
			return keys.Unseal(ctx, secret.Sealed{Text: sealed, KeyID: key})
		},
	})
}
