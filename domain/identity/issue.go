package identity

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// IssueTokenRequest asks for a token.
type IssueTokenRequest struct {
	User      entity.ID[User] // for whom the token is to act; the asking user when empty
	Name      string          `entity:"required"` // what the token is for
	Scopes    []string        // permissions to which the token is limited: sales.order.read, sales.*; none means all that the user may do
	ExpiresAt time.Time       // from when the token is refused; never when empty
}

// IssuedToken is a new token with its secret, which is never told again.
type IssuedToken struct {
	Token  entity.ID[Token] // the token's record
	Secret string           // sent as Authorization: Bearer …
}

// issueToken is served as POST …/tokens/issue.
func issueToken(ctx context.Context, tx *entity.Tx, in IssueTokenRequest) (IssuedToken, error) {
	if in.User.IsZero() {
		in.User = entity.ID[User](tx.Actor().ID)
	}
	scopes := make([]auth.Permission, len(in.Scopes))
	for i, s := range in.Scopes {
		scopes[i] = auth.Permission(s)
	}
	secret, token, err := issue(ctx, tx, &Token{User: in.User, Name: in.Name, ExpiresAt: in.ExpiresAt}, scopes)
	if err != nil {
		return IssuedToken{}, err
	}
	return IssuedToken{Token: token, Secret: secret}, nil
}

// IssueToken makes a token that acts for a user, within scopes (none: all that
// the user may do), until it expires (zero: never), and returns its secret, of
// which only a digest is kept. The actor needs IssueTokens on the user and must
// hold everything that the token may do.
func IssueToken(
	ctx context.Context, tx *entity.Tx, user entity.ID[User], name string, scopes []auth.Permission, expires time.Time,
) (secret string, err error) {
	secret, _, err = issue(ctx, tx, &Token{User: user, Name: name, ExpiresAt: expires}, scopes)
	return secret, err
}

// IssueSupportToken is [IssueToken] for an operator who was let in by support access:
// the token acts for a user in full, and ends with the access.
func IssueSupportToken(ctx context.Context, tx *entity.Tx, user entity.ID[User], name string, by Support) (secret string, err error) {
	secret, _, err = issue(ctx, tx, &Token{User: user, Name: name, ExpiresAt: by.Until, Support: entity.ID[SupportGrant](by.Grant)}, nil)
	return secret, err
}

// issue completes a token and keeps it.
func issue(ctx context.Context, tx *entity.Tx, t *Token, scopes []auth.Permission) (string, entity.ID[Token], error) {
	none, user := entity.ID[Token]{}, t.User
	if err := refuseSupport(ctx, tx); err != nil {
		return "", none, err
	}
	if err := checkToken(tx, scopes, t.ExpiresAt); err != nil {
		return "", none, err
	}
	u, err := entity.Get(ctx, tx, user)
	if err != nil {
		return "", none, err
	}
	if !tx.Decide(IssueTokens, auth.Record{Owner: user.UUID(), Department: u.Department.UUID()}) {
		return "", none, auth.Missing(IssueTokens, "on "+u.Name)
	}
	if u.Status != UserActive {
		return "", none, problem.Conflict("user-blocked", "%s is blocked and can have no new token.", u.Name)
	}
	h, err := heldBy(ctx, tx, user)
	if err != nil {
		return "", none, err
	}
	if err := h.mayBeHad(tx, scopes); err != nil {
		return "", none, err
	}
	secret := credential.Mint(credential.TokenMark, tx.Tenant())
	t.Prefix, t.Hash, t.Scopes = secret.Hint(), hex.EncodeToString(secret.Digest[:]), words(scopes)
	t.Owner, t.Department = user.UUID(), u.Department.UUID()
	if err := entity.Create(ctx, tx, t); err != nil {
		return "", none, err
	}
	return secret.Text, t.ID, nil
}

func checkToken(tx *entity.Tx, scopes []auth.Permission, expires time.Time) error {
	var errs problem.Fields
	if !expires.IsZero() && !expires.After(tx.Now()) {
		errs.Add("/expires_at", "in-the-past", "Must lie in the future.")
	}
	for i, s := range scopes {
		if !isPermission(string(s)) {
			errs.Add("/scopes/"+strconv.Itoa(i), "invalid-permission", "Must be a permission, or a prefix such as sales.*.")
		}
	}
	return errs.Err()
}

func words(scopes []auth.Permission) []string {
	out := make([]string, len(scopes))
	for i, s := range scopes {
		out[i] = string(s)
	}
	return out
}
