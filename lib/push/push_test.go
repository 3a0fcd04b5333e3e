package push

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func unbase(t *testing.T, text string) []byte {
	t.Helper()
	out, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestExampleOfTheStandard encrypts the message of RFC 8291, appendix A.
func TestExampleOfTheStandard(t *testing.T) {
	own, err := ecdh.P256().NewPrivateKey(unbase(t, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	s := Subscription{
		P256DH: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", Auth: "BTBZMqHH6r4Tts7J_aSIgg",
	}
	out, err := s.seal(own, [16]byte(unbase(t, "DGv6ra1nlYgDCS1FRnbzlw")), []byte("When I grow up, I want to be a watermelon"), 0)
	if err != nil {
		t.Fatal(err)
	}
	const want = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
	if is := base64.RawURLEncoding.EncodeToString(out); is != want {
		t.Errorf("is   %s\nwant %s", is, want)
	}
}

// browser is who receives messages: it holds the keys of its subscription.
type browser struct {
	private *ecdh.PrivateKey
	auth    []byte
}

func newBrowser(t *testing.T) browser {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := browser{private: private, auth: make([]byte, authBytes)}
	rand.Read(b.auth)
	return b
}

func (b browser) subscribe(endpoint string) Subscription {
	b64 := base64.RawURLEncoding.EncodeToString
	return Subscription{Endpoint: endpoint, P256DH: b64(b.private.PublicKey().Bytes()), Auth: b64(b.auth)}
}

// open decrypts a message as browsers do.
func (b browser) open(t *testing.T, body []byte) []byte {
	t.Helper()
	salt, point, record := body[:16], body[21:86], body[86:]
	theirs, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := b.private.ECDH(theirs)
	if err != nil {
		t.Fatal(err)
	}
	key, nonce, err := derive(shared, b.auth, salt, b.private.PublicKey().Bytes(), point)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	text, err := gcm.Open(nil, nonce, record, nil)
	if err != nil {
		t.Fatalf("the browser cannot open the message: %v", err)
	}
	text = bytes.TrimRight(text, "\x00")
	if text[len(text)-1] != lastRecord {
		t.Fatal("the last record does not say so")
	}
	return text[:len(text)-1]
}

// TestSend: what is posted is what the browser can read, signed for the service.
func TestSend(t *testing.T) {
	b := newBrowser(t)
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	var got *http.Request
	var body []byte
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	defer service.Close()
	for _, text := range []string{"", "hello", strings.Repeat("x", LongestText)} {
		m := Message{Text: []byte(text), TTL: time.Hour, Urgent: true, Topic: "t", Contact: "mailto:post@acme.example", Key: key, Now: now}
		if err := Send(t.Context(), service.Client(), b.subscribe(service.URL+"/p/1"), m); err != nil {
			t.Fatal(err)
		}
		if is := string(b.open(t, body)); is != text {
			t.Errorf("the browser reads %q, want %q", is, text)
		}
		if len(body) > recordBytes || len(text) < 100 && len(body) != headerBytes+paddedTo+16 {
			t.Errorf("a message of %d bytes is %d long: its length tells what it is", len(text), len(body))
		}
	}
	for name, want := range map[string]string{"TTL": "3600", "Urgency": "high", "Topic": "t", "Content-Encoding": "aes128gcm"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Header.Get(name), want)
		}
	}
	vouched(t, key, got.Header.Get("Authorization"), service.URL, now)
}

// vouched verifies a signature as push services do.
func vouched(t *testing.T, key Key, header, origin string, now time.Time) {
	t.Helper()
	token, public, _ := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	if want, err := key.Public(); err != nil || public != want {
		t.Errorf("the key is %q, want %q, %v", public, want, err)
	}
	parts := strings.Split(token, ".")
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature := unbase(t, parts[2])
	who, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), unbase(t, public))
	if err != nil {
		t.Fatal(err)
	}
	if !ecdsa.Verify(who, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the signature is not the key's")
	}
	var claims struct {
		Aud string
		Exp int64
		Sub string
	}
	if err := json.Unmarshal(unbase(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Aud != origin || claims.Exp != now.Add(lasts).Unix() || claims.Sub != "mailto:post@acme.example" {
		t.Errorf("claims are %+v", claims)
	}
}

func TestWhatAnswersMean(t *testing.T) {
	b := newBrowser(t)
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	status := 0
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer service.Close()
	for _, tt := range []struct {
		status        int
		gone, refused bool
	}{{201, false, false}, {404, true, false}, {410, true, false}, {413, false, true}, {403, false, true}, {429, false, false}, {503, false, false}} {
		status = tt.status
		err := Send(t.Context(), service.Client(), b.subscribe(service.URL), Message{Key: key, Now: time.Now()})
		if (err == nil) != (tt.status == 201) || errors.Is(err, ErrGone) != tt.gone || errors.Is(err, ErrRefused) != tt.refused {
			t.Errorf("%d: %v", tt.status, err)
		}
	}
	service.Close()
	secret := b.subscribe(service.URL + "/secret")
	if err := Send(t.Context(), http.DefaultClient, secret, Message{Key: key, Now: time.Now()}); err == nil || strings.Contains(err.Error(), "secret") || errors.Is(err, ErrGone) {
		t.Errorf("a service that does not answer: %v", err)
	}
	if err := Send(t.Context(), http.DefaultClient, secret, Message{Key: key, Text: make([]byte, LongestText+1)}); !errors.Is(err, ErrRefused) {
		t.Errorf("too long a message: %v", err)
	}
	if err := Send(t.Context(), http.DefaultClient, secret, Message{}); err == nil {
		t.Error("a message without a key was sent")
	}
}

func TestKeys(t *testing.T) {
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.Bytes()
	if err != nil || len(text) != 32 {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	again, err := ParseKey(text)
	if err != nil || !again.private.Equal(key.private) {
		t.Errorf("the key that was kept is another: %v", err)
	}
	if _, err := ParseKey(text[1:]); err == nil {
		t.Error("half a key was taken")
	}
	good := newBrowser(t).subscribe("https://push.example/1")
	if member, _ := good.Check(); member != "" {
		t.Errorf("%s of a good subscription is refused", member)
	}
	if member, _ := (Subscription{P256DH: good.P256DH + "=", Auth: good.Auth + "=="}).Check(); member != "" {
		t.Errorf("%s with padding is refused", member)
	}
	for member, bad := range map[string]Subscription{
		"p256dh": {P256DH: good.P256DH[:80], Auth: good.Auth}, "auth": {P256DH: good.P256DH, Auth: "AAAA"},
	} {
		if is, says := bad.Check(); is != member || says == "" {
			t.Errorf("%s: %q %q", member, is, says)
		}
	}
}
