package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// The bits of the authenticator data's flags.
const (
	Present    byte = 1 << 0
	Verified   byte = 1 << 2
	BackupAble byte = 1 << 3
	BackedUp   byte = 1 << 4

	withNewKey   byte = 1 << 6
	es256             = -7
	modelOfNoUse      = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
)

// Device is a browser and an authenticator in one: it holds one key and answers as
// they would, or wrongly when told to.
type Device struct {
	ID     []byte
	Count  uint32 // of its signatures
	Origin string // the page at which it is asked
	Domain string // hashed into the answer
	Flags  byte
	Handle []byte // of the user, learnt at registration

	Challenge string // answers this one instead of the one asked
	Ceremony  string // claims this one

	Key *ecdsa.PrivateKey // signs

	tb testing.TB
}

// New returns a device with a fresh key, whose owner is at a page of a domain. It
// verifies the user and copies its keys to their other devices.
func New(tb testing.TB, domain, origin string) *Device {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	id := make([]byte, 32)
	rand.Read(id)
	return &Device{tb: tb, ID: id, Key: key, Origin: origin, Domain: domain, Flags: Present | Verified | BackupAble | BackedUp}
}

// Options is what the browser reads of the server's options.
type Options struct {
	PublicKey struct {
		Challenge string
		User      struct{ ID string }
		Exclude   []struct{ ID string } `json:"excludeCredentials"`
		Allow     []struct{ ID string } `json:"allowCredentials"`

		RP   struct{ ID, Name string }
		RPID string `json:"rpId"`

		Attestation            string
		UserVerification       string `json:"userVerification"`
		AuthenticatorSelection struct {
			UserVerification string `json:"userVerification"`
			ResidentKey      string `json:"residentKey"`
		} `json:"authenticatorSelection"`
	} `json:"publicKey"`
}

// ReadOptions reads the server's options.
func ReadOptions(tb testing.TB, text []byte) Options {
	tb.Helper()
	var o Options
	if err := json.Unmarshal(text, &o); err != nil {
		tb.Fatal(err)
	}
	return o
}

// Encode writes bytes as WebAuthn does in JSON: base64url without padding.
func Encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Decode reads what [Encode] wrote.
func Decode(tb testing.TB, text string) []byte {
	tb.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func (d *Device) json(v any) []byte {
	d.tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		d.tb.Fatal(err)
	}
	return text
}

func (d *Device) cbor(v any) []byte {
	d.tb.Helper()
	text, err := webauthncbor.Marshal(v)
	if err != nil {
		d.tb.Fatal(err)
	}
	return text
}

// clientData is what the browser adds: where and to what it answers.
func (d *Device) clientData(ceremony, challenge string) []byte {
	if d.Challenge != "" {
		challenge = d.Challenge
	}
	if d.Ceremony != "" {
		ceremony = d.Ceremony
	}
	return d.json(map[string]any{"type": ceremony, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
}

// data is the authenticator data: the domain's hash, flags, count, and the new key.
func (d *Device) data(flags byte, newKey []byte) []byte {
	domain := sha256.Sum256([]byte(d.Domain))
	out := append(domain[:], flags)
	out = binary.BigEndian.AppendUint32(out, d.Count)
	return append(out, newKey...)
}

// Register answers navigator.credentials.create, with the attestation "none".
func (d *Device) Register(text []byte) []byte {
	d.tb.Helper()
	o := ReadOptions(d.tb, text)
	d.Handle = Decode(d.tb, o.PublicKey.User.ID)
	point, err := d.Key.PublicKey.Bytes()
	if err != nil {
		d.tb.Fatal(err)
	}
	cose := d.cbor(map[int]any{1: 2, 3: es256, -1: 1, -2: point[1:33], -3: point[33:]})
	newKey := binary.BigEndian.AppendUint16([]byte(modelOfNoUse), uint16(len(d.ID)))
	newKey = append(append(newKey, d.ID...), cose...)
	attestation := d.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.data(d.Flags|withNewKey, newKey)})
	return d.json(map[string]any{
		"id": Encode(d.ID), "rawId": Encode(d.ID), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": Encode(d.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": Encode(attestation),
			"transports": []string{"internal"},
		},
	})
}

// SignIn answers navigator.credentials.get, and counts.
func (d *Device) SignIn(text []byte) []byte {
	d.tb.Helper()
	o := ReadOptions(d.tb, text)
	d.Count++
	data, client := d.data(d.Flags, nil), d.clientData("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data, hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.Key, digest[:])
	if err != nil {
		d.tb.Fatal(err)
	}
	return d.json(map[string]any{
		"id": Encode(d.ID), "rawId": Encode(d.ID), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": Encode(client), "authenticatorData": Encode(data), "signature": Encode(signature), "userHandle": Encode(d.Handle),
		},
	})
}
