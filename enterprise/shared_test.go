package enterprise

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
	"github.com/guildhall/guildhall/lib/secret"
)

// shelf opens the shelf of a process.
func shelf(t *testing.T, server *redistest.Server, keys *secret.Keeper) *redis.Shelf {
	t.Helper()
	seal := func(ctx context.Context, plain []byte) ([]byte, error) {
		sealed, err := keys.Seal(ctx, plain)
		return sealed.Text, err
	}
	unseal := func(ctx context.Context, text []byte) ([]byte, error) {
		sealed, err := keys.Seal(ctx, nil) // by the only key there is
		if err != nil {
			return nil, err
		}
		return keys.Unseal(ctx, secret.Sealed{KeyID: sealed.KeyID, Text: text})
	}
	s, err := redis.OpenShelf(server.URL(), seal, unseal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// watch has a process read the hints until the test ends.
func (b *bundle) watch(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		if err := b.Watch(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { stop(); watching.Wait() })
}

func (b *bundle) counted(result string) int64 { return b.Counts()["tenant"].By()[result]() }

// TestSharedTenants: what one process knows of a tenant another takes from Redis,
// whole, and is told when it has changed.
func TestSharedTenants(t *testing.T) {
	t.Parallel()
	server, cfg := redistest.Start(t), config(t)
	cfg.Shelf = shelf(t, server, cfg.Keys)
	b := open(t, cfg)
	tenant := b.provision("shared-by-redis", Database)
	if err := b.PutPlan(t.Context(), ann(), Plan{Name: "public", Label: "Public", Limits: map[string]any{"requests": 100, "window": "90m"}}); err != nil {
		t.Fatal(err)
	}
	plan, domains := "public", []string{"shared.example"}
	_, err := b.Update(t.Context(), ann(), tenant.ID, Change{Plan: &plan, Domains: &domains, Settings: map[string]any{"a": []any{1.5, nil, "ü"}}})
	if err != nil {
		t.Fatal(err)
	}
	first, err := b.Resolve(t.Context(), Key{ID: tenant.ID})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Shelf = shelf(t, server, cfg.Keys)
	other := open(t, cfg)
	second, err := other.Resolve(t.Context(), Key{ID: tenant.ID})
	if err != nil || other.counted("shared") != 1 || other.counted("miss") != 0 {
		t.Fatalf("%v; %d shared, %d loaded", err, other.counted("shared"), other.counted("miss"))
	}
	first.CreatedAt, first.UpdatedAt = first.CreatedAt.UTC(), first.UpdatedAt.UTC()
	second.CreatedAt, second.UpdatedAt = second.CreatedAt.UTC(), second.UpdatedAt.UTC()
	if !reflect.DeepEqual(first, second) {
		t.Errorf("one knows\n%+v\nthe other\n%+v", first, second)
	}
	if got := other.clients(tenant); len(got) != 1 {
		t.Errorf("at home there: %v", got)
	}
	if _, err := b.Suspend(t.Context(), ann(), tenant.ID, "unpaid"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) { // nobody reads hints here
		if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); slug(err) == "tenant-suspended" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process was not told")
		}
	}
}

// TestHintRepairsTheShelf: a process that ends between its commit and telling Redis
// leaves an old tenant there. Who reads the hint takes it away.
func TestHintRepairsTheShelf(t *testing.T) {
	t.Parallel()
	server, cfg := redistest.Start(t), config(t)
	cfg.Shelf = shelf(t, server, cfg.Keys)
	b := open(t, cfg)
	tenant := b.provision("hint-repairs", Shared)
	if _, err := b.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil {
		t.Fatal(err)
	}
	b.cfg.Shelf.Close()
	if _, err := b.Suspend(t.Context(), ann(), tenant.ID, "unpaid"); err != nil {
		t.Fatal(err)
	}
	cfg.Shelf = shelf(t, server, cfg.Keys)
	other := open(t, cfg)
	if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil || other.counted("shared") != 1 {
		t.Fatalf("nothing old lies in Redis: %v", err) // Otherwise this test proves nothing.
	}
	other.watch(t)
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); slug(err) == "tenant-suspended" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the old tenant is still believed")
		}
	}
}

// TestWarmAndStale: a tenant that was asked for at start is known, and once it is old
// nobody waits for it to be asked for again.
func TestWarmAndStale(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenant := b.provision("warm", Shared)
	b.provision("warmer", Shared)
	cfg := b.cfg
	var ahead atomic.Int64
	cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	other := open(t, cfg)
	if err := other.Warm(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	resolve := func() {
		t.Helper()
		if _, err := other.Resolve(t.Context(), Key{ID: tenant.ID}); err != nil {
			t.Fatal(err)
		}
	}
	resolve()
	if other.counted("hit") != 1 || other.counted("miss") != 0 {
		t.Errorf("%d hits, %d loaded", other.counted("hit"), other.counted("miss"))
	}
	ahead.Store(int64(fresh + time.Second))
	resolve()
	if other.counted("stale") != 1 {
		t.Errorf("%d answered while it was asked for again", other.counted("stale"))
	}
	for deadline := time.Now().Add(5 * time.Second); other.counted("hit") == 1; time.Sleep(time.Millisecond) {
		resolve()
		if time.Now().After(deadline) {
			t.Fatal("it was not asked for again")
		}
	}
	ahead.Store(int64(2*fresh + 2*stale))
	resolve()
	if other.counted("miss") != 1 {
		t.Errorf("what is too old was believed: %d loaded", other.counted("miss"))
	}
	few := open(t, b.cfg)
	if err := few.Warm(t.Context(), 1); err != nil || len(few.cache.byID) != 1 {
		t.Errorf("%d tenants instead of one: %v", len(few.cache.byID), err)
	}
}

// TestSharedForm notes what is shared of a tenant. When that changes, so does
// sharedForm: a binary must not take a field for empty that another did not know.
func TestSharedForm(t *testing.T) {
	t.Parallel()
	const want = "1 ID Slug Name Status Reason Tier Plan Region Country Currency AdminEmail Epoch Settings Domains Modules Version CreatedAt UpdatedAt " +
		"Placement Limits Requests ID Shard Tier Database Schema Role URI KeyID SchemaVersion Status"
	got := strconv.Itoa(sharedForm)
	for _, t := range []reflect.Type{reflect.TypeFor[Tenant](), reflect.TypeFor[Limits](), reflect.TypeFor[placement]()} {
		for f := range t.Fields() {
			if f.IsExported() {
				got += " " + f.Name
			}
		}
	}
	if got != want {
		t.Errorf("what is shared has changed: raise sharedForm, and write it down here:\n%s", got)
	}
}

func TestLimitsAsJSON(t *testing.T) {
	t.Parallel()
	for _, window := range []time.Duration{time.Second, 90 * time.Second, time.Hour, 90 * time.Minute, 36 * time.Hour} {
		want := Limits{Requests: limit.Policy{Name: "plan", Limit: 7, Window: window}}
		text, err := json.Marshal(want)
		var got Limits
		if err == nil {
			err = json.Unmarshal(text, &got)
		}
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	if text, err := json.Marshal(Limits{}); err != nil || string(text) != "{}" {
		t.Errorf("no limits: %s, %v", text, err)
	}
}

func BenchmarkResolve(b *testing.B) {
	e := open(b, config(b))
	tenant := e.provision("bench", Shared)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.cache.find(b.Context(), Key{ID: tenant.ID}, time.Now(), e.load); err != nil {
			b.Fatal(err)
		}
	}
}
