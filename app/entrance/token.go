package entrance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/jwt"
	"github.com/guildhall/guildhall/lib/problem"
)

// grant is the answer to whoever asks for an access token (RFC 6749, section 5.1).
type grant struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// oauthError is a refusal in the form of RFC 6749, section 5.2.
type oauthError struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

func (e *oauthError) Error() string { return e.Code + ": " + e.Description }

// oauthAPI adds the endpoint of tokens and the keys by which they are verified.
func (e *Entrance) tokenAPI() error {
	token := operation("authToken", http.MethodPost, "token", "Gives an access token for a service's credentials or a refresh token (OAuth 2.0, RFC 6749).", httpapi.Everybody)
	token.OwnErrors = true
	keys := httpapi.Operation{
		ID: "jwks", Method: http.MethodGet, Path: "/.well-known/jwks.json", Tag: tag, Access: httpapi.Everybody,
		Summary: "Lists the public keys of access tokens (RFC 7517).",
	}
	return errors.Join(e.API.Handle(token, e.giveToken), e.API.Handle(keys, e.giveKeys))
}

func (e *Entrance) giveKeys(w http.ResponseWriter, r httpapi.Request) error {
	ring, err := e.Issuer.keys(r.HTTP.Context(), ringKept)
	if err != nil {
		return err
	}
	set, err := ring.JWKS(e.Clock())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, err = w.Write(set)
	return err //nolint:wrapcheck // the caller has gone
}

// mostForm is the most bytes of a request for a token.
const mostForm = 16 << 10

func (e *Entrance) giveToken(w http.ResponseWriter, r httpapi.Request) error {
	req := r.HTTP
	req.Body = http.MaxBytesReader(w, req.Body, mostForm)
	if err := req.ParseForm(); err != nil {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The body must be a form of at most 16 KiB."})
	}
	switch kind := req.PostForm.Get("grant_type"); kind {
	case "client_credentials":
		g, err := e.clientCredentials(req.Context(), req)
		return answerOAuth(w, g, err)
	case "refresh_token":
		g, err := e.refresh(req.Context(), r, req.PostForm.Get("refresh_token"))
		return answerOAuth(w, g, err)
	default:
		return answerOAuth(w, nil, &oauthError{"unsupported_grant_type", "The grant type must be client_credentials or refresh_token."})
	}
}

// answerOAuth answers in the forms of RFC 6749. What is nobody's fault but ours
// becomes a problem, as everywhere.
func answerOAuth(w http.ResponseWriter, g *grant, err error) error {
	status, body := http.StatusOK, any(g)
	if refused, ok := errors.AsType[*oauthError](err); ok {
		if status, body = http.StatusBadRequest, any(refused); refused.Code == "invalid_client" {
			status = http.StatusUnauthorized
			w.Header().Set("WWW-Authenticate", `Basic realm="guildhall"`)
		}
	} else if err != nil {
		return err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err //nolint:wrapcheck // the caller has gone
}

// clientCredentials gives a service an access token: its id is that of a token, its
// secret the token's.
func (e *Entrance) clientCredentials(ctx context.Context, req *http.Request) (*grant, error) {
	id, secret, basic := req.BasicAuth()
	if !basic {
		id, secret = req.PostForm.Get("client_id"), req.PostForm.Get("client_secret")
	}
	unknown := &oauthError{"invalid_client", "The client or its secret is unknown, expired or revoked."}
	client, err := uuid.Parse(id)
	tenant, digest, ok := credential.Parse(credential.TokenMark, secret)
	if err != nil || !ok {
		return nil, unknown
	}
	t, release, err := e.Resolve(ctx, httpapi.TenantKey{ID: tenant})
	if err != nil {
		return nil, oauthProblem(err, unknown)
	}
	defer release()
	actor, err := e.byToken(ctx, t.Home, digest)
	if err == nil && actor.Session != client {
		return nil, unknown
	}
	if err != nil {
		return nil, oauthProblem(err, unknown)
	}
	access, err := e.Issuer.sign(ctx, jwt.Claims{Subject: actor.ID, Tenant: tenant, Session: client, Client: id})
	return &grant{AccessToken: access, TokenType: "Bearer", ExpiresIn: int(jwt.Lifetime.Seconds())}, err
}

// oauthProblem keeps problems of our own side, and tells all others as refused.
func oauthProblem(err error, refused *oauthError) error {
	if problem.From(err).Status >= http.StatusInternalServerError {
		return err
	}
	return refused
}

// refresh takes a refresh token for another one, and gives an access token.
func (e *Entrance) refresh(ctx context.Context, r httpapi.Request, text string) (*grant, error) {
	refused := &oauthError{"invalid_grant", "The refresh token is unknown, was used before, or its session has ended."}
	realm, digest, release, err := e.realmOfSecret(ctx, credential.RefreshMark, text)
	if err != nil {
		return nil, oauthProblem(err, refused)
	}
	defer release()
	v, secret, err := e.Door.Refresh(ctx, realm, digest, visitOf(r))
	if err != nil {
		e.forgetActors(realm)
		return nil, oauthProblem(err, refused)
	}
	return e.grantTo(ctx, realm, v.Person, v.Session, secret)
}

func (e *Entrance) grantTo(ctx context.Context, realm signin.Realm, person, session uuid.UUID, refresh string) (*grant, error) {
	access, err := e.Issuer.sign(ctx, jwt.Claims{Subject: person, Tenant: realm.Home.Tenant, Session: session, Client: sessionClient})
	return &grant{AccessToken: access, TokenType: "Bearer", ExpiresIn: int(jwt.Lifetime.Seconds()), RefreshToken: refresh}, err
}
