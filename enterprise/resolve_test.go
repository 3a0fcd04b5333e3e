package enterprise

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func ann() *auth.Actor { return &auth.Actor{Kind: auth.KindOperator, ID: uuid.New(), Name: "Ann"} }

// superuser runs SQL in a database, past all rights.
func superuser(tb testing.TB, database, sql string) {
	tb.Helper()
	db, err := pg.Open(tb.Context(), pgtest.Cluster(tb).URL(database), pg.Options{MaxConns: 1})
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	if err := db.Command(tb.Context(), sql); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

func TestServedByStatus(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("by-status", Shared)
	tests := []struct {
		status Status
		want   string
		code   int
		retry  bool
	}{
		{Active, "", 0, false},
		{ReadOnly, "", 0, false},
		{Suspended, "tenant-suspended", 403, false},
		{Archived, "tenant-archived", 410, false},
		{Purged, "tenant-archived", 410, false},
		{Requested, "tenant-provisioning", 503, true},
		{Provisioning, "tenant-provisioning", 503, true},
		{Moving, "tenant-moving", 503, true},
		{Recovering, "tenant-moving", 503, true},
		{Broken, "tenant-moving", 503, true},
	}
	for _, tt := range tests {
		superuser(t, b.names.enterprise, "update tenant set status = "+literal(string(tt.status))+", reason = 'unpaid since May'")
		b.Forget(tenant.ID)
		_, err := b.Resolve(t.Context(), Key{ID: tenant.ID})
		_, release, herr := b.Home(t.Context(), tenant.ID)
		if release != nil {
			release()
		}
		if tt.want == "" {
			if err != nil || herr != nil {
				t.Errorf("%s: %v, %v", tt.status, err, herr)
			}
			continue
		}
		p, ok := errors.AsType[*problem.Problem](err)
		if !ok || p.Type != tt.want || p.Status != tt.code || (p.RetryAfter > 0) != tt.retry || slug(herr) != tt.want {
			t.Errorf("%s: %v, home: %v", tt.status, err, herr)
		}
		if tt.status == Suspended && !strings.Contains(p.Detail, "unpaid since May") {
			t.Errorf("the reason is not told: %v", err)
		}
	}
	for _, key := range []Key{{ID: uuid.New()}, {Name: "nobody"}, {}} {
		_, err := b.Resolve(t.Context(), key)
		if p, ok := errors.AsType[*problem.Problem](err); !ok || p.Type != "unknown-tenant" || p.Status != 404 {
			t.Errorf("%v: %v", key, err)
		}
	}
}

func TestLifeOfATenant(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("moves", Shared)
	type move func(context.Context) (*Tenant, error)
	suspend := func(ctx context.Context) (*Tenant, error) { return b.Suspend(ctx, ann(), tenant.ID, "unpaid") }
	reinstate := func(ctx context.Context) (*Tenant, error) { return b.Reinstate(ctx, ann(), tenant.ID) }
	readOnly := func(ctx context.Context) (*Tenant, error) { return b.SetReadOnly(ctx, ann(), tenant.ID, "moving") }
	archive := func(ctx context.Context) (*Tenant, error) { return b.Archive(ctx, ann(), tenant.ID, "left") }
	steps := []struct {
		name string
		do   move
		want Status // "" when refused
	}{
		{"reinstate active", reinstate, ""},
		{"archive active", archive, ""},
		{"suspend", suspend, Suspended},
		{"suspend again", suspend, ""},
		{"read-only", readOnly, ReadOnly},
		{"reinstate", reinstate, Active},
		{"suspend", suspend, Suspended},
		{"archive", archive, Archived},
		{"reinstate archived", reinstate, ""},
	}
	version := tenant.Version
	for _, s := range steps {
		after, err := s.do(t.Context())
		if s.want == "" {
			if slug(err) != "illegal-step" {
				t.Errorf("%s: %v, want it refused", s.name, err)
			}
			continue
		}
		version++
		if err != nil || after.Status != s.want || after.Version != version {
			t.Errorf("%s: %+v, %v", s.name, after, err)
		}
	}
	if _, err := b.Suspend(t.Context(), ann(), tenant.ID, " "); slug(err) != "invalid" {
		t.Errorf("suspended without a reason: %v", err)
	}
	entries, err := b.Audit(t.Context(), tenant.ID, uuid.Nil, 0)
	if err != nil || len(entries) != 7 { // request, active, five moves
		t.Fatalf("%d audit entries, %v", len(entries), err)
	}
	if e := entries[0]; e.Verb != "tenant.archive" || e.ActorName != "Ann" || e.Details["reason"] != "left" {
		t.Errorf("newest entry %+v", e)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant, other := b.provision("update", Shared), b.provision("update2", Shared)
	name := "Update Ltd"
	after, err := b.Update(t.Context(), ann(), tenant.ID, Change{
		Version: tenant.Version, Name: &name, Domains: &[]string{"shop.example.com"},
		Settings: map[string]any{"theme": "dark", "limit": 3}, Modules: map[string]bool{"crm": false},
	})
	if err != nil {
		t.Fatal(err)
	}
	if after.Name != name || after.Settings["theme"] != "dark" || len(after.Modules) != 0 || after.Domains[0] != "shop.example.com" {
		t.Errorf("%+v", after)
	}
	found, err := b.Resolve(t.Context(), Key{Name: "shop.example.com"})
	if err != nil || found.ID != tenant.ID {
		t.Errorf("by domain: %v, %v", found, err)
	}
	after, err = b.Update(t.Context(), ann(), tenant.ID, Change{Settings: map[string]any{"theme": nil}, Modules: map[string]bool{"crm": true}})
	if err != nil || len(after.Settings) != 1 || len(after.Modules) != 1 {
		t.Errorf("%+v, %v", after, err)
	}
	plan := "gold"
	tests := []struct {
		name   string
		change Change
		want   string
	}{
		{"stale", Change{Version: 1, Name: &name}, "stale"},
		{"plan", Change{Plan: &plan}, "invalid"},
		{"domain of another", Change{Domains: &[]string{"shop.example.com"}}, "domain-taken"},
		{"no domain", Change{Domains: &[]string{"shop"}}, "invalid"},
		{"module", Change{Modules: map[string]bool{"nope": true}}, "invalid"},
		{"empty name", Change{Name: new(string)}, "invalid"},
	}
	for _, tt := range tests {
		if _, err := b.Update(t.Context(), ann(), other.ID, tt.change); slug(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestTenantPages(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, s := range []string{"page-a", "page-b", "page-c", "zebra"} {
		b.provision(s, Shared)
	}
	var all []string
	f := TenantFilter{Limit: 2}
	for {
		page, err := b.Tenants(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, tenant := range page.Tenants {
			all = append(all, tenant.Slug)
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	if got := strings.Join(all, " "); got != "page-a page-b page-c zebra" {
		t.Errorf("pages hold %s", got)
	}
	tests := []struct {
		f    TenantFilter
		want int
	}{
		{TenantFilter{Query: "PAGE"}, 3},
		{TenantFilter{Query: "ebr"}, 1},
		{TenantFilter{Query: "%"}, 0},
		{TenantFilter{Status: Suspended}, 0},
		{TenantFilter{Tier: Shared}, 4},
		{TenantFilter{Tier: Schema}, 0},
		{TenantFilter{Plan: "standard"}, 4},
		{TenantFilter{Region: "eu"}, 0},
	}
	for _, tt := range tests {
		page, err := b.Tenants(t.Context(), tt.f)
		if err != nil || len(page.Tenants) != tt.want {
			t.Errorf("%+v: %d tenants, want %d (%v)", tt.f, len(page.Tenants), tt.want, err)
		}
	}
}

// TestOtherProcessHears changes a tenant in one process and looks in another.
func TestOtherProcessHears(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("hears", Shared)
	other := open(t, b.cfg)
	if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Suspend(t.Context(), ann(), tenant.ID, "unpaid"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil {
		t.Errorf("the other process asks each time: %v", err) // Otherwise this test proves nothing.
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
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := other.Resolve(t.Context(), Key{ID: tenant.ID})
		if slug(err) == "tenant-suspended" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process did not hear of it")
		}
	}
	if err := b.SweepHints(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestRegistryDown takes the enterprise database away: tenants known here are
// served on, also when what is known has become old.
func TestRegistryDown(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	var clock struct {
		sync.Mutex
		ahead time.Duration
	}
	cfg.Clock = func() time.Time {
		clock.Lock()
		defer clock.Unlock()
		return time.Now().Add(clock.ahead)
	}
	b := open(t, cfg)
	tenant := b.provision("survivor", Database)
	if _, err := b.Resolve(t.Context(), Key{Name: "survivor"}); err != nil {
		t.Fatal(err)
	}
	superuser(t, "postgres", "alter database "+b.names.enterprise+" allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+b.names.enterprise+"'")
	clock.Lock()
	clock.ahead = time.Hour
	clock.Unlock()
	for range 2 {
		if got := b.clients(tenant); len(got) != 1 {
			t.Errorf("sees %v", got)
		}
	}
	if _, err := b.Resolve(t.Context(), Key{Name: "survivor"}); err != nil {
		t.Errorf("by name: %v", err)
	}
	_, err := b.Resolve(t.Context(), Key{Name: "stranger"})
	if err == nil || slug(err) == "unknown-tenant" {
		t.Errorf("an unknown tenant while nobody can be asked: %v", err)
	}
	superuser(t, "postgres", "alter database "+b.names.enterprise+" allow_connections true")
	for deadline := time.Now().Add(5 * time.Second); ; { // Connections that broke meanwhile are found one by one.
		_, err := b.Suspend(t.Context(), ann(), tenant.ID, "unpaid")
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	if _, err := b.Resolve(t.Context(), Key{Name: "survivor"}); slug(err) != "tenant-suspended" {
		t.Errorf("after it came back: %v", err)
	}
}

// TestStaleEpoch raises a tenant's epoch behind the process's back, as a move does.
func TestStaleEpoch(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("epoch", Shared)
	if got := b.clients(tenant); len(got) != 1 {
		t.Fatal(got)
	}
	superuser(t, b.names.shared, "update system_tenant set epoch = 2")
	tries := 0
	err := b.Do(t.Context(), tenant.ID, func(home pg.Home) error {
		tries++
		return pg.Read(t.Context(), home, func(tx *pg.Tx) error {
			_, err := pg.Query[int](t.Context(), tx, `select 1 where $1::uuid is not null`)
			return err
		})
	})
	if !errors.Is(err, pg.ErrStalePlacement) || tries != 2 {
		t.Errorf("%d tries, %v: want two and a stale placement", tries, err)
	}
	superuser(t, b.names.enterprise, "update tenant set epoch = 2")
	if got := b.clients(tenant); len(got) != 1 {
		t.Errorf("sees %v after reading the registry again", got)
	}
}

func TestDropOverlapsLoad(t *testing.T) {
	t.Parallel()
	var c cache
	id := uuid.New()
	old := &entry{tenant: Tenant{ID: id, Slug: "old"}}
	load := func(context.Context, Key) (*entry, error) {
		c.drop(id) // Somebody changes the tenant while we read it.
		return old, nil
	}
	if _, err := c.find(t.Context(), Key{ID: id}, time.Now(), load); err != nil {
		t.Fatal(err)
	}
	if _, kept := c.byID[id]; kept {
		t.Error("kept an answer from before the change")
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("overview", Schema)
	if _, err := b.Update(t.Context(), nil, tenant.ID, Change{Modules: map[string]bool{"crm": false}}); err != nil {
		t.Fatal(err)
	}
	shards, err := b.Shards(t.Context())
	if err != nil || len(shards) != 1 || shards[0].Tenants != 1 || shards[0].Places != 4 {
		t.Errorf("shards %+v, %v", shards, err)
	}
	modules, err := b.Modules(t.Context())
	if err != nil || len(modules) != 1 || modules[0].Without != 1 {
		t.Errorf("modules %+v, %v", modules, err)
	}
	database, schema, err := b.DatabaseOf(t.Context(), tenant)
	if err != nil || database != b.names.shared || !strings.HasPrefix(schema, "t_") {
		t.Errorf("%s.%s, %v", database, schema, err)
	}
	if err := b.PutPlan(t.Context(), ann(), Plan{Name: "gold", Label: "Gold", Limits: map[string]any{"users": 5}}); err != nil {
		t.Fatal(err)
	}
	gold := "gold"
	if after, err := b.Update(t.Context(), nil, tenant.ID, Change{Plan: &gold}); err != nil || after.Plan != gold {
		t.Errorf("%+v, %v", after, err)
	}
	if err := b.PutPlan(t.Context(), ann(), Plan{Name: "Gold!", Label: "x"}); slug(err) != "invalid" {
		t.Errorf("a plan of a bad name: %v", err)
	}
	plans, err := b.Plans(t.Context())
	if err != nil || len(plans) != 3 {
		t.Errorf("plans %+v, %v", plans, err)
	}
}
