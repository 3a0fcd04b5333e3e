package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// caller sends single requests to a server: all that is not measured.
type caller struct{ base, token string }

// call sends a request and reads its answer into out unless that is nil. Refusals
// are errors.
func (c *caller) call(ctx context.Context, method, path string, in, out any) error {
	return driver.Ask(ctx, method, c.base+path, c.token, in, out)
}

// tenant is a company on the server, with a token for its first user.
type tenant struct {
	ID    string
	token string
}

// path returns the path of something of the tenant's.
func (t tenant) path(below string) string { return "/api/v1/tenants/" + t.ID + "/" + below }

// auth returns the header line by which requests are the first user's.
func (t tenant) auth() string { return "Authorization: Bearer " + t.token }

// provision makes a tenant and returns how long that took.
func (c *caller) provision(ctx context.Context, tier, slug string) (tenant, time.Duration, error) {
	var t tenant
	begin := time.Now()
	err := c.call(ctx, http.MethodPost, "/api/enterprise/clients/create", map[string]string{
		"name": "Bench " + slug, "slug": slug, "tier": tier, "admin_email": "owner@bench.example", "country": "DE", "currency": "EUR",
	}, &t)
	return t, time.Since(begin), err
}

// admit gives a tenant its token.
func (c *caller) admit(ctx context.Context, t *tenant) error {
	var made struct{ Token string }
	err := c.call(ctx, http.MethodPost, "/api/enterprise/clients/"+t.ID+"/tokens", map[string]string{"name": "bench"}, &made)
	t.token = made.Token
	return err
}

// provisionMany makes shared tenants with tokens.
func (c *caller) provisionMany(ctx context.Context, n int, prefix string) ([]tenant, error) {
	all := make([]tenant, n)
	for i := range all {
		var err error
		if all[i], _, err = c.provision(ctx, "shared", prefix+strconv.Itoa(i)); err != nil {
			return nil, err
		}
		if err := c.admit(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
