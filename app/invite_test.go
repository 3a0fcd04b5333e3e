package app_test

import (
	"testing"

	"github.com/guildhall/guildhall/enterprise"
)

// TestInvitations: who may not change every user invites none, whatever they send:
// neither a role that only looks, nor support that was let in for looking.
func TestInvitations(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := newSurface(t)
			h := s.asks(tier)
			first := s.get(h.path+"users", h.owner).want(200).field("data", "0", "id")
			path := h.path + "users/" + first + "/invitation"
			viewer := s.user(h.owner, "viewer")
			s.post(path, viewer, "").want(403, "missing-permission")
			s.post(path, viewer, "nonsense").want(403, "missing-permission") // before it is read
			s.post(h.path+"providers/"+first+"/secret", viewer, "nonsense").want(403, "missing-permission")
			s.post(path, h.operator, "").want(403, "no-tenant-access")
			s.post(h.grant+"/accept", h.owner, `{"reach":"read"}`).want(200)
			s.post(path, h.operator, "").want(403, "missing-permission")
			s.post(path, h.owner, "").want(202)
			s.post(path, h.owner, "nonsense").want(400)
			s.post(h.path+"users/"+h.ID.String()+"/invitation", h.owner, "").want(404)
		})
	}
}

// TestLastSignIn: what super admins see of a user is when they signed in, not when a
// token of theirs was used.
func TestLastSignIn(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := newSurface(t)
			acme, owner := s.tenant(tier)
			sue, token := s.superAdmin("Sue")
			s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+acme.ID.String(), s.admin, `{"modules":[]}`).want(204)
			s.get("/api/client/me", owner).want(200)
			people := lookedAfter + acme.ID.String() + "/users"
			if list := s.get(people, token).want(200); list.field("data", "0", "last_sign_in") != "" {
				t.Errorf("a token signs in: %s", list.body)
			}
			if err := s.app.SetPassword(t.Context(), enterprise.Key{ID: acme.ID}, acme.AdminEmail, password); err != nil {
				t.Fatal(err)
			}
			s.post("/api/auth/login", "", `{"tenant":"`+acme.Slug+`","email":"`+acme.AdminEmail+`","password":"`+password+`"}`).want(200)
			if list := s.get(people, token).want(200); list.field("data", "0", "last_sign_in") == "" {
				t.Errorf("nobody has signed in: %s", list.body)
			}
		})
	}
}
