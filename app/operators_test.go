package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
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

// TestOperatorsRules: a second factor that is wanted of operators keeps out whoever has
// none until they have set one up; nobody shuts themselves out; bad rules are refused.
func TestOperatorsRules(t *testing.T) {
	d := newDoorstep(t)
	email := "rules-" + uuid.NewString()[:8] + "@guildhall.example"
	o, err := d.Enterprise.CreateOperator(t.Context(), app.Local(), email, "Ruth")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.SetPassword(t.Context(), enterprise.Key{}, email, password); err != nil {
		t.Fatal(err)
	}
	token, _, err := d.Enterprise.CreateToken(t.Context(), app.Local(), o.ID, "rules", time.Time{})
	if err := errors.Join(err, d.Unlock(t.Context(), enterprise.Key{}, email)); err != nil { // other tests guessed here
		t.Fatal(err)
	}
	const path = "/api/enterprise/signin-policy"
	set := func(rules string) said {
		return call(t, sent{method: http.MethodPut, url: d.url + path, token: token, body: rules})
	}
	rules := func(second, networks string) string {
		return `{"second_factor":"` + second + `","password_length":12,"idle_minutes":30,"session_hours":12,"networks":[` + networks + `]}`
	}
	t.Cleanup(func() { set(rules("optional", "")).want(200) }) // others sign in here as well
	g := &guest{t: t, d: d, email: email}
	g.login(password, 200)
	if now := call(t, sent{method: http.MethodGet, url: d.url + path, token: token}).want(200); now.field("second_factor") != "optional" || now.field("networks") != "[]" {
		t.Fatalf("at first: %s", now.body)
	}

	for bad, pointer := range map[string]string{
		rules("administrators", ""):           "/second_factor",
		rules("optional", `"here"`):           "/networks/0",
		rules("optional", `"203.0.113.0/24"`): "/networks",
		`{"second_factor":"optional","password_length":7,"idle_minutes":30,"session_hours":12}`: "/password_length",
	} {
		if refused := set(bad).want(422, "invalid"); refused.field("errors", "0", "pointer") != pointer {
			t.Errorf("%s: %s", bad, refused.body)
		}
	}
	set(rules("optional", `"127.0.0.0/8","::1/128"`)).want(200)
	g.want(200, "GET", g.inside(), nil)

	set(rules("everybody", "")).want(200)
	g.want("second-factor-needed", "GET", g.inside(), nil)
	g.want("second-factor-needed", "GET", "/api/super-admin/clients", nil)
	g.want("second-factor-needed", "PUT", path, map[string]any{"second_factor": "optional", "password_length": 12, "idle_minutes": 30, "session_hours": 12})
	call(t, sent{method: http.MethodGet, url: d.url + g.inside(), token: token}).want(200) // a program's own token
	if in := g.login(password, 200); fmt.Sprint(in["enrol"]) != "true" {
		t.Errorf("signing in without a second factor: %v", in)
	}
	secret := fmt.Sprint(g.want(200, "POST", "/api/auth/totp/propose", map[string]any{})["secret"])
	g.want(200, "POST", "/api/auth/totp/confirm", map[string]any{"code": g.codeOf(secret)})
	g.want(200, "GET", g.inside(), nil)
	d.wait(time.Minute)
	g.cookie = ""
	asked := g.login(password, 200)
	g.want(200, "POST", "/api/auth/login-mfa", map[string]any{"challenge": asked["challenge"], "method": "totp", "code": g.codeOf(secret)})
	g.want(200, "GET", g.inside(), nil)
}
