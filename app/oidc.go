package app

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
func (a *App) oidcAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: authPath + path, Summary: summary, Tag: "Signing in", Access: httpapi.Everybody, Rate: signInRate()}
	}
	logout := op("authBackchannelLogout", http.MethodPost, "oidc/backchannel-logout",
		"Ends the sessions that a provider says are over (Back-Channel Logout 1.0).")
	logout.OwnErrors = true
	logout.Rate = &limit.Policy{Name: "backchannel", Limit: 1200, Window: time.Minute} // one address speaks for a whole company
	leave := op("authProviderLogout", http.MethodPost, "oidc/logout", "Signs out, and tells where to sign out at the provider (RP-Initiated Logout 1.0).")
	leave.Access = httpapi.SignedIn
	secret := httpapi.Operation{
		ID: "signinProviderSecret", Method: http.MethodPost, Path: "providers/{id}/secret", Tag: "Signing in", Access: httpapi.Tenants,
		Summary: "Sets the secret of our client at a provider. It is kept sealed and never shown.", Errors: []int{http.StatusNotFound},
	}
	return errors.Join(
		httpapi.RegisterJSON(api, op("authProviders", http.MethodGet, "providers", "Lists the providers by which people may sign in."),
			func(ctx context.Context, r httpapi.Request, _ httpapi.None) (waysIn, error) {
				return a.waysIn(ctx, api, r)
			}),
		api.Handle(op("authProviderStart", http.MethodGet, "oidc/{provider}/start", "Sends the browser to a provider."),
			func(w http.ResponseWriter, r httpapi.Request) error { return a.depart(w, api, r) }),
		api.Handle(op("authProviderCallback", http.MethodGet, "oidc/callback", "Takes the browser back from a provider and signs its user in."), a.arrive),
		api.Handle(logout, func(w http.ResponseWriter, r httpapi.Request) error { return a.endByProvider(w, api, r) }),
		httpapi.RegisterJSON(api, secret, a.setProviderSecret),
		httpapi.RegisterJSON(api, leave, a.leave),
	)
}

// providerRealm returns the realm that a browser names: by host, header or ?tenant=.
func (a *App) providerRealm(api *httpapi.API, r httpapi.Request) (signin.Realm, func(), error) {
	return a.realm(api, r, r.HTTP.URL.Query().Get("tenant"))
}

func (a *App) waysIn(ctx context.Context, api *httpapi.API, r httpapi.Request) (waysIn, error) {
	realm, release, err := a.providerRealm(api, r)
	if err != nil {
		return waysIn{}, err
	}
	defer release()
	choices, err := a.gate.Choices(ctx, realm)
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
func (a *App) here(r *http.Request) string {
	scheme, _, _ := strings.Cut(a.issuer.url, "://")
	return scheme + "://" + r.Host
}

// depart sends a browser to a provider.
func (a *App) depart(w http.ResponseWriter, api *httpapi.API, r httpapi.Request) error {
	path, err := ownPath(r.HTTP.URL.Query().Get("return"))
	if err != nil {
		return err
	}
	provider, err := uuid.Parse(r.HTTP.PathValue("provider"))
	if err != nil {
		return problem.NotFound("provider")
	}
	realm, release, err := a.providerRealm(api, r)
	if err != nil {
		return err
	}
	defer release()
	d, err := a.gate.Depart(r.HTTP.Context(), realm, provider, a.here(r.HTTP)+callbackPath, path)
	if problem.Is(err, "provider-unavailable") {
		return away(w, r, err)
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, wayCookie(d.Browser, d.Expires.Sub(a.cfg.Clock())))
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
	http.Redirect(w, r.HTTP, "/?problem="+url.QueryEscape(p.Type), http.StatusFound)
	return nil
}

// arrive takes a browser back from a provider. The state names the tenant: nothing
// that the provider says does.
func (a *App) arrive(w http.ResponseWriter, r httpapi.Request) error {
	ctx, q := r.HTTP.Context(), r.HTTP.URL.Query()
	expired := problem.Conflict("provider-expired", "This way in was used before, is too old, or began in another browser. Sign in again.")
	realm, digest, release, err := a.realmOfSecret(ctx, credential.ChallengeMark, q.Get("state"))
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
	if realm.Home.Tenant != uuid.Nil {
		realm.People = signin.Members{Registry: a.Registry}
	}
	entry, path, err := a.gate.Arrive(ctx, realm, signin.Arrival{
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
	http.SetCookie(w, sessionCookie(entry.Session, entry.Expires.Sub(a.cfg.Clock())))
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
	return "/#" + q.Encode()
}

// endByProvider takes a logout token. The address that is registered with the
// provider names the tenant, by host or ?tenant=.
func (a *App) endByProvider(w http.ResponseWriter, api *httpapi.API, r httpapi.Request) error {
	req := r.HTTP
	req.Body = http.MaxBytesReader(w, req.Body, mostForm)
	if err := req.ParseForm(); err != nil {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The body must be a form of at most 16 KiB."})
	}
	realm, release, err := a.providerRealm(api, r)
	if err != nil {
		return err
	}
	defer release()
	err = a.gate.EndByProvider(req.Context(), realm, req.PostForm.Get("logout_token"), visitOf(r))
	if _, refused := errors.AsType[*oidc.RefusedError](err); refused {
		return answerOAuth(w, nil, &oauthError{"invalid_request", "The logout token is not to be believed, or was used before."})
	}
	if err != nil {
		return err
	}
	a.actors.written(realm.Home.Tenant, []string{"signin.session"})
	w.WriteHeader(http.StatusOK)
	return nil
}

// leave signs out here and tells where to sign out at the provider.
func (a *App) leave(ctx context.Context, r httpapi.Request, in logout) (left, error) {
	at, err := a.gate.LogoutURL(ctx, a.realmOf(r), r.Actor.Session, a.here(r.HTTP)+"/")
	if err != nil {
		return left{}, err
	}
	_, err = a.logout(ctx, r, in)
	return left{URL: at}, err
}

// setProviderSecret sets the secret of our client at a provider of a tenant.
func (a *App) setProviderSecret(ctx context.Context, r httpapi.Request, in providerSecret) (httpapi.None, error) {
	if !r.Actor.May(signin.EditProviders) {
		return httpapi.None{}, problem.Forbidden("missing-permission", "This needs the permission %s.", signin.EditProviders).With("permission", signin.EditProviders)
	}
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil {
		return httpapi.None{}, problem.NotFound("provider")
	}
	if r.Tenant.ReadOnly {
		return httpapi.None{}, problem.Forbidden("tenant-read-only", "The company's data can be read, but not changed: %s", r.Tenant.Reason)
	}
	call := entity.Call{Actor: r.Actor, Home: r.Tenant.Home, Origin: r.Origin}
	return httpapi.None{}, a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
		return a.gate.SetSecret(ctx, tx, entity.ID[signin.Provider](id), in.Secret)
	})
}
