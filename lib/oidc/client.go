package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Client is our side of a provider: as whom we are known there.
type Client struct {
	Provider *Provider
	ID       string
	Secret   string   // "" for a public client, which PKCE alone protects
	Redirect string   // our callback, as it is registered there
	Scopes   []string // asked for besides openid
}

// NewVerifier returns a secret of 256 random bits for PKCE, and for a nonce.
func NewVerifier() string {
	var b [32]byte
	rand.Read(b[:]) // It never fails: the program ends instead.
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// AuthURL is where the browser is sent to sign in. The provider brings state back,
// puts nonce into its token, and wants the verifier with the code.
func (c *Client) AuthURL(state, nonce, verifier string) string {
	return c.oauth().AuthCodeURL(state, gooidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
}

func (c *Client) oauth() *oauth2.Config {
	endpoint := c.Provider.remote.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if methods := c.Provider.said.AuthMethods; c.Secret == "" || len(methods) > 0 && !slices.Contains(methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	scopes := []string{gooidc.ScopeOpenID}
	for _, s := range c.Scopes {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return &oauth2.Config{ClientID: c.ID, ClientSecret: c.Secret, Endpoint: endpoint, RedirectURL: c.Redirect, Scopes: scopes}
}

// Returned is what a browser brings back from a provider.
type Returned struct {
	Code   string
	Issuer string // "" when the provider does not tell (RFC 9207)
	Error  string // its code when the provider refused (RFC 6749, section 4.1.2.1)
}

// Exchange takes a code for what the provider says of whoever signed in. The claims
// in want are asked for at the userinfo endpoint when the token lacks one of them.
// A [RefusedError] is returned for whatever is not to be believed; other errors wrap
// [ErrUnavailable].
func (c *Client) Exchange(ctx context.Context, r Returned, verifier, nonce string, want []string, now time.Time) (Claims, error) {
	if err := c.came(r); err != nil {
		return Claims{}, err
	}
	ctx = gooidc.ClientContext(ctx, c.Provider.client)
	tokens, err := c.oauth().Exchange(ctx, r.Code, oauth2.VerifierOption(verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.ErrorCode != "" {
		return Claims{}, refuse("the provider did not take the code: %s", errorCode(refused.ErrorCode))
	}
	if err != nil {
		return Claims{}, fmt.Errorf("%w: exchange the code: %w", ErrUnavailable, unspokenExchange(err))
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return Claims{}, refuse("the provider gave no ID token")
	}
	claims, err := c.verify(ctx, raw, now)
	if err != nil {
		return Claims{}, err
	}
	if subtle.ConstantTimeCompare([]byte(claims.Text("nonce")), []byte(nonce)) != 1 {
		return Claims{}, refuse("the nonce is another one")
	}
	err = c.complete(ctx, &claims, tokens, want)
	return claims, err
}

// came checks what the browser brought before anything is done with it.
func (c *Client) came(r Returned) error {
	switch {
	case r.Issuer != "" && r.Issuer != c.Provider.issuer, r.Issuer == "" && c.Provider.said.TellsIssuer:
		return refuse("the answer names another issuer")
	case r.Error != "":
		return refuse("the provider said %s", errorCode(r.Error))
	case r.Code == "":
		return refuse("the provider gave no code")
	}
	return nil
}

// complete asks the userinfo endpoint for claims that the token lacks. What the
// token says, which is signed, is never replaced.
func (c *Client) complete(ctx context.Context, claims *Claims, tokens *oauth2.Token, want []string) error {
	missing := func(name string) bool { return name != "" && claims.find(name) == nil }
	if c.Provider.said.UserinfoEndpoint == "" || !slices.ContainsFunc(want, missing) {
		return nil
	}
	more, err := c.userinfo(ctx, tokens)
	if err != nil {
		return fmt.Errorf("%w: ask for more about the user: %w", ErrUnavailable, err)
	}
	if more["sub"] != claims.Subject {
		return refuse("userinfo is about somebody else")
	}
	for name, value := range more {
		if _, said := claims.all[name]; !said {
			claims.all[name] = value
		}
	}
	return nil
}

// userinfo asks for claims in plain JSON (OpenID Connect Core 1.0, section 5.3).
func (c *Client) userinfo(ctx context.Context, tokens *oauth2.Token) (map[string]any, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.Provider.said.UserinfoEndpoint, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("userinfo: %w", err)
	}
	tokens.SetAuthHeader(r)
	r.Header.Set("Accept", "application/json")
	res, err := c.Provider.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("userinfo: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("userinfo answers %d", res.StatusCode)
	}
	claims := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&claims); err != nil {
		return nil, errors.New("userinfo is not JSON")
	}
	return claims, nil
}

// unspokenExchange drops what the other side wrote.
func unspokenExchange(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed
	}
	return errors.New("its answer is not a token")
}

// LogoutURL is where the browser is sent to sign out at the provider too, "" when
// there is no such address (RP-Initiated Logout 1.0). back must be registered there.
func (c *Client) LogoutURL(back string) string {
	if !c.Provider.CanLogOut() {
		return ""
	}
	u, err := url.Parse(c.Provider.said.EndSession)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", c.ID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String()
}
