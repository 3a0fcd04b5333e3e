package passkey

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
	present      = 1 << 0
	verified     = 1 << 2
	backupAble   = 1 << 3
	backedUp     = 1 << 4
	withNewKey   = 1 << 6
	usualFlags   = present | verified | backupAble | backedUp
	es256        = -7
	modelOfNoUse = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
)

// device is a browser and an authenticator in one: it holds one key and answers as
// they would, or wrongly when told to.
type device struct {
	t      *testing.T
	id     []byte
	key    *ecdsa.PrivateKey
	count  uint32
	origin string
	domain string // hashed into the answer
	flags  byte
	handle []byte // of the user, learnt at registration

	challenge string // answers this one instead of the one asked
	ceremony  string // claims this one
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	rand.Read(id)
	return &device{t: t, id: id, key: key, origin: "https://app.acme.example", domain: "acme.example", flags: usualFlags}
}

// options is what the browser reads of the server's options.
type options struct {
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

func readOptions(t *testing.T, text []byte) options {
	t.Helper()
	var o options
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) decode(text string) []byte {
	d.t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) json(v any) []byte {
	d.t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

func (d *device) cbor(v any) []byte {
	d.t.Helper()
	text, err := webauthncbor.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// clientData is what the browser adds: where and to what it answers.
func (d *device) clientData(ceremony, challenge string) []byte {
	if d.challenge != "" {
		challenge = d.challenge
	}
	if d.ceremony != "" {
		ceremony = d.ceremony
	}
	return d.json(map[string]any{"type": ceremony, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
}

// data is the authenticator data: the domain's hash, flags, count, and the new key.
func (d *device) data(flags byte, newKey []byte) []byte {
	domain := sha256.Sum256([]byte(d.domain))
	out := append(domain[:], flags)
	out = binary.BigEndian.AppendUint32(out, d.count)
	return append(out, newKey...)
}

// register answers navigator.credentials.create, with the attestation "none".
func (d *device) register(text []byte) []byte {
	d.t.Helper()
	o := readOptions(d.t, text)
	d.handle = d.decode(o.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	cose := d.cbor(map[int]any{1: 2, 3: es256, -1: 1, -2: point[1:33], -3: point[33:]})
	newKey := binary.BigEndian.AppendUint16([]byte(modelOfNoUse), uint16(len(d.id)))
	newKey = append(append(newKey, d.id...), cose...)
	attestation := d.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": d.data(d.flags|withNewKey, newKey)})
	return d.json(map[string]any{
		"id": encode(d.id), "rawId": encode(d.id), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": encode(d.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": encode(attestation),
			"transports": []string{"internal"},
		},
	})
}

// signIn answers navigator.credentials.get, and counts.
func (d *device) signIn(text []byte) []byte {
	d.t.Helper()
	o := readOptions(d.t, text)
	d.count++
	data, client := d.data(d.flags, nil), d.clientData("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(data, hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.json(map[string]any{
		"id": encode(d.id), "rawId": encode(d.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{
			"clientDataJSON": encode(client), "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(d.handle),
		},
	})
}
