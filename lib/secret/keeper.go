package secret

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"gocloud.dev/secrets"
	_ "gocloud.dev/secrets/localsecrets" // opens base64key://
)

// Sealed is a secret as it may be stored.
type Sealed struct {
	KeyID string // names the key that opens it
	Text  []byte // ciphertext
}

// ErrUnknownKey says that a secret was sealed by a key that is not in the ring.
var ErrUnknownKey = errors.New("the key that sealed this is not in the ring")

// Keeper seals and opens secrets. It may be used by any number of goroutines.
type Keeper struct {
	file string // the ring's file; empty when the ring was given by URLs

	mu   sync.RWMutex
	ring []key // oldest first
}

// key is one key of the ring.
type key struct {
	id     string
	url    string
	keeper *secrets.Keeper
}

// Open opens the ring that rawURL names: "file:///var/lib/guildhall/secret.keys",
// which is made with one fresh key when it is missing, or URLs of keys for
// gocloud.dev/secrets parted by commas, the newest first. What follows file://
// is the path as it is, not percent-encoded. A file that others than its owner
// may read is refused.
func Open(ctx context.Context, rawURL string) (*Keeper, error) {
	k := &Keeper{}
	if path, isFile := strings.CutPrefix(rawURL, "file://"); isFile {
		k.file = path
		if err := k.load(ctx); err != nil {
			return nil, err
		}
		return k, nil
	}
	urls := strings.Split(rawURL, ",")
	slices.Reverse(urls)
	for _, one := range urls {
		opened, err := openKey(ctx, keyID(one), one)
		if err != nil {
			return nil, errors.Join(err, k.Close())
		}
		k.ring = append(k.ring, opened)
	}
	return k, nil
}

func openKey(ctx context.Context, id, rawURL string) (key, error) {
	if _, err := url.Parse(rawURL); err != nil {
		return key{}, errors.New("the URL of a key cannot be parsed") // It may be the key itself: it is not repeated.
	}
	keeper, err := secrets.OpenKeeper(ctx, rawURL)
	if err != nil {
		return key{}, fmt.Errorf("open key %s: %w", id, err)
	}
	return key{id: id, url: rawURL, keeper: keeper}, nil
}

// keyID tells keys apart without telling what they are.
func keyID(rawURL string) string {
	sum := sha256.Sum256([]byte(rawURL))
	return hex.EncodeToString(sum[:4])
}

// Seal encrypts a secret by the newest key.
func (k *Keeper) Seal(ctx context.Context, plain []byte) (Sealed, error) {
	newest := k.newest()
	text, err := newest.keeper.Encrypt(ctx, plain)
	if err != nil {
		return Sealed{}, fmt.Errorf("seal by key %s: %w", newest.id, err)
	}
	return Sealed{KeyID: newest.id, Text: text}, nil
}

// Unseal decrypts a secret. A key that another process has added meanwhile is
// found; the error wraps [ErrUnknownKey] when there is none.
func (k *Keeper) Unseal(ctx context.Context, s Sealed) ([]byte, error) {
	by, known := k.find(s.KeyID)
	if !known && k.file != "" {
		if err := k.load(ctx); err != nil {
			return nil, err
		}
		by, known = k.find(s.KeyID)
	}
	if !known {
		return nil, fmt.Errorf("open a secret sealed by key %s: %w", s.KeyID, ErrUnknownKey)
	}
	plain, err := by.keeper.Decrypt(ctx, s.Text)
	if err != nil {
		return nil, fmt.Errorf("open a secret sealed by key %s: %w", s.KeyID, err)
	}
	return plain, nil
}

// Current returns the id of the key that seals new secrets.
func (k *Keeper) Current() string { return k.newest().id }

// Close releases the keys; the keeper cannot be used any more.
func (k *Keeper) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var errs []error
	for _, one := range k.ring {
		errs = append(errs, one.keeper.Close())
	}
	return errors.Join(errs...)
}

func (k *Keeper) newest() key {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.ring[len(k.ring)-1]
}

func (k *Keeper) find(id string) (key, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	i := slices.IndexFunc(k.ring, func(one key) bool { return one.id == id })
	if i < 0 {
		return key{}, false
	}
	return k.ring[i], true
}
