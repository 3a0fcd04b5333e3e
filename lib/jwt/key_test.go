package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// The key, its thumbprint and the signed text of RFC 8037, appendix A.
const (
	rfcD      = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
	rfcX      = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
	rfcPrint  = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
	rfcSigned = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc." +
		"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)

func rfcKey(t *testing.T) Key {
	t.Helper()
	seed, err := base64.RawURLEncoding.DecodeString(rfcD)
	if err != nil {
		t.Fatal(err)
	}
	key, err := KeyOf(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestVectorsOfRFC8037(t *testing.T) {
	t.Parallel()
	key := rfcKey(t)
	if key.ID != rfcPrint || base64.RawURLEncoding.EncodeToString(key.Public) != rfcX {
		t.Errorf("id %s, public key %x", key.ID, key.Public)
	}
	got, err := newRing(t, key).JWKS(start)
	if want := `{"keys":[{"use":"sig","kty":"OKP","kid":"` + rfcPrint + `","crv":"Ed25519","alg":"EdDSA","x":"` + rfcX + `"}]}`; string(got) != want || err != nil {
		t.Errorf("%s, %v\nis not\n%s", got, err, want)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key.Private}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte("Example of Ed25519 signing"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := signed.CompactSerialize(); text != rfcSigned || err != nil {
		t.Errorf("%s, %v", text, err)
	}
}

func TestKeySetHoldsLivingPublicKeys(t *testing.T) {
	t.Parallel()
	a, b := newKey(t), newKey(t)
	b.NotAfter = start
	r := newRing(t, a, b)
	for at, want := range map[int]int{0: 2, 1: 1} {
		raw, err := r.JWKS(start.AddDate(0, 0, at))
		if err != nil {
			t.Fatal(err)
		}
		keys := decodeSet(t, raw)
		if len(keys) != want {
			t.Errorf("after %d days: %s", at, raw)
		}
		for _, k := range keys {
			if !k.IsPublic() {
				t.Errorf("key %s is published with its private half", k.KeyID)
			}
		}
	}
	if raw, err := newRing(t).JWKS(start); string(raw) != `{"keys":[]}` || err != nil {
		t.Errorf("an empty ring: %s, %v", raw, err)
	}
}

func TestPrivateKeyIsStored(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	der, err := MarshalPrivate(key.Private)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParsePrivate(der)
	if err != nil || !back.Equal(key.Private) {
		t.Errorf("%x, %v", back, err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := x509.MarshalPKCS8PrivateKey(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "half": der[:len(der)/2], "another kind": foreign} {
		if _, err := ParsePrivate(bad); err == nil {
			t.Errorf("%s was read", name)
		}
	}
	if _, err := KeyOf(nil); err == nil {
		t.Error("no key was taken")
	}
}

func decodeSet(t *testing.T, raw []byte) []jose.JSONWebKey {
	t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	return set.Keys
}
