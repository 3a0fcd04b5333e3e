package credential

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"unicode"
)

// Recovery codes are written down and typed by people: no letter of the alphabet
// can be taken for another. It is that of Douglas Crockford's base 32.
const (
	recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	recoveryCodes    = 10
	recoveryLength   = 10
)

// NewRecoveryCodes returns ten codes of ten characters, each of which replaces the
// second factor once, and their digests in the same order. The codes are shown this
// once; the digests are stored, see [RecoveryDigest].
func NewRecoveryCodes() (codes []string, digests [][sha256.Size]byte) {
	for range recoveryCodes {
		code := draw(recoveryAlphabet, recoveryLength)
		codes = append(codes, code)
		digests = append(digests, RecoveryDigest(code))
	}
	return codes, digests
}

// RecoveryDigest returns what is stored of a recovery code: the SHA-256 of it in
// normal form, which ignores case, blanks and hyphens and reads o as 0, i and l as
// 1. A code carries 50 random bits, which is beyond guessing at a sign-in, and needs
// no slow hash: to find one from its digest takes 2^49 tries on average, and gains a
// second factor without the first.
func RecoveryDigest(code string) [sha256.Size]byte {
	normal := strings.NewReplacer("-", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(withoutBlanks(code)))
	return sha256.Sum256([]byte(normal))
}

// MatchRecovery returns which of the digests is that of the code; ok is false if
// none is. The time it takes does not tell.
func MatchRecovery(code string, digests [][sha256.Size]byte) (index int, ok bool) {
	sought := RecoveryDigest(code)
	index = -1
	for i, d := range digests {
		if subtle.ConstantTimeCompare(d[:], sought[:]) == 1 {
			index = i
		}
	}
	return index, index >= 0
}

// withoutBlanks drops what people put between the groups of a code.
func withoutBlanks(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, code)
}
