package oidc

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// Logout says whose sessions a provider has ended: those of one of its own sessions,
// or all of somebody.
type Logout struct {
	ID      string // of the token, which counts once
	Subject string // "" when only the session is named
	Session string // "" when all of the subject's are meant
	Until   time.Time
}

// VerifyLogout checks a logout token (Back-Channel Logout 1.0, section 2.6), all but
// that it comes for the first time: the caller keeps its ID until Until. It returns
// a [RefusedError] for one that is not to be believed.
func (c *Client) VerifyLogout(ctx context.Context, raw string, now time.Time) (Logout, error) {
	if kind := header(raw); kind != "" && !strings.EqualFold(strings.TrimPrefix(strings.ToLower(kind), "application/"), "logout+jwt") &&
		!strings.EqualFold(kind, "JWT") {
		return Logout{}, refuse("the token is of another kind")
	}
	token, err := c.verifier().VerifyLogout(ctx, raw)
	if err != nil {
		return Logout{}, refuse("the logout token: %s", told(err))
	}
	var when times
	var event struct {
		Events map[string]map[string]any `json:"events"`
	}
	if err := token.Claims(&when); err != nil {
		return Logout{}, refuse("the times of the logout token cannot be read")
	}
	if err := token.Claims(&event); err != nil || event.Events[logoutEvent] == nil {
		return Logout{}, refuse("the logout token does not say that somebody signed out")
	}
	if token.Issuer != c.Provider.issuer {
		return Logout{}, refuse("the issuer is another one")
	}
	return Logout{ID: token.TokenID, Subject: token.Subject, Session: token.SessionID, Until: token.Expiry.Add(leeway)}, when.at(now)
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// header reads which kind of token it is, before anything of it is believed. Most
// providers say JWT, or nothing; one that says at+jwt means another use.
func header(raw string) string {
	var said struct {
		Kind string `json:"typ"`
	}
	if part(raw, 0, &said) {
		return said.Kind
	}
	return ""
}

// IssuerOf reads the issuer that a token names, before anything of it is believed:
// it only says with which of our own providers to verify it.
func IssuerOf(raw string) string {
	var said struct {
		Issuer string `json:"iss"`
	}
	if part(raw, 1, &said) {
		return said.Issuer
	}
	return ""
}

// part reads the header (0) or the payload (1) of a token.
func part(raw string, at int, into any) bool {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[at])
	return err == nil && json.Unmarshal(text, into) == nil
}
