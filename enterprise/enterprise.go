package enterprise

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/migrate"
	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/secret"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is a module of the binary, as far as the enterprise is concerned.
type Module struct {
	Name       string
	Label      string
	Migrations fs.FS // migrations/*.sql of the tenants' tables; nil for none
}

// Config says on which server the enterprise stands and what its tenants get.
type Config struct {
	// AdminURL returns the connection URL of a database of the server for a role
	// that may create databases and roles, or a superuser. It must not lead
	// through a pooler.
	AdminURL func(database string) string
	Keys     *secret.Keeper
	Modules  []Module // in the order in which their migrations run
	// Sealed are the columns of modules' tables that hold what is sealed by Keys.
	Sealed []Sealed
	// Own are modules whose tables stand in the enterprise database, too, for the
	// operators.
	Own []Module
	// Seed gives a new tenant its first rows, all of them in one transaction. When
	// provisioning was interrupted it runs again, on a tenant without rows.
	Seed func(context.Context, pg.Home, Tenant) error
	// Defaults names what Seed gives; Renew gives it to a tenant that has got what has
	// another name, and tells what became of it, for the audit; nil for no such thing.
	Defaults string
	Renew    func(context.Context, pg.Home, Tenant) (map[string]any, error)
	Log      *slog.Logger
	// Clock tells the time; time.Now when nil.
	Clock func() time.Time

	// Prefix begins the names of databases and roles, so that several installations
	// may share a server; "guildhall" when empty.
	Prefix string
	// OwnServer says that the server is Guildhall's alone, as its private cluster
	// is: the databases that come with PostgreSQL are closed to its roles.
	OwnServer bool
	// Region is where the server stands. A tenant that asks for a region is put
	// nowhere else.
	Region string
	// Upgrade lets Open migrate an enterprise database of an older binary. Without
	// it Open refuses, because the tenants' placements would stay behind.
	Upgrade bool
	// Shelf is where processes share what they know of tenants; nil for one process.
	Shelf *redis.Shelf
	Pools pg.PoolsOptions
}

// Enterprise is the control plane. It may be used by any number of goroutines.
type Enterprise struct {
	cfg   Config
	names names
	own   *migrate.Plan // of the enterprise database
	plan  *migrate.Plan // of the tenants' tables

	pools    *pg.Pools
	control  *pg.DB // the enterprise database, as its owner
	registry *pg.DB // the same, as the role that serves
	release  []func()

	cache     cache
	operators operatorCache
	checks    singleflight.Group
	checked   sync.Map // placement id → true: its serving role has proved itself
	builders  *semaphore.Weighted
	hook      func(point string) error // tests stop provisioning here; nil in programs
}

// builders bounds how many tenants are provisioned at once: each holds one
// connection of the control pool for its lock and needs another.
const (
	maxBuilders     = 4
	maxControlConns = 3 * maxBuilders
)

// Open makes the enterprise ready: on a fresh server it creates roles, the
// enterprise database, the template of tenants' databases and the first shared
// database. Interrupted, it finishes the next time. It proves that the serving
// roles of shared databases see no tenant's rows unless told a tenant, and
// refuses with the table's name otherwise. Close ends what it opened.
func Open(ctx context.Context, cfg Config) (*Enterprise, error) {
	e, err := prepare(cfg)
	if err != nil {
		return nil, err
	}
	if err := e.open(ctx); err != nil {
		e.Close()
		return nil, fmt.Errorf("open the enterprise: %w", err)
	}
	return e, nil
}

func prepare(cfg Config) (*Enterprise, error) {
	if cfg.AdminURL == nil || cfg.Keys == nil || cfg.Seed == nil {
		return nil, errors.New("open the enterprise: AdminURL, Keys and Seed are needed")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Prefix == "" {
		cfg.Prefix = "guildhall"
	}
	ours := []migrate.Set{{Module: "enterprise", Files: migrations}}
	for _, m := range cfg.Own {
		ours = append(ours, migrate.Set{Module: m.Name, Files: m.Migrations})
	}
	own, err := migrate.Load(ours...)
	if err != nil {
		return nil, err
	}
	sets := []migrate.Set{{Module: "system", Files: system.Migrations}}
	for _, m := range cfg.Modules {
		sets = append(sets, migrate.Set{Module: m.Name, Files: m.Migrations})
	}
	plan, err := migrate.Load(sets...)
	if err != nil {
		return nil, err
	}
	e := &Enterprise{
		cfg: cfg, names: namesOf(cfg.Prefix), own: own, plan: plan,
		pools: pg.NewPools(cfg.Pools), builders: semaphore.NewWeighted(maxBuilders),
	}
	if cfg.Shelf != nil {
		cfg.Shelf.Follow(e.told)
	}
	return e, nil
}

func (e *Enterprise) open(ctx context.Context) error {
	if err := e.bootstrap(ctx); err != nil {
		return err
	}
	if err := e.makeJobs(ctx); err != nil {
		return fmt.Errorf("make the database of jobs: %w", err)
	}
	places, err := e.placements(ctx, tierEnterprise, Shared)
	if err != nil {
		return err
	}
	for _, p := range places {
		if p.Tier != tierEnterprise {
			continue
		}
		db, err := e.keep(ctx, p)
		if err != nil {
			return err
		}
		e.registry = db
	}
	for _, p := range places {
		if p.Tier == Shared && e.plan.Version().Serves(p.SchemaVersion) {
			if err := e.prove(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep leases the serving pool of a place for as long as the enterprise is open.
func (e *Enterprise) keep(ctx context.Context, p placement) (*pg.DB, error) {
	db, release, err := e.serve(ctx, p)
	if err != nil {
		return nil, err
	}
	e.release = append(e.release, release)
	return db, nil
}

// Close gives back all connections.
func (e *Enterprise) Close() {
	for _, release := range e.release {
		release()
	}
	e.pools.Close()
}

// Pools returns how the connections to the tenants' databases are used.
func (e *Enterprise) Pools() pg.PoolCounts { return e.pools.Counts() }

// OwnHome returns where the operators' own rows live: a home of no tenant.
func (e *Enterprise) OwnHome() pg.Home { return pg.Home{DB: e.registry} }

// Rest closes the connections that are idle, after a start: what was built and
// proved is not built and proved again soon.
func (e *Enterprise) Rest() { e.pools.Rest() }

// Version returns the schema version that this binary brings placements to.
func (e *Enterprise) Version() migrate.Version { return e.plan.Version() }

func (e *Enterprise) now() time.Time { return e.cfg.Clock().UTC().Truncate(time.Microsecond) }

// at stops provisioning where a test says so.
func (e *Enterprise) at(point string) error {
	if e.hook == nil {
		return nil
	}
	return e.hook(point)
}

// names are those of the installation's databases and roles.
type names struct {
	enterprise, template, shared, jobs  string // databases; shared and jobs are roles, too
	provisioner, server, tenant, loader string // roles
}

func namesOf(prefix string) names {
	return names{
		enterprise: prefix + "_enterprise", template: prefix + "_template_1", shared: prefix + "_shared_1", jobs: prefix + "_jobs",
		provisioner: prefix + "_provisioner", server: prefix + "_server", tenant: prefix + "_tenant", loader: prefix + "_loader",
	}
}

// ownerURL returns the URL by which the provisioner, the owner of everything,
// enters a database.
func (e *Enterprise) ownerURL(database string) string {
	return editURL(e.cfg.AdminURL(database), func(u *url.URL) {
		q := u.Query()
		q.Set("role", e.names.provisioner)
		u.RawQuery = q.Encode()
	})
}

// servingURL returns the URL by which a role enters a database with a password.
func (e *Enterprise) servingURL(database, role, password string) string {
	return editURL(e.cfg.AdminURL(database), func(u *url.URL) { u.User = url.UserPassword(role, password) })
}

func editURL(raw string, edit func(*url.URL)) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw // The driver refuses it, and says so without telling the password.
	}
	edit(u)
	return u.String()
}

// owner leases a pool of a database for its owner.
func (e *Enterprise) owner(ctx context.Context, database string, o pg.Options) (*pg.DB, func(), error) {
	db, release, _, err := e.pools.Lease(ctx, e.ownerKey(database), e.ownerURL(database), o)
	return db, release, err
}

func (e *Enterprise) ownerKey(database string) pg.PoolKey {
	return pg.PoolKey{Shard: home, Database: database, Role: e.names.provisioner}
}
