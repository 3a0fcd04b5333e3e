package entrance

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/problem"
)

// Entrance serves the way in. Its members are all needed, and do not change while it
// serves.
type Entrance struct {
	*Authenticator

	API      *httpapi.API
	Gate     *signin.Gate     // with the authenticator's door
	Registry *entity.Registry // of tenants' modules
	// Resolve leases the home of a tenant that may be served; see [httpapi.Config].
	Resolve func(context.Context, httpapi.TenantKey) (httpapi.Tenant, func(), error)
	Post    Post
	Site    Site
}

const (
	authPath       = "/api/auth/"
	enterprisePath = "/api/enterprise/"
	tag            = "Signing in"
)

// signInRate bounds what one address may try at one endpoint: an office full of
// people in the morning, not a list of passwords.
func signInRate() *limit.Policy {
	return &limit.Policy{Name: "sign-in", Limit: 120, Window: time.Minute}
}

// operation is one of the paths below /api/auth/.
func operation(id, method, path, summary string, access httpapi.Access, errs ...int) httpapi.Operation {
	return httpapi.Operation{ID: id, Method: method, Path: authPath + path, Summary: summary, Tag: tag, Access: access, Errors: errs, Rate: signInRate()}
}

// Register adds everything to the API.
func (e *Entrance) Register() error {
	return errors.Join(e.loginAPI(), e.passwordAPI(), e.emailAPI(), e.factorAPI(), e.possessionAPI(), e.eventsAPI(), e.passkeyAPI(), e.tokenAPI(), e.providerAPI(), e.operatorsAPI())
}

// realm returns the realm that a request names, the operators' when it names none,
// with the function that gives it back.
func (e *Entrance) realm(r httpapi.Request, tenant string) (signin.Realm, func(), error) {
	t, release, found, err := e.API.Tenant(r.HTTP, tenant)
	switch {
	case err != nil:
		return signin.Realm{}, nil, err
	case !found:
		return e.Operators, func() {}, nil
	}
	return tenantRealm(t), release, nil
}

// realmOfSecret returns the realm that a secret names inside.
func (e *Entrance) realmOfSecret(ctx context.Context, mark, text string) (realm signin.Realm, digest [32]byte, release func(), err error) {
	tenant, digest, ok := credential.Parse(mark, strings.TrimSpace(text))
	if !ok {
		return realm, digest, nil, signin.SignedOut()
	}
	if tenant == uuid.Nil {
		return e.Operators, digest, func() {}, nil
	}
	t, release, err := e.Resolve(ctx, httpapi.TenantKey{ID: tenant})
	if err != nil {
		return realm, digest, nil, err
	}
	return tenantRealm(t), digest, release, nil
}

// withMembers lets the accounts of a tenant's realm be changed.
func (e *Entrance) withMembers(realm signin.Realm) signin.Realm {
	if realm.Home.Tenant != uuid.Nil {
		realm.People = signin.Members{Registry: e.Registry}
	}
	return realm
}

// realmOf returns the realm of a signed-in caller.
func (e *Entrance) realmOf(r httpapi.Request) signin.Realm {
	if r.Tenant == nil {
		return e.Operators
	}
	return tenantRealm(*r.Tenant)
}

func visitOf(r httpapi.Request) signin.Visit {
	return signin.Visit{Address: r.Origin.Address, Device: r.Origin.Agent, Country: r.Origin.Country}
}

// selfOf is a signed-in caller who changes how they sign in; the password may be empty.
func selfOf(r httpapi.Request, password string) signin.Self {
	return signin.Self{Person: r.Actor.ID, Session: r.Actor.Session, Password: password, From: visitOf(r)}
}

// forgetActors has this process and others ask anew who acts in a realm.
func (e *Entrance) forgetActors(r signin.Realm) { e.Actors.Changed(r.Home.Tenant) }

// personal refuses programs: a token does not change how its user signs in.
func personal(r httpapi.Request) error {
	if !r.Actor.SignedIn {
		return problem.Forbidden("session-needed", "A token cannot do this: sign in with a password.")
	}
	return nil
}

// writable refuses to change anything in a tenant that may only be read.
func writable(t *httpapi.Tenant) error {
	if t.ReadOnly {
		return httpapi.ReadOnly(t.Reason)
	}
	return nil
}

// idIn reads an id from the path; what is none names nothing that there is.
func idIn(r httpapi.Request, what string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil || id == uuid.Nil {
		return uuid.Nil, problem.NotFound(what)
	}
	return id, nil
}

// sessionCookie carries a session; a time of zero takes it away.
func sessionCookie(value string, kept time.Duration) *http.Cookie {
	c := &http.Cookie{Name: httpapi.Cookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if kept > 0 {
		c.MaxAge = int(kept.Seconds())
	}
	return c
}
