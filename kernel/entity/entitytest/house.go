package entitytest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/migrate"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// servingRole is the role under which tests serve: it owns nothing and bypasses
// no policy, as in production.
const (
	servingRole     = "guildhall_test"
	servingPassword = "guildhall-test"
)

// House is a database with the tables of some modules and one tenant in it.
type House struct {
	Registry *entity.Registry
	Home     pg.Home
	Tenant   entity.Tenant
	Clock    *Clock
	Files    string  // the folder in which files are kept
	AdminURL string  // of the superuser, to look behind the policies; with the search_path of the tenant's tables
	Other    pg.Home // of another tenant; made in the same tables when zero
}

// Clock is a clock that can be turned.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set turns the clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance turns the clock forward.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Start is the time that a new house's clock shows.
var Start = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant

// templates remembers, for each list of modules, the database that holds their
// tables, so that a test costs a copy and not a migration.
var templates = struct { //nolint:gochecknoglobals // of the test process
	mu   sync.Mutex
	made map[string]func() (string, error)
}{made: map[string]func() (string, error){}}

// New makes a house with the tables of the modules, in the order of their tiers,
// and a seeded tenant. The database is the test's own.
func New(tb testing.TB, modules ...entity.Module) *House {
	tb.Helper()
	clock, folder := &Clock{now: Start}, tb.TempDir()
	files, err := blob.Open(tb.Context(), "file://"+folder)
	if err != nil {
		tb.Fatalf("open files: %v", err)
	}
	registry, err := entity.Compile(entity.Options{
		Modules: append([]entity.Module{system.Module()}, modules...),
		Site:    scopeName(modules, "identity.site"), Owner: scopeName(modules, "identity.user"),
		Department: scopeName(modules, "identity.department"), Clock: clock.Now, Files: files, Trial: true,
	})
	if err != nil {
		tb.Fatalf("compile modules: %v", err)
	}
	admin := pgtest.Database(tb, template(tb, registry.Modules()))
	h := &House{Registry: registry, Clock: clock, Files: folder, AdminURL: admin}
	h.Home.DB, err = pg.Open(tb.Context(), servingURL(tb, admin), pg.Options{MaxConns: 20})
	if err != nil {
		tb.Fatalf("open database: %v", err)
	}
	tb.Cleanup(h.Home.DB.Close)
	h.Tenant = entity.Tenant{
		Name: "Acme", Slug: "acme", Country: "DE", Currency: money.Currency("EUR"), AdminEmail: "owner@acme.example",
	}
	h.Home = h.AddTenant(tb, h.Tenant)
	h.Tenant.ID = h.Home.Tenant
	return h
}

// scopeName tells what the fields of a Scope point at, when the module is there.
func scopeName(modules []entity.Module, name string) string {
	prefix, _, _ := strings.Cut(name, ".")
	for _, m := range modules {
		if m.Name == prefix {
			return name
		}
	}
	return ""
}

// AddTenant makes another tenant in the same tables and returns where it lives.
func (h *House) AddTenant(tb testing.TB, t entity.Tenant) pg.Home {
	tb.Helper()
	if t.ID == uuid.Nil {
		t.ID = uuid.Must(uuid.NewV7())
	}
	h.Admin(tb, `insert into system_tenant (tenant_id, epoch, name, slug, country, currency) values ($1, 1, $2, $3, $4, $5)`,
		t.ID, t.Name, t.Slug, string(t.Country), string(t.Currency))
	home := pg.Home{Tenant: t.ID, Epoch: 1, DB: h.Home.DB}
	if err := h.Registry.Seed(tb.Context(), home, t); err != nil {
		tb.Fatalf("seed tenant: %v", err)
	}
	return home
}

// Call returns a call of the tenant's own system actor.
func (h *House) Call() entity.Call {
	return entity.Call{Actor: auth.System(h.Tenant.ID), Home: h.Home, Origin: entity.Origin{RequestID: uuid.Must(uuid.NewV7())}}
}

// CallAs returns a call of a user who holds permissions everywhere in the tenant.
func (h *House) CallAs(permissions ...auth.Permission) entity.Call {
	c := h.Call()
	c.Actor = &auth.Actor{Kind: auth.KindService, ID: uuid.Must(uuid.NewV7()), Name: "test", Tenant: h.Tenant.ID}
	for _, p := range permissions {
		c.Actor.Grants = append(c.Actor.Grants, auth.Grant{Permission: p, Reach: auth.ReachTenant})
	}
	return c
}

// Do runs code in a transaction of the tenant and fails the test on an error.
func (h *House) Do(tb testing.TB, do func(context.Context, *entity.Tx) error) {
	tb.Helper()
	if err := h.Try(tb, do); err != nil {
		tb.Fatalf("transaction: %v", err)
	}
}

// Try runs code in a transaction of the tenant and returns its error.
func (h *House) Try(tb testing.TB, do func(context.Context, *entity.Tx) error) error {
	tb.Helper()
	return h.Registry.Do(tb.Context(), h.Call(), do)
}

// Plan returns the entity of that name.
func (h *House) Plan(tb testing.TB, name string) *entity.Plan {
	tb.Helper()
	for _, p := range h.Registry.Plans() {
		if p.Name == name {
			return p
		}
	}
	tb.Fatalf("there is no entity %q", name)
	return nil
}

// Admin runs a statement as the superuser, past every policy.
func (h *House) Admin(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	h.admin(tb, func(c *pgx.Conn) error {
		if _, err := c.Exec(context.Background(), sql, args...); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
		return nil
	})
}

func (h *House) admin(tb testing.TB, do func(*pgx.Conn) error) {
	tb.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, h.AdminURL)
	if err != nil {
		tb.Fatalf("connect as superuser: %v", err)
	}
	defer c.Close(ctx) //nolint:errcheck // the test has what it asked for
	if err := do(c); err != nil {
		tb.Fatalf("as superuser: %v", err)
	}
}

// Select runs a query as the superuser and returns its only value.
func Select[T any](tb testing.TB, h *House, sql string, args ...any) T {
	tb.Helper()
	var out T
	h.admin(tb, func(c *pgx.Conn) error { return c.QueryRow(context.Background(), sql, args...).Scan(&out) })
	return out
}

// template returns the database that holds the modules' tables, made on first use.
func template(tb testing.TB, modules []entity.Module) string {
	tb.Helper()
	var names []string
	for _, m := range modules {
		names = append(names, m.Name)
	}
	key := strings.Join(names, "_")
	templates.mu.Lock()
	made := templates.made[key]
	if made == nil {
		made = sync.OnceValues(func() (string, error) {
			return makeTemplate(tb, "template_"+uuid.NewString()[:8], modules)
		})
		templates.made[key] = made
	}
	templates.mu.Unlock()
	name, err := made()
	if err != nil {
		tb.Fatalf("make template: %v", err)
	}
	return name
}

func makeTemplate(tb testing.TB, name string, modules []entity.Module) (string, error) {
	tb.Helper()
	ctx := context.Background()
	c := pgtest.Cluster(tb)
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing to save
	for _, sql := range []string{
		"create database " + name,
		`do $$ begin create role ` + servingRole + ` login password '` + servingPassword + `' nobypassrls;
exception when duplicate_object then null; end $$`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", fmt.Errorf("%s: %w", sql, err)
		}
	}
	var sets []migrate.Set
	for _, m := range modules {
		sets = append(sets, migrate.Set{Module: m.Name, Files: m.Migrations})
	}
	plan, err := migrate.Load(sets...)
	if err != nil {
		return "", fmt.Errorf("load migrations: %w", err)
	}
	if err := migrate.Prepare(ctx, c.URL(name)); err != nil {
		return "", fmt.Errorf("prepare: %w", err)
	}
	if _, err = plan.Up(ctx, c.URL(name), migrate.Options{ServingRole: servingRole}); err != nil {
		return "", fmt.Errorf("migrate: %w", err)
	}
	return name, letIn(ctx, c.URL(name))
}

// letIn lets the serving role use the schema in which the tables stand.
func letIn(ctx context.Context, database string) error {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	_, err = conn.Exec(ctx, "grant usage on schema public to "+servingRole)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("let the serving role in: %w", err)
	}
	return nil
}

// servingURL is a URL of the superuser with the serving role in its place.
func servingURL(tb testing.TB, admin string) string {
	tb.Helper()
	u, err := url.Parse(admin)
	if err != nil {
		tb.Fatalf("parse %q: %v", admin, err)
	}
	u.User = url.UserPassword(servingRole, servingPassword)
	return u.String()
}
