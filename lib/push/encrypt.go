package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Subscription is where messages to one browser go, as its PushSubscription tells.
type Subscription struct {
	Endpoint string `json:"endpoint"` // of the push service, secret: whoever knows it can name the browser
	P256DH   string `json:"p256dh"`   // the browser's public key, an uncompressed point of P-256 in base64url
	Auth     string `json:"auth"`     // 16 secret bytes of the browser's, in base64url
}

// Sizes of the encryption (RFC 8188 and RFC 8291).
const (
	saltBytes    = 16
	authBytes    = 16
	keyBytes     = 16
	nonceBytes   = 12
	recordBytes  = 4096
	lastRecord   = 2 // follows the text of the last record, before its padding
	paddedTo     = 512
	overhead     = 16 + 1 // the tag of AES-GCM, and the mark of the last record
	headerBytes  = saltBytes + 4 + 1 + 65
	LongestText  = recordBytes - headerBytes - overhead // bytes that every push service takes
	secretBytes  = 32
	pointIsPlain = 65 // bytes of an uncompressed point
)

// Check says what is wrong with the keys of a subscription, by the name of the member;
// "" for nothing. The endpoint is not looked at.
func (s Subscription) Check() (member, says string) {
	if _, err := s.publicKey(); err != nil {
		return "p256dh", "Must be a point of P-256, uncompressed, in base64url."
	}
	if auth, err := decode(s.Auth); err != nil || len(auth) != authBytes {
		return "auth", "Must be 16 bytes in base64url."
	}
	return "", ""
}

func (s Subscription) publicKey() (*ecdh.PublicKey, error) {
	point, err := decode(s.P256DH)
	if err != nil {
		return nil, err
	}
	if len(point) != pointIsPlain {
		return nil, errors.New("the point is not uncompressed")
	}
	key, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, fmt.Errorf("read a public key: %w", err)
	}
	return key, nil
}

// decode reads base64url, with or without padding.
func decode(text string) ([]byte, error) {
	plain, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, fmt.Errorf("read base64url: %w", err)
	}
	return plain, nil
}

// encrypt returns the body of a message: the header of aes128gcm, and one record.
func (s Subscription) encrypt(text []byte) ([]byte, error) {
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	var salt [saltBytes]byte
	rand.Read(salt[:]) // It never fails: the program ends instead.
	padding := (paddedTo - (len(text)+1)%paddedTo) % paddedTo
	return s.seal(own, salt, text, min(padding, LongestText-len(text)))
}

// seal is [Subscription.encrypt] by a given key and salt.
func (s Subscription) seal(own *ecdh.PrivateKey, salt [saltBytes]byte, text []byte, padding int) ([]byte, error) {
	if len(text) > LongestText {
		return nil, fmt.Errorf("a message has at most %d bytes", LongestText)
	}
	theirs, err := s.publicKey()
	if err != nil {
		return nil, err
	}
	auth, err := decode(s.Auth)
	if err != nil {
		return nil, err
	}
	shared, err := own.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("agree on a key: %w", err)
	}
	key, nonce, err := derive(shared, auth, salt[:], theirs.Bytes(), own.PublicKey().Bytes())
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make a cipher: %w", err)
	}
	point := own.PublicKey().Bytes()
	out := binary.BigEndian.AppendUint32(slices.Clone(salt[:]), recordBytes)
	out = append(append(out, byte(len(point))), point...)
	record := append(append(slices.Clone(text), lastRecord), make([]byte, padding)...)
	return gcm.Seal(out, nonce, record, nil), nil
}

// derive returns the key and the nonce of a message's only record (RFC 8291, section
// 3.4, and RFC 8188, section 2.2).
func derive(shared, auth, salt, theirs, ours []byte) (key, nonce []byte, err error) {
	secret, err := hkdf.Key(sha256.New, shared, auth, "WebPush: info\x00"+string(theirs)+string(ours), secretBytes)
	if err != nil {
		return nil, nil, fmt.Errorf("derive a key: %w", err)
	}
	if key, err = hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", keyBytes); err != nil {
		return nil, nil, fmt.Errorf("derive a key: %w", err)
	}
	if nonce, err = hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", nonceBytes); err != nil {
		return nil, nil, fmt.Errorf("derive a nonce: %w", err)
	}
	return key, nonce, nil
}
