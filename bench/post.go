package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/lib/cluster"
)

// post is where the delivery of events is measured: a server that hears of some,
// one that tells nobody of anything, and a floor, on one PostgreSQL. They are
// started on a folder of their own, because the first two have a module more than
// the server of the other scenarios.
type post struct {
	l       *lab
	hears   *driver.Process // delivers events to package bench/witness
	silent  *driver.Process // the same program, which keeps no events at all
	floor   *driver.Process
	cluster *cluster.Cluster
	db      *pgx.Conn
	tenants []tenant
}

// Types of events that the server hears besides those that the product does: of one an
// effect is kept, those of an order are delivered to a handler that does nothing.
const (
	heard     = "ClientCreatedEvent"
	created   = "OrderCreatedEvent"
	confirmed = "OrderConfirmedEvent"
)

// unfollowed has nobody but the witness hear of confirmed orders: what the product does
// then, asking who wants to be told and whether by letter, is business that events set
// off, which the silent server has none of.
func unfollowed() []driver.Edit {
	return []driver.Edit{
		{File: "domain/communications/compose.go", From: `[]string{"` + confirmed + `"}`, To: `[]string{"OrderHeldEvent"}`},
		{File: "domain/collaboration/kind.go", From: `{"` + confirmed + `", `, To: `{`},
	}
}

// silence has the server keep no events, and so no deliveries either.
func silence() driver.Edit {
	const insert = "const Insert = `"
	return driver.Edit{
		File: "kernel/event/event.go", From: insert,
		To: insert + `select array[]::text[], null::bigint[] from (select $1::uuid, $2::timestamptz, $3::uuid, $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::text[],
  $9::uuid[], $10::bigint[], $11::text[], $12::text[], $13::uuid[]) as nobody where false` + "`\n\nconst insertOfTheProduct = `",
	}
}

// openPost builds and starts everything. The post is returned even with an error,
// to be closed.
func (l *lab) openPost(ctx context.Context) (*post, error) {
	p := &post{l: l}
	if err := driver.Build(ctx, "./cmd/guildhall", l.in("hears"), append(driver.WithWitness(), unfollowed()...)...); err != nil {
		return p, err
	}
	if err := driver.Build(ctx, "./cmd/guildhall", l.in("silent"), append(driver.WithWitness(), silence())...); err != nil {
		return p, err
	}
	var err error
	if p.hears, err = p.serve(ctx, "hears", "WITNESS_INSIDE="+strings.Join([]string{heard, created, confirmed}, ","), "WITNESS_IDLE="+created+","+confirmed); err != nil {
		return p, err
	}
	if p.cluster, err = cluster.Attach(ctx, l.in("post")); err != nil {
		return p, fmt.Errorf("find the server's PostgreSQL: %w", err)
	}
	if p.db, err = pgx.Connect(ctx, p.cluster.URL(shared)); err != nil {
		return p, fmt.Errorf("connect to the server's PostgreSQL: %w", err)
	}
	if p.silent, err = p.serve(ctx, "silent", "GUILDHALL_DATABASE_URL="+p.cluster.URL("postgres")); err != nil {
		return p, err
	}
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return p, err
	}
	p.floor, _, err = driver.Program{
		File: l.in("floor"), Args: []string{"-url", p.cluster.URL(shared), "-listen", addr}, Addr: addr, Ready: "/ready", Log: l.in("floor.log"),
	}.Start(ctx)
	if err != nil {
		return p, err
	}
	err = p.populate(ctx)
	return p, err
}

// serve starts one of the servers.
func (p *post) serve(ctx context.Context, name string, env ...string) (*driver.Process, error) {
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return nil, err
	}
	run, _, err := driver.Program{
		File: p.l.in(name), Args: []string{"serve", "--data", p.l.in("post"), "--listen", addr, "--drain-delay", "0s", "--rate-address", "0"},
		Addr: addr, Ready: "/readyz", Log: p.l.in(name + ".log"), Env: env,
	}.Start(ctx)
	return run, err
}

// lanes is how many tenants have deliveries at a time, where many do.
const lanes = 8

// populate makes the tenants.
func (p *post) populate(ctx context.Context) error {
	token, err := os.ReadFile(p.l.in("post/operator.token"))
	if err != nil {
		return err
	}
	control := &caller{base: "http://" + p.hears.Addr, token: strings.TrimSpace(string(token))}
	if p.tenants, err = control.provisionMany(ctx, lanes, "lane"); err != nil {
		return err
	}
	return fill(ctx, p.db, []string{p.tenants[0].ID}, size{clients: 2000, products: 100, orders: 100})
}

func (p *post) close(ctx context.Context) error {
	errs := []error{p.floor.Stop(), p.silent.Stop()}
	if p.db != nil {
		errs = append(errs, p.db.Close(ctx))
	}
	if p.cluster != nil {
		errs = append(errs, p.cluster.Close())
	}
	return errors.Join(append(errs, p.hears.Stop())...)
}

// events measures what telling and hearing of events costs.
func (l *lab) events(ctx context.Context) (results []result, err error) {
	p, err := l.openPost(ctx)
	defer func() { err = errors.Join(err, p.close(context.WithoutCancel(ctx))) }()
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		figures []string
		measure func(context.Context) ([]result, error)
	}{
		{[]string{"delivery_ratio", "delivery_parallel_ratio"}, p.deliver},
		{[]string{"delivery_hint_p50_ms"}, p.hint},
		{[]string{"write_events_ratio"}, p.writes},
	} {
		if !(scenario{figures: part.figures}).among(l.only) {
			continue
		}
		found, err := part.measure(ctx)
		results = append(results, found...)
		if err != nil {
			return results, err
		}
	}
	return results, nil
}
