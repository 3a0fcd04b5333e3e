package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/secret"
)

// newDoor makes the door by which users and operators come in.
func newDoor(keys *secret.Keeper, clock func() time.Time) *signin.Door {
	return signin.New(signin.Options{
		Passwords: credential.NewPasswords(credential.PasswordOptions{}), Clock: clock,
		Seal: func(ctx context.Context, plain []byte) ([]byte, string, error) {
			s, err := keys.Seal(ctx, plain)
			return s.Text, s.KeyID, err
		},
		Unseal: func(ctx context.Context, sealed []byte, key string) ([]byte, error) {
			return keys.Unseal(ctx, secret.Sealed{Text: sealed, KeyID: key})
		},
	})
}

// operatorPeople are those who run Guildhall.
type operatorPeople struct{}

func (operatorPeople) ByEmail(ctx context.Context, tx *pg.Tx, email string) (signin.Person, bool, error) {
	if email == "" {
		return signin.Person{}, false, nil
	}
	o, found, err := enterprise.OperatorBy(ctx, tx, email, uuid.Nil)
	return operatorPerson(o), found, err
}

func (operatorPeople) ByID(ctx context.Context, tx *pg.Tx, id uuid.UUID) (signin.Person, bool, error) {
	o, found, err := enterprise.OperatorBy(ctx, tx, "", id)
	return operatorPerson(o), found, err
}

func operatorPerson(o enterprise.Operator) signin.Person {
	return signin.Person{ID: o.ID, Email: o.Email, Name: o.Name, Active: o.Status == "active", Administrator: true}
}

func (a *App) operatorsRealm() signin.Realm {
	return signin.Realm{Home: a.Enterprise.OwnHome(), Name: "Guildhall", People: operatorPeople{}}
}

func tenantRealm(t httpapi.Tenant) signin.Realm {
	return signin.Realm{Home: t.Home, Name: t.Name, People: signin.Users{}}
}

// operatorSession tells which operator acts by a session.
func (a *App) operatorSession(ctx context.Context, token string) (*auth.Actor, error) {
	tenant, digest, ok := credential.Parse(credential.SessionMark, token)
	if !ok || tenant != uuid.Nil {
		return nil, signin.SignedOut()
	}
	actor, err := a.actors.known.Get(ctx, actorKey{digest: digest}, func(ctx context.Context, key actorKey) (*auth.Actor, error) {
		return a.byOperatorSession(ctx, key.digest)
	})
	if err == nil && !a.cfg.Clock().Before(*actor.Expires) { // used meanwhile, perhaps: then it goes on
		return a.byOperatorSession(ctx, digest)
	}
	return actor, err
}

func (a *App) byOperatorSession(ctx context.Context, digest [32]byte) (*auth.Actor, error) {
	v, err := a.door.Authenticate(ctx, a.operatorsRealm(), digest)
	if err != nil {
		return nil, err
	}
	return a.operatorBehind(ctx, v)
}

// operatorOf tells which operator stands behind a session's id.
func (a *App) operatorOf(ctx context.Context, session uuid.UUID) (*auth.Actor, error) {
	v, err := a.door.AuthenticateByID(ctx, a.operatorsRealm(), session)
	if err != nil {
		return nil, err
	}
	return a.operatorBehind(ctx, v)
}

func (a *App) operatorBehind(ctx context.Context, v signin.Visitor) (*auth.Actor, error) {
	var o enterprise.Operator
	err := pg.Read(ctx, a.Enterprise.OwnHome(), func(tx *pg.Tx) (err error) {
		o, _, err = enterprise.OperatorBy(ctx, tx, "", v.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	actor, until := o.Actor(), v.Until()
	actor.Session, actor.SignedIn, actor.Expires = v.Session, true, &until
	return actor, nil
}

// entered is the answer to whoever signs in.
type entered struct {
	Status    string    `json:"status" enum:"signed_in,second_factor" doc:"Whether the caller is signed in, or is asked for a second factor."`
	Token     string    `json:"token,omitempty" doc:"The session's secret for the Authorization header, told this once; only when asked for with keep=token."`
	Challenge string    `json:"challenge,omitempty" doc:"For login-mfa, when a second factor is asked for."`
	Methods   []string  `json:"methods,omitempty" doc:"By which the second step may be taken: totp, recovery_code."`
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
	Challenge string `json:"challenge" doc:"From login."`
	Method    string `json:"method" enum:"totp,recovery_code"`
	Code      string `json:"code" maxLength:"64"`
	Keep      string `json:"keep,omitempty" enum:"cookie,token,tokens"`
}

type logout struct {
	Everywhere bool `json:"everywhere,omitempty" doc:"End all sessions of the caller, not just this one."`
}

type forgot struct {
	Email  string `json:"email" maxLength:"320"`
	Tenant string `json:"tenant,omitempty" doc:"The company's id or slug, unless header or host say it."`
}

type reset struct {
	Secret   string `json:"secret" doc:"From the letter."`
	Password string `json:"password" maxLength:"1024"`
}

type changePassword struct {
	Old      string `json:"old" maxLength:"1024"`
	Password string `json:"password" maxLength:"1024" doc:"The new one."`
}

type code struct {
	Code string `json:"code" maxLength:"16" doc:"Six digits of the authenticator program."`
}

type enrolment struct {
	Secret string `json:"secret" doc:"To be typed where no picture can be read."`
	URI    string `json:"uri" doc:"What the picture says."`
	QR     string `json:"qr" doc:"The picture, as SVG."`
}

type recoveryCodes struct {
	Codes []string `json:"codes" doc:"To be written down: each works once, and they are shown this once."`
}

const authPath = "/api/auth/"

// signInRate bounds what one address may try at one endpoint: an office full of
// people in the morning, not a list of passwords.
func signInRate() *limit.Policy {
	return &limit.Policy{Name: "sign-in", Limit: 120, Window: time.Minute}
}

// signInAPI adds the door.
func (a *App) signInAPI(api *httpapi.API) error {
	op := func(id, path, summary string, access httpapi.Access, errs ...int) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: http.MethodPost, Path: authPath + path, Summary: summary, Tag: "Signing in", Access: access, Errors: errs, Rate: signInRate()}
	}
	const everybody, in = httpapi.Everybody, httpapi.SignedIn
	unauthorized, many, conflict := http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusConflict
	forgotten := op("authPasswordForgot", "password/forgot", "Sends a letter to somebody who forgot their password, if they are known.", everybody, many)
	forgotten.Status = http.StatusAccepted
	invite := httpapi.Operation{
		ID: "identityUserInvite", Method: http.MethodPost, Path: "users/{id}/invitation", Tag: "Signing in", Access: httpapi.Tenants,
		Summary: "Writes to a user who is to set their first password.", Status: http.StatusAccepted, Errors: []int{http.StatusNotFound},
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, invite, a.inviteUser),
		httpapi.RegisterJSON(api, op("authLogin", "login", "Signs in with address and password.", everybody, unauthorized, many),
			func(ctx context.Context, r httpapi.Request, in login) (entered, error) {
				return a.login(ctx, api, r, in)
			}),
		httpapi.RegisterJSON(api, op("authLoginMFA", "login-mfa", "Takes the second step.", everybody, unauthorized), a.loginMFA),
		httpapi.RegisterJSON(api, op("authLogout", "logout", "Signs out.", in), a.logout),
		httpapi.RegisterJSON(api, forgotten,
			func(ctx context.Context, r httpapi.Request, in forgot) (httpapi.None, error) {
				return httpapi.None{}, a.forgot(ctx, api, r, in)
			}),
		httpapi.RegisterJSON(api, op("authPasswordReset", "password/reset", "Sets a password by the secret of a letter.", everybody, conflict), a.resetPassword),
		httpapi.RegisterJSON(api, op("authPasswordChange", "password/change", "Changes the caller's password and ends their other sessions.", in, many), a.changePassword),
		httpapi.RegisterJSON(api, op("authTOTPPropose", "totp/propose", "Begins to set up an authenticator program.", in, conflict), a.proposeTOTP),
		httpapi.RegisterJSON(api, op("authTOTPConfirm", "totp/confirm", "Ends the setting up and tells the recovery codes.", in, conflict), a.confirmTOTP),
		httpapi.RegisterJSON(api, op("authTOTPRemove", "totp/remove", "Takes the authenticator program away.", in, many), a.removeTOTP),
		httpapi.RegisterJSON(api, op("authRecoveryCodesRenew", "recovery-codes/renew", "Makes new recovery codes; the old ones are worthless.", in, many), a.renewCodes),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// inviteUser writes to a user of the caller's company.
func (a *App) inviteUser(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil {
		return httpapi.None{}, problem.NotFound("User")
	}
	if r.Actor.Reach(identity.EditUsers) != auth.ReachTenant {
		return httpapi.None{}, problem.Forbidden("missing-permission", "This needs the permission %s.", identity.EditUsers).With("permission", identity.EditUsers)
	}
	realm := tenantRealm(*r.Tenant)
	letter, err := a.door.Invite(ctx, realm, id)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, a.post(ctx, realm, letter)
}

func visitOf(r httpapi.Request) signin.Visit {
	return signin.Visit{Address: r.Origin.Address, Device: r.Origin.Agent, Country: r.Origin.Country}
}

// realm returns the realm that a request names, the operators' when it names none,
// with the function that gives it back.
func (a *App) realm(api *httpapi.API, r httpapi.Request, tenant string) (signin.Realm, func(), error) {
	t, release, found, err := api.Tenant(r.HTTP, tenant)
	switch {
	case err != nil:
		return signin.Realm{}, nil, err
	case !found:
		return a.operatorsRealm(), func() {}, nil
	}
	return tenantRealm(t), release, nil
}

// realmOfSecret returns the realm that a secret names inside.
func (a *App) realmOfSecret(ctx context.Context, mark, text string) (realm signin.Realm, digest [32]byte, release func(), err error) {
	tenant, digest, ok := credential.Parse(mark, strings.TrimSpace(text))
	if !ok {
		return realm, digest, nil, signin.SignedOut()
	}
	if tenant == uuid.Nil {
		return a.operatorsRealm(), digest, func() {}, nil
	}
	t, release, err := a.resolve(ctx, httpapi.TenantKey{ID: tenant})
	if err != nil {
		return realm, digest, nil, err
	}
	return tenantRealm(t), digest, release, nil
}

// realmOf returns the realm of a signed-in caller.
func (a *App) realmOf(r httpapi.Request) signin.Realm {
	if r.Tenant == nil {
		return a.operatorsRealm()
	}
	return tenantRealm(*r.Tenant)
}

func (a *App) login(ctx context.Context, api *httpapi.API, r httpapi.Request, in login) (entered, error) {
	realm, release, err := a.realm(api, r, in.Tenant)
	if err != nil {
		return entered{}, err
	}
	defer release()
	e, err := a.door.Login(ctx, realm, in.Email, in.Password, visitOf(r))
	if err != nil {
		return entered{}, err
	}
	return a.admit(ctx, r, realm, e, in.Keep)
}

func (a *App) loginMFA(ctx context.Context, r httpapi.Request, in loginMFA) (entered, error) {
	realm, digest, release, err := a.realmOfSecret(ctx, credential.ChallengeMark, in.Challenge)
	if err != nil {
		return entered{}, err
	}
	defer release()
	e, err := a.door.SecondStep(ctx, realm, digest, signin.Method(in.Method), in.Code, visitOf(r))
	if err != nil {
		return entered{}, err
	}
	return a.admit(ctx, r, realm, e, in.Keep)
}

// admit answers whoever took a step, and gives a browser its cookie.
func (a *App) admit(ctx context.Context, r httpapi.Request, realm signin.Realm, e signin.Entry, keep string) (entered, error) {
	out := entered{ExpiresAt: e.Expires}
	if e.Session == "" {
		out.Status, out.Challenge = "second_factor", e.Challenge
		for _, m := range e.Methods {
			out.Methods = append(out.Methods, string(m))
		}
		return out, nil
	}
	out.Status, out.Enrol = "signed_in", e.Enrol
	out.User = &visitor{ID: e.Person.ID, Email: e.Person.Email, Name: e.Person.Name}
	if realm.Home.Tenant != uuid.Nil {
		out.User.Tenant = &realm.Home.Tenant
	}
	switch keep {
	case "token":
		out.Token = e.Session
	case "tokens":
		refresh, err := a.door.Refreshable(ctx, realm, e.ID)
		if err != nil {
			return entered{}, err
		}
		if out.Tokens, err = a.grantTo(ctx, realm, e.Person.ID, e.ID, refresh); err != nil {
			return entered{}, err
		}
	default:
		r.Header.Add("Set-Cookie", sessionCookie(e.Session, e.Expires.Sub(a.cfg.Clock())).String())
	}
	return out, nil
}

// sessionCookie carries a session; a time of zero takes it away.
func sessionCookie(value string, kept time.Duration) *http.Cookie {
	c := &http.Cookie{Name: httpapi.Cookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if kept > 0 {
		c.MaxAge = int(kept.Seconds())
	}
	return c
}

func (a *App) logout(ctx context.Context, r httpapi.Request, in logout) (httpapi.None, error) {
	err := a.door.SignOut(ctx, a.realmOf(r), r.Actor.ID, r.Actor.Session, in.Everywhere, visitOf(r))
	a.forgetActors(r)
	r.Header.Add("Set-Cookie", sessionCookie("", 0).String())
	r.Header.Set("Clear-Site-Data", `"cache", "storage"`)
	return httpapi.None{}, err
}

// forgetActors has this process ask anew who acts in the caller's realm.
func (a *App) forgetActors(r httpapi.Request) {
	tenant := uuid.Nil
	if r.Tenant != nil {
		tenant = r.Tenant.ID
	}
	a.actors.written(tenant, []string{"signin.session"})
}

func (a *App) forgot(ctx context.Context, api *httpapi.API, r httpapi.Request, in forgot) error {
	realm, release, err := a.realm(api, r, in.Tenant)
	if err != nil {
		return err
	}
	defer release()
	letter, send, err := a.door.Forgot(ctx, realm, in.Email, visitOf(r))
	if err != nil || !send {
		return err
	}
	return a.post(ctx, realm, letter)
}

func (a *App) resetPassword(ctx context.Context, r httpapi.Request, in reset) (httpapi.None, error) {
	realm, digest, release, err := a.realmOfSecret(ctx, credential.ChallengeMark, in.Secret)
	if problem.Is(err, "signed-out") {
		err = problem.Conflict("link-expired", "This link was used before or is too old. Ask for a new one.")
	}
	if err != nil {
		return httpapi.None{}, err
	}
	defer release()
	err = a.door.Reset(ctx, realm, digest, in.Password, visitOf(r))
	a.actors.written(realm.Home.Tenant, []string{"signin.session"})
	return httpapi.None{}, err
}

func (a *App) changePassword(ctx context.Context, r httpapi.Request, in changePassword) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	err := a.door.ChangePassword(ctx, a.realmOf(r), r.Actor.ID, r.Actor.Session, in.Old, in.Password, visitOf(r))
	a.forgetActors(r)
	return httpapi.None{}, err
}

func (a *App) proposeTOTP(ctx context.Context, r httpapi.Request, _ httpapi.None) (enrolment, error) {
	if err := personal(r); err != nil {
		return enrolment{}, err
	}
	e, err := a.door.Propose(ctx, a.realmOf(r), r.Actor.ID)
	return enrolment(e), err
}

func (a *App) confirmTOTP(ctx context.Context, r httpapi.Request, in code) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	codes, err := a.door.Confirm(ctx, a.realmOf(r), r.Actor.ID, r.Actor.Session, in.Code, visitOf(r))
	a.forgetActors(r)
	return recoveryCodes{Codes: codes}, err
}

func (a *App) removeTOTP(ctx context.Context, r httpapi.Request, in code) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	err := a.door.RemoveFactor(ctx, a.realmOf(r), r.Actor.ID, r.Actor.Session, in.Code, visitOf(r))
	a.forgetActors(r)
	return httpapi.None{}, err
}

func (a *App) renewCodes(ctx context.Context, r httpapi.Request, in code) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	codes, err := a.door.RenewCodes(ctx, a.realmOf(r), r.Actor.ID, in.Code, visitOf(r))
	return recoveryCodes{Codes: codes}, err
}

// personal refuses programs: a token does not change how its user signs in.
func personal(r httpapi.Request) error {
	if !r.Actor.SignedIn {
		return problem.Forbidden("session-needed", "A token cannot do this: sign in with a password.")
	}
	return nil
}

// post hands a letter over to be sent.
func (a *App) post(ctx context.Context, realm signin.Realm, l signin.Letter) error {
	subject := "A new password for " + realm.Name
	if l.Invited {
		subject = "Your invitation to " + realm.Name
	}
	text := fmt.Sprintf("%s,\n\nset your password with this code, before %s:\n\n%s\n\nIf you did not ask for it, do nothing.\n",
		l.Name, l.Expires.Format(time.RFC1123), l.Secret)
	return a.mail.send(ctx, l.To, subject, text)
}
