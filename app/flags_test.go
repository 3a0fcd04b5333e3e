package app_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// TestFlags: operators put and decide them, the tenant's people read those that
// are on, the audit tells of each.
func TestFlags(t *testing.T) {
	s := newSurface(t)
	acme, owner := s.tenant(enterprise.Shared)
	_, sues := s.superAdmin("Sue")
	name := "desk-" + uuid.NewString()[:8]
	flag, decision := "/api/enterprise/flags/"+name, "/api/enterprise/clients/"+acme.ID.String()+"/flags/"+name
	on := func() bool { t.Helper(); return s.get("/api/client/flags", owner).want(200).has(`"` + name + `"`) }

	s.get(flag, s.admin).want(404, "not-found")
	if put := s.put(flag, s.admin, `{"help":"The new desk.","enabled":false,"percentage":100}`).want(200); put.field("percentage") != "100" || !on() {
		t.Errorf("on for all: %s", put.body)
	}
	if put := s.put(decision, s.admin, `{"enabled":false,"reason":"they asked"}`).want(200); put.field("tenants", "0", "slug") != acme.Slug || on() {
		t.Errorf("decided off: %s", put.body)
	}
	s.remove(decision, s.admin).want(204)
	if !on() {
		t.Error("the tenant does not follow the flag again")
	}
	if put := s.put(flag, s.admin, `{"help":"The new desk.","enabled":false}`).want(200); put.field("percentage") != "" || on() {
		t.Errorf("off for all: %s", put.body)
	}
	if all := s.get("/api/enterprise/flags", s.admin).want(200); !all.has(`"name":"` + name + `"`) {
		t.Errorf("listed: %s", all.body)
	}

	s.remove(decision, s.admin).want(404)
	s.put(decision, s.admin, `{"enabled":true}`).want(422, "invalid")
	s.put("/api/enterprise/clients/"+acme.ID.String()+"/flags/nothing", s.admin, `{"enabled":true,"reason":"r"}`).want(404, "not-found")
	s.put("/api/enterprise/clients/"+uuid.NewString()+"/flags/"+name, s.admin, `{"enabled":true,"reason":"r"}`).want(404, "unknown-tenant")
	s.put(flag, s.admin, `{"help":"","enabled":true}`).want(422, "invalid")
	s.put(flag, s.admin, `{"help":"x","enabled":true,"percentage":101}`).want(422, "invalid")
	s.put("/api/enterprise/flags/New%20Desk", s.admin, `{"help":"x","enabled":true}`).want(422, "invalid")
	s.put(flag, owner, `{"help":"x","enabled":true}`).want(403, "operators-only")
	s.put(flag, sues, `{"help":"x","enabled":true}`).want(403, "operators-only")
	s.get("/api/client/flags", "").want(401)
	s.get("/api/client/flags", s.admin).want(403, "no-tenant-access")

	told := verbsIn(t, s.get("/api/enterprise/audit?verb=tenant.flag.&tenant="+acme.ID.String(), s.admin).want(200).body)
	if len(told) != 2 || told[0] != "tenant.flag.delete" || told[1] != "tenant.flag.put" {
		t.Errorf("the audit: %q", told)
	}
	if puts := s.get("/api/enterprise/audit?verb=flag.put&limit=2", s.admin).want(200); puts.field("data", "0", "details", "flag") != name {
		t.Errorf("the audit: %s", puts.body)
	}
}
