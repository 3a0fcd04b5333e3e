package app_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// TestSuperAdmins: admins make them, assign tenants, take them away, and block.
func TestSuperAdmins(t *testing.T) {
	s := newSurface(t)
	acme, owner := s.tenant(enterprise.Shared)
	sue, token := s.superAdmin("Sue")
	assigned := "/api/enterprise/super-admins/" + sue + "/tenants/" + acme.ID.String()

	s.put(assigned, s.admin, `{"modules":["sales","crm"]}`).want(204)
	if all := s.get("/api/enterprise/super-admins", s.admin).want(200); !all.has(`"slug":"` + acme.Slug + `","modules":["sales","crm"]`) {
		t.Errorf("the assignment is not listed: %s", all.body)
	}
	s.put(assigned, s.admin, `{"modules":[]}`).want(204)
	if all := s.get("/api/enterprise/super-admins", s.admin).want(200); strings.Count(string(all.body), acme.Slug) != 1 || !all.has(acme.Slug+`","modules":[]`) {
		t.Errorf("the assignment is not replaced: %s", all.body)
	}

	s.put(assigned, s.admin, `{}`).want(422, "invalid") // all modules must be meant, not forgotten
	s.put(assigned, s.admin, `{"modules":["nothing"]}`).want(422, "invalid")
	nobody := uuid.NewString()
	s.put("/api/enterprise/super-admins/"+nobody+"/tenants/"+acme.ID.String(), s.admin, `{"modules":[]}`).want(404, "not-found")
	s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+nobody, s.admin, `{"modules":[]}`).want(404, "unknown-tenant")
	s.put("/api/enterprise/super-admins/x/tenants/y", s.admin, `{"modules":[]}`).want(404)
	s.remove("/api/enterprise/super-admins/"+sue+"/tenants/"+nobody, s.admin).want(404)
	s.post("/api/enterprise/super-admins", s.admin, `{"email":"nonsense","name":"N"}`).want(422, "invalid")
	s.post("/api/enterprise/super-admins/"+nobody+"/tokens", s.admin, `{"name":"n"}`).want(404)
	s.post("/api/enterprise/super-admins/"+sue+"/tokens", s.admin, `{"name":"n","expires_at":"2001-01-01T00:00:00Z"}`).want(422, "invalid")

	ada, adas := s.operator("Ada")
	s.post("/api/enterprise/super-admins/"+ada.ID.String()+"/tokens", s.admin, `{"name":"theft"}`).want(404)
	s.post("/api/enterprise/operators/"+ada.ID.String()+"/block", adas, "").want(409, "self-block")
	s.post("/api/enterprise/operators/"+nobody+"/block", s.admin, "").want(404)
	s.post("/api/enterprise/operators/"+sue+"/block", s.admin, "").want(204)
	s.get("/api/super-admin/clients", token).want(401, "unauthorized")
	s.post("/api/enterprise/operators/"+sue+"/unblock", s.admin, "").want(204)
	s.get("/api/super-admin/clients", token).want(200)
	if me := s.get("/api/enterprise/me", adas).want(200); me.field("id") != ada.ID.String() || me.field("name") != ada.Name {
		t.Errorf("who asks: %s", me.body)
	}
	if list := s.get("/api/enterprise/operators", s.admin).want(200); !list.has(`"kind":"super_admin"`) || !list.has(`"kind":"admin"`) {
		t.Errorf("operators: %s", list.body)
	}

	s.remove(assigned, s.admin).want(204)
	s.remove(assigned, s.admin).want(404)
	s.get("/api/enterprise/super-admins", owner).want(403, "operators-only")
}

// TestSuperAdminsRunNothing: with a super admin's token every operation of the
// control plane is refused, and so are the metrics.
func TestSuperAdminsRunNothing(t *testing.T) {
	s := newSurface(t)
	acme, _ := s.tenant(enterprise.Shared)
	sue, token := s.superAdmin("Sue")
	s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+acme.ID.String(), s.admin, `{"modules":[]}`).want(204)
	tried := 0
	for _, op := range operations(t, s.url) {
		if !strings.HasPrefix(op.path, "/api/enterprise/") {
			continue
		}
		tried++
		path := strings.NewReplacer("{id}", acme.ID.String(), "{tenantId}", acme.ID.String(), "{name}", "x").Replace(op.path)
		s.call(op.method, path, token, empty(op.method)).want(403, "operators-only")
	}
	if tried < 15 {
		t.Errorf("only %d operations were tried", tried)
	}
	s.get("/metrics", token).want(403, "operators-only")
	s.get("/metrics", s.admin).want(200)
}
