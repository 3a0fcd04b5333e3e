package enterprise

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

var errKilled = errors.New("killed here")

// points lists where provisioning can be killed: after each step, and after its
// work but before that is recorded.
func (e *Enterprise) points() []string {
	all := []string{"reserve"}
	for _, s := range e.steps() {
		all = append(all, "before record "+s.name, s.name)
	}
	return all
}

// kill has provisioning stop at a point, once.
func (b *bundle) kill(point string) {
	b.hook = func(at string) error {
		if at != point {
			return nil
		}
		b.hook = nil
		return errKilled
	}
}

func (b *bundle) idOf(slug string) uuid.UUID {
	b.tb.Helper()
	ids := admin[uuid.UUID](b.tb, b.names.enterprise, `select id from tenant where slug = $1`, slug)
	if len(ids) != 1 {
		b.tb.Fatalf("%d tenants called %s", len(ids), slug)
	}
	return ids[0]
}

// leftovers lists everything on the server that belongs to a tenant.
func (b *bundle) leftovers(id uuid.UUID) []string {
	b.tb.Helper()
	name := hex.EncodeToString(id[:])
	var left []string
	left = append(left, admin[string](b.tb, "postgres", `select 'role ' || rolname from pg_roles where strpos(rolname, $1) > 0
union all select 'database ' || datname from pg_database where strpos(datname, $1) > 0`, name)...)
	left = append(left, admin[string](b.tb, b.names.shared, `select 'schema ' || nspname from pg_namespace where strpos(nspname, $1) > 0`, name)...)
	var rows []string
	for _, table := range []string{"system_tenant", "system_audit", "system_event", "system_counter", "system_idempotency", "crm_client", "crm_note"} {
		rows = append(rows, `select 'row in `+table+`' from `+table+` where tenant_id = $1`)
	}
	left = append(left, admin[string](b.tb, b.names.shared, strings.Join(rows, " union all "), id)...)
	left = append(left, admin[string](b.tb, b.names.enterprise, `select 'placement ' || database from placement where strpos(role, $1) > 0
union all select 'tenant ' || slug from tenant where id = $2
union all select 'step ' || step from provisioning where tenant = $2`, name, id)...)
	return left
}

func TestKilledAndResumed(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, tier := range tiers {
		for i, point := range b.points() {
			name := fmt.Sprintf("%s-%d", tier, i)
			b.kill(point)
			if _, err := b.Provision(t.Context(), request(name, tier)); !errors.Is(err, errKilled) {
				t.Fatalf("%s at %s: %v, want it killed", name, point, err)
			}
			tenant, err := b.Resume(t.Context(), b.idOf(name))
			if err != nil {
				t.Fatalf("%s resumed after %s: %v", name, point, err)
			}
			if tenant.Status != Active {
				t.Errorf("%s after %s is %s", name, point, tenant.Status)
			}
			if got := b.clients(tenant); len(got) != 1 {
				t.Errorf("%s after %s: seeded %d times", name, point, len(got))
			}
			if again, err := b.Resume(t.Context(), tenant.ID); err != nil || again.Version != tenant.Version {
				t.Errorf("resuming an active tenant changed it: %v", err)
			}
		}
	}
}

func TestKilledAndAbandoned(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, tier := range tiers {
		for i, point := range b.points() {
			if strings.HasSuffix(point, "active") {
				continue // It is active then.
			}
			name := fmt.Sprintf("%s-%d", tier, i)
			b.kill(point)
			if _, err := b.Provision(t.Context(), request(name, tier)); !errors.Is(err, errKilled) {
				t.Fatalf("%s at %s: %v, want it killed", name, point, err)
			}
			id := b.idOf(name)
			if err := b.Abandon(t.Context(), nil, id); err != nil {
				t.Fatalf("%s abandoned after %s: %v", name, point, err)
			}
			if left := b.leftovers(id); len(left) > 0 {
				t.Errorf("%s abandoned after %s leaves %v", name, point, left)
			}
			if err := b.Abandon(t.Context(), nil, id); slug(err) != "unknown-tenant" {
				t.Errorf("abandoned twice: %v", err)
			}
		}
		tenant := b.provision(string(tier)+"-0", tier) // The slug is free again.
		if err := b.Abandon(t.Context(), nil, tenant.ID); slug(err) != "illegal-step" {
			t.Errorf("abandoned an active tenant: %v", err)
		}
		if len(b.leftovers(tenant.ID)) == 0 {
			t.Error("leftovers sees nothing of a tenant that is there; the test proves nothing")
		}
	}
}

func TestAbandonKilledHalfway(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, tier := range []Tier{Schema, Database} {
		b.kill("seed")
		if _, err := b.Provision(t.Context(), request("half-"+string(tier), tier)); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		id := b.idOf("half-" + string(tier))
		j, err := b.loadJob(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.unmake(t.Context(), j); err != nil { // All but the registry's rows.
			t.Fatal(err)
		}
		if err := b.Abandon(t.Context(), nil, id); err != nil {
			t.Errorf("%s: %v", tier, err)
		}
		if left := b.leftovers(id); len(left) > 0 {
			t.Errorf("%s leaves %v", tier, left)
		}
	}
}

// A tenant whose provisioning a process has left is finished by another, even when
// the first attempts of that one fail too.
func TestFinish(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	b := open(t, cfg)
	for _, tier := range tiers {
		b.kill("before record seed")
		if _, err := b.Provision(t.Context(), request("start-"+string(tier), tier)); !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
	}
	cfg = b.cfg
	cfg.Clock = func() time.Time { return time.Now().Add(left) } // as if they had been left for long
	again := open(t, cfg)
	again.kill("seed")
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	ended := make(chan error)
	go func() { ended <- again.Finish(ctx) }()
	for _, tier := range tiers {
		key := Key{Name: "start-" + string(tier)}
		tenant, err := again.Resolve(ctx, key)
		for slug(err) == "tenant-provisioning" {
			time.Sleep(20 * time.Millisecond)
			again.Forget(b.idOf(key.Name))
			tenant, err = again.Resolve(ctx, key)
		}
		if err != nil {
			t.Fatalf("%s: %v", tier, err)
		}
		if got := again.clients(tenant); len(got) != 1 {
			t.Errorf("%s: seeded %d times", tier, len(got))
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestFailingSeed(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	broken := true
	cfg.Seed = func(ctx context.Context, home pg.Home, tenant Tenant) error {
		if broken {
			return errors.New("no roles today")
		}
		return seed(ctx, home, tenant)
	}
	b := open(t, cfg)
	_, err := b.Provision(t.Context(), request("seedless", Shared))
	if err == nil || !strings.Contains(err.Error(), "no roles today") {
		t.Fatal(err)
	}
	if _, err := b.Resolve(t.Context(), Key{Name: "seedless"}); slug(err) != "tenant-provisioning" {
		t.Errorf("a tenant without rows is served: %v", err)
	}
	broken = false
	if _, err := b.Resume(t.Context(), b.idOf("seedless")); err != nil {
		t.Error(err)
	}
}

func TestSameSlugAtOnce(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	var wait sync.WaitGroup
	results := make([]error, 6)
	for i := range results {
		wait.Go(func() { _, results[i] = b.Provision(t.Context(), request("same", Schema)) })
	}
	wait.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		p, ok := errors.AsType[*problem.Problem](err)
		if !ok || p.Type != "slug-taken" || p.Status != 409 || len(p.Errors) != 1 || p.Errors[0].Pointer != "/slug" {
			t.Errorf("the loser got %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d tenants of one slug", won)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			if _, err := b.Provision(t.Context(), request(fmt.Sprintf("many-%d", i), tiers[i%3])); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	page, err := b.Tenants(t.Context(), TenantFilter{Status: Active})
	if err != nil || len(page.Tenants) != 12 {
		t.Errorf("%d tenants, %v", len(page.Tenants), err)
	}
}

func TestResumedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	other := open(t, b.cfg)
	b.kill("place")
	if _, err := b.Provision(t.Context(), request("twice", Schema)); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	id := b.idOf("twice")
	var wait sync.WaitGroup
	errs := make([]error, 2)
	for i, e := range []*bundle{b, other} {
		wait.Go(func() { _, errs[i] = e.Resume(t.Context(), id) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil && slug(err) != "busy" {
			t.Error(err)
		}
	}
	tenant, err := b.Resume(t.Context(), id)
	if err != nil || len(b.clients(tenant)) != 1 {
		t.Errorf("%v, %v", tenant, err)
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tests := []struct {
		name   string
		change func(*Request)
		want   string
	}{
		{"no name", func(r *Request) { r.Name = " " }, "/name"},
		{"no slug", func(r *Request) { r.Slug = "" }, "/slug"},
		{"short slug", func(r *Request) { r.Slug = "a" }, "/slug"},
		{"long slug", func(r *Request) { r.Slug = strings.Repeat("a", longestSlug+1) }, "/slug"},
		{"capitals", func(r *Request) { r.Slug = "Acme" }, "/slug"},
		{"dots", func(r *Request) { r.Slug = "a.b" }, "/slug"},
		{"digit first", func(r *Request) { r.Slug = "1a" }, "/slug"},
		{"hyphen last", func(r *Request) { r.Slug = "acme-" }, "/slug"},
		{"punycode", func(r *Request) { r.Slug = "xn--80ak6aa92e" }, "/slug"},
		{"reserved", func(r *Request) { r.Slug = "www" }, "/slug"},
		{"tier", func(r *Request) { r.Tier = "cloud" }, "/tier"},
		{"a tier of ours", func(r *Request) { r.Tier = tierTemplate }, "/tier"},
		{"address", func(r *Request) { r.AdminEmail = "Ann <ann@example.com>" }, "/admin_email"},
		{"country", func(r *Request) { r.Country = "Germany" }, "/country"},
		{"currency", func(r *Request) { r.Currency = "EURO" }, "/currency"},
		{"plan", func(r *Request) { r.Plan = "gold" }, "/plan"},
	}
	for _, tt := range tests {
		r := request("fine", Shared)
		tt.change(&r)
		_, err := b.Provision(t.Context(), r)
		p, ok := errors.AsType[*problem.Problem](err)
		if !ok || len(p.Errors) != 1 || p.Errors[0].Pointer != tt.want {
			t.Errorf("%s: %v, want a problem with %s", tt.name, err, tt.want)
		}
	}
	r := request("mars", Shared)
	r.Region = "mars"
	_, err := b.Provision(t.Context(), r)
	if p, ok := errors.AsType[*problem.Problem](err); !ok || p.Errors[0].Pointer != "/region" {
		t.Errorf("a region without server: %v", err)
	}
}

func TestNoRoom(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	if err := b.control.Command(t.Context(), "update shard set capacity = 1"); err != nil {
		t.Fatal(err)
	}
	b.provision("first", Shared)
	_, err := b.Provision(t.Context(), request("second", Shared))
	if p, ok := errors.AsType[*problem.Problem](err); !ok || p.Type != "no-room" || p.RetryAfter == 0 {
		t.Errorf("got %v", err)
	}
}

// TestBuildInterrupted removes what a later step of building made and opens again.
func TestBuildInterrupted(t *testing.T) {
	t.Parallel()
	for _, missing := range []string{"shared_1", "enterprise", "template_1"} {
		t.Run(missing, func(t *testing.T) {
			t.Parallel()
			b := open(t, config(t))
			b.Close()
			if err := b.rebuildWithout("drop database " + b.cfg.Prefix + "_" + missing + " with (force)"); err != nil {
				t.Fatal(err)
			}
			again := open(t, b.cfg)
			for _, tier := range tiers {
				if got := again.clients(again.provision("rebuilt-"+string(tier), tier)); len(got) != 1 {
					t.Errorf("%s sees %v", tier, got)
				}
			}
		})
	}
}

// rebuildWithout removes one thing, and the mark that all was built.
func (b *bundle) rebuildWithout(sql string) error {
	db, err := pg.Open(b.tb.Context(), pgtest.Cluster(b.tb).URL(b.names.enterprise), pg.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	err = db.Command(b.tb.Context(), "delete from placement")
	db.Close()
	if err != nil {
		return err
	}
	db, err = pg.Open(b.tb.Context(), pgtest.Cluster(b.tb).URL("postgres"), pg.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Command(b.tb.Context(), sql)
}

// Processes that start together on a fresh server build it once, and each of them
// serves: none is left with passwords that another has changed.
func TestOpenedTogether(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	opened := make([]*Enterprise, 3)
	var wait sync.WaitGroup
	for i := range opened {
		wait.Go(func() {
			var err error
			if opened[i], err = Open(t.Context(), cfg); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, e := range opened {
		if e == nil {
			continue
		}
		e.Rest()
		if _, err := e.Modules(t.Context()); err != nil {
			t.Errorf("one of those that opened together: %v", err)
		}
		e.Close()
	}
	b := open(t, cfg)
	if got := b.clients(b.provision("together", Shared)); len(got) != 1 {
		t.Errorf("sees %v", got)
	}
}
