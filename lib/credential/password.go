package credential

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"runtime"

	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"
)

// The cost of a new hash unless told otherwise: the least that OWASP recommends
// for argon2id.
const (
	defaultMemory  = 19 * 1024 // KiB
	defaultTime    = 2
	defaultThreads = 1
	mostAtOnce     = 8
)

// maxPassword is the most bytes of a password, as it is sent.
const maxPassword = 1024

// PasswordOptions says what a new password's hash costs. The zero value is right
// for production.
type PasswordOptions struct {
	Memory  uint32 // KiB of memory; 19456 if 0
	Time    uint32 // passes over the memory; 2 if 0
	Threads uint8  // 1 if 0
	AtOnce  int    // hashes computed at the same time, the others wait; one per processor and 8 at most if 0
}

// Passwords hashes and checks passwords by argon2id (RFC 9106), a few at a time, in
// the order of asking: however many people sign in at once, memory stays bounded.
// It may be used by any number of goroutines.
type Passwords struct {
	cost   cost
	memory *semaphore.Weighted // KiB
	budget int64               // of memory
	common map[string]bool     // the list of guesses.txt
}

// NewPasswords returns Passwords of the given cost. A cost that argon2id does not
// know, such as less than 8 KiB per thread, is raised to the least that it does.
func NewPasswords(o PasswordOptions) *Passwords {
	c := cost{memory: o.Memory, time: o.Time, threads: o.Threads}
	if c.memory == 0 {
		c.memory = defaultMemory
	}
	if c.time == 0 {
		c.time = defaultTime
	}
	if c.threads == 0 {
		c.threads = defaultThreads
	}
	c.threads, c.time = min(c.threads, maxThreads), min(c.time, maxTime)
	c.memory = min(max(c.memory, 8*uint32(c.threads)), maxMemory)
	if o.AtOnce <= 0 {
		o.AtOnce = min(runtime.GOMAXPROCS(0), mostAtOnce)
	}
	budget := int64(o.AtOnce) * int64(c.memory)
	return &Passwords{cost: c, memory: semaphore.NewWeighted(budget), budget: budget, common: commonPasswords()}
}

// Hash returns the hash of a password under a new salt, in the PHC string format,
// about 100 characters. It does not judge the password, see [Passwords.Check], but
// refuses more than 1024 bytes. It fails when ctx ends while it waits for its turn.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > maxPassword {
		return "", fmt.Errorf("hash a password: it has %d bytes, more than %d", len(password), maxPassword)
	}
	salt := make([]byte, saltSize)
	rand.Read(salt) // It never fails: the program ends instead.
	key, err := p.derive(ctx, password, salt, p.cost, keySize)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return digest{p.cost, salt, key}.String(), nil
}

// Verify tells whether hash is that of the password. Stale asks the caller to hash
// the password anew while it is known: it is right, but its hash costs less than a
// new one would. An error means that hash cannot be read, or that ctx ended while
// waiting.
func (p *Passwords) Verify(ctx context.Context, hash, password string) (ok, stale bool, err error) {
	d, err := parseDigest(hash)
	if err != nil {
		return false, false, fmt.Errorf("verify a password: %w", err)
	}
	key, err := p.derive(ctx, password, d.salt, d.cost, len(d.key))
	if err != nil {
		return false, false, fmt.Errorf("verify a password: %w", err)
	}
	ok = subtle.ConstantTimeCompare(key, d.key) == 1
	return ok, ok && d.weaker(p.cost), nil
}

// VerifyUnknown does the work of [Passwords.Verify] for somebody who has no hash,
// so that the time of an answer does not tell who is known.
func (p *Passwords) VerifyUnknown(ctx context.Context, password string) error {
	if _, err := p.derive(ctx, password, make([]byte, saltSize), p.cost, keySize); err != nil {
		return fmt.Errorf("verify a password: %w", err)
	}
	return nil
}

// derive waits for memory, in the order of asking, and computes. A hash that takes
// more than there is has to have it all.
func (p *Passwords) derive(ctx context.Context, password string, salt []byte, c cost, size int) ([]byte, error) {
	weight := min(int64(c.memory), p.budget)
	if err := p.memory.Acquire(ctx, weight); err != nil {
		return nil, fmt.Errorf("wait for memory: %w", err)
	}
	defer p.memory.Release(weight)
	return derive(norm.NFKC.Bytes([]byte(password)), salt, c, size), nil
}
