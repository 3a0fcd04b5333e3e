package app_test

import (
	"strconv"
	"testing"

	"github.com/guildhall/guildhall/enterprise"
)

// TestUsage: operators are told how much a tenant uses once that was measured, for a
// tenant with its own schema its size, too.
func TestUsage(t *testing.T) {
	s := newSurface(t)
	records := func(a said) int {
		t.Helper()
		n, err := strconv.Atoi(a.field("usage", "records"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, tier := range []enterprise.Tier{enterprise.Shared, enterprise.Schema} {
		acme, owner := s.tenant(tier)
		at := "/api/enterprise/clients/" + acme.ID.String()
		if before := s.get(at, s.admin).want(200); before.has(`"usage"`) {
			t.Errorf("%s: measured before it was: %s", tier, before.body)
		}
		measure := func() {
			t.Helper()
			if err := s.app.Measure(t.Context(), *acme); err != nil {
				t.Fatal(err)
			}
		}
		measure()
		before := s.get(at, s.admin).want(200)
		s.do(owner, "clients", `{"name":"Bauer"}`)
		measure()
		after := s.get(at, s.admin).want(200)
		if before.field("usage", "users") != "1" || records(before)+1 != records(after) {
			t.Errorf("%s: one record more is %s, then %s", tier, before.body, after.body)
		}
		if own := after.has(`"bytes"`); own != (tier == enterprise.Schema) {
			t.Errorf("%s: its size is told: %t", tier, own)
		}
		if listed := s.get("/api/enterprise/clients?q="+acme.Slug, s.admin).want(200); listed.field("data", "0", "usage", "users") != "1" {
			t.Errorf("%s: listed as %s", tier, listed.body)
		}
	}
}
