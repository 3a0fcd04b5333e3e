package jwt

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
)

const (
	// Lifetime is how long a token is good for.
	Lifetime = 10 * time.Minute
	// Leeway is how much later, and earlier, a token is taken, since clocks differ.
	Leeway = 30 * time.Second

	tokenType = "at+jwt" // RFC 9068
	maxToken  = 8 << 10  // bytes
)

// ErrInvalid is wrapped by every error about a token that is not believed. The rest
// of the error says why, for the log; who sent the token is told one thing only.
var ErrInvalid = errors.New("the access token is not valid")

// Keyring signs and verifies the tokens of one issuer for one audience. It never
// changes: a new key makes a new ring. It may be used by any number of goroutines.
type Keyring struct {
	issuer, audience string
	keys             []Key // newest first
	signers          map[string]jose.Signer
}

// NewKeyring returns a ring of keys, the newest first. Issuer is the URL under which
// the keys are published, audience names the API for which the tokens are.
func NewKeyring(issuer, audience string, keys ...Key) (*Keyring, error) {
	if issuer == "" || audience == "" {
		return nil, errors.New("a ring of signing keys needs an issuer and an audience")
	}
	r := &Keyring{issuer: issuer, audience: audience, signers: map[string]jose.Signer{}}
	for _, k := range keys {
		if err := r.add(k); err != nil {
			return nil, fmt.Errorf("signing key %q: %w", k.ID, err)
		}
	}
	return r, nil
}

func (r *Keyring) add(k Key) error {
	jwk := jose.JSONWebKey{Key: k.Public}
	if k.ID == "" || !jwk.Valid() {
		return errors.New("it has no id, or is no public key of Ed25519")
	}
	if _, twice := r.find(k.ID); twice {
		return errors.New("it is in the ring already")
	}
	r.keys = append(r.keys, k)
	if k.Private == nil {
		return nil
	}
	if !k.Public.Equal(k.Private.Public()) {
		return errors.New("its halves do not belong together")
	}
	signing := jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: k.Private, KeyID: k.ID}}
	signer, err := jose.NewSigner(signing, (&jose.SignerOptions{}).WithType(tokenType))
	if err != nil {
		return fmt.Errorf("it cannot sign: %w", err)
	}
	r.signers[k.ID] = signer
	return nil
}

// Sign returns a token that is good for [Lifetime] from now, signed by the newest
// private key that lives as long. The token's id and times are set here; subject
// and client are needed, and a scope is a word without blanks.
func (r *Keyring) Sign(c Claims, now time.Time) (string, error) {
	if c.Subject == uuid.Nil || c.Client == "" || slices.ContainsFunc(c.Scopes, notOneWord) {
		return "", errors.New("sign an access token: it needs a subject, a client and scopes without blanks")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("sign an access token: %w", err)
	}
	c.ID, c.IssuedAt, c.ExpiresAt = id, now, now.Add(Lifetime)
	for _, k := range r.keys {
		signer, can := r.signers[k.ID]
		if !can || !k.lives(c.ExpiresAt) {
			continue
		}
		token, err := jwt.Signed(signer).Claims(payloadOf(c, r.issuer, r.audience)).Serialize()
		if err != nil {
			return "", fmt.Errorf("sign an access token: %w", err)
		}
		return token, nil
	}
	return "", errors.New("sign an access token: no key can sign")
}

// Verify returns what a token says if this ring signed it, for this audience, and it
// is good at now. Every other token is an [ErrInvalid].
func (r *Keyring) Verify(token string, now time.Time) (Claims, error) {
	c, err := r.verify(token, now)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c, nil
}

func (r *Keyring) verify(token string, now time.Time) (Claims, error) {
	if len(token) > maxToken {
		return Claims{}, errors.New("it is too long")
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return Claims{}, fmt.Errorf("read it: %w", err)
	}
	header := parsed.Headers[0] // the compact form has one
	if header.ExtraHeaders[jose.HeaderType] != tokenType {
		return Claims{}, errors.New("it is a token of another type")
	}
	key, found := r.find(header.KeyID)
	if !found || !key.lives(now) {
		return Claims{}, errors.New("its key is not in the ring")
	}
	var p payload
	if err := parsed.Claims(key.Public, &p); err != nil {
		return Claims{}, fmt.Errorf("verify it: %w", err)
	}
	expected := jwt.Expected{Issuer: r.issuer, AnyAudience: jwt.Audience{r.audience}, Time: now}
	if err := p.ValidateWithLeeway(expected, Leeway); err != nil {
		return Claims{}, fmt.Errorf("judge it: %w", err)
	}
	return p.claims()
}

// JWKS returns the public keys that are believed at now, as JSON Web Key Set (RFC
// 7517), to be published.
func (r *Keyring) JWKS(now time.Time) ([]byte, error) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range r.keys {
		if k.lives(now) {
			set.Keys = append(set.Keys, jose.JSONWebKey{Key: k.Public, KeyID: k.ID, Algorithm: string(jose.EdDSA), Use: "sig"})
		}
	}
	out, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("write the key set: %w", err)
	}
	return out, nil
}

func (r *Keyring) find(id string) (Key, bool) {
	at := slices.IndexFunc(r.keys, func(k Key) bool { return k.ID == id })
	if at < 0 {
		return Key{}, false
	}
	return r.keys[at], true
}

// lives tells whether the key is believed at that time.
func (k Key) lives(at time.Time) bool { return k.NotAfter.IsZero() || !at.After(k.NotAfter) }

func notOneWord(scope string) bool {
	words := strings.Fields(scope)
	return len(words) != 1 || words[0] != scope
}
