package oidc

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
)

// leeway is by how much the provider's clock and ours may differ.
const leeway = time.Minute

// algorithms are those by which tokens may be signed. Never "none", and never one
// with a shared secret: our own is no proof of who signed.
func algorithms() []string {
	return []string{gooidc.RS256, gooidc.PS256, gooidc.ES256, gooidc.EdDSA}
}

// RefusedError says why what came from a provider is not believed. It is for the log and
// for the tenant's administrators, not for whoever tried to sign in.
type RefusedError struct{ Reason string }

func (r *RefusedError) Error() string { return "refused: " + r.Reason }

func refuse(format string, args ...any) error {
	return &RefusedError{Reason: fmt.Sprintf(format, args...)}
}

// errorCode keeps an error code of the other side short and plain.
func errorCode(text string) string {
	plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r == '_' }
	if len(text) > 60 || strings.TrimFunc(text, plain) != "" {
		return "an error"
	}
	return text
}

// Claims are what a provider says of somebody who signed in.
type Claims struct {
	Subject string // who it is, for this provider, for good
	Session string // the provider's session (sid), "" when it does not tell
	all     map[string]any
}

// times are the claims of a token that say when it counts, in seconds since 1970.
type times struct {
	Expiry    *float64 `json:"exp"`
	NotBefore *float64 `json:"nbf"`
	IssuedAt  *float64 `json:"iat"`
}

// at refuses a token that does not count at an instant, by more than the leeway.
func (t times) at(now time.Time) error {
	seconds := float64(now.UnixMilli()) / 1000
	switch slack := leeway.Seconds(); {
	case t.Expiry == nil || t.IssuedAt == nil:
		return refuse("the token does not say when it counts")
	case seconds >= *t.Expiry+slack:
		return refuse("the token has expired")
	case *t.IssuedAt > seconds+slack:
		return refuse("the token comes from the future")
	case t.NotBefore != nil && *t.NotBefore > seconds+slack:
		return refuse("the token does not count yet")
	}
	return nil
}

// verifier checks signature and audience; issuer and times are checked by us, to
// the letter and with our own leeway.
func (c *Client) verifier() *gooidc.IDTokenVerifier {
	return c.Provider.remote.Verifier(&gooidc.Config{
		ClientID: c.ID, SupportedSigningAlgs: algorithms(), SkipIssuerCheck: true, SkipExpiryCheck: true,
	})
}

// verify checks an ID token (OpenID Connect Core 1.0, section 3.1.3.7), all but its
// nonce.
func (c *Client) verify(ctx context.Context, raw string, now time.Time) (Claims, error) {
	token, err := c.verifier().Verify(ctx, raw)
	if err != nil {
		return Claims{}, refuse("the ID token: %s", told(err))
	}
	claims := Claims{Subject: token.Subject, all: map[string]any{}}
	var when times
	if err := token.Claims(&when); err != nil {
		return Claims{}, refuse("the times of the ID token cannot be read")
	}
	if err := token.Claims(&claims.all); err != nil {
		return Claims{}, refuse("the ID token cannot be read")
	}
	claims.Session = claims.Text("sid")
	party, named := claims.all["azp"]
	switch {
	case token.Issuer != c.Provider.issuer:
		return Claims{}, refuse("the issuer is another one")
	case token.Subject == "" || len(token.Subject) > 255:
		return Claims{}, refuse("the ID token does not say who it is about")
	case named && party != c.ID, !named && len(token.Audience) > 1:
		return Claims{}, refuse("the ID token is for somebody else too")
	}
	return claims, when.at(now)
}

// told says why a library refused, in short.
func told(err error) string {
	text := strings.TrimPrefix(err.Error(), "oidc: ")
	if len(text) > 120 {
		text = strings.ToValidUTF8(text[:120], "")
	}
	return text
}

// find returns the value of a claim by its name, or by a path of names joined with
// dots: realm_access.roles. It is nil when there is none.
func (c *Claims) find(name string) any {
	if v, ok := c.all[name]; ok {
		return v
	}
	var at any = c.all
	for part := range strings.SplitSeq(name, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = object[part]
	}
	return at
}

// Text returns a claim that is a text, "" when it is none. The name may be a path:
// names joined with dots.
func (c *Claims) Text(name string) string {
	text, _ := c.find(name).(string)
	return text
}

// Texts returns a claim that is a text or a list of texts.
func (c *Claims) Texts(name string) []string {
	switch v := c.find(name).(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, one := range v {
			if text, ok := one.(string); ok {
				out = append(out, text)
			}
		}
		return out
	}
	return nil
}

// Says tells whether a claim is true: the value, the text "true" or the number 1,
// as providers write it. Anything else is not.
func (c *Claims) Says(name string) bool {
	switch v := c.find(name).(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	case float64:
		return v == 1
	}
	return false
}

// Proved tells whether the provider says that the person proved themselves by one of
// the given means: a method (amr, RFC 8176) or a class (acr).
func (c *Claims) Proved(means []string) bool {
	said := append(c.Texts("amr"), c.Texts("acr")...)
	return slices.ContainsFunc(means, func(m string) bool { return m != "" && slices.Contains(said, m) })
}
