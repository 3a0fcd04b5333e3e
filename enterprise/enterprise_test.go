package enterprise

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/secret"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// bundle is one installation on the test's cluster.
type bundle struct {
	*Enterprise
	cfg Config
	tb  testing.TB
}

var installations atomic.Int64

// crm is a module of a test: two tables, one pointing at the other, and a search.
func crm() fstest.MapFS {
	return fstest.MapFS{"migrations/001_client.sql": {Data: []byte(`
create table crm_client (
  tenant_id uuid not null, id uuid not null, name text not null,
  search text generated always as (lower(name)) stored,
  primary key (tenant_id, id));
call tenant_table('crm_client');
call tenant_search('crm_client');
create table crm_note (
  tenant_id uuid not null, id uuid not null, client uuid not null, body text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id));
call tenant_table('crm_note');`)}}
}

// seed makes one client with a note, named after the tenant.
func seed(ctx context.Context, home pg.Home, t Tenant) error {
	return pg.Write(ctx, home, func(tx *pg.Tx) error {
		tx.Exec(`insert into crm_client (tenant_id, id, name) values ($1, $1, $2)`, t.Name)
		tx.Exec(`insert into crm_note (tenant_id, id, client) values ($1, $1, $1)`)
		return nil
	})
}

func config(tb testing.TB) Config {
	tb.Helper()
	keys, err := secret.Open(tb.Context(), "file://"+filepath.Join(tb.TempDir(), "secret.keys"))
	if err != nil {
		tb.Fatal(err)
	}
	return Config{
		AdminURL: pgtest.Cluster(tb).URL, Keys: keys, Seed: seed,
		Modules: []Module{{Name: "crm", Label: "Customers", Migrations: crm()}},
		Log:     slog.New(slog.DiscardHandler), OwnServer: true,
		Prefix: fmt.Sprintf("g%d", installations.Add(1)),
	}
}

func open(tb testing.TB, cfg Config) *bundle {
	tb.Helper()
	e, err := Open(tb.Context(), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(e.Close)
	return &bundle{Enterprise: e, cfg: cfg, tb: tb}
}

func (b *bundle) provision(slug string, tier Tier) *Tenant {
	b.tb.Helper()
	t, err := b.Provision(b.tb.Context(), request(slug, tier))
	if err != nil {
		b.tb.Fatalf("provision %s: %v", slug, err)
	}
	return t
}

func request(slug string, tier Tier) Request {
	return Request{Name: strings.ToUpper(slug), Slug: slug, Tier: tier, AdminEmail: "ann@" + slug + ".example", Country: "DE", Currency: "EUR"}
}

// names returns the clients that a tenant sees.
func (b *bundle) clients(t *Tenant) []string {
	b.tb.Helper()
	var out []string
	err := b.Do(b.tb.Context(), t.ID, func(home pg.Home) error {
		return pg.Read(b.tb.Context(), home, func(tx *pg.Tx) error {
			var err error
			out, err = pg.Query[string](b.tb.Context(), tx, `select name from crm_client where tenant_id = $1`)
			return err
		})
	})
	if err != nil {
		b.tb.Fatalf("read clients of %s: %v", t.Slug, err)
	}
	return out
}

// admin asks a database as the cluster's superuser.
func admin[T any](tb testing.TB, database, sql string, args ...any) []T {
	tb.Helper()
	db, err := pg.Open(tb.Context(), pgtest.Cluster(tb).URL(database), pg.Options{MaxConns: 1})
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	var out []T
	err = db.Read(tb.Context(), func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[T](tb.Context(), tx, sql, args...)
		return err
	})
	if err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	return out
}

func slug(err error) string {
	if p, ok := errors.AsType[*problem.Problem](err); ok {
		return p.Type
	}
	return fmt.Sprint(err)
}

var tiers = []Tier{Shared, Schema, Database}

func TestLife(t *testing.T) {
	t.Parallel()
	began := time.Now()
	b := open(t, config(t))
	t.Logf("first start %v", time.Since(began))
	for _, tier := range tiers {
		began := time.Now()
		tenant := b.provision("acme-"+string(tier), tier)
		t.Logf("%s: %v", tier, time.Since(began))
		if tenant.Status != Active || len(tenant.Modules) != 1 {
			t.Errorf("%+v", tenant)
		}
		if got := b.clients(tenant); len(got) != 1 || got[0] != tenant.Name {
			t.Errorf("%s sees %v", tenant.Slug, got)
		}
		found, err := b.Resolve(t.Context(), Key{Name: tenant.Slug})
		if err != nil || found.ID != tenant.ID {
			t.Errorf("resolve %s: %v, %v", tenant.Slug, found, err)
		}
	}
	b.Close()
	began = time.Now()
	again := open(t, b.cfg)
	t.Logf("restart %v", time.Since(began))
	again.Close()
}
