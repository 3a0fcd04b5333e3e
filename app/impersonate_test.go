package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
)

// TestImpersonation: operators set a company up as its first user. Once somebody there
// has signed in they need support access in full, and what they make ends with it.
func TestImpersonation(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := newSurface(t)
			h := s.asks(tier)
			tokens := "/api/enterprise/clients/" + h.ID.String() + "/tokens"
			early := s.post(tokens, h.operator, "").want(201).field("token")
			s.get("/api/client/users", early).want(200)
			s.post(tokens, h.operator, `{"user":"nobody@`+h.Slug+`.example"}`).want(404)

			if err := s.app.SetPassword(t.Context(), enterprise.Key{ID: h.ID}, h.AdminEmail, password); err != nil {
				t.Fatal(err)
			}
			s.post("/api/auth/login", "", `{"tenant":"`+h.Slug+`","email":"`+h.AdminEmail+`","password":"`+password+`"}`).want(200)
			s.post(tokens, h.operator, "").want(403, "support-access-needed")
			s.post(tokens, s.admin, "").want(403, "support-access-needed")
			s.post(h.grant+"/accept", h.owner, `{"reach":"read"}`).want(200)
			s.post(tokens, h.operator, "").want(403, "support-access-needed")
			s.post(h.grant+"/revoke", h.owner, "").want(200)

			full := h.path + "support-grants/" + s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"a repair","hours":2}`).want(201).field("id")
			s.post(full+"/accept", h.owner, `{"reach":"full"}`).want(200)
			s.post(tokens, s.admin, "").want(403, "support-access-needed") // granted to somebody else
			made := s.post(tokens, h.operator, `{"name":"repair"}`).want(201).field("token")
			s.get("/api/client/users", made).want(200)
			s.post("/api/client/tokens/issue", made, `{"name":"for ever"}`).want(403, "support-limits")
			trail := strings.Join(s.trail(h.ID), "\n")
			if !strings.Contains(trail, "operator Olga tenant.token.create identity.user") {
				t.Errorf("written down: %s", trail)
			}
			s.later(2*time.Hour - time.Second)
			s.get("/api/client/users", made).want(200)
			s.later(time.Second)
			s.get("/api/client/users", made).want(401, "invalid-token")
			s.get("/api/client/users", early).want(200)
			s.endsAtOnce(h, tokens)
		})
	}
}

// endsAtOnce: whoever takes the access back takes its tokens back.
func (s *surface) endsAtOnce(h *helped, tokens string) {
	s.Helper()
	grant := h.path + "support-grants/" + s.post("/api/enterprise/clients/"+h.ID.String()+"/support", h.operator, `{"reason":"once more","hours":2}`).want(201).field("id")
	s.post(grant+"/accept", h.owner, `{"reach":"full"}`).want(200)
	made := s.post(tokens, h.operator, "").want(201).field("token")
	s.get("/api/client/users", made).want(200)
	s.post(grant+"/revoke", h.owner, "").want(200)
	s.get("/api/client/users", made).want(401, "invalid-token")
	s.post(tokens, h.operator, "").want(403, "support-access-needed")
}
