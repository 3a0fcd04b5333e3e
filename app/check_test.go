package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// TestCheck: what does not agree in a tenant's books is told to whoever asks, and to
// the company by an alert, on every tier; other tenants' books are their own.
func TestCheck(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		key := enterprise.Key{ID: uuid.MustParse(b.tenant)}
		check := func(dry bool) (found []string) {
			s.Helper()
			told, err := d.Check(s.Context(), key, dry)
			if err != nil || len(told) != 1 || len(told[0].Checks) < 8 {
				s.Fatalf("%+v, %v", told, err)
			}
			for _, c := range told[0].Checks {
				for _, f := range c.Found {
					found = append(found, c.Name+": "+f.Said)
				}
			}
			if told[0].Sound() != (len(found) == 0) {
				s.Errorf("%q is sound: %t", found, told[0].Sound())
			}
			return found
		}
		if found := check(false); len(found) != 0 {
			s.Errorf("of a new tenant, %q was found", found)
		}
		_, err := b.admin.Exec(s.Context(), `insert into `+b.schema+`.system_counter (tenant_id, series, form, next)
values ($1, 'billing.invoice', 'INV-2026-{n}', 5)`, b.tenant)
		if err != nil {
			s.Fatal(err)
		}
		if found := check(true); len(found) != 1 || !strings.Contains(found[0], "billing.numbers: 4 was the last number given of billing.invoice, none is there") {
			s.Errorf("found: %q", found)
		}
		if n := b.count("integrity_finding", "true"); n != 0 {
			s.Errorf("a dry run has written down %d findings", n)
		}
		check(false)
		if got := s.get("/api/client/findings", owner).want(200); got.field("data", "0", "name") != "billing.numbers" || got.field("data", "0", "ended_at") != "" {
			s.Errorf("the findings: %s", got.body)
		}
		if got := s.get("/api/client/alerts", owner).want(200); got.field("data", "0", "name") != "The books do not agree" || got.field("data", "0", "severity") != "critical" {
			s.Errorf("the alerts: %s", got.body)
		}
		if _, err := b.admin.Exec(s.Context(), `delete from `+b.schema+`.system_counter where tenant_id = $1 and series = 'billing.invoice'`, b.tenant); err != nil {
			s.Fatal(err)
		}
		if found := check(false); len(found) != 0 || b.count("integrity_finding", "ended_at is not null") != 1 {
			s.Errorf("when it is mended, %q was found", found)
		}
	})
	all, err := d.Check(context.WithoutCancel(t.Context()), enterprise.Key{}, true)
	if err != nil || len(all) < len(tiers) {
		t.Errorf("of all tenants: %d %v", len(all), err)
	}
}
