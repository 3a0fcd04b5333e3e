package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

const (
	issuer   = "https://guildhall.example"
	audience = "https://guildhall.example/api"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newKey(t *testing.T) Key {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newRing(t *testing.T, keys ...Key) *Keyring {
	t.Helper()
	r, err := NewKeyring(issuer, audience, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sign(t *testing.T, r *Keyring, now time.Time) string {
	t.Helper()
	token, err := r.Sign(Claims{Subject: uuid.Max, Client: "test"}, now)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSignedIsVerified(t *testing.T) {
	t.Parallel()
	r := newRing(t, newKey(t))
	id := rapid.Custom(func(t *rapid.T) uuid.UUID { return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")) })
	rapid.Check(t, func(t *rapid.T) {
		in := Claims{
			Subject: id.Draw(t, "subject"), Tenant: id.Draw(t, "tenant"), Session: id.Draw(t, "session"),
			Client: rapid.StringN(1, 20, -1).Draw(t, "client"),
			Scopes: rapid.SliceOfN(rapid.StringMatching(`[a-z.]+\*?`), 1, 4).Draw(t, "scopes"),
		}
		now := start.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "now")))
		token, err := r.Sign(in, now)
		if in.Subject == uuid.Nil {
			t.Skip("refused")
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.Verify(token, now)
		if err != nil {
			t.Fatal(err)
		}
		if out.ID.Version() != 7 || out.IssuedAt.Unix() != now.Unix() || out.ExpiresAt.Sub(out.IssuedAt) != 10*time.Minute {
			t.Errorf("%+v at %s", out, now)
		}
		in.ID, in.IssuedAt, in.ExpiresAt = out.ID, out.IssuedAt, out.ExpiresAt
		in.Client = strings.ToValidUTF8(in.Client, "\ufffd")
		if !reflect.DeepEqual(in, out) {
			t.Errorf("%+v was signed, %+v verified", in, out)
		}
	})
}

// What is written is what RFC 9068 and others that read it expect.
func TestForm(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
	token, err := newRing(t, key).Sign(Claims{
		Subject: ids[0], Tenant: ids[1], Session: ids[2], Client: "warehouse", Scopes: []string{"sales.order.read", "crm.*"},
	}, start)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(token, ".")
	want := map[string]any{"alg": "EdDSA", "kid": key.ID, "typ": "at+jwt"}
	if got := decode(t, parts[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("header %v", got)
	}
	got := decode(t, parts[1])
	want = map[string]any{
		"iss": issuer, "aud": audience, "sub": ids[0].String(), "tenant_id": ids[1].String(), "sid": ids[2].String(), "jti": got["jti"],
		"client_id": "warehouse", "scope": "sales.order.read crm.*", "iat": 1772366400.0, "exp": 1772367000.0,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("payload %v\nis not %v", got, want)
	}
}

func decode(t *testing.T, part string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestIncompleteClaimsAreNotSigned(t *testing.T) {
	t.Parallel()
	r := newRing(t, newKey(t))
	for _, c := range []Claims{
		{Client: "test"},
		{Subject: uuid.Max},
		{Subject: uuid.Max, Client: "test", Scopes: []string{"a b"}},
		{Subject: uuid.Max, Client: "test", Scopes: []string{""}},
	} {
		if token, err := r.Sign(c, start); err == nil {
			t.Errorf("%+v: %s", c, token)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	r := newRing(t, newKey(t))
	token := sign(t, r, start)
	for after, want := range map[time.Duration]bool{
		-31 * time.Second: false, -30 * time.Second: true, 0: true, Lifetime: true, Lifetime + 30*time.Second: true, Lifetime + 31*time.Second: false,
		Lifetime + 30*time.Second + time.Millisecond: false, -time.Hour: false, 24 * time.Hour: false,
	} {
		if _, err := r.Verify(token, start.Add(after)); (err == nil) != want || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("after %s: %v", after, err)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	old, young := newKey(t), newKey(t)
	before := newRing(t, old)
	token := sign(t, before, start)

	old.NotAfter = start.Add(time.Hour)
	ring := newRing(t, young, old)
	if got := kid(t, sign(t, ring, start)); got != young.ID {
		t.Errorf("signed by %s, not the newest", got)
	}
	if _, err := ring.Verify(token, start); err != nil {
		t.Errorf("the old key: %v", err)
	}
	public := young
	public.Private = nil
	elsewhere := newRing(t, public, old)
	if got := kid(t, sign(t, elsewhere, start)); got != old.ID {
		t.Errorf("signed by %s, which is only public", got)
	}
	if _, err := elsewhere.Sign(Claims{Subject: uuid.Max, Client: "test"}, start.Add(51*time.Minute)); err == nil {
		t.Error("signed by a key that ends before the token")
	}
	late := sign(t, elsewhere, start.Add(50*time.Minute))
	if _, err := elsewhere.Verify(late, start.Add(time.Hour)); err != nil {
		t.Errorf("at its end: %v", err)
	}
	if _, err := elsewhere.Verify(late, start.Add(time.Hour+time.Second)); !errors.Is(err, ErrInvalid) {
		t.Errorf("beyond the end of its key: %v", err)
	}
	if _, err := newRing(t, young).Verify(token, start); !errors.Is(err, ErrInvalid) {
		t.Errorf("a key that is no longer in the ring: %v", err)
	}
}

func kid(t *testing.T, token string) string {
	t.Helper()
	head, _, _ := strings.Cut(token, ".")
	return fmt.Sprint(decode(t, head)["kid"])
}

func TestRingRefusesBadKeys(t *testing.T) {
	t.Parallel()
	a, b := newKey(t), newKey(t)
	for name, keys := range map[string][]Key{
		"twice":    {a, a},
		"nameless": {{Public: a.Public}},
		"empty":    {{ID: "x"}},
		"mixed":    {{ID: "x", Public: a.Public, Private: b.Private}},
	} {
		if _, err := NewKeyring(issuer, audience, keys...); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := NewKeyring("", audience, a); err == nil {
		t.Error("no issuer")
	}
	if _, err := NewKeyring(issuer, "", a); err == nil {
		t.Error("no audience")
	}
}

// forge signs any payload with any header, as an attacker would who has the key
// given, or as an issuer would who went wrong.
func forge(t *testing.T, alg jose.SignatureAlgorithm, key any, header map[jose.HeaderKey]any, claims map[string]any) string {
	t.Helper()
	raw, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, &jose.SignerOptions{ExtraHeaders: header})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(raw)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestForgeriesAreRefused(t *testing.T) {
	t.Parallel()
	key, stranger := newKey(t), newKey(t)
	r := newRing(t, key)
	header := func(change ...any) map[jose.HeaderKey]any {
		h := map[jose.HeaderKey]any{"typ": "at+jwt", "kid": key.ID}
		for i := 0; i < len(change); i += 2 {
			h[jose.HeaderKey(change[i].(string))] = change[i+1]
		}
		return h
	}
	claims := func(change ...any) map[string]any {
		c := decode(t, strings.Split(sign(t, r, start), ".")[1])
		for i := 0; i < len(change); i += 2 {
			c[change[i].(string)] = change[i+1]
			if change[i+1] == nil {
				delete(c, change[i].(string))
			}
		}
		return c
	}
	ours := func(header map[jose.HeaderKey]any, claims map[string]any) string {
		return forge(t, jose.EdDSA, key.Private, header, claims)
	}
	if _, err := r.Verify(ours(header(), claims()), start); err != nil {
		t.Fatalf("the forger's tools do not work: %v", err)
	}
	if _, err := r.Verify(ours(header(), claims("aud", []string{"x", audience})), start); err != nil {
		t.Errorf("one of several audiences: %v", err)
	}
	good := sign(t, r, start)
	parts := strings.Split(good, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"at+jwt","kid":"` + key.ID + `"}`))
	for name, token := range map[string]string{
		"empty":            "",
		"no token":         "x",
		"two parts":        parts[0] + "." + parts[1],
		"four parts":       good + "." + parts[2],
		"no signature":     parts[0] + "." + parts[1] + ".",
		"alg none":         none + "." + parts[1] + ".",
		"alg none signed":  none + "." + parts[1] + "." + parts[2],
		"a stranger's key": forge(t, jose.EdDSA, stranger.Private, header(), claims()),
		"own key inside": forge(t, jose.EdDSA, stranger.Private,
			header("jwk", jose.JSONWebKey{Key: stranger.Public}), claims()),
		"unknown kid":       ours(header("kid", "x"), claims()),
		"no kid":            ours(map[jose.HeaderKey]any{"typ": "at+jwt"}, claims()),
		"no typ":            ours(map[jose.HeaderKey]any{"kid": key.ID}, claims()),
		"an id token":       ours(header("typ", "JWT"), claims()),
		"other issuer":      ours(header(), claims("iss", "https://other.example")),
		"no issuer":         ours(header(), claims("iss", nil)),
		"other audience":    ours(header(), claims("aud", "https://other.example")),
		"no audience":       ours(header(), claims("aud", nil)),
		"no expiry":         ours(header(), claims("exp", nil)),
		"no birth":          ours(header(), claims("iat", nil)),
		"not yet":           ours(header(), claims("nbf", start.Unix()+31)),
		"no subject":        ours(header(), claims("sub", nil)),
		"subject is no id":  ours(header(), claims("sub", "ann")),
		"no jti":            ours(header(), claims("jti", nil)),
		"tenant is no id":   ours(header(), claims("tenant_id", "acme")),
		"session is no id":  ours(header(), claims("sid", "1")),
		"expiry is text":    ours(header(), claims("exp", "never")),
		"critical header":   ours(header("crit", []string{"exp"}, "exp", 1), claims()),
		"endless":           ours(header(), claims("pad", strings.Repeat("x", maxToken))),
		"vector of RFC8037": "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
	} {
		if c, err := r.Verify(token, start); !errors.Is(err, ErrInvalid) || !reflect.DeepEqual(c, Claims{}) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}

// The algorithm is looked at before the key, so that no key is ever used with one
// that it was not made for.
func TestAlgorithmIsFixed(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	r := newRing(t, key)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	header := map[jose.HeaderKey]any{"typ": "at+jwt", "kid": key.ID}
	claims := decode(t, strings.Split(sign(t, r, start), ".")[1])
	for alg, secret := range map[jose.SignatureAlgorithm]any{jose.HS256: []byte(key.Public), jose.ES256: curve} {
		_, err := r.Verify(forge(t, alg, secret, header, claims), start)
		if _, first := errors.AsType[*jose.ErrUnexpectedSignatureAlgorithm](err); !first || !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", alg, err)
		}
	}
}

// Whatever byte of a token is changed, it is not believed.
func TestEveryByteCounts(t *testing.T) {
	t.Parallel()
	r := newRing(t, newKey(t))
	token := sign(t, r, start)
	for i := range len(token) - 1 { // the last carries two bits that do not count
		changed := []byte(token)
		changed[i] ^= 1
		if _, err := r.Verify(string(changed), start); !errors.Is(err, ErrInvalid) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	key, err := KeyOf(private)
	if err != nil {
		f.Fatal(err)
	}
	r, err := NewKeyring(issuer, audience, key)
	if err != nil {
		f.Fatal(err)
	}
	token, err := r.Sign(Claims{Subject: uuid.Max, Client: "test"}, start)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	head, _, _ := strings.Cut(token, ".")
	f.Fuzz(func(t *testing.T, other string) {
		for _, text := range []string{other, head + "." + other} {
			if _, err := r.Verify(text, start); err == nil && !strings.HasPrefix(text, token[:len(token)-1]) {
				t.Errorf("%q was believed", text)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	key, err := NewKey()
	if err != nil {
		b.Fatal(err)
	}
	r, err := NewKeyring(issuer, audience, key)
	if err != nil {
		b.Fatal(err)
	}
	token, err := r.Sign(Claims{Subject: uuid.Max, Tenant: uuid.Max, Session: uuid.Max, Client: "test"}, start)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Verify(token, start); err != nil {
			b.Fatal(err)
		}
	}
}
