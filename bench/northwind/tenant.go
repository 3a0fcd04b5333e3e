package main

import (
	"context"
	"fmt"
	"net/url"
)

// tenant is a company on the server.
type tenant struct {
	ID     string `json:"id"`
	Slug   string `json:"slug"`
	Status string `json:"status"`
}

// adminEmail is the address of each tenant's first user.
const adminEmail = "owner@northwind.example"

// found returns the tenant of a tier: a new one, or that of an earlier run.
func found(ctx context.Context, operator *api, prefix, tier string) (tenant, error) {
	slug := prefix + "-" + tier
	var t tenant
	err := operator.do(ctx, call{
		method: "POST", path: "clients/create", key: "nw-" + slug, expects: []string{"slug-taken"},
		body: object{
			"name": "Northwind Traders (" + tier + ")", "slug": slug, "tier": tier, "admin_email": adminEmail,
			"country": "US", "currency": currency,
		},
	}, &t)
	if !refusedAs(err, "slug-taken") {
		return t, err
	}
	var p page[tenant]
	if err := operator.get(ctx, "clients?q="+url.QueryEscape(slug), &p); err != nil {
		return t, err
	}
	for _, t := range p.Data {
		if t.Slug == slug {
			return finished(ctx, operator, t)
		}
	}
	return t, fmt.Errorf("the slug %s is taken, but no tenant has it", slug)
}

// finished has the server finish a tenant whose making was cut off.
func finished(ctx context.Context, operator *api, t tenant) (tenant, error) {
	if t.Status != "requested" && t.Status != "provisioning" {
		return t, nil
	}
	err := operator.post(ctx, "clients/"+t.ID+"/resume", "", object{}, &t)
	return t, err
}

// token makes a token for the tenant's first user.
func token(ctx context.Context, operator *api, t tenant) (string, error) {
	var made struct {
		Token string `json:"token"`
	}
	err := operator.post(ctx, "clients/"+t.ID+"/tokens", "", object{"user": adminEmail}, &made)
	if err == nil && made.Token == "" {
		err = fmt.Errorf("the answer holds no token for tenant %s", t.Slug)
	}
	return made.Token, err
}
