package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/lib/cluster"
)

// house is what can be killed: PostgreSQL, Redis, and the servers on them.
type house struct {
	dir     string
	token   string // of an operator
	cluster *cluster.Cluster
	proxy   *proxy // between the servers and PostgreSQL
	redis   *driver.Redis
	servers []*server
}

// server is one Guildhall.
type server struct {
	program driver.Program
	running *driver.Process // nil while it is down
}

// servers is how many Guildhalls work at a time.
const servers = 2

// openHouse builds the server and starts everything. The house is returned even
// with an error, to be closed.
func openHouse(ctx context.Context, dir, receiver string) (*house, error) {
	h := &house{dir: dir}
	if err := driver.Build(ctx, "./cmd/guildhall", h.in("guildhall"), driver.WithWitness()...); err != nil {
		return h, err
	}
	if err := h.startPostgres(ctx); err != nil {
		return h, err
	}
	_, port := h.cluster.Socket()
	var err error
	if h.proxy, err = openProxy(ctx, port); err != nil {
		return h, err
	}
	if h.redis, err = driver.OpenRedis(ctx, dir); err != nil {
		return h, err
	}
	for range servers {
		s, err := h.newServer(ctx, receiver)
		if err != nil {
			return h, err
		}
		h.servers = append(h.servers, s)
		if err := s.start(ctx); err != nil {
			return h, err
		}
	}
	token, err := os.ReadFile(h.in("data/operator.token"))
	h.token = strings.TrimSpace(string(token))
	return h, err
}

func (h *house) in(name string) string { return filepath.Join(h.dir, name) }

// newServer returns one more server: all have the keys and files of one folder.
func (h *house) newServer(ctx context.Context, receiver string) (*server, error) {
	addr, err := driver.FreeAddr(ctx)
	name := fmt.Sprintf("server%d.log", len(h.servers)+1)
	return &server{program: driver.Program{
		File: h.in("guildhall"), Addr: addr, Ready: "/readyz", Log: h.in(name),
		Args: []string{
			"serve", "--data", h.in("data"), "--listen", addr, "--drain-delay", "0s", "--rate-address", "9999999",
			"--redis-url", h.redis.URL, "--database-url", h.proxy.url(h.cluster.Superuser(), h.cluster.Password()),
		},
		Env: []string{"WITNESS_INSIDE=*", "WITNESS_URL=" + receiver, "GUILDHALL_OUTBOUND_ALLOW=127.0.0.1/32"},
	}}, err
}

// startWithin is how long a server is tried to be started: PostgreSQL may have its
// log to read before.
const startWithin = time.Minute

// start starts the server, again if it does not find its database yet.
func (s *server) start(ctx context.Context) (err error) {
	for until := time.Now().Add(startWithin); time.Now().Before(until) && ctx.Err() == nil; {
		if s.running, _, err = s.program.Start(ctx); err == nil {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return errors.Join(err, ctx.Err())
}

// kill ends the server without a warning.
func (s *server) kill() error {
	if err := s.running.Kill(); err != nil {
		return err
	}
	return s.running.Wait()
}

// startPostgres starts PostgreSQL, or recovers it.
func (h *house) startPostgres(ctx context.Context) (err error) {
	if h.cluster, err = cluster.Start(ctx, cluster.Options{Dir: h.in("postgres")}); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	if h.proxy != nil {
		_, port := h.cluster.Socket()
		h.proxy.port.Store(int64(port))
	}
	return nil
}

// killPostgres ends PostgreSQL and all that works for it, as a power cut would.
func (h *house) killPostgres() error {
	all, err := driver.Family(h.cluster.PID())
	if err != nil {
		return err
	}
	for _, pid := range all {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("kill PostgreSQL: %w", err)
		}
	}
	<-h.cluster.Done()
	_ = h.cluster.Close() // lets go of the folder, and tells that PostgreSQL has gone
	return nil
}

// close stops everything that runs.
func (h *house) close() error {
	var errs []error
	for _, s := range h.servers {
		errs = append(errs, s.running.Stop())
	}
	if h.proxy != nil {
		errs = append(errs, h.proxy.close())
	}
	if h.redis != nil {
		errs = append(errs, h.redis.Kill())
	}
	if h.cluster != nil {
		errs = append(errs, h.cluster.Close())
	}
	return errors.Join(errs...)
}
