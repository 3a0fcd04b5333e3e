package app_test

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) {
	os.Exit(pgtest.Run(m))
}

// tiers are all of them: what holds on one must hold on each.
var tiers = []enterprise.Tier{enterprise.Shared, enterprise.Schema, enterprise.Database}

// program is the program on the test cluster, opened once for all tests.
var program struct { //nolint:gochecknoglobals // of the test process
	sync.Once

	app               *app.App
	err               error
	databaseURL, data string
}

// ahead is how much later it is for the program than when the tests began.
var ahead atomic.Int64 //nolint:gochecknoglobals // of the test process

func open(tb testing.TB) *app.App {
	tb.Helper()
	server := pgtest.Cluster(tb).URL("postgres")
	program.Do(func() {
		program.databaseURL = server
		if program.data, program.err = os.MkdirTemp("", "guildhall-app"); program.err != nil { //nolint:usetesting // it outlives the test that opens it
			return
		}
		program.app, program.err = app.Open(context.Background(), app.Config{
			Data: program.data, DatabaseURL: server, Passwords: cheap(), Trial: true,
			Clock: func() time.Time { return entitytest.Start.Add(time.Duration(ahead.Load())) },
		})
	})
	if program.err != nil {
		tb.Fatalf("open the program: %v", program.err)
	}
	return program.app
}

// provision makes a tenant and leases its home for the test.
func provision(t *testing.T, a *app.App, slug string, tier enterprise.Tier) (*enterprise.Tenant, pg.Home) {
	t.Helper()
	made, err := a.Enterprise.Provision(t.Context(), enterprise.Request{
		Name: slug, Slug: slug, Tier: tier, AdminEmail: "owner@" + slug + ".example", Country: "DE", Currency: "EUR", By: app.Local(),
	})
	if err != nil {
		t.Fatalf("make tenant %s: %v", slug, err)
	}
	home, release, err := a.Enterprise.Home(t.Context(), made.ID)
	if err != nil {
		t.Fatalf("find the home of %s: %v", slug, err)
	}
	t.Cleanup(release)
	return made, home
}

// house furnishes the conformance suite with a tenant of a tier.
func house(t *testing.T, a *app.App, tier enterprise.Tier) *entitytest.House {
	t.Helper()
	made, home := provision(t, a, "conform-"+string(tier), tier)
	_, other := provision(t, a, "conform-other-"+string(tier), tier)
	database, schema, err := a.Enterprise.DatabaseOf(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := url.Parse(pgtest.Cluster(t).URL(database))
	if err != nil {
		t.Fatal(err)
	}
	query := admin.Query()
	query.Set("search_path", schema+",extensions")
	admin.RawQuery = query.Encode()
	return &entitytest.House{
		Registry: a.Registry, Home: home, Other: other, AdminURL: admin.String(),
		Tenant: entity.Tenant{ID: made.ID, Name: made.Name, Slug: made.Slug, Country: "DE", Currency: money.Currency("EUR")},
	}
}

func samples(t *testing.T) entitytest.Samples {
	t.Helper()
	raw, err := os.ReadFile("testdata/samples.json")
	if err != nil {
		t.Fatal(err)
	}
	bodies := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &bodies); err != nil {
		t.Fatal(err)
	}
	out := entitytest.Samples{}
	for name, body := range bodies {
		out[name] = string(body)
	}
	return out
}

// TestConformance holds every entity of every module to what all share, on every
// tier. Like TestRaces, it tells of thousands of things that nobody waits for, and so
// runs when the tests that deliver are over.
func TestConformance(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			t.Parallel()
			entitytest.Run(t, house(t, a, tier), samples(t))
		})
	}
}

// TestSchema compares every entity with its live table.
func TestSchema(t *testing.T) { entitytest.Schema(t, entitytest.New(t, app.Modules()[1:]...)) }
