package credential

import (
	"crypto/hmac"
	"crypto/sha256"

	"github.com/google/uuid"
)

const (
	digits     = "0123456789"
	codeLength = 6
)

// NewCode returns six random digits, to be sent by mail or SMS. They are soon
// guessed: a code lives for minutes and for a handful of attempts.
func NewCode() string { return draw(digits, codeLength) }

// CodeDigest returns what is stored of a code: its HMAC-SHA256 under the id of the
// challenge that it answers, so that equal codes look unlike and a code fits no
// other challenge. Blanks in it do not count. It does not hide the code from who
// reads the table, since there are only a million; nothing could.
func CodeDigest(challenge uuid.UUID, code string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, challenge[:])
	mac.Write([]byte(withoutBlanks(code)))
	return [sha256.Size]byte(mac.Sum(nil))
}
