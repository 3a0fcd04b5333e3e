package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// later lets time pass for the program, until the test ends.
func (s *surface) later(d time.Duration) {
	ahead.Add(int64(d))
	s.Cleanup(func() { ahead.Add(-int64(d)) })
}

// user makes a user with a role in the owner's tenant, and returns a token of
// theirs.
func (s *surface) user(owner, role string) string {
	s.Helper()
	id := s.get("/api/client/roles?name="+role, owner).want(200).field("data", "0", "id")
	user := s.post("/api/client/users", owner, `{"name":"`+role+`","email":"`+address(role)+`","roles":["`+id+`"]}`).want(201).field("id")
	return s.post("/api/client/tokens/issue", owner, `{"user":"`+user+`","name":"test"}`).want(200).field("secret")
}

// helped is a tenant with a request for support access, or an open one.
type helped struct {
	*enterprise.Tenant

	owner    string // token
	operator string // token of the operator who asks
	path     string // of the tenant
	grant    string // path of the grant, below the tenant
}

// asks has an operator ask a new tenant for support access.
func (s *surface) asks(tier enterprise.Tier) *helped {
	s.Helper()
	h := &helped{}
	h.Tenant, h.owner = s.tenant(tier)
	h.path = "/api/v1/tenants/" + h.ID.String() + "/"
	_, h.operator = s.operator("Olga")
	h.grant = h.path + "support-grants/" + s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"Invoices are late","hours":4}`).want(201).field("id")
	return h
}

// TestSupportAccess tells its story on every tier: asked, accepted for looking,
// written down, shown to everybody, over.
func TestSupportAccess(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := newSurface(t)
			h := s.asks(tier)
			s.get(h.path+"orders", h.operator).want(403, "no-tenant-access")
			asked := s.get(h.grant, h.owner).want(200)
			if asked.field("reason") != "Invoices are late" || asked.field("status") != "requested" || asked.field("reach") != "read" {
				t.Errorf("asked: %s", asked.body)
			}
			s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"once more","hours":4}`).want(409, "support-requested")

			accepted := s.post(h.grant+"/accept", h.owner, `{"hours":2}`).want(200)
			until := entitytest.Start.Add(time.Duration(ahead.Load())).Add(2 * time.Hour).Format(time.RFC3339)
			if accepted.field("until") != until || accepted.field("reach") != "read" {
				t.Errorf("accepted until %s: %s", until, accepted.body)
			}
			before := len(s.trail(h.ID))
			for _, a := range []said{
				s.get(h.path+"orders?status=draft", h.operator).want(200),
				s.get("/api/client/users", h.operator).want(403, "no-tenant-access"), // of which tenant?
				s.call(http.MethodGet, "/api/client/users", h.operator, "", "X-Tenant-ID", h.Slug).want(200),
				s.get(h.path+"nothing", h.operator).want(404),
				s.post(h.path+"clients", h.operator, `{"name":"Mine","currency":"EUR"}`).want(403, "missing-permission"),
				s.post(h.path+"users/"+uuid.NewString()+"/block", h.operator, "").want(403, "missing-permission"),
				s.post(h.grant+"/revoke", h.operator, "").want(403, "missing-permission"),
				s.get(h.path+"orders/"+uuid.NewString(), h.operator).want(404),
			} {
				told := a.header.Get("Guildhall-Support")
				inside := a.status != 403 || a.field("type") != "/problems/no-tenant-access"
				if inside = inside && !strings.HasSuffix(a.what, "/nothing"); inside != (told == "active; until="+until) {
					t.Errorf("%s: Guildhall-Support: %q", a.what, told)
				}
			}
			trail := s.trail(h.ID)[before:]
			if len(trail) != 6 || !strings.HasPrefix(trail[0], "operator Support: Olga support.get sales.order ") || !strings.Contains(trail[0], "orders?status=draft") {
				t.Errorf("written down: %q", trail)
			}

			viewer := s.user(h.owner, "viewer")
			if me := s.get("/api/client/me", viewer).want(200); me.field("support", "0", "name") != "Olga" || me.field("support", "0", "until") != until {
				t.Errorf("shown: %s", me.body)
			}
			if me := s.get(h.path+"me", h.operator).want(200); me.field("name") != "Support: Olga" || me.field("user") != "" || me.has(`"*"`) {
				t.Errorf("support itself: %s", me.body)
			}

			s.later(2*time.Hour - time.Microsecond)
			s.get(h.path+"orders", h.operator).want(200)
			s.post(h.grant+"/expire", h.owner, "").want(409, "support-running")
			s.later(time.Microsecond)
			s.get(h.path+"orders", h.operator).want(403, "no-tenant-access")
			if me := s.get("/api/client/me", viewer).want(200); me.field("support") != "[]" {
				t.Errorf("still shown: %s", me.body)
			}
			s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"once more","hours":4}`).want(201)
			if over := s.get(h.grant, h.owner).want(200); over.field("status") != "expired" {
				t.Errorf("over: %s", over.body)
			}
		})
	}
}

// TestSupportInFull: it may work, but gives nothing that would outlast it, and ends
// at once.
func TestSupportInFull(t *testing.T) {
	s := newSurface(t)
	h := s.asks(enterprise.Shared)
	s.post(h.grant+"/accept", h.owner, `{"reach":"full"}`).want(200) // for the four hours asked
	before := len(s.trail(h.ID))
	made := s.post(h.path+"clients", h.operator, `{"name":"Made by support","currency":"EUR"}`).want(201)
	if trail := s.trail(h.ID)[before:]; len(trail) != 2 || !strings.HasPrefix(trail[0], "operator Support: Olga support.post crm.client ") ||
		!strings.HasPrefix(trail[1], "operator Support: Olga create crm.client ") {
		t.Errorf("written down: %q", trail)
	}
	if history := s.get("/api/client/clients/"+made.field("id")+"/history", h.owner).want(200); history.field("data", "0", "actor", "kind") != "operator" {
		t.Errorf("history: %s", history.body)
	}
	if lead := s.post(h.path+"leads", h.operator, `{"company":"Bon app'","contact_name":"Laurence","currency":"EUR"}`).want(201); lead.field("owner") != "" {
		t.Errorf("support owns a record: %s", lead.body)
	}

	first := s.get(h.path+"users", h.operator).want(200).field("data", "0", "id")
	s.post(h.path+"tokens/issue", h.operator, `{"user":"`+first+`","name":"for ever"}`).want(403, "support-limits")
	again := s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"longer","hours":168}`).want(201).field("id")
	s.post(h.path+"support-grants/"+again+"/accept", h.operator, `{"hours":168,"reach":"full"}`).want(403, "support-limits")

	s.post(h.grant+"/revoke", h.owner, "").want(200)
	s.get(h.path+"clients", h.operator).want(403, "no-tenant-access")
	s.post(h.path+"support-grants/"+again+"/decline", h.owner, "").want(200)
	s.get(h.path+"clients", h.operator).want(403, "no-tenant-access")
	list := s.get("/api/enterprise/clients/"+h.ID.String()+"/support", s.admin).want(200)
	if list.field("data", "0", "status") != "revoked" || list.field("data", "1", "status") != "declined" {
		t.Errorf("listed: %s", list.body)
	}
	if told := verbsIn(t, s.get("/api/enterprise/audit?verb=tenant.support.request&tenant="+h.ID.String(), s.admin).want(200).body); len(told) != 2 {
		t.Errorf("the enterprise's audit: %q", told)
	}
}

// TestSupportDecided: who may decide, for how long, and that every answer is given
// once.
func TestSupportDecided(t *testing.T) {
	s := newSurface(t)
	h := s.asks(enterprise.Shared)
	for _, role := range []string{"viewer", "manager", "sales"} {
		token := s.user(h.owner, role)
		s.get(h.grant, token).want(403, "missing-permission")
		for _, verb := range []string{"accept", "decline", "revoke", "expire"} {
			s.post(h.grant+"/"+verb, token, "").want(403, "missing-permission")
		}
	}
	s.post(h.grant+"/revoke", h.owner, "").want(409, "illegal-step")
	for _, hours := range []string{"-1", "169", "1000000"} {
		s.post(h.grant+"/accept", h.owner, `{"hours":`+hours+`}`).want(422, "invalid")
	}
	s.post(h.grant+"/accept", h.owner, `{"reach":"everything"}`).want(422, "invalid")
	s.post(h.grant+"/accept", h.owner, `{"until":"2100-01-01T00:00:00Z"}`).want(422, "invalid")
	s.post(h.path+"support-grants", h.owner, `{}`).want(405)
	s.post(h.grant+"/accept", s.user(h.owner, "admin"), `{"hours":168,"reach":"read"}`).want(200)
	s.post(h.grant+"/accept", h.owner, "").want(409, "illegal-step")
	s.post(h.grant+"/decline", h.owner, "").want(409, "illegal-step")

	asks := "/api/enterprise/clients/" + h.ID.String() + "/support"
	s.post(asks, s.admin, `{"reason":"","hours":4}`).want(422, "invalid")
	s.post(asks, s.admin, `{"reason":"r","hours":0}`).want(422, "invalid")
	s.post(asks, s.admin, `{"reason":"r","hours":169}`).want(422, "invalid")
	s.post("/api/enterprise/clients/"+uuid.NewString()+"/support", s.admin, `{"reason":"r","hours":1}`).want(404, "unknown-tenant")
}

// TestSupportOpensOneTenantToOneOperator: everybody else, and everything else, is
// as closed as before.
func TestSupportOpensOneTenantToOneOperator(t *testing.T) {
	s := newSurface(t)
	h := s.asks(enterprise.Shared)
	globex, owner := s.tenant(enterprise.Shared)
	s.post(h.grant+"/accept", h.owner, `{"reach":"full"}`).want(200)
	sue, sues := s.superAdmin("Sue")
	s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+h.ID.String(), s.admin, `{"modules":[]}`).want(204)
	other := "/api/v1/tenants/" + globex.ID.String() + "/"

	s.get(other+"orders", h.operator).want(403, "no-tenant-access")
	s.get(h.path+"orders", s.admin).want(403, "no-tenant-access")
	s.get(h.path+"orders", sues).want(403, "no-tenant-access")
	s.get("/api/v1/tenants/"+uuid.NewString()+"/orders", h.operator).want(403, "no-tenant-access")
	s.get("/api/v1/tenants/"+uuid.NewString()+"/orders", sues).want(403, "no-tenant-access")
	s.call(http.MethodGet, h.path+"orders", h.operator, "", "X-Tenant-ID", globex.ID.String()).want(403, "no-tenant-access")
	s.call(http.MethodGet, other+"orders", h.operator, "", "X-Tenant-ID", h.ID.String()).want(403, "tenant-mismatch")
	if trail := s.trail(globex.ID); len(trail) != 0 {
		t.Errorf("somebody was in the other tenant: %q", trail)
	}

	s.post("/api/enterprise/clients/"+globex.ID.String()+"/suspend", s.admin, `{"reason":"unpaid"}`).want(200)
	s.get(other+"orders", s.admin).want(403, "tenant-suspended")
	s.get(other+"orders", sues).want(403, "no-tenant-access")
	s.get(other+"orders", owner).want(403, "tenant-suspended")

	operators := s.get("/api/enterprise/operators", s.admin).want(200)
	_, mine, _ := strings.Cut(string(s.get("/api/enterprise/clients/"+h.ID.String()+"/support", s.admin).want(200).body), `"operator":"`)
	olga, _, _ := strings.Cut(mine, `"`)
	if !operators.has(olga) {
		t.Fatalf("no operator %s", olga)
	}
	s.post("/api/enterprise/operators/"+olga+"/block", s.admin, "").want(204)
	s.get(h.path+"orders", h.operator).want(401)
}

// TestOperatorsAreIsolated: without a grant every operation of a tenant is refused
// to an operator, and looking-only refuses every one that writes.
func TestOperatorsAreIsolated(t *testing.T) {
	s := newSurface(t)
	h := s.asks(enterprise.Shared)
	const canonical = "/api/v1/tenants/{tenantId}/"
	all := slices.DeleteFunc(operations(t, s.url), func(op operation) bool { return !strings.HasPrefix(op.path, canonical) })
	sweep := func(do func(op operation, a said)) {
		for _, op := range all {
			path := strings.NewReplacer("{tenantId}", h.ID.String(), "{id}", uuid.NewString(), "{name}", "x").Replace(op.path)
			do(op, s.call(op.method, path, h.operator, empty(op.method)))
		}
	}
	sweep(func(_ operation, a said) { a.want(403, "no-tenant-access") })
	s.post(h.grant+"/accept", h.owner, "").want(200)
	looked := 0
	sweep(func(op operation, a said) {
		switch {
		case strings.HasSuffix(op.path, "letter"): // seen by whoever may send it
			a.want(403, "missing-permission")
		case op.method == http.MethodGet && a.status == http.StatusForbidden && !a.has("/problems/not-a-user"): // nobody tells operators what is new
			t.Errorf("%s %s: may not look: %s", op.method, op.path, a.body)
		case op.method == http.MethodGet:
			looked++
		case a.status < 400 || a.status == http.StatusNotFound:
			t.Errorf("%s %s: %d %s", op.method, op.path, a.status, a.body)
		}
	})
	if looked < 50 {
		t.Errorf("only %d operations let support look", looked)
	}
}
