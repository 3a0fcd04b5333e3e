package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

const lookedAfter = "/api/super-admin/clients/"

// TestSuperAdminSeesTheirOwn: what is assigned is shown and switched, on every
// tier, and both audits say so.
func TestSuperAdminSeesTheirOwn(t *testing.T) {
	s := newSurface(t)
	for _, tier := range tiers {
		acme, owner := s.tenant(tier)
		sue, token := s.superAdmin("Sue")
		s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+acme.ID.String(), s.admin, `{"modules":["sales"]}`).want(204)
		path := lookedAfter + acme.ID.String()

		list := s.get("/api/super-admin/clients", token).want(200)
		if list.field("data", "0", "slug") != acme.Slug || list.field("data", "1") != "" {
			t.Errorf("%s: listed: %s", tier, list.body)
		}
		one := s.get(path, token).want(200)
		if one.field("name") != acme.Name || one.has("database") || one.has("schema") || one.has("settings") {
			t.Errorf("%s: shown: %s", tier, one.body)
		}
		off := s.post(path+"/assign-module", token, `{"module":"sales","enabled":false}`).want(200)
		if strings.Contains(off.field("modules"), "sales") {
			t.Errorf("%s: sales is still on: %s", tier, off.body)
		}
		s.get("/api/client/orders", owner).want(404)
		s.post(path+"/assign-module", token, `{"module":"sales","enabled":true}`).want(200)
		s.get("/api/client/orders", owner).want(200)
		s.post(path+"/assign-module", token, `{"module":"crm","enabled":false}`).want(403, "module-not-assigned")
		s.post(path+"/assign-module", s.admin, `{"module":"nothing","enabled":false}`).want(422, "invalid")
		s.get("/api/client/clients", owner).want(200)

		people := s.get(path+"/users?limit=1", token).want(200)
		if people.field("data", "0", "email") != acme.AdminEmail || people.field("data", "0", "roles") != `["Owner"]` || people.field("next") != "" {
			t.Errorf("%s: users: %s", tier, people.body)
		}
		s.checkVisits(acme.ID)
	}
}

// checkVisits: the tenant and the enterprise know who was there.
func (s *surface) checkVisits(tenant uuid.UUID) {
	s.Helper()
	want := []string{
		"operator Sue tenant.read system.tenant {}",
		"operator Sue tenant.update system.tenant ",
		"operator Sue tenant.update system.tenant ",
		"operator Sue tenant.users.read system.tenant {}",
	}
	trail := s.trail(tenant)
	if !slices.EqualFunc(trail, want, strings.HasPrefix) || !strings.Contains(trail[1], `"modules"`) {
		s.Errorf("the tenant's trail: %q", trail)
	}
	entries, err := s.app.Enterprise.Audit(s.Context(), tenant, uuid.Nil, 0)
	if err != nil {
		s.Fatal(err)
	}
	var verbs []string
	for _, e := range entries {
		if e.ActorName == "Sue" {
			verbs = append(verbs, e.Verb)
		}
	}
	if !slices.Equal(verbs, []string{"tenant.users.read", "tenant.update", "tenant.update", "tenant.read"}) {
		s.Errorf("the enterprise's audit: %q", verbs)
	}
}

// TestSuperAdminSeesNothingElse: a tenant that is not assigned, or no longer, looks
// to a super admin as one that there is not.
func TestSuperAdminSeesNothingElse(t *testing.T) {
	s := newSurface(t)
	acme, _ := s.tenant(enterprise.Shared)
	globex, owner := s.tenant(enterprise.Shared)
	sue, token := s.superAdmin("Sue")
	_, other := s.superAdmin("Otto")
	assigned := "/api/enterprise/super-admins/" + sue + "/tenants/" + acme.ID.String()
	s.put(assigned, s.admin, `{"modules":[]}`).want(204)

	hidden := func(token string, tenant *enterprise.Tenant) {
		t.Helper()
		for _, id := range []string{tenant.ID.String(), tenant.Slug, uuid.NewString(), uuid.Nil.String(), "x", "%00"} {
			told := map[string]bool{}
			for _, a := range []said{
				s.get(lookedAfter+id, token), s.get(lookedAfter+id+"/users", token),
				s.post(lookedAfter+id+"/assign-module", token, `{"module":"sales","enabled":false}`),
			} {
				a.want(404, "unknown-tenant")
				told[a.field("detail")+a.field("title")] = true
			}
			if len(told) != 1 {
				t.Errorf("%s: the answers differ: %v", id, told)
			}
		}
		for _, query := range []string{"", "?q=" + tenant.Slug, "?after=" + tenant.Slug[:len(tenant.Slug)-1], "?limit=200"} {
			if list := s.get("/api/super-admin/clients"+query, token).want(200); list.has(tenant.ID.String()) || list.has(tenant.Slug) {
				t.Errorf("the list %q tells of it: %s", query, list.body)
			}
		}
	}
	hidden(token, globex)
	hidden(other, acme)
	hidden(other, globex)
	s.get("/api/client/orders", owner).want(200)
	if trail := s.trail(globex.ID); len(trail) != 0 {
		t.Errorf("somebody was there: %q", trail)
	}

	s.get(lookedAfter+acme.ID.String(), token).want(200)
	s.remove(assigned, s.admin).want(204)
	hidden(token, acme)

	if all := s.get("/api/super-admin/clients?q="+globex.Slug, s.admin).want(200); all.field("data", "0", "slug") != globex.Slug {
		t.Errorf("an admin does not see all: %s", all.body)
	}
	s.get(lookedAfter+globex.ID.String()+"/users", s.admin).want(200)
	s.get("/api/super-admin/clients", owner).want(403, "operators-only")
	s.get("/api/super-admin/clients", "").want(401)
}

// TestSuperAdminAndASuspendedTenant: its state is shown, its users are not.
func TestSuperAdminAndASuspendedTenant(t *testing.T) {
	s := newSurface(t)
	acme, _ := s.tenant(enterprise.Shared)
	sue, token := s.superAdmin("Sue")
	s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+acme.ID.String(), s.admin, `{"modules":[]}`).want(204)
	s.post("/api/enterprise/clients/"+acme.ID.String()+"/suspend", s.admin, `{"reason":"unpaid"}`).want(200)
	if one := s.get(lookedAfter+acme.ID.String(), token).want(200); one.field("status") != "suspended" {
		t.Errorf("shown: %s", one.body)
	}
	s.get(lookedAfter+acme.ID.String()+"/users", token).want(403, "tenant-suspended")
}
