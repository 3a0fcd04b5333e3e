package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/jwt"
	"github.com/guildhall/guildhall/lib/problem"
)

// The API for which access tokens are.
const audience = "guildhall"

// ringKept is how long a ring of keys is believed to be current.
const ringKept = 5 * time.Minute

// issuer signs and verifies access tokens by the enterprise's keys.
type issuer struct {
	url  string // under which the keys are published
	load func(context.Context) ([]jwt.Key, error)

	mu    sync.Mutex
	ring  *jwt.Keyring
	until time.Time
}

// keys returns the ring, read anew now and then.
func (i *issuer) keys(ctx context.Context, now time.Time) (*jwt.Keyring, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.ring != nil && now.Before(i.until) {
		return i.ring, nil
	}
	keys, err := i.load(ctx)
	if err != nil {
		return i.ring, err
	}
	ring, err := jwt.NewKeyring(i.url, audience, keys...)
	if err != nil {
		return nil, fmt.Errorf("signing keys: %w", err)
	}
	i.ring, i.until = ring, now.Add(ringKept)
	return ring, nil
}

// isJWT tells whether a token has the form of an access token.
func isJWT(token string) bool {
	return strings.HasPrefix(token, "eyJ") && strings.Count(token, ".") == 2
}

// claimedTenant reads the tenant that an access token names, zero for none, before
// anything of it is believed: it only says whose door to knock at. It looks for the
// claim as this server writes it, and no further.
func claimedTenant(token string) (uuid.UUID, bool) {
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	said, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return uuid.Nil, false
	}
	_, after, found := bytes.Cut(said, []byte(`"tenant_id":"`))
	if !found {
		return uuid.Nil, true
	}
	text, _, _ := bytes.Cut(after, []byte(`"`))
	id, err := uuid.ParseBytes(text)
	return id, err == nil && id != uuid.Nil
}

// byJWT tells who acts by an access token: whoever stands behind its session, or
// behind the service's token for which it was given, within its scopes.
func (a *App) byJWT(ctx context.Context, t httpapi.Tenant, token string) (*auth.Actor, error) {
	ring, err := a.issuer.keys(ctx, a.cfg.Clock())
	if err != nil {
		return nil, err
	}
	c, err := ring.Verify(token, a.cfg.Clock())
	if errors.Is(err, jwt.ErrInvalid) || err == nil && c.Tenant != t.ID {
		return nil, problem.Unauthorized("invalid-token", "The token is unknown, expired or revoked, or its user is blocked.")
	}
	if err != nil {
		return nil, err
	}
	var actor *auth.Actor
	switch {
	case c.Client == sessionClient && t.ID == uuid.Nil:
		actor, err = a.operatorOf(ctx, c.Session)
	case c.Client == sessionClient:
		actor, err = a.actors.ofSession(ctx, t, func(r signin.Realm) (signin.Visitor, error) { return a.door.AuthenticateByID(ctx, r, c.Session) })
	default:
		err = pg.Read(ctx, t.Home, func(tx *pg.Tx) (err error) {
			actor, err = identity.ActorOfToken(ctx, tx, c.Session, a.cfg.Clock())
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	actor.SignedIn = false // a program holds it: what needs the person themselves is not for it
	if actor.Expires == nil || c.ExpiresAt.Before(*actor.Expires) {
		actor.Expires = &c.ExpiresAt
	}
	return actor, nil
}

// sessionClient names, in access tokens, the program of somebody who signed in.
const sessionClient = "session"

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
func (a *App) oauthAPI(api *httpapi.API) error {
	token := httpapi.Operation{
		ID: "authToken", Method: http.MethodPost, Path: authPath + "token", Tag: "Signing in", Access: httpapi.Everybody,
		Summary: "Gives an access token for a service's credentials or a refresh token (OAuth 2.0, RFC 6749).", Rate: signInRate(), OwnErrors: true,
	}
	keys := httpapi.Operation{
		ID: "jwks", Method: http.MethodGet, Path: "/.well-known/jwks.json", Tag: "Signing in", Access: httpapi.Everybody,
		Summary: "Lists the public keys of access tokens (RFC 7517).",
	}
	return errors.Join(api.Handle(token, a.giveToken), api.Handle(keys, a.giveKeys))
}

func (a *App) giveKeys(w http.ResponseWriter, r httpapi.Request) error {
	ring, err := a.issuer.keys(r.HTTP.Context(), a.cfg.Clock())
	if err != nil {
		return err
	}
	set, err := ring.JWKS(a.cfg.Clock())
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

func (a *App) giveToken(w http.ResponseWriter, r httpapi.Request) error {
	req := r.HTTP
	req.Body = http.MaxBytesReader(w, req.Body, mostForm)
	if err := req.ParseForm(); err != nil {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The body must be a form of at most 16 KiB."})
	}
	switch kind := req.PostForm.Get("grant_type"); kind {
	case "client_credentials":
		g, err := a.clientCredentials(req.Context(), req)
		return answerOAuth(w, g, err)
	case "refresh_token":
		g, err := a.refresh(req.Context(), r, req.PostForm.Get("refresh_token"))
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
func (a *App) clientCredentials(ctx context.Context, req *http.Request) (*grant, error) {
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
	t, release, err := a.resolve(ctx, httpapi.TenantKey{ID: tenant})
	if err != nil {
		return nil, oauthProblem(err, unknown)
	}
	defer release()
	actor, err := a.actors.byToken(ctx, t, digest)
	if err == nil && actor.Session != client {
		return nil, unknown
	}
	if err != nil {
		return nil, oauthProblem(err, unknown)
	}
	access, err := a.sign(ctx, jwt.Claims{Subject: actor.ID, Tenant: tenant, Session: client, Client: id})
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
func (a *App) refresh(ctx context.Context, r httpapi.Request, text string) (*grant, error) {
	refused := &oauthError{"invalid_grant", "The refresh token is unknown, was used before, or its session has ended."}
	realm, digest, release, err := a.realmOfSecret(ctx, credential.RefreshMark, text)
	if err != nil {
		return nil, oauthProblem(err, refused)
	}
	defer release()
	v, secret, err := a.door.Refresh(ctx, realm, digest, visitOf(r))
	if err != nil {
		a.actors.written(realm.Home.Tenant, []string{"signin.session"})
		return nil, oauthProblem(err, refused)
	}
	return a.grantTo(ctx, realm, v.Person, v.Session, secret)
}

func (a *App) grantTo(ctx context.Context, realm signin.Realm, person, session uuid.UUID, refresh string) (*grant, error) {
	access, err := a.sign(ctx, jwt.Claims{Subject: person, Tenant: realm.Home.Tenant, Session: session, Client: sessionClient})
	return &grant{AccessToken: access, TokenType: "Bearer", ExpiresIn: int(jwt.Lifetime.Seconds()), RefreshToken: refresh}, err
}

func (a *App) sign(ctx context.Context, c jwt.Claims) (string, error) {
	ring, err := a.issuer.keys(ctx, a.cfg.Clock())
	if err != nil {
		return "", err
	}
	return ring.Sign(c, a.cfg.Clock())
}

// ofSession makes the actor of a session that find finds.
func (a *actors) ofSession(ctx context.Context, t httpapi.Tenant, find func(signin.Realm) (signin.Visitor, error)) (*auth.Actor, error) {
	v, err := find(tenantRealm(t))
	if err != nil {
		return nil, err
	}
	var actor *auth.Actor
	err = pg.Read(ctx, t.Home, func(tx *pg.Tx) (err error) {
		actor, err = identity.ActorOf(ctx, tx, entity.ID[identity.User](v.Person))
		return err
	})
	if err != nil {
		return nil, err
	}
	until := v.Until()
	actor.Session, actor.SignedIn, actor.Expires = v.Session, true, &until
	if v.Enrol {
		actor.Grants, actor.Exceptions = []auth.Grant{{Permission: identity.ReadMe, Reach: auth.ReachOwn}}, nil
	}
	return actor, nil
}
