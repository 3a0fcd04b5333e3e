package redis

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"github.com/redis/rueidis"
)

// sealer seals values by a key that lies in Redis itself, sealed by whoever opened
// the shelf. Each era has its own: one that was lost with the rest is replaced.
type sealer struct {
	client       *Client
	seal, unseal func(context.Context, []byte) ([]byte, error)

	mu   sync.Mutex
	era  string
	aead cipher.AEAD
}

// close seals the body of a name: AES-256-GCM, bound to era and name, so that it
// opens nowhere else.
func (s *sealer) close(ctx context.Context, era, name string, body []byte) (string, error) {
	aead, err := s.of(ctx, era)
	if err != nil {
		return "", err
	}
	return string(aead.Seal(nil, nil, body, []byte(era+" "+name))), nil //nolint:gosec // nil: the cipher makes the nonce itself
}

// open opens what close has sealed.
func (s *sealer) open(ctx context.Context, era, name, sealed string) ([]byte, error) {
	aead, err := s.of(ctx, era)
	if err != nil {
		return nil, err
	}
	body, err := aead.Open(nil, nil, []byte(sealed), []byte(era+" "+name))
	if err != nil {
		return nil, fmt.Errorf("open the value of %s in redis: %w", name, err)
	}
	return body, nil
}

// of returns the cipher of an era.
func (s *sealer) of(ctx context.Context, era string) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.aead != nil && s.era == era {
		return s.aead, nil
	}
	key, err := s.key(ctx, era)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use the key of the shelf: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("use the key of the shelf: %w", err)
	}
	s.era, s.aead = era, aead
	return aead, nil
}

// keyKept is how long the key of an era lies in Redis after it was last asked for.
const keyKept = "604800" // seconds: a week, longer than any value

// key reads the key of an era, and makes it when there is none.
func (s *sealer) key(ctx context.Context, era string) ([]byte, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // it never fails
	sealed, err := s.seal(ctx, fresh)
	if err != nil {
		return nil, fmt.Errorf("seal the key of the shelf: %w", err)
	}
	words, err := s.client.words(ctx, NewScript(keyLua), []string{keyPrefix + era}, string(sealed), keyKept)
	if err != nil {
		return nil, err
	}
	if len(words) != 1 {
		return nil, errors.New("redis answered without the key of the shelf")
	}
	key, err := s.unseal(ctx, []byte(words[0]))
	if err != nil {
		return nil, fmt.Errorf("open the key of the shelf: %w", err)
	}
	return key, nil
}

// keyLua keeps the first key that is offered, and answers with the one that is kept.
const keyLua = `
redis.call('SET', KEYS[1], ARGV[1], 'NX')
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {redis.call('GET', KEYS[1])}`

// words runs a script that answers with a list of texts.
func (c *Client) words(ctx context.Context, s *Script, keys []string, args ...string) ([]string, error) {
	result, err := c.ask(ctx, func(ctx context.Context) rueidis.RedisResult { return s.lua.Exec(ctx, c.inner, keys, args) })
	if err != nil {
		return nil, err
	}
	words, err := result.AsStrSlice()
	if err != nil {
		return nil, fmt.Errorf("read redis's answer: %w", err)
	}
	return words, nil
}
