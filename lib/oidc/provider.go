package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"

	"github.com/guildhall/guildhall/lib/cache"
)

// How long what a provider says of itself is believed, keys included; how many
// providers are remembered.
const (
	kept          = time.Hour
	mostProviders = 1_000
)

// Providers find providers by their issuer, and remember them. They may be used by
// any number of goroutines.
type Providers struct {
	client *http.Client
	known  *cache.Cache[string, *Provider]
}

// New returns providers that knows none yet. The client decides which addresses may
// be spoken with, for how long and how much; it must follow no redirects: what
// discovery names is where the answer comes from. See package outbound.
func New(client *http.Client) *Providers {
	return &Providers{
		client: client, known: cache.New(cache.Spec[string, *Provider]{Name: "provider", Size: mostProviders, Keep: kept}),
	}
}

// Provider is what a provider says of itself (OpenID Connect Discovery 1.0).
type Provider struct {
	issuer string
	remote *gooidc.Provider
	said   metadata
	client *http.Client
}

// metadata are the members of a discovery document that go-oidc does not read.
type metadata struct {
	AuthorizationEndpoint string   `json:"authorization_endpoint"`
	TokenEndpoint         string   `json:"token_endpoint"`
	JWKSURI               string   `json:"jwks_uri"`
	UserinfoEndpoint      string   `json:"userinfo_endpoint"`
	EndSession            string   `json:"end_session_endpoint"`
	TellsIssuer           bool     `json:"authorization_response_iss_parameter_supported"`
	AuthMethods           []string `json:"token_endpoint_auth_methods_supported"`
}

// At finds the provider of an issuer: an address as its owner writes it, to the
// letter. It is asked about itself once an hour. The error wraps [ErrUnavailable]
// when it does not answer, or not as it should.
func (p *Providers) At(ctx context.Context, issuer string) (*Provider, error) {
	return p.known.Get(ctx, issuer, p.discover)
}

// ErrUnavailable says that a provider could not be asked.
var ErrUnavailable = errors.New("the provider does not answer as it should")

func (p *Providers) discover(ctx context.Context, issuer string) (*Provider, error) {
	if err := trusts(issuer, issuer); err != nil {
		return nil, fmt.Errorf("%w: issuer: %w", ErrUnavailable, err)
	}
	// What was begun for one request serves others: the keys' context outlives it.
	remote, err := gooidc.NewProvider(gooidc.ClientContext(context.WithoutCancel(ctx), p.client), issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: discover %s: %w", ErrUnavailable, issuer, unspoken(err))
	}
	found := &Provider{issuer: issuer, remote: remote, client: p.client}
	if err := remote.Claims(&found.said); err != nil {
		return nil, fmt.Errorf("%w: read what %s says of itself: %w", ErrUnavailable, issuer, err)
	}
	for _, at := range []string{found.said.AuthorizationEndpoint, found.said.TokenEndpoint, found.said.JWKSURI} {
		if err := trusts(at, issuer); err != nil {
			return nil, fmt.Errorf("%w: %s names an endpoint: %w", ErrUnavailable, issuer, err)
		}
	}
	for _, at := range []string{found.said.UserinfoEndpoint, found.said.EndSession} {
		if err := trusts(at, issuer); at != "" && err != nil {
			return nil, fmt.Errorf("%w: %s names an endpoint: %w", ErrUnavailable, issuer, err)
		}
	}
	return found, nil
}

// trusts refuses addresses over which secrets and keys would travel in the clear. An
// issuer without TLS is one of the operator's own networks, as the client sees to, and
// names no other hosts.
func trusts(address, issuer string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("%q is no address", address)
	}
	from, err := url.Parse(issuer)
	if err == nil && (u.Scheme == "https" || u.Scheme == "http" && from.Scheme == "http" && u.Host == from.Host) {
		return nil
	}
	return fmt.Errorf("%q must begin with https://", address)
}

// unspoken keeps what went wrong and drops what the other side wrote: nobody asked
// it for text.
func unspoken(err error) error {
	if refused, ok := errors.AsType[*url.Error](err); ok {
		return refused
	}
	if other, ok := errors.AsType[*gooidc.IssuerMismatchError](err); ok {
		return other
	}
	return errors.New("its answer is not a discovery document")
}

// CanLogOut tells whether the provider has an address for signing out there.
func (p *Provider) CanLogOut() bool { return p.said.EndSession != "" }
