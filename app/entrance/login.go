package entrance

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/passkey"
)

// entered is the answer to whoever signs in.
type entered struct {
	Status    string    `json:"status" enum:"signed_in,second_factor" doc:"Whether the caller is signed in, or is asked for a second factor."`
	Token     string    `json:"token,omitempty" doc:"The session's secret for the Authorization header, told this once; only when asked for with keep=token."`
	Challenge string    `json:"challenge,omitempty" doc:"For login-mfa, when a second factor is asked for."`
	Methods   []string  `json:"methods,omitempty" doc:"By which the second step may be taken: totp, passkey, sms, recovery_code; those that can be used now."`
	Enrol     bool      `json:"enrol,omitempty" doc:"A second factor must be set up before anything else can be done."`
	ExpiresAt time.Time `json:"expires_at" doc:"When the session, or the challenge, ends."`
	Tokens    *grant    `json:"tokens,omitempty" doc:"With keep=tokens: an access token of ten minutes, and a refresh token for the next one."`
	User      *visitor  `json:"user,omitempty" doc:"Who signed in."`
}

type visitor struct {
	ID     uuid.UUID  `json:"id"`
	Email  string     `json:"email"`
	Name   string     `json:"name"`
	Tenant *uuid.UUID `json:"tenant,omitempty" doc:"The company; missing for operators."`
}

type login struct {
	Email    string `json:"email" maxLength:"320" example:"owner@acme.example"`
	Password string `json:"password" maxLength:"1024"`
	Tenant   string `json:"tenant,omitempty" doc:"The company's id or slug, unless header or host say it. Without any, operators sign in." example:"acme"`
	Keep     string `json:"keep,omitempty" enum:"cookie,token,tokens" doc:"How the session is kept: in a cookie that no script reads, by the caller, or as an access and a refresh token."`
}

type loginMFA struct {
	Challenge string         `json:"challenge" doc:"From login."`
	Method    string         `json:"method" enum:"totp,passkey,sms,recovery_code"`
	Code      string         `json:"code,omitempty" maxLength:"64" doc:"Of all methods but passkey."`
	Passkey   map[string]any `json:"passkey,omitempty" doc:"What the browser's navigator.credentials.get answered to the options of login-mfa/prepare (PublicKeyCredential.toJSON)."`
	Keep      string         `json:"keep,omitempty" enum:"cookie,token,tokens"`
}

type prepareMFA struct {
	Challenge string `json:"challenge" doc:"From login."`
	Method    string `json:"method" enum:"passkey,sms"`
}

type prepared struct {
	Options   map[string]any `json:"options,omitempty" doc:"For the browser's navigator.credentials.get (PublicKeyCredential.parseRequestOptionsFromJSON takes its publicKey)."`
	SentTo    string         `json:"sent_to,omitempty" doc:"The end of the number to which a code was sent."`
	ExpiresAt time.Time      `json:"expires_at" doc:"When the challenge ends."`
}

type logout struct {
	Everywhere bool `json:"everywhere,omitempty" doc:"End all sessions of the caller, not just this one."`
}

func (e *Entrance) loginAPI() error {
	const post, everybody = http.MethodPost, httpapi.Everybody
	unauthorized, many := http.StatusUnauthorized, http.StatusTooManyRequests
	return errors.Join(
		httpapi.RegisterJSON(e.API, operation("authLogin", post, "login", "Signs in with address and password.", everybody, unauthorized, many), e.login),
		httpapi.RegisterJSON(e.API, operation("authLoginMFA", post, "login-mfa", "Takes the second step.", everybody, unauthorized), e.loginMFA),
		httpapi.RegisterJSON(e.API, operation("authLoginMFAPrepare", post, "login-mfa/prepare", "Begins the second step by a passkey, or sends a code by SMS.", everybody,
			unauthorized, many, http.StatusConflict), e.prepareMFA),
		httpapi.RegisterJSON(e.API, operation("authLogout", post, "logout", "Signs out.", httpapi.SignedIn), e.logout),
	)
}

func (e *Entrance) login(ctx context.Context, r httpapi.Request, in login) (entered, error) {
	realm, release, err := e.realm(r, in.Tenant)
	if err != nil {
		return entered{}, err
	}
	defer release()
	entry, err := e.Door.Login(ctx, realm, in.Email, in.Password, visitOf(r))
	if err != nil {
		return entered{}, err
	}
	return e.admit(ctx, r, realm, entry, in.Keep)
}

func (e *Entrance) loginMFA(ctx context.Context, r httpapi.Request, in loginMFA) (entered, error) {
	realm, digest, release, err := e.realmOfSecret(ctx, credential.ChallengeMark, in.Challenge)
	if err != nil {
		return entered{}, err
	}
	defer release()
	proof := signin.Proof{Method: signin.Method(in.Method), Code: in.Code}
	if proof.Method == signin.Passkey {
		if proof, err = e.passkeyProof(r, in.Passkey); err != nil {
			return entered{}, err
		}
	}
	entry, err := e.Door.SecondStep(ctx, realm, digest, proof, visitOf(r))
	if err != nil {
		return entered{}, err
	}
	return e.admit(ctx, r, realm, entry, in.Keep)
}

// prepareMFA begins the second step.
func (e *Entrance) prepareMFA(ctx context.Context, r httpapi.Request, in prepareMFA) (prepared, error) {
	realm, digest, release, err := e.realmOfSecret(ctx, credential.ChallengeMark, in.Challenge)
	if err != nil {
		return prepared{}, err
	}
	defer release()
	var party *passkey.Party
	if in.Method == string(signin.Passkey) {
		if party, err = e.Site.party(r.HTTP.Host); err != nil {
			return prepared{}, err
		}
	}
	p, err := e.Door.Prepare(ctx, realm, digest, signin.Method(in.Method), party)
	if err != nil {
		return prepared{}, err
	}
	options, err := asObject(p.Options)
	return prepared{Options: options, SentTo: p.SentTo, ExpiresAt: p.Expires}, err
}

// admit answers whoever took a step, and gives a browser its cookie.
func (e *Entrance) admit(ctx context.Context, r httpapi.Request, realm signin.Realm, entry signin.Entry, keep string) (entered, error) {
	out := entered{ExpiresAt: entry.Expires}
	if entry.Session == "" {
		out.Status, out.Challenge = "second_factor", entry.Challenge
		for _, m := range entry.Methods {
			out.Methods = append(out.Methods, string(m))
		}
		return out, nil
	}
	out.Status, out.Enrol = "signed_in", entry.Enrol
	out.User = &visitor{ID: entry.Person.ID, Email: entry.Person.Email, Name: entry.Person.Name}
	if realm.Home.Tenant != uuid.Nil {
		out.User.Tenant = &realm.Home.Tenant
	}
	switch keep {
	case "token":
		out.Token = entry.Session
	case "tokens":
		refresh, err := e.Door.Refreshable(ctx, realm, entry.ID)
		if err != nil {
			return entered{}, err
		}
		if out.Tokens, err = e.grantTo(ctx, realm, entry.Person.ID, entry.ID, refresh); err != nil {
			return entered{}, err
		}
	default:
		r.Header.Add("Set-Cookie", sessionCookie(entry.Session, entry.Expires.Sub(e.Clock())).String())
	}
	return out, nil
}

func (e *Entrance) logout(ctx context.Context, r httpapi.Request, in logout) (httpapi.None, error) {
	err := e.Door.SignOut(ctx, e.realmOf(r), r.Actor.ID, r.Actor.Session, in.Everywhere, visitOf(r))
	e.forgetActors(e.realmOf(r))
	r.Header.Add("Set-Cookie", sessionCookie("", 0).String())
	r.Header.Set("Clear-Site-Data", `"cache", "storage"`)
	return httpapi.None{}, err
}
