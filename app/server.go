package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/app/entrance"
	"github.com/guildhall/guildhall/app/mailbox"
	"github.com/guildhall/guildhall/app/monitoring"
	"github.com/guildhall/guildhall/app/start"
	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/oidc"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/trace"
	"github.com/guildhall/guildhall/web"
)

// Server says how to serve.
type Server struct {
	Settings config.Serve
	Demo     bool // make tenants with records to look at, when there are none
	Version  string
	Out      io.Writer // gets the few lines for people; the log goes to standard error
}

// stopWithin bounds how long PostgreSQL has to stop in good order.
const stopWithin = 5 * time.Second

// Serve opens the program and serves until the context ends, then drains and
// stops.
func Serve(ctx context.Context, s Server) (err error) {
	began := time.Now()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if err := s.Settings.Validate(); err != nil {
		return err
	}
	log, err := observe.NewLogger(os.Stderr, s.Settings.LogFormat, s.Settings.LogLevel)
	if err != nil {
		return err
	}
	a, err := s.openInTime(ctx, log)
	if pg.Outage(err) && ctx.Err() != nil { // told to stop while it waited
		return nil
	}
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		err = errors.Join(err, a.Close(stop))
	}()
	a.cfg.Metrics.Describe(s.Version)
	api, err := a.API(s.Settings, s.Version, log)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Settings.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	token := ""
	if s.Settings.Does("api") { // where people look for it
		if token, err = a.firstOperator(ctx); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	a.begin(ctx, group, s.Settings)
	group.Go(func() error { return api.Serve(ctx, listener, s.Settings.DrainDelay) })
	s.welcome(listener.Addr().String(), token, time.Since(began))
	group.Go(func() error { a.rest(ctx); return nil })
	if s.Demo {
		group.Go(func() error { return a.demo(ctx, s.Out) })
	}
	return group.Wait() //nolint:wrapcheck // each says what it was doing
}

// askAgain is how long after PostgreSQL did not answer it is asked again.
const askAgain = time.Second

// openInTime opens the program on a PostgreSQL of somebody else's as soon as that
// answers: after a power cut nobody knows which of two machines is back first.
func (s Server) openInTime(ctx context.Context, log *slog.Logger) (*App, error) {
	for waited := false; ; waited = true {
		a, err := s.open(ctx, log)
		if s.Settings.DatabaseURL == "" || !pg.Outage(err) {
			return a, err
		}
		if !waited {
			log.WarnContext(ctx, "waiting for PostgreSQL", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(askAgain):
		}
	}
}

// open opens the program as one that serves.
func (s Server) open(ctx context.Context, log *slog.Logger) (*App, error) {
	sender, err := newSender(s.Settings)
	if err != nil {
		return nil, err
	}
	process, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("name this process: %w", err)
	}
	tracer, err := trace.Open(ctx, trace.Config{
		Endpoint: s.Settings.OTLPEndpoint, Share: s.Settings.TraceShare, Version: s.Version, Process: process, Log: log,
	})
	if err != nil {
		return nil, err
	}
	return Open(ctx, Config{
		Data: s.Settings.Data, DatabaseURL: s.Settings.DatabaseURL, Files: s.Settings.Blobs, RedisURL: s.Settings.RedisURL, Log: log,
		Own: s.Settings.Does("api"), Poll: s.Settings.Pooler == "transaction",
		Mail: s.Settings.Mail, SMS: sender, SMSPerDay: s.Settings.SMSPerDay, Tracer: tracer,
		TopicURL: s.Settings.TopicURL, Outbound: s.Settings.OutboundAllow, Origins: []string{s.Settings.Public()}, URL: s.Settings.Public(),
		Trial: s.Demo || s.Settings.Development,
		Watch: Watch{
			Process:  monitor.Process{ID: process, Version: s.Version, Roles: s.Settings.Role},
			Webhooks: s.Settings.AlertWebhooks, Public: s.Settings.Public(),
		},
	})
}

// begin begins what goes on besides requests, as far as it is this process's to do,
// until ctx ends.
func (a *App) begin(ctx context.Context, group *errgroup.Group, s config.Serve) {
	traced := a.cfg.Tracer.In(ctx)
	group.Go(func() error { return a.watch(ctx, a.cfg.Log) })
	group.Go(func() error { return a.Enterprise.Finish(ctx) })
	group.Go(func() error { a.Follow(ctx); return nil })
	group.Go(func() error { a.listen(ctx); return nil })
	group.Go(func() error { a.Monitor.Run(ctx); return nil })
	group.Go(func() error { return a.guard(ctx) })
	if s.Does("api") {
		group.Go(func() error { a.warm(ctx); return nil })
		group.Go(func() error { a.sendAway(ctx, s.DrainDelay); return nil })
	}
	if s.Does("worker") {
		a.dispatches.Store(true)
		group.Go(func() error { a.dispatcher.Run(traced); return nil })
		group.Go(func() error { return a.Background.Work(traced) })
	}
	if s.Does("scheduler") {
		group.Go(func() error { return a.Background.Schedule(ctx) })
	}
}

// warmTenants is how many tenants a process asks for before anybody else does.
const warmTenants = 200

// warm asks for tenants while the first requests are served. Without them those
// tenants are only asked for later.
func (a *App) warm(ctx context.Context) {
	if err := a.Enterprise.Warm(ctx, warmTenants); err != nil && ctx.Err() == nil {
		a.cfg.Log.WarnContext(ctx, "tenants are not asked for before they are needed", slog.String("error", err.Error()))
	}
}

// restAfter is when the start is over: everybody has looked around once.
const restAfter = 2 * time.Second

// rest gives what the start has used back to the machine.
func (a *App) rest(ctx context.Context) {
	a.Enterprise.Rest()
	debug.FreeOSMemory()
	select {
	case <-ctx.Done():
	case <-time.After(restAfter):
		a.Enterprise.Rest()
		debug.FreeOSMemory()
	}
}

// gcPercent is how much the heap may grow before it is collected. A server holds
// little between requests, and collecting at 100 costs it a tenth of its time.
const gcPercent = 300

// watch follows what other processes change. A registry that does not answer is
// asked again; tenants that are known are served on meanwhile.
func (a *App) watch(ctx context.Context, log *slog.Logger) error {
	for ctx.Err() == nil {
		if err := a.Enterprise.Watch(ctx); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "the registry does not answer", slog.String("error", err.Error()))
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
	return nil
}

// Follow keeps this process and others of the same installation told of each
// other's changes until ctx ends.
func (a *App) Follow(ctx context.Context) {
	var all sync.WaitGroup
	if a.Shelf != nil {
		all.Go(func() { a.Shelf.Run(ctx, a.cfg.Log) })
	}
	a.actors.Follow(ctx, a.cfg.Log)
	all.Wait()
}

// errLost ends the server when its private PostgreSQL is gone: whoever restarts
// it brings both back.
var errLost = errors.New("the private PostgreSQL has ended; start again to recover it")

func (a *App) guard(ctx context.Context) error {
	if a.cluster == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-a.cluster.Done():
		return errLost
	}
}

// API makes the HTTP face of the program.
func (a *App) API(s config.Serve, version string, log *slog.Logger) (*httpapi.API, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	who := &entrance.Authenticator{
		Door: a.door, Operators: entrance.OperatorsRealm(a.Enterprise), Actors: a.actors, Clock: a.cfg.Clock,
		Issuer: entrance.NewIssuer(s.Public(), a.Enterprise.SigningKeys, a.cfg.Clock, log), OperatorToken: a.Enterprise.Authenticate,
	}
	api, err := httpapi.New(httpapi.Config{
		Registry: a.Registry, Resolve: a.resolve, Forget: a.Enterprise.Forget, TokenTenant: entrance.TokenTenant,
		Authenticate: who.Tenant, AuthenticateOperator: who.Operator, Support: a.support, Ready: a.ready, Log: log,
		Version: version, Development: s.Development, ProbesOnly: !s.Does("api"), Metrics: a.cfg.Metrics, Tracer: a.cfg.Tracer,
		BaseDomain: s.BaseDomain, TrustedProxies: s.TrustedProxies, CountryHeader: s.CountryHeader,
		Web: web.New(), Limiter: limit.New(limit.Options{Redis: a.Redis, Log: log}),
		Limits: httpapi.Limits{
			Address: limit.Policy{Name: "address", Limit: s.RateAddress, Window: time.Minute}, Rate: rate,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("build the API: %w", err)
	}
	way := &entrance.Entrance{
		Authenticator: who, API: api, Gate: signin.NewGate(a.door, oidc.New(a.outbound)),
		Registry: a.Registry, Resolve: a.resolve, Post: a.post(), Site: entrance.Site{URL: s.Public(), BaseDomain: s.BaseDomain},
	}
	for _, add := range []func(*httpapi.API) error{
		a.controlAPI, a.operatorsAPI, a.superAdminAPI, a.auditAPI, a.flagsAPI, a.plansAPI, a.deadLettersAPI, a.supportAPI, a.Background.Register,
	} {
		if err := add(api); err != nil {
			return nil, err
		}
	}
	first := start.Register(api, start.Options{Registry: a.Registry, Flags: a.Enterprise.Flags, Version: version})
	return api, errors.Join(first, way.Register(), a.liveAPI(api, who), a.mailAPI(api, s), a.publicAPI(api), monitoring.Register(api, a.Monitor))
}

// rate is what an actor of a tenant may ask: what the tenant's plan says.
func rate(t httpapi.Tenant, _ *auth.Actor) limit.Policy { return t.Rate }

// resolve leases the home of a tenant that may be served.
func (a *App) resolve(ctx context.Context, key httpapi.TenantKey) (httpapi.Tenant, func(), error) {
	t, err := a.Enterprise.Resolve(ctx, enterprise.Key{ID: key.ID, Name: key.Slug})
	if err != nil {
		return httpapi.Tenant{}, nil, err
	}
	home, release, err := a.Enterprise.Home(ctx, t.ID)
	if err != nil {
		return httpapi.Tenant{}, nil, err
	}
	return httpapi.Tenant{
		ID: t.ID, Slug: t.Slug, Name: t.Name, Tier: string(t.Tier), Home: home, ReadOnly: !t.Writable(), Reason: t.Reason, Modules: t.Modules,
		Rate: t.Limits.Requests,
	}, release, nil
}

// firstOperator makes an operator when there is none, and keeps a token for them
// in the data folder. It returns the token's file, or "" when it made none.
func (a *App) firstOperator(ctx context.Context) (string, error) {
	file := filepath.Join(a.cfg.Data, "operator.token")
	all, err := a.Enterprise.Operators(ctx)
	if err != nil {
		return "", fmt.Errorf("look for operators: %w", err)
	}
	if slices.ContainsFunc(all, func(o enterprise.Operator) bool { return o.Kind == enterprise.Admin }) {
		if _, err := os.Stat(file); err != nil {
			file = ""
		}
		return file, nil
	}
	o, err := a.Enterprise.CreateOperator(ctx, Local(), "operator@guildhall.localhost", "First operator")
	if problem.Is(err, "email-taken") { // another process that starts at the same moment makes it
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("make the first operator: %w", err)
	}
	secret, _, err := a.Enterprise.CreateToken(ctx, Local(), o.ID, "first start", time.Time{})
	if err != nil {
		return "", fmt.Errorf("make the first operator's token: %w", err)
	}
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the first operator's token: %w", err)
	}
	return file, nil
}

// welcome tells people where everything is.
func (s Server) welcome(address, token string, took time.Duration) {
	fmt.Fprintf(s.Out, "Guildhall %s is ready after %.1f s\n", s.Version, took.Seconds())
	fmt.Fprintf(s.Out, "  API      http://%s/api/docs\n", address)
	fmt.Fprintf(s.Out, "  Data     %s\n", s.Settings.Data)
	if s.Settings.MailURL == "" && s.Settings.Local() {
		fmt.Fprintf(s.Out, "  Mail     http://%s%s\n", address, mailbox.Path)
	}
	if token != "" {
		fmt.Fprintf(s.Out, "  Sign in  curl -H \"Authorization: Bearer $(cat %s)\" http://%s/api/enterprise/clients\n", token, address)
	} else {
		fmt.Fprintf(s.Out, "  Sign in  guildhall token create --operator EMAIL\n")
	}
}
