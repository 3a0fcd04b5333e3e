package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/lib/cluster"
)

// lab is where everything is measured: a server on a folder of its own, a floor on
// the same PostgreSQL, and tenants.
type lab struct {
	options

	dir     string // of everything that is made for the measurements
	addr    string // of the server
	server  *driver.Process
	floor   *driver.Process
	control *caller
	cluster *cluster.Cluster
	db      *pgx.Conn // the shared database, as the cluster's superuser

	big    tenant   // with many records
	small  []tenant // with few
	filled bool
}

// shared is the database in which shared tenants live.
const shared = "guildhall_shared_1"

// openLab builds the programs and chooses the places.
func openLab(ctx context.Context, o options) (*lab, error) {
	dir, err := os.MkdirTemp("", "guildhall-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{options: o, dir: dir}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user below it
		return l, err
	}
	for _, program := range []struct{ pkg, name string }{{"./cmd/guildhall", "guildhall"}, {"./bench/floor", "floor"}} {
		if err := driver.Build(ctx, program.pkg, l.in(program.name)); err != nil {
			return l, err
		}
	}
	l.addr, err = driver.FreeAddr(ctx)
	return l, err
}

func (l *lab) in(name string) string { return filepath.Join(l.dir, name) }

// tell says what is going on.
func (l *lab) tellf(format string, args ...any) { fmt.Fprintf(l.log, format+"\n", args...) }

// serve starts the server and returns how long it took to be ready.
func (l *lab) serve(ctx context.Context) (took time.Duration, err error) {
	l.server, took, err = driver.Program{
		File: l.in("guildhall"), Args: []string{"serve", "--data", l.in("data"), "--listen", l.addr, "--drain-delay", "0s"},
		Addr: l.addr, Ready: "/readyz", Log: l.in("server.log"),
	}.Start(ctx)
	return took, err
}

// connect opens the ways past the server: the operator's API and the database.
func (l *lab) connect(ctx context.Context) error {
	token, err := os.ReadFile(l.in("data/operator.token"))
	if err != nil {
		return err
	}
	l.control = &caller{base: "http://" + l.addr, token: strings.TrimSpace(string(token))}
	if l.cluster, err = cluster.Attach(ctx, l.in("data")); err != nil {
		return fmt.Errorf("find the server's PostgreSQL: %w", err)
	}
	if l.db, err = pgx.Connect(ctx, l.cluster.URL(shared)); err != nil {
		return fmt.Errorf("connect to the server's PostgreSQL: %w", err)
	}
	return nil
}

// populate makes and fills the tenants, and starts the floor. It does so once.
func (l *lab) populate(ctx context.Context) error {
	if l.filled {
		return nil
	}
	l.filled = true
	n, sizeOfBig := 1000, big
	if l.quick {
		n, sizeOfBig = 50, bigQuick
	}
	l.tellf("making and filling %d tenants", n+1)
	begin := time.Now()
	large, err := l.control.provisionMany(ctx, 1, "big")
	if err != nil {
		return err
	}
	l.big = large[0]
	if l.small, err = l.control.provisionMany(ctx, n, "small"); err != nil {
		return err
	}
	l.tellf("made them in %.0f s", time.Since(begin).Seconds())
	ids := make([]string, n)
	for i, t := range l.small {
		ids[i] = t.ID
	}
	if err := errors.Join(fill(ctx, l.db, ids, small), fill(ctx, l.db, []string{l.big.ID}, sizeOfBig)); err != nil {
		return err
	}
	if err := settle(ctx, l.db); err != nil {
		return err
	}
	l.tellf("filled them after %.0f s", time.Since(begin).Seconds())
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return err
	}
	l.floor, _, err = driver.Program{
		File: l.in("floor"), Args: []string{"-url", l.cluster.URL(shared), "-listen", addr},
		Addr: addr, Ready: "/ready", Log: l.in("floor.log"),
	}.Start(ctx)
	return err
}

// close stops everything and removes it.
func (l *lab) close(ctx context.Context) error {
	errs := []error{l.floor.Stop()}
	if l.db != nil {
		errs = append(errs, l.db.Close(ctx))
	}
	if l.cluster != nil {
		errs = append(errs, l.cluster.Close())
	}
	errs = append(errs, l.server.Stop())
	if !l.keep {
		errs = append(errs, os.RemoveAll(l.dir))
	}
	return errors.Join(errs...)
}

// options are the command line.
type options struct {
	only   []string
	rounds int
	length time.Duration // of one side of a round
	quick  bool
	keep   bool
	out    string
	log    io.Writer
}
