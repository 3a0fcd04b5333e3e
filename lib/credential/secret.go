package credential

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"
)

// The marks of secrets, by which scanners find a leaked one and the server knows
// what it was sent.
const (
	TokenMark     = "ght_" // a token of a tenant's user
	OperatorMark  = "gho_" // a token of an operator, who belongs to no tenant
	SessionMark   = "ghs_" // a browser's session
	RefreshMark   = "ghr_" // a refresh token
	ChallengeMark = "ghc_" // between the steps of signing in
	LinkMark      = "ghl_" // in a link that lets somebody without an account do one thing
)

// The parts of a secret.
const (
	secretBytes  = 32
	tenantDigits = 32 // hex
	randomDigits = 43 // base64url
	hintLength   = 6  // characters of the random part
)

// Secret is a new opaque secret of 256 random bits.
type Secret struct {
	Text   string            // what its holder keeps and sends; never stored
	Digest [sha256.Size]byte // what is stored: the SHA-256 of Text
}

// Mint makes a secret: its mark, the tenant in 32 hex digits, "_" and 43 random
// characters. The tenant leads to the database that knows the digest; it is the
// zero id for an operator's session or challenge. A secret of [OperatorMark] is the
// mark and the random characters only.
func Mint(mark string, tenant uuid.UUID) Secret {
	var random [secretBytes]byte
	rand.Read(random[:]) // It never fails: the program ends instead.
	text := mark
	if mark != OperatorMark {
		text += hex.EncodeToString(tenant[:]) + "_"
	}
	text += base64.RawURLEncoding.EncodeToString(random[:])
	return Secret{Text: text, Digest: sha256.Sum256([]byte(text))}
}

// Hint returns the first six of the random characters, which may be stored and
// shown so that people tell their secrets apart: 220 bits remain unknown.
func (s Secret) Hint() string {
	at := len(s.Text) - randomDigits
	return s.Text[at : at+hintLength]
}

// Parse reads the tenant of a secret and the digest by which it is found; ok is
// false for what [Mint] cannot have made with this mark. It proves nothing yet: the
// digest must be known, and known to that tenant.
func Parse(mark, text string) (tenant uuid.UUID, digest [sha256.Size]byte, ok bool) {
	random, marked := strings.CutPrefix(text, mark)
	if marked && mark != OperatorMark {
		var id string
		id, random, marked = strings.Cut(random, "_")
		tenant, ok = parseTenant(id)
		marked = marked && ok
	}
	if !marked || !isRandom(random) {
		return uuid.Nil, digest, false
	}
	return tenant, sha256.Sum256([]byte(text)), true
}

func parseTenant(id string) (uuid.UUID, bool) {
	var tenant uuid.UUID
	if len(id) != tenantDigits || strings.ToLower(id) != id {
		return tenant, false
	}
	_, err := hex.Decode(tenant[:], []byte(id))
	return tenant, err == nil
}

// isRandom tells whether Mint can have written these characters. Decoding skips
// line breaks, hence the length.
func isRandom(text string) bool {
	if len(text) != randomDigits {
		return false
	}
	random, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(random) == secretBytes
}
