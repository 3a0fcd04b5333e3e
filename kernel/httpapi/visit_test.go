package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/problem"
)

// TestVisits: an operator acts in a tenant that has let them in, every visit is
// told of before it is made, and nobody else learns anything.
func TestVisits(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, time.May, 4, 11, 0, 0, 0, time.UTC)
	var visits []Visit
	open := true
	b := setup(t, func(_ *bundle, c *Config) {
		c.Support = func(_ context.Context, t Tenant, operator *auth.Actor, v Visit) (*auth.Actor, bool, error) {
			if !operator.Super || !open {
				return nil, false, nil
			}
			visits = append(visits, v)
			return &auth.Actor{Kind: auth.KindOperator, ID: operator.ID, Name: "Support", Tenant: t.ID, Super: true, Expires: &until}, true, nil
		}
	})
	firm := b.firm(t, "Acme")
	operator, super := []string{"Authorization", "Bearer gho_good"}, []string{"Authorization", "Bearer gho_some"}
	got := b.do(t, "GET", "/api/v1/tenants/acme/firms/"+firm+"?include=x", "", operator...).want(400)
	if got.Header().Get("Guildhall-Support") != "active; until=2026-05-04T11:00:00Z" {
		t.Errorf("headers: %v", got.Header())
	}
	if len(visits) != 1 || visits[0].Method != http.MethodGet || visits[0].Entity != "trade.firm" || visits[0].Record.String() != firm ||
		visits[0].Target != "/api/v1/tenants/acme/firms/"+firm+"?include=x" {
		t.Errorf("visits: %+v", visits)
	}
	b.do(t, "POST", "/api/client/firms", `{"name":"b"}`, append([]string{"X-Tenant-ID", "acme"}, operator...)...).want(201)
	b.do(t, "GET", "/api/client/firms", "", operator...).want(403, "no-tenant-access")
	b.do(t, "GET", "/api/v1/tenants/acme/firms", "", append([]string{"X-Tenant-ID", "globex"}, operator...)...).want(404)
	b.do(t, "GET", "/api/v1/tenants/globex/firms", "", append([]string{"X-Tenant-ID", "acme"}, operator...)...).want(403, "tenant-mismatch")
	b.do(t, "GET", "/api/v1/tenants/acme/firms", "", super...).want(403, "no-tenant-access")
	b.do(t, "GET", "/api/v1/tenants/acme/firms", "", "Authorization", "Bearer gho_bad").want(401)
	open = false
	if got := b.do(t, "GET", "/api/v1/tenants/acme/firms", "", operator...).want(403, "no-tenant-access"); got.Header().Get("Guildhall-Support") != "" {
		t.Error("an answer from outside says that support is active")
	}
}

// TestVisitsOfTenantsThatAreNot: why a tenant cannot be entered is told to those
// who run Guildhall; that there is one is told to nobody else.
func TestVisitsOfTenantsThatAreNot(t *testing.T) {
	t.Parallel()
	suspended := problem.Forbidden("tenant-suspended", "Not paid.")
	unknown := problem.NotFound("tenant")
	unknown.Type = "unknown-tenant"
	for _, tt := range []struct {
		refusal     error
		admin       int
		slug, other string
	}{
		{fmt.Errorf("resolve: %w", suspended), 403, "tenant-suspended", "no-tenant-access"},
		{fmt.Errorf("resolve: %w", unknown), 403, "no-tenant-access", "no-tenant-access"},
	} {
		b := setup(t, func(_ *bundle, c *Config) {
			c.Resolve = func(context.Context, TenantKey) (Tenant, func(), error) { return Tenant{}, nil, tt.refusal }
			c.Support = func(context.Context, Tenant, *auth.Actor, Visit) (*auth.Actor, bool, error) { return nil, false, nil }
		})
		b.do(t, "GET", "/api/v1/tenants/acme/firms", "", "Authorization", "Bearer gho_good").want(tt.admin, tt.slug)
		b.do(t, "GET", "/api/v1/tenants/acme/firms", "", "Authorization", "Bearer gho_some").want(403, tt.other)
	}
}
