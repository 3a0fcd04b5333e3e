package enterprise

import (
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/limit"
)

func TestLimitsOfAPlan(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("metered", Shared)
	rate := func(want limit.Policy) {
		t.Helper()
		found, err := b.Resolve(t.Context(), Key{ID: tenant.ID})
		if err != nil || found.Limits.Requests != want {
			t.Errorf("%+v, %v; want %+v", found, err, want)
		}
	}
	rate(limit.Policy{})
	public := "public"
	if _, err := b.Update(t.Context(), nil, tenant.ID, Change{Plan: &public}); err != nil {
		t.Fatal(err)
	}
	rate(limit.Policy{Name: "plan", Limit: 100, Window: 15 * time.Minute})
	put := func(limits map[string]any) error {
		return b.PutPlan(t.Context(), ann(), Plan{Name: public, Label: "Public API", Limits: limits})
	}
	if err := put(map[string]any{"requests": 5, "window": "1h", "users": 3}); err != nil {
		t.Fatal(err)
	}
	rate(limit.Policy{Name: "plan", Limit: 5, Window: time.Hour})
	for _, wrong := range []map[string]any{
		{"requests": 5},
		{"requests": 5, "window": ""},
		{"requests": 5, "window": "-5m"},
		{"requests": 5, "window": "1h30m"},
		{"requests": 5, "window": "100ms"},
		{"requests": 5, "window": 60},
		{"requests": 0, "window": "1m"},
		{"requests": -1, "window": "1m"},
		{"requests": 1.5, "window": "1m"},
		{"requests": 10_000_000, "window": "1m"},
		{"requests": "many", "window": "1m"},
	} {
		if err := put(wrong); slug(err) != "invalid" {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	rate(limit.Policy{Name: "plan", Limit: 5, Window: time.Hour})
	if err := put(map[string]any{"requests": nil}); err != nil {
		t.Fatal(err)
	}
	rate(limit.Policy{})
}

// TestTheDatabaseRefusesLimits: what the program could not read is not kept,
// whoever writes it.
func TestTheDatabaseRefusesLimits(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	put := func(limits string) error {
		return b.control.Write(t.Context(), func(tx *pg.Tx) error {
			tx.Exec(`update plan set limits = $1::text::jsonb where name = 'public'`, limits)
			return nil
		})
	}
	for _, wrong := range []string{`{"requests": 5}`, `{"requests": 0, "window": "1m"}`, `{"requests": 1e9, "window": "1m"}`, `{"requests": 1.5, "window": "1m"}`, `{"requests": 5, "window": "soon"}`} {
		if err := put(wrong); pg.SQLSTATE(err) != "23514" {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	for _, right := range []string{`{}`, `{"requests": null, "window": 7}`, `{"requests": 9999999, "window": "99999h"}`} {
		if err := put(right); err != nil {
			t.Errorf("%s: %v", right, err)
		}
		if err := new(Limits).UnmarshalJSON([]byte(right)); err != nil {
			t.Errorf("%s is kept and cannot be read: %v", right, err)
		}
	}
}
