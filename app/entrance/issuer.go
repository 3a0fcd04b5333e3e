package entrance

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/jwt"
)

const (
	audience = "guildhall" // the API for which access tokens are

	// sessionClient names, in access tokens, the program of somebody who signed in.
	sessionClient = "session"

	ringKept  = 5 * time.Minute  // how long a ring of keys is believed to be current
	ringRetry = 10 * time.Second // how soon it may be read again, for a key that it lacks or when it could not be read
)

// Issuer signs and verifies access tokens by the enterprise's keys. It may be used by
// any number of goroutines.
type Issuer struct {
	url   string // under which the keys are published
	load  func(context.Context) ([]jwt.Key, error)
	clock func() time.Time
	log   *slog.Logger

	mu   sync.Mutex
	ring *jwt.Keyring
	at   time.Time // when it was read
}

// NewIssuer returns the issuer whose keys are published under the URL of this server.
// Load reads the keys, the newest first.
func NewIssuer(url string, load func(context.Context) ([]jwt.Key, error), clock func() time.Time, log *slog.Logger) *Issuer {
	return &Issuer{url: url, load: load, clock: clock, log: log}
}

// keys returns the ring, read anew when it is older than that. While the registry does
// not answer, the ring at hand goes on.
func (i *Issuer) keys(ctx context.Context, older time.Duration) (*jwt.Keyring, error) {
	now := i.clock()
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.ring != nil && now.Before(i.at.Add(older)) {
		return i.ring, nil
	}
	ring, err := i.read(ctx)
	switch {
	case err == nil:
		i.ring, i.at = ring, now
	case i.ring == nil:
		return nil, err
	default:
		i.log.WarnContext(ctx, "signing keys not read; the known ones go on", slog.String("error", err.Error()))
		i.at = now.Add(ringRetry - ringKept)
	}
	return i.ring, nil
}

func (i *Issuer) read(ctx context.Context) (*jwt.Keyring, error) {
	keys, err := i.load(ctx)
	if err != nil {
		return nil, fmt.Errorf("read signing keys: %w", err)
	}
	ring, err := jwt.NewKeyring(i.url, audience, keys...)
	if err != nil {
		return nil, fmt.Errorf("signing keys: %w", err)
	}
	return ring, nil
}

func (i *Issuer) sign(ctx context.Context, c jwt.Claims) (string, error) {
	ring, err := i.keys(ctx, ringKept)
	if err != nil {
		return "", err
	}
	return ring.Sign(c, i.clock())
}

// verify tells what a token says. One that is not believed may be signed by a key that
// another process has heard of first: then the keys are read anew, now and then.
func (i *Issuer) verify(ctx context.Context, token string) (jwt.Claims, error) {
	ring, err := i.keys(ctx, ringKept)
	if err != nil {
		return jwt.Claims{}, err
	}
	c, err := ring.Verify(token, i.clock())
	if !errors.Is(err, jwt.ErrInvalid) {
		return c, err
	}
	if ring, err = i.keys(ctx, ringRetry); err != nil {
		return jwt.Claims{}, err
	}
	return ring.Verify(token, i.clock())
}

// isJWT tells whether a token has the form of an access token.
func isJWT(token string) bool {
	return strings.HasPrefix(token, "eyJ") && strings.Count(token, ".") == 2
}

// claimedTenant reads the tenant that an access token names, zero for none, before
// anything of it is believed: it only says whose door to knock at. It looks for the
// claim as this server writes it, and no further.
func claimedTenant(token string) (uuid.UUID, bool) {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	said, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return uuid.Nil, false
	}
	_, after, found := bytes.Cut(said, []byte(`"tenant_id":"`))
	if !found {
		return uuid.Nil, true
	}
	text, _, _ := bytes.Cut(after, []byte(`"`))
	id, err := uuid.ParseBytes(text)
	return id, err == nil && id != uuid.Nil
}
