package enterprise

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/secret"
)

// newer returns the configuration of the next release, with one more migration.
func (b *bundle) newer(sql string) Config {
	cfg := b.cfg
	files := crm()
	files["migrations/002_next.sql"] = &fstest.MapFile{Data: []byte(sql)}
	cfg.Modules = []Module{{Name: "crm", Label: "Customers", Migrations: files}}
	return cfg
}

// columns tells which placements have the new column.
func (b *bundle) migrated() []string {
	b.tb.Helper()
	var out []string
	for _, d := range append(b.databases(), b.names.template) {
		out = append(out, admin[string](b.tb, d, `select current_database() || '.' || table_schema from information_schema.columns
where table_name = 'crm_client' and column_name = 'phone'`)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestFleet(t *testing.T) {
	t.Parallel()
	old := open(t, config(t))
	one, two := old.provision("fleet-schema", Schema), old.provision("fleet-database", Database)
	old.provision("fleet-shared", Shared)

	next := open(t, old.newer("alter table crm_client add phone text not null default '';"))
	if got := next.migrated(); len(got) != 0 {
		t.Errorf("opening migrated %v", got)
	}
	if _, err := next.Resolve(t.Context(), Key{ID: one.ID}); slug(err) != "tenant-upgrading" {
		t.Errorf("a tenant behind the binary: %v", err)
	}
	if _, err := next.Provision(t.Context(), request("too-early", Shared)); slug(err) != "no-room" {
		t.Errorf("provisioned on an old schema: %v", err)
	}

	var order []string
	result, err := next.MigrateFleet(t.Context(), FleetOptions{Canary: []string{"fleet-database"}, Progress: func(p FleetProgress) {
		order = append(order, p.Database+"."+p.Schema)
	}})
	if err != nil || result != (FleetResult{Queued: 4, Done: 4}) {
		t.Fatalf("%+v, %v", result, err)
	}
	if got := next.migrated(); len(got) != 4 {
		t.Errorf("migrated %v", got)
	}
	if order[0] != next.place(two).Database+".public" {
		t.Errorf("the canary was not first: %v", order)
	}
	if result, err := next.MigrateFleet(t.Context(), FleetOptions{}); err != nil || result.Queued != 0 {
		t.Errorf("a current fleet: %+v, %v", result, err)
	}
	for _, tenant := range []*Tenant{one, two} {
		if got := next.clients(tenant); len(got) != 1 {
			t.Errorf("%s sees %v", tenant.Slug, got)
		}
		if got := old.clients(tenant); len(got) != 1 {
			t.Errorf("the old binary: %s sees %v", tenant.Slug, got)
		}
	}
	if _, err := next.Resume(t.Context(), old.idOf("too-early")); err != nil {
		t.Errorf("resumed after the migration: %v", err)
	}
	next.provision("fleet-new", Database)
	if result, err := old.MigrateFleet(t.Context(), FleetOptions{}); err != nil || result.Queued != 0 {
		t.Errorf("the old binary migrated back: %+v, %v", result, err)
	}
	items, err := next.Fleet(t.Context())
	if err != nil || slices.ContainsFunc(items, func(i FleetItem) bool { return i.State != "current" }) {
		t.Errorf("fleet %+v, %v", items, err)
	}
}

func TestFleetStops(t *testing.T) {
	t.Parallel()
	old := open(t, config(t))
	good, bad := old.provision("stop-good", Schema), old.provision("stop-bad", Database)
	next := open(t, old.newer("do $$ begin if current_database() like 'tenant_%' then raise 'broken here'; end if; end $$;\nalter table crm_client add phone text;"))
	result, err := next.MigrateFleet(t.Context(), FleetOptions{Canary: []string{"stop-bad"}, Parallel: 2})
	if !errors.Is(err, ErrFleetStopped) || !strings.Contains(err.Error(), "broken here") || result.Failed != 1 || result.Done != 0 {
		t.Fatalf("a failing canary: %+v, %v", result, err)
	}
	if got := next.migrated(); len(got) != 0 {
		t.Errorf("went on to %v", got)
	}
	result, err = next.MigrateFleet(t.Context(), FleetOptions{ErrorRate: 0.5})
	if err != nil || result.Failed != 1 || result.Done != 3 {
		t.Fatalf("half may fail: %+v, %v", result, err)
	}
	if got := next.clients(good); len(got) != 1 {
		t.Errorf("sees %v", got)
	}
	if _, err := next.Resolve(t.Context(), Key{ID: bad.ID}); slug(err) != "tenant-upgrading" {
		t.Errorf("the failed one: %v", err)
	}
	items, err := next.Fleet(t.Context())
	if err != nil || items[0].State != "failed" || !strings.Contains(items[0].Error, "broken here") {
		t.Errorf("fleet %+v, %v", items, err)
	}
}

// TestFleetSkipsCurrent takes a current placement away: nobody may notice.
func TestFleetSkipsCurrent(t *testing.T) {
	t.Parallel()
	old := open(t, config(t))
	gone := old.provision("skip", Database)
	next := open(t, old.newer("alter table crm_client add phone text;"))
	if _, err := next.MigrateFleet(t.Context(), FleetOptions{}); err != nil {
		t.Fatal(err)
	}
	superuser(t, "postgres", "drop database "+next.place(gone).Database+" with (force)")
	if _, err := next.MigrateFleet(t.Context(), FleetOptions{}); err != nil {
		t.Error(err)
	}
}

func TestEnterpriseUpgrade(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	b.Close()
	superuser(t, b.names.enterprise, "update placement set schema_version = '0-old' where tier = 'enterprise'")
	if e, err := Open(t.Context(), b.cfg); err == nil || !strings.Contains(err.Error(), "guildhall migrate") {
		if err == nil {
			e.Close()
		}
		t.Fatalf("an old enterprise database: %v", err)
	}
	b.cfg.Upgrade = true
	open(t, b.cfg)
	b.cfg.Upgrade = false
	open(t, b.cfg)
	superuser(t, b.names.enterprise, "update placement set schema_version = '99-new' where tier = 'enterprise'")
	open(t, b.cfg) // One that is ahead is served.
}

func TestKeysRotateWhileServing(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	var tenants []*Tenant
	for _, tier := range tiers {
		tenants = append(tenants, b.provision("keys-"+string(tier), tier))
	}
	before := b.cfg.Keys.Current()
	stop, failures := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(failures)
		for {
			select {
			case <-stop:
				return
			default:
			}
			for _, tenant := range tenants {
				_, release, err := b.Home(t.Context(), tenant.ID)
				if err != nil {
					failures <- err
					return
				}
				release()
			}
		}
	}()
	n, err := b.RotateKeys(t.Context(), ann(), "")
	if err != nil || n != 5 {
		t.Errorf("%d sealed again, %v: want the registry's, the shared, the schema's, the jobs' and the database's", n, err)
	}
	if err := b.cfg.Keys.Retire(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	close(stop)
	if err := <-failures; err != nil {
		t.Errorf("while serving: %v", err)
	}
	again := open(t, b.cfg)
	for _, tenant := range tenants {
		if got := again.clients(tenant); len(got) != 1 {
			t.Errorf("%s sees %v", tenant.Slug, got)
		}
	}
	if n, err := again.Reseal(t.Context()); err != nil || n != 0 {
		t.Errorf("sealed %d again, %v", n, err)
	}
}

func TestWrongKeys(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	b.Close()
	other, err := secret.Open(t.Context(), "file://"+filepath.Join(t.TempDir(), "other.keys"))
	if err != nil {
		t.Fatal(err)
	}
	b.cfg.Keys = other
	if e, err := Open(t.Context(), b.cfg); !errors.Is(err, secret.ErrUnknownKey) {
		if err == nil {
			e.Close()
		}
		t.Errorf("opened with other keys: %v", err)
	}
}

// TestNothingInTheClear looks for passwords in the registry.
func TestNothingInTheClear(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	b.provision("clear", Database)
	rows := admin[string](t, b.names.enterprise, `select encode(uri_encrypted, 'escape') from placement where uri_encrypted is not null`)
	if len(rows) != 3 {
		t.Errorf("%d sealed URIs", len(rows))
	}
	for _, r := range rows {
		if strings.Contains(r, "postgres://") {
			t.Error("a URI lies in the clear")
		}
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	now := time.Now()
	cfg.Clock = func() time.Time { return now }
	b := open(t, cfg)
	o, err := b.CreateOperator(t.Context(), nil, " Ann@Example.com ", "Ann")
	if err != nil || o.Email != "ann@example.com" {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := b.CreateOperator(t.Context(), nil, "ann@example.com", "Ann"); slug(err) != "email-taken" {
		t.Errorf("twice: %v", err)
	}
	if _, err := b.CreateOperator(t.Context(), nil, "ann", ""); slug(err) != "invalid" {
		t.Errorf("no address: %v", err)
	}
	if _, _, err := b.CreateToken(t.Context(), nil, uuid.New(), "x", time.Time{}); slug(err) != "not-found" {
		t.Errorf("a token for nobody: %v", err)
	}
	token := func(expires time.Time) (string, *Token) {
		t.Helper()
		secret, meta, err := b.CreateToken(t.Context(), o.Actor(), o.ID, "laptop", expires)
		if err != nil {
			t.Fatal(err)
		}
		return secret, meta
	}
	good, meta := token(time.Time{})
	short, _ := token(now.Add(10 * time.Second))
	for _, s := range []string{good, short} {
		if got, err := b.Authenticate(t.Context(), s); err != nil || got.ID != o.ID {
			t.Errorf("%v, %v", got, err)
		}
	}
	for _, bad := range []string{"", "gho_", good[:len(good)-1], good + "x", strings.TrimPrefix(good, credential.OperatorMark)} {
		if _, err := b.Authenticate(t.Context(), bad); slug(err) != "unauthorized" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	dump := admin[string](t, b.names.enterprise, `select t::text || encode(hash, 'escape') from operator_token t`)
	if strings.Contains(strings.Join(dump, ""), good[len(meta.Prefix):]) {
		t.Error("the secret is stored")
	}
	now = now.Add(11 * time.Second)
	if _, err := b.Authenticate(t.Context(), short); slug(err) != "unauthorized" {
		t.Errorf("expired: %v", err)
	}
	all, err := b.Tokens(t.Context(), o.ID)
	if err != nil || len(all) != 2 || all[1].LastUsedAt == nil || all[1].Prefix != good[:10] {
		t.Errorf("%+v, %v", all, err)
	}
	if err := b.BlockOperator(t.Context(), nil, o.ID, true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Authenticate(t.Context(), good); slug(err) != "unauthorized" {
		t.Errorf("blocked: %v", err)
	}
	if err := b.BlockOperator(t.Context(), nil, o.ID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Authenticate(t.Context(), good); err != nil {
		t.Errorf("unblocked: %v", err)
	}
	if err := b.RevokeToken(t.Context(), nil, meta.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Authenticate(t.Context(), good); slug(err) != "unauthorized" {
		t.Errorf("revoked: %v", err)
	}
	if err := b.RevokeToken(t.Context(), nil, uuid.New()); slug(err) != "not-found" {
		t.Errorf("revoked nothing: %v", err)
	}
	if list, err := b.Operators(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
