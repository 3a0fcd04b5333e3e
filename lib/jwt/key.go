package jwt

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Key is one key of a [Keyring].
type Key struct {
	ID       string             // names the key in tokens, and only that
	Public   ed25519.PublicKey  // verifies
	Private  ed25519.PrivateKey // signs; nil for a key that only verifies
	NotAfter time.Time          // when it is believed no longer; zero for never
}

// NewKey makes a random key that never ends. See [KeyOf] for its id.
func NewKey() (Key, error) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return Key{}, fmt.Errorf("make a signing key: %w", err)
	}
	return KeyOf(private)
}

// KeyOf returns the key of a private key, which never ends. Its id is its thumbprint
// (RFC 7638), so that the same key has the same id everywhere.
func KeyOf(private ed25519.PrivateKey) (Key, error) {
	if len(private) != ed25519.PrivateKeySize {
		return Key{}, errors.New("this is no private key of Ed25519")
	}
	public := ed25519.PublicKey(private[ed25519.PrivateKeySize-ed25519.PublicKeySize:])
	jwk := jose.JSONWebKey{Key: public}
	thumbprint, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return Key{}, fmt.Errorf("name a signing key: %w", err)
	}
	return Key{ID: base64.RawURLEncoding.EncodeToString(thumbprint), Public: public, Private: private}, nil
}

// MarshalPrivate returns a private key as PKCS #8, to be stored sealed.
func MarshalPrivate(private ed25519.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("write a signing key: %w", err)
	}
	return der, nil
}

// ParsePrivate reads what [MarshalPrivate] wrote.
func ParsePrivate(der []byte) (ed25519.PrivateKey, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read a signing key: %w", err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read a signing key: it is a %T", key)
	}
	return private, nil
}
