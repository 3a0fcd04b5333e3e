package identity

import (
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Token lets a program act for a user, within scopes. Its secret is told once,
// when it is issued; only a digest of it is kept.
type Token struct {
	entity.Base[Token]
	entity.Scope
	entity.State[TokenStatus]

	User       entity.ID[User] `entity:"required,readonly,filter"`                 // for whom the token acts
	Name       string          `entity:"required,readonly,filter,search,personal"` // what the token is for
	Prefix     string          `entity:"readonly,search"`                          // how the random part of the secret begins, to tell tokens apart
	Hash       string          `entity:"required,readonly,secret"`                 // SHA-256 of the secret, in hex
	Scopes     []string        `entity:"readonly"`                                 // permissions to which the token is limited; none means all that the user may do
	ExpiresAt  time.Time       `entity:"readonly,filter"`                          // from when the token is refused; never when empty
	LastUsedAt time.Time       `entity:"readonly"`                                 // when the token was last used, to about ten minutes

	Support entity.ID[SupportGrant] `entity:"readonly"` // the support access by which somebody who runs Guildhall made it, and with which it ends
}

// TokenStatus is where a token stands.
type TokenStatus string

// The states of a token.
const (
	TokenActive  TokenStatus = "active"  // accepted until it expires
	TokenRevoked TokenStatus = "revoked" // refused for good
)

// What a role can be granted on tokens. With the reach "own" they hold for tokens
// that act for the user themselves.
const (
	ReadTokens   auth.Permission = "identity.token.read"
	IssueTokens  auth.Permission = "identity.token.issue"
	RevokeTokens auth.Permission = "identity.token.revoke"
)

// Entity declares tokens.
func (Token) Entity() entity.Spec[Token] {
	return entity.Spec[Token]{
		Name:  "identity.token",
		Title: "{name}",
		List:  []string{"name", "user", "prefix", "expires_at", "last_used_at", "status"},
		Read:  ReadTokens,
		View:  true,
		Flow: entity.Flow[Token, TokenStatus]{
			{Verb: "revoke", From: []TokenStatus{TokenActive}, To: TokenRevoked, Need: RevokeTokens},
		},
	}
}
