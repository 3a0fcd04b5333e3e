package entrance

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/oidc"
	"github.com/guildhall/guildhall/lib/problem"
)

const (
	callbackPath = authPath + "oidc/callback"

	// browserCookie binds a way to a provider and back to one browser.
	browserCookie = "__Host-guildhall-oidc"
)

// wayIn is a provider as whoever is to sign in sees it.
type wayIn struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Start string    `json:"start" doc:"Where to send the browser; add return= and a path of this server to come back to."`
}

type waysIn struct {
	Data []wayIn `json:"data"`
}

type left struct {
	URL string `json:"url,omitempty" doc:"Where to send the browser so that it is signed out at the provider too; missing when there is nothing to do there."`
}

type providerSecret struct {
	Secret string `json:"secret,omitempty" maxLength:"4096" doc:"Of our client there; empty takes it away."`
}

// oidcAPI adds signing in by providers.
func (e *Entrance) providerAPI() error {
	const everybody = httpapi.Everybody
	logout := operation("authBackchannelLogout", http.MethodPost, "oidc/backchannel-logout",
		"Ends the sessions that a provider says are over (Back-Channel Logout 1.0).", everybody)
	logout.OwnErrors = true
	logout.Rate = &limit.Policy{Name: "backchannel", Limit: 1200, Window: time.Minute} // one address speaks for a whole company
	leave := operation("authProviderLogout", http.MethodPost, "oidc/logout", "Signs out, and tells where to sign out at the provider (RP-Initiated Logout 1.0).", httpapi.SignedIn)
	secret := httpapi.Operation{
		ID: "signinProviderSecret", Method: http.MethodPost, Path: "providers/{id}/secret", Tag: tag, Access: httpapi.Tenants, Need: signin.EditProviders,
		Summary: "Sets the secret of our client at a provider. It is kept sealed and never shown.", Errors: []int{http.StatusNotFound},
	}
	return errors.Join(
		httpapi.RegisterJSON(e.API, operation("authProviders", http.MethodGet, "providers", "Lists the providers by which people may sign in.", everybody), e.waysIn),
		e.API.Handle(operation("authProviderStart", http.MethodGet, "oidc/{provider}/start", "Sends the browser to a provider.", everybody), e.depart),
		e.API.Handle(operation("authProviderCallback", http.MethodGet, "oidc/callback", "Takes the browser back from a provider and signs its user in.", everybody), e.arrive),
		e.API.Handle(logout, e.endByProvider),
		httpapi.RegisterJSON(e.API, secret, e.setProviderSecret),
		httpapi.RegisterJSON(e.API, leave, e.leave),
	)
}

// providerRealm returns the realm that a browser names: by host, header or ?tenant=.
func (e *Entrance) providerRealm(r httpapi.Request) (signin.Realm, func(), error) {
	return e.realm(r, r.HTTP.URL.Query().Get("tenant"))
}

func (e *Entrance) waysIn(ctx context.Context, r httpapi.Request, _ httpapi.None) (waysIn, error) {
	realm, release, err := e.providerRealm(r)
	if err != nil {
		return waysIn{}, err
	}
	defer release()
	choices, err := e.Gate.Choices(ctx, realm)
	out := waysIn{Data: []wayIn{}}
	for _, c := range choices {
		start := authPath + "oidc/" + c.ID.String() + "/start"
		if realm.Home.Tenant != uuid.Nil {
			start += "?tenant=" + realm.Home.Tenant.String()
		}
		out.Data = append(out.Data, wayIn{ID: c.ID, Name: c.Name, Start: start})
	}
	return out, err
}

// ownPath returns a path of this server to which a browser may be sent, "/" when
// none is given. What browsers could read as another server's address is refused.
func ownPath(path string) (string, error) {
	if path == "" {
		return "/", nil
	}
	u, err := url.Parse(path)
	odd := func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || len(path) > 500 ||
		path[0] != '/' || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, odd) {
		return "", problem.BadRequest("invalid-query", "The parameter return must be a path of this server.")
	}
	return path, nil
}

// here is the address of this server as the browser knows it. Providers send it back
// only to addresses that were registered with them.
func (e *Entrance) here(r *http.Request) string {
	scheme, _, _ := strings.Cut(e.Issuer.url, "://")
	return scheme + "://" + r.Host
}

// depart sends a browser to a provider.
func (e *Entrance) depart(w http.ResponseWriter, r httpapi.Request) error {
	path, err := ownPath(r.HTTP.URL.Query().Get("return"))
	if err != nil {
		return err
	}
	provider, err := uuid.Parse(r.HTTP.PathValue("provider"))
	if err != nil {
		return problem.NotFound("provider")
	}
	realm, release, err := e.providerRealm(r)
	if err != nil {
		return err
	}
	defer release()
	d, err := e.Gate.Depart(r.HTTP.Context(), realm, provider, e.here(r.HTTP)+callbackPath, path)
	if problem.Is(err, "provider-unavailable") {
		return away(w, r, err)
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, wayCookie(d.Browser, d.Expires.Sub(e.Clock())))
	http.Redirect(w, r.HTTP, d.URL, http.StatusFound)
	return nil
}

// wayCookie is kept while its browser is away; a time of zero takes it back.
func wayCookie(value string, kept time.Duration) *http.Cookie {
	c := sessionCookie(value, kept) //nolint:gosec // it has all the attributes of a session's
	c.Name = browserCookie
	return c
}

// away sends a browser to the page that shows a problem. What is no problem of the
// user's is ours, and logged.
func away(w http.ResponseWriter, r httpapi.Request, err error) error {
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok {
		return err
	}
	http.Redirect(w, r.HTTP, "/signin?problem="+url.QueryEscape(p.Type), http.StatusFound)
	return nil
}

// arrive takes a browser back from a provider. The state names the tenant: nothing
// that the provider says does.
func (e *Entrance) arrive(w http.ResponseWriter, r httpapi.Request) error {
	ctx, q := r.HTTP.Context(), r.HTTP.URL.Query()
	expired := problem.Conflict("provider-expired", "This way in was used before, is too old, or began in another browser. Sign in again.")
	realm, digest, release, err := e.realmOfSecret(ctx, credential.ChallengeMark, q.Get("state"))
	if problem.Is(err, "signed-out") {
		err = expired
	}
	if err != nil {
		return away(w, r, err)
	}
	defer release()
	browser, err := r.HTTP.Cookie(browserCookie)
	if err != nil {
		return away(w, r, expired)
	}
	entry, path, err := e.Gate.Arrive(ctx, e.withMembers(realm), signin.Arrival{
		Returned: oidc.Returned{Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}, State: digest, Browser: browser.Value,
	}, visitOf(r))
	if err != nil {
		return away(w, r, err)
	}
	http.SetCookie(w, wayCookie("", 0))
	if entry.Session == "" {
		http.Redirect(w, r.HTTP, secondStep(entry, path), http.StatusFound)
		return nil
	}
	http.SetCookie(w, sessionCookie(entry.Session, entry.Expires.Sub(e.Clock())))
	http.Redirect(w, r.HTTP, path, http.StatusFound)
	return nil
}

// secondStep is the page that asks for a second factor. The challenge stands in the
// fragment, which no server is told.
func secondStep(e signin.Entry, path string) string {
	q := url.Values{"challenge": {e.Challenge}, "return": {path}}
	for _, m := range e.Methods {
		q.Add("method", string(m))
	}
	return "/signin#" + q.Encode()
}

// endByProvider takes a logout token. The address that is registered with the
// provider names the tenant, by host or ?tenant=.
func (e *Entrance) endByProvider(w http.ResponseWriter, r httpapi.Request) error {
	req := r.HTTP
	req.Body = http.MaxBytesReader(w, req.Body, mostForm)
	if err := req.ParseForm(); err != nil {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The body must be a form of at most 16 KiB."})
	}
	realm, release, err := e.providerRealm(r)
	if err != nil {
		return err
	}
	defer release()
	err = e.Gate.EndByProvider(req.Context(), realm, req.PostForm.Get("logout_token"), visitOf(r))
	if _, refused := errors.AsType[*oidc.RefusedError](err); refused {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The logout token is not to be believed, or was used before."})
	}
	if err != nil {
		return err
	}
	e.forgetActors(realm)
	w.WriteHeader(http.StatusOK)
	return nil
}

// leave signs out here and tells where to sign out at the provider.
func (e *Entrance) leave(ctx context.Context, r httpapi.Request, in logout) (left, error) {
	at, err := e.Gate.LogoutURL(ctx, e.realmOf(r), r.Actor.Session, e.here(r.HTTP)+"/")
	if err != nil {
		return left{}, err
	}
	_, err = e.logout(ctx, r, in)
	return left{URL: at}, err
}

// setProviderSecret sets the secret of our client at a provider of a tenant.
func (e *Entrance) setProviderSecret(ctx context.Context, r httpapi.Request, in providerSecret) (httpapi.None, error) {
	id, err := idIn(r, "provider")
	if err != nil {
		return httpapi.None{}, err
	}
	if err := writable(r.Tenant); err != nil {
		return httpapi.None{}, err
	}
	call := entity.Call{Actor: r.Actor, Home: r.Tenant.Home, Origin: r.Origin}
	return httpapi.None{}, e.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
		return e.Gate.SetSecret(ctx, tx, entity.ID[signin.Provider](id), in.Secret)
	})
}
