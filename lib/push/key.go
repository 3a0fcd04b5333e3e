package push

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Key is by whom messages are sent (RFC 8292, section 2): an ECDSA key on P-256. A
// browser is given its public part when it subscribes, and takes messages of no other.
type Key struct{ private *ecdsa.PrivateKey }

// NewKey draws a fresh key.
func NewKey() (Key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("draw a key: %w", err)
	}
	return Key{private}, nil
}

// ParseKey reads what [Key.Bytes] wrote.
func ParseKey(text []byte) (Key, error) {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), text)
	if err != nil {
		return Key{}, fmt.Errorf("read a key: %w", err)
	}
	return Key{private}, nil
}

// Bytes returns the private key, 32 bytes, to be kept sealed.
func (k Key) Bytes() ([]byte, error) {
	text, err := k.private.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write a key: %w", err)
	}
	return text, nil
}

// Public returns the public key as browsers want it for applicationServerKey: the
// uncompressed point in base64url.
func (k Key) Public() (string, error) {
	point, err := k.private.PublicKey.Bytes()
	if err != nil {
		return "", fmt.Errorf("write a public key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(point), nil
}

// lasts is for how long a signature is good; services take up to a day.
const lasts = 12 * time.Hour

// vouch returns the Authorization header for an endpoint (RFC 8292, section 3): a JSON
// web token, signed by ES256, for the endpoint's origin. The contact is a mailto: or
// https: address at which the push service finds the sender.
func (k Key) vouch(endpoint *url.URL, contact string, now time.Time) (string, error) {
	public, err := k.Public()
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"aud": endpoint.Scheme + "://" + endpoint.Host, "exp": now.Add(lasts).Unix(), "sub": contact,
	})
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	signed := b64([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + b64(claims)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, k.private, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	var signature [64]byte // both halves at full length (RFC 7518, section 3.4)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return "vapid t=" + signed + "." + b64(signature[:]) + ", k=" + public, nil
}

// errNoKey says that a message has nobody who sends it.
var errNoKey = errors.New("send a message: there is no key")
