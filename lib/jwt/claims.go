package jwt

import (
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"
)

// Claims is what a token says.
type Claims struct {
	ID        uuid.UUID // jti: of this token; Sign makes one
	Subject   uuid.UUID // sub: the user or service account that acts
	Tenant    uuid.UUID // tenant_id: where; zero for an operator
	Session   uuid.UUID // sid: what ends the token early; zero for none
	Client    string    // client_id: the program that was given the token
	Scopes    []string  // scope: permissions to which it is limited; none for all of the subject's
	IssuedAt  time.Time // iat: to the second; Sign sets it
	ExpiresAt time.Time // exp: ten minutes later; Sign sets it
}

// payload is the JSON of Claims.
type payload struct {
	jwt.Claims

	Tenant  string `json:"tenant_id,omitempty"`
	Session string `json:"sid,omitempty"`
	Client  string `json:"client_id"`
	Scope   string `json:"scope,omitempty"`
}

func payloadOf(c Claims, issuer, audience string) payload {
	return payload{
		Claims: jwt.Claims{
			Issuer: issuer, Subject: c.Subject.String(), Audience: jwt.Audience{audience}, ID: c.ID.String(),
			IssuedAt: jwt.NewNumericDate(c.IssuedAt), Expiry: jwt.NewNumericDate(c.ExpiresAt),
		},
		Tenant: textOf(c.Tenant), Session: textOf(c.Session), Client: c.Client, Scope: strings.Join(c.Scopes, " "),
	}
}

// claims reads what payloadOf wrote. All that RFC 9068 requires must be there.
func (p payload) claims() (Claims, error) {
	if p.Expiry == nil || p.IssuedAt == nil {
		return Claims{}, errors.New("it has no time")
	}
	c := Claims{Client: p.Client, Scopes: strings.Fields(p.Scope), IssuedAt: p.IssuedAt.Time(), ExpiresAt: p.Expiry.Time()}
	for _, id := range []struct {
		text     string
		into     *uuid.UUID
		optional bool
	}{
		{p.ID, &c.ID, false},
		{p.Subject, &c.Subject, false},
		{p.Tenant, &c.Tenant, true},
		{p.Session, &c.Session, true},
	} {
		if id.text == "" && id.optional {
			continue
		}
		var err error
		if *id.into, err = uuid.Parse(id.text); err != nil {
			return Claims{}, errors.New("an id in it is none")
		}
	}
	return c, nil
}

func textOf(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
