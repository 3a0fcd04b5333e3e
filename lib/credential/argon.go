package credential

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The sizes of what this package writes, in bytes.
const (
	saltSize = 16
	keySize  = 32
)

// The most that a stored hash may ask for, so that a forged row cannot take the
// server down.
const (
	maxMemory  = 1 << 20 // KiB
	maxTime    = 64
	maxThreads = 64
	maxSalt    = 64 // bytes
	maxKey     = 64 // bytes
)

var errNoHash = errors.New("this is no argon2id hash in PHC form")

// cost is what a hash takes to compute.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes over the memory
	threads uint8
}

// weaker tells whether c costs an attacker less than other does.
func (c cost) weaker(other cost) bool {
	return c.memory < other.memory || c.time < other.time
}

// digest is a password's hash with all that is needed to compute it again.
type digest struct {
	cost

	salt, key []byte
}

func derive(password, salt []byte, c cost, size int) []byte {
	return argon2.IDKey(password, salt, c.time, c.memory, c.threads, uint32(size))
}

// String writes the PHC string format, such as
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>, in base64 without padding.
func (d digest) String() string {
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, d.memory, d.time, d.threads, text(d.salt), text(d.key))
}

// parseDigest reads what [digest.String] wrote, exactly: parameters in that order,
// no other spelling of a number.
func parseDigest(text string) (digest, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 {
		return digest{}, errNoHash
	}
	var d digest
	var version int
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &d.memory, &d.time, &d.threads); err != nil {
		return digest{}, errNoHash
	}
	var err error
	if d.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return digest{}, errNoHash
	}
	if d.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return digest{}, errNoHash
	}
	if !d.bounded() || d.String() != text {
		return digest{}, errNoHash
	}
	return d, nil
}

func (d digest) bounded() bool {
	return d.threads >= 1 && d.threads <= maxThreads &&
		d.time >= 1 && d.time <= maxTime &&
		d.memory >= 8*uint32(d.threads) && d.memory <= maxMemory &&
		len(d.salt) >= 8 && len(d.salt) <= maxSalt &&
		len(d.key) >= 16 && len(d.key) <= maxKey
}
