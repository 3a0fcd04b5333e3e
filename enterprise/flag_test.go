package enterprise

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// TestFlagDecided: what was decided for a tenant counts first, then the share,
// then the default.
func TestFlagDecided(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant, other := b.provision("flagged", Shared), b.provision("plain", Shared)
	is := func(when string, want bool) {
		t.Helper()
		if got := b.Flag(t.Context(), tenant.ID, "new-desk"); got != want {
			t.Errorf("%s: %t, want %t", when, got, want)
		}
	}
	put := func(enabled bool, percentage *int64) {
		t.Helper()
		if err := b.PutFlag(t.Context(), ann(), Flag{Name: "new-desk", Help: "The new desk.", Enabled: enabled, Percentage: percentage}); err != nil {
			t.Fatal(err)
		}
	}
	decide := func(enabled bool) {
		t.Helper()
		if err := b.DecideFlag(t.Context(), ann(), tenant.ID, "new-desk", enabled, "asked for it"); err != nil {
			t.Fatal(err)
		}
	}
	is("without a flag", false)
	put(false, nil)
	is("off by default", false)
	put(true, nil)
	is("on by default", true)
	put(true, new(int64(0)))
	is("for nobody", false)
	put(false, new(int64(100)))
	is("for everybody", true)
	decide(false)
	is("decided off", false)
	if !b.Flag(t.Context(), other.ID, "new-desk") {
		t.Error("another tenant was meant, too")
	}
	put(false, new(int64(0)))
	decide(true)
	is("decided on", true)
	if on, err := b.Flags(t.Context(), tenant.ID); err != nil || !slices.Equal(on, []string{"new-desk"}) {
		t.Errorf("%q, %v", on, err)
	}
	if on, err := b.Flags(t.Context(), other.ID); err != nil || len(on) != 0 {
		t.Errorf("%q, %v", on, err)
	}
	if err := b.UndecideFlag(t.Context(), ann(), tenant.ID, "new-desk"); err != nil {
		t.Fatal(err)
	}
	is("no longer decided", false)

	if err := b.UndecideFlag(t.Context(), ann(), tenant.ID, "new-desk"); slug(err) != "not-found" {
		t.Errorf("undecided twice: %v", err)
	}
	if err := b.DecideFlag(t.Context(), ann(), tenant.ID, "nothing", true, "why not"); slug(err) != "not-found" {
		t.Errorf("an unknown flag: %v", err)
	}
	if err := b.DecideFlag(t.Context(), ann(), uuid.New(), "new-desk", true, "why not"); slug(err) != "unknown-tenant" {
		t.Errorf("an unknown tenant: %v", err)
	}
	if err := b.DecideFlag(t.Context(), ann(), tenant.ID, "new-desk", true, " "); slug(err) != "invalid" {
		t.Errorf("without a reason: %v", err)
	}
	for _, f := range []Flag{{Name: "New Desk", Help: "x"}, {Name: "x"}, {Name: "x", Help: "x", Percentage: new(int64(101))}, {Name: "x", Help: "x", Percentage: new(int64(-1))}} {
		if err := b.PutFlag(t.Context(), ann(), f); slug(err) != "invalid" {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if b.Flag(t.Context(), uuid.New(), "new-desk") {
		t.Error("on for a tenant that there is not")
	}
}

// TestFlagAsksNobody: a tenant that is known here has its flags without a query.
func TestFlagAsksNobody(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("cached", Shared)
	if err := b.PutFlag(t.Context(), nil, Flag{Name: "fast", Help: "Fast.", Enabled: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil {
		t.Fatal(err)
	}
	superuser(t, "postgres", "alter database "+b.names.enterprise+" allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+b.names.enterprise+"'")
	if !b.Flag(t.Context(), tenant.ID, "fast") {
		t.Error("the registry was asked")
	}
}

// TestFlagHeardElsewhere: other processes learn of a change by its hint.
func TestFlagHeardElsewhere(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("hears-flags", Shared)
	other := open(t, b.cfg)
	if other.Flag(t.Context(), tenant.ID, "far") {
		t.Fatal("on before it was made")
	}
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		if err := other.Watch(ctx); err != nil {
			t.Error(err)
		}
	})
	defer watching.Wait()
	defer stop()
	heard := func(want bool) {
		t.Helper()
		for deadline := time.Now().Add(5 * time.Second); other.Flag(t.Context(), tenant.ID, "far") != want; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("the other process did not hear of it")
			}
		}
	}
	if err := b.PutFlag(t.Context(), nil, Flag{Name: "far", Help: "Far.", Enabled: true}); err != nil {
		t.Fatal(err)
	}
	heard(true)
	if err := b.DecideFlag(t.Context(), nil, tenant.ID, "far", false, "not them"); err != nil {
		t.Fatal(err)
	}
	heard(false)
}

// TestFlagShareProperty: a share that grows takes nobody out, 0 is nobody, 100 is
// everybody, and who is early for one flag need not be for another.
func TestFlagShareProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "tenant"))
		name := rapid.StringMatching(`[a-z]{1,12}`).Draw(t, "flag")
		was := false
		for percent := range int64(101) {
			f := Flag{Name: name, Enabled: rapid.Bool().Draw(t, "default"), Percentage: &percent}
			is := f.decides(id)
			if was && !is || percent == 0 && is || percent == 100 && !is {
				t.Fatalf("at %d %%: %t, before: %t", percent, is, was)
			}
			was = is
		}
	})
	both, one := 0, 0
	for range 10_000 {
		id := uuid.New()
		first, second := Flag{Name: "first", Percentage: new(int64(30))}, Flag{Name: "second", Percentage: new(int64(30))}
		if first.decides(id) {
			one++
			if second.decides(id) {
				both++
			}
		}
	}
	if one < 2_700 || one > 3_300 || both < 700 || both > 1_100 {
		t.Errorf("of 10,000 tenants %d are in 30 %% of one flag, and %d of those in 30 %% of another", one, both)
	}
}
