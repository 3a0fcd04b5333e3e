package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/app/live"
	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/integrations"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/domain/workspace"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/secret"
	"github.com/guildhall/guildhall/lib/sms"
	"github.com/guildhall/guildhall/lib/topic"
	"github.com/guildhall/guildhall/lib/trace"
)

// Config says where a program stands.
type Config struct {
	Data        string         // folder of the private cluster, the keys and the logs
	DatabaseURL string         // of a server to use instead of the private cluster; may create databases and roles
	RedisURL    string         // of the Redis that several processes share; "" for one process
	Own         bool           // start the private cluster and hold its folder: the server. Otherwise use the one that runs
	Upgrade     bool           // migrate an enterprise database of an older binary
	Mail        config.Mail    // by what letters leave; the folder "mail" in Data keeps them when empty
	SMS         sms.Sender     // of codes to people who sign in; nil for none
	SMSPerDay   int            // how many of them a tenant may have sent in 24 hours
	Files       string         // URL of the store of files, for blob.Open; "" for the folder "files" in Data
	TopicURL    string         // of the broker's topic where all events are published; "" for nowhere
	Outbound    []netip.Prefix // networks that companies may have spoken with although they are not public
	URL         string         // where people reach the server, without a slash at its end: letters lead there; "" has them lead nowhere
	Origins     []string       // of pages besides the host's own that may hear of changes
	Log         *slog.Logger
	Clock       func() time.Time // time.Now when nil
	Trial       bool             // nobody works here in earnest: payments may be tried that move no money
	Poll        bool             // a pooler stands before PostgreSQL: nobody can listen there

	Metrics *observe.Metrics // new ones when nil
	Tracer  *trace.Tracer    // nil records nothing
	Watch   Watch            // of a program that serves

	Passwords credential.PasswordOptions // what a new password's hash costs; the zero value is right for production
}

// App is the program on its database: what the server and every command share.
type App struct {
	Registry   *entity.Registry
	Enterprise *enterprise.Enterprise
	Keys       *secret.Keeper
	Redis      *redis.Client // what several processes share; nil for one process
	Shelf      *redis.Shelf  // what they tell each other that they know; nil for one process
	Files      *blob.Store   // what is no row: documents
	Monitor    *monitor.Monitor

	Background *background.Works // jobs, and what is done on schedules

	dispatcher *dispatch.Dispatcher
	live       *live.Hub
	dispatches *atomic.Bool       // in this process
	due        *redis.Gossip      // tells those that do
	rounds     *enterprise.Rounds // of the dispatcher
	actors     *entrance.Actors
	journal    *audit.Journal
	door       *signin.Door
	mail       communications.Options
	topic      *topic.Topic // nil for none
	outbound   *http.Client // speaks with addresses that companies have named
	reads      []auth.Grant // of support that may look and change nothing
	cfg        Config
	cluster    *cluster.Cluster // nil on a server of somebody else
}

// Open builds the program. With its own cluster the first time takes a second or
// two: the cluster, the databases and their tables are made.
func Open(ctx context.Context, cfg Config) (a *App, err error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Metrics == nil {
		cfg.Metrics = observe.NewMetrics()
	}
	a = &App{cfg: cfg, dispatches: new(atomic.Bool), outbound: outbound.New(outbound.Options{Allow: cfg.Outbound})}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close(context.WithoutCancel(ctx)))
			a = nil
		}
	}()
	// The enterprise is open before anything is read.
	place := func(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
		return a.Enterprise.Do(ctx, tenant, do)
	}
	a.journal = audit.NewJournal(place, cfg.Log)
	if err := a.openOutlets(ctx); err != nil {
		return a, err
	}
	a.actors = entrance.NewActors(cfg.Clock, a.Redis, a.changed)
	a.Registry, err = Compile(entity.Options{
		Modules: modules(a.telling(), integrations.Options{Topic: a.topic}, workspace.Options{Fill: a.fillTenant}),
		Clock:   cfg.Clock, Written: a.actors.Written, Told: a.told, Reads: a.journal, Files: a.Files, Keys: a.Keys,
		Outbound: a.outbound, Trial: cfg.Trial,
	})
	if err != nil {
		return a, err
	}
	a.reads = readGrants(a.Registry)
	adminURL, err := a.database(ctx)
	if err != nil {
		return a, err
	}
	a.door = a.newDoor()
	a.Enterprise, err = enterprise.Open(ctx, enterprise.Config{
		AdminURL: adminURL, Keys: a.Keys, Modules: modulesOf(a.Registry), Seed: a.seed,
		Defaults: identity.Defaults(a.Registry.Modules()), Renew: a.renew,
		Own: []enterprise.Module{{Name: "signin", Migrations: signin.Migrations}}, Sealed: sealed(),
		Log: cfg.Log, Clock: cfg.Clock, OwnServer: a.cluster != nil, Upgrade: cfg.Upgrade, Shelf: a.Shelf,
		Pools: pg.PoolsOptions{Watch: a.watchPool},
	})
	if err != nil {
		return a, err
	}
	a.due = redis.NewGossip(a.Redis, "guildhall:due")
	cfg.Metrics.ReadJobs(a.jobLevels)
	if a.Background, err = a.newBackground(ctx); err != nil {
		return a, err
	}
	a.dispatcher, a.live = a.newDispatcher(), a.newHub()
	a.Monitor = a.newMonitor()
	a.countCaches()
	return a, nil
}

// openOutlets opens what the program keeps and tells things by, besides PostgreSQL.
func (a *App) openOutlets(ctx context.Context) (err error) {
	cfg := a.cfg
	if err := os.MkdirAll(cfg.Data, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user below it
		return fmt.Errorf("make data folder: %w", err)
	}
	if a.Keys, err = openKeys(ctx, cfg); err != nil {
		return err
	}
	if a.Files, err = openFiles(ctx, cfg); err != nil {
		return err
	}
	if a.mail, err = a.newMail(cfg.Mail); err != nil {
		return err
	}
	if cfg.TopicURL != "" {
		if a.topic, err = topic.Open(cfg.TopicURL); err != nil {
			return err
		}
	}
	if cfg.RedisURL == "" {
		return nil
	}
	if a.Redis, err = redis.Open(cfg.RedisURL); err != nil {
		return err
	}
	a.Shelf, err = openShelf(cfg.RedisURL, a.Keys)
	return err
}

// openKeys opens the keys that seal secrets.
func openKeys(ctx context.Context, cfg Config) (*secret.Keeper, error) {
	folder, err := fileURL(cfg.Data, "keys")
	if err != nil {
		return nil, err
	}
	keys, err := secret.Open(ctx, folder)
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	return keys, nil
}

// openShelf opens the shelf of several processes, its key sealed by the key ring.
func openShelf(address string, keys *secret.Keeper) (*redis.Shelf, error) {
	seal := func(ctx context.Context, plain []byte) ([]byte, error) {
		sealed, err := keys.Seal(ctx, plain)
		return append([]byte(sealed.KeyID+"\n"), sealed.Text...), err
	}
	unseal := func(ctx context.Context, text []byte) ([]byte, error) {
		id, sealed, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return nil, errors.New("the key of the shelf was not sealed here")
		}
		return keys.Unseal(ctx, secret.Sealed{KeyID: string(id), Text: sealed})
	}
	return redis.OpenShelf(address, seal, unseal)
}

// openFiles opens the store of files.
func openFiles(ctx context.Context, cfg Config) (*blob.Store, error) {
	if cfg.Files != "" {
		return blob.Open(ctx, cfg.Files)
	}
	folder, err := fileURL(cfg.Data, "files")
	if err != nil {
		return nil, err
	}
	return blob.Open(ctx, folder)
}

// fileURL names something in the data folder as libraries want it named.
func fileURL(data, name string) (string, error) {
	path, err := filepath.Abs(filepath.Join(data, name))
	if err != nil {
		return "", fmt.Errorf("find %s in the data folder: %w", name, err)
	}
	return "file://" + filepath.ToSlash(path), nil
}

// database returns how to reach the databases: of the server named in the
// settings, or of the private cluster.
func (a *App) database(ctx context.Context) (func(string) string, error) {
	if a.cfg.DatabaseURL != "" {
		base, err := url.Parse(a.cfg.DatabaseURL)
		if err != nil {
			return nil, fmt.Errorf("database URL: %w", err)
		}
		return func(database string) string {
			u := *base
			u.Path = "/" + database
			return u.String()
		}, nil
	}
	start := cluster.Open
	if a.cfg.Own {
		start = cluster.Start
	}
	c, err := start(ctx, cluster.Options{Dir: a.cfg.Data, Log: a.cfg.Log})
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	a.cluster = c
	return c.URL, nil
}

// sealed lists the columns that hold what is sealed.
func sealed() []enterprise.Sealed {
	var out []enterprise.Sealed
	for _, c := range signin.SealedColumns() {
		out = append(out, enterprise.Sealed{Table: c[0], Column: c[1], KeyID: c[2], Own: true})
	}
	for _, c := range communications.SealedColumns() {
		out = append(out, enterprise.Sealed{Table: c[0], Column: c[1], KeyID: c[2]})
	}
	for _, c := range slices.Concat(integrations.SealedColumns(), collaboration.SealedColumns()) {
		out = append(out, enterprise.Sealed{Table: c[0], Column: c[1], KeyID: c[2]})
	}
	return out
}

func modulesOf(r *entity.Registry) []enterprise.Module {
	var out []enterprise.Module
	for _, m := range r.Modules() {
		if m.Name != "system" { // the enterprise brings its tables itself
			out = append(out, enterprise.Module{Name: m.Name, Label: m.Label, Migrations: m.Migrations})
		}
	}
	return out
}

// seed gives a new tenant what its modules cannot work without.
func (a *App) seed(ctx context.Context, home pg.Home, t enterprise.Tenant) error {
	tenant := entity.Tenant{
		ID: t.ID, Name: t.Name, Slug: t.Slug, Country: entity.Country(t.Country),
		Currency: money.Currency(t.Currency), AdminEmail: entity.Email(t.AdminEmail),
	}
	if err := a.Registry.Seed(ctx, home, tenant); err != nil {
		return fmt.Errorf("seed tenant %s: %w", t.Slug, err)
	}
	return nil
}

// renew gives a tenant that began with another version the default roles of this
// one, and tells which were added, changed, or kept because the tenant had changed
// them.
func (a *App) renew(ctx context.Context, home pg.Home, t enterprise.Tenant) (map[string]any, error) {
	var roles identity.Renewed
	call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
	err := a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
		roles, err = identity.RenewRoles(ctx, tx, a.Registry.Modules())
		return err
	})
	return map[string]any{"added": roles.Added, "changed": roles.Changed, "kept": roles.Kept}, err
}

// Close ends what Open began. The private cluster stops with the process that
// started it.
func (a *App) Close(ctx context.Context) error {
	var err error
	if a.live != nil {
		a.live.Stop(ctx)
	}
	if a.journal != nil {
		err = a.journal.Close() // before the databases are out of reach
	}
	if a.Background != nil {
		a.Background.Close()
	}
	if a.Enterprise != nil {
		a.Enterprise.Close()
	}
	if a.topic != nil {
		err = errors.Join(err, a.topic.Close(ctx))
	}
	if lost := a.cfg.Tracer.Close(ctx); lost != nil {
		a.cfg.Log.WarnContext(ctx, "the last spans were not sent", slog.String("error", lost.Error()))
	}
	if a.Redis != nil {
		a.Redis.Close()
	}
	if a.Shelf != nil {
		a.Shelf.Close()
	}
	if a.Keys != nil {
		err = errors.Join(err, a.Keys.Close())
	}
	if a.Files != nil {
		err = errors.Join(err, a.Files.Close())
	}
	if a.cluster != nil && a.cluster.Owned() {
		err = errors.Join(err, a.cluster.Stop(ctx))
	}
	if err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
