package app_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
)

// published lists the ids of the keys that the program publishes.
func (d *doorstep) published(t *testing.T, url string) []string {
	t.Helper()
	res, err := http.Get(url + "/.well-known/jwks.json")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var set struct{ Keys []struct{ Kid string } }
	if err := json.NewDecoder(res.Body).Decode(&set); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, k := range set.Keys {
		ids = append(ids, k.Kid)
	}
	return ids
}

// signer is the id of the key that signed a token.
func signer(t *testing.T, token string) string {
	t.Helper()
	head, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Kid string }
	if err := json.Unmarshal(text, &h); err != nil {
		t.Fatal(err)
	}
	return h.Kid
}

// TestRotatedSigningKey: a new key signs, and the old one is published and believed
// until the last token that it signed has expired; a process that has not heard of the
// new one asks for it.
func TestRotatedSigningKey(t *testing.T) {
	here, there := newDoorstep(t), newDoorstep(t)
	g, key := here.owner(t, enterprise.Shared)
	if err := here.SetPassword(t.Context(), key, g.email, password); err != nil {
		t.Fatal(err)
	}
	enter := func() string {
		t.Helper()
		tokens, _ := g.want(200, "POST", "/api/auth/login", g.in(map[string]any{"email": g.email, "password": password, "keep": "tokens"}))["tokens"].(map[string]any)
		return fmt.Sprint(tokens["access_token"])
	}
	elsewhere := *g
	elsewhere.d = there
	old := enter()
	elsewhere.bearing(old, 200)
	made, err := here.Enterprise.RotateSigningKey(t.Context(), app.Local())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*doorstep{here, there} {
		d.wait(5 * time.Minute)
	}
	fresh := enter()
	if signer(t, fresh) != made || signer(t, old) == made {
		t.Errorf("signed by %s, then by %s; the new key is %s", signer(t, old), signer(t, fresh), made)
	}
	if ids := here.published(t, here.url); ids[0] != made || !slices.Contains(ids, signer(t, old)) {
		t.Errorf("published: %q", ids)
	}
	g.bearing(old, 200)
	elsewhere.bearing(fresh, 200)
	elsewhere.bearing(old, 200)

	// A third process begins with the next key, of which the others know nothing yet.
	second, err := here.Enterprise.RotateSigningKey(t.Context(), app.Local())
	if err != nil {
		t.Fatal(err)
	}
	third := newDoorstep(t)
	third.now.Store(here.now.Load())
	g.d = third
	newest := enter()
	if signer(t, newest) != second {
		t.Fatalf("signed by %s, want %s", signer(t, newest), second)
	}
	elsewhere.bearing(newest, 401) // it has read the keys just now
	there.wait(11 * time.Second)
	elsewhere.bearing(newest, 200)
	here.wait(time.Hour + time.Minute)
	if ids := here.published(t, here.url); slices.Contains(ids, signer(t, old)) || slices.Contains(ids, made) || ids[0] != second {
		t.Errorf("an hour later: %q", ids)
	}
}
