package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/pquerna/otp/hotp"
)

const (
	totpSecretSize = 20 // bytes, as RFC 4226 recommends
	totpPeriod     = 30 // seconds
	totpSkew       = 1  // steps that a clock may be early or late
)

// NewTOTP returns the 160 random bits that a user's authenticator app and the
// server share. They let anyone make codes: store them sealed.
func NewTOTP() (secret []byte) {
	secret = make([]byte, totpSecretSize)
	rand.Read(secret) // It never fails: the program ends instead.
	return secret
}

// TOTPText returns the secret in base 32, as people type it who cannot scan the
// picture.
func TOTPText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// TOTPURI returns the otpauth URI that an authenticator app reads from a QR code.
// Issuer is the name of the platform or tenant, account that of the user, such as
// an e-mail address; both are only shown, and a colon in them becomes a blank since
// it parts the two.
func TOTPURI(issuer, account string, secret []byte) string {
	issuer, account = shown(issuer), shown(account)
	return fmt.Sprintf("otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=%d",
		issuer, account, TOTPText(secret), issuer, totpPeriod)
}

// VerifyTOTP checks a code of six digits (RFC 6238: SHA-1, 30 seconds) at the Unix
// time now, in seconds, and returns the step that it belongs to, for the caller to
// store. A clock may be a step early or late. Steps up to last, the one stored
// before, are refused, so that a code is good for one sign-in; last is 0 at first.
func VerifyTOTP(secret []byte, code string, now, last int64) (step int64, ok bool) {
	code = withoutBlanks(code)
	text := TOTPText(secret)
	current := now / totpPeriod
	for s := current - totpSkew; s <= current+totpSkew; s++ {
		want, err := hotp.GenerateCode(text, uint64(s))
		if err != nil || s <= last {
			continue // an error is impossible: text is base 32
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// maxShown is the most bytes of a name in the URI, so that it fits a QR code even
// when every byte of it has to be escaped.
const maxShown = 200

// shown returns a name as it stands in the URI. Apps read a plus sign as it is, so
// that a blank must be %20.
func shown(name string) string {
	name = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(name, ""), ":", " "))
	for len(name) > maxShown {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
