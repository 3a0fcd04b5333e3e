package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/redis"
)

// proxyConfig is how HAProxy is told to stand before two API processes.
//
//go:embed haproxy.cfg
var proxyConfig string

// The addresses in proxyConfig.
const (
	frontAddr = "127.0.0.1:8080"
	api1Addr  = "127.0.0.1:8081"
	api2Addr  = "127.0.0.1:8082"
)

// apis is how many of the processes serve requests.
const apis = 2

// drainFor is how long a process that is told to end goes on: HAProxy asks twice a
// second whether it is ready.
const drainFor = 1500 * time.Millisecond

// site is a whole installation on this machine.
type site struct {
	dir      string
	cluster  *cluster.Cluster
	redis    *exec.Cmd
	redisURL string
	proxy    *driver.Process
	front    string // HAProxy's address
	witness  *witness
	nodes    []*node // the API processes first
	alone    *node   // does everything; begun when all others are down
	token    string  // of an operator
}

// newSite starts what the processes stand on. The program lies in dir already. The
// site is returned even with an error, to be closed.
func newSite(ctx context.Context, dir string) (s *site, err error) {
	s = &site{dir: dir}
	if s.cluster, err = cluster.Start(ctx, cluster.Options{Dir: s.in("server")}); err != nil {
		return s, fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := s.startRedis(ctx); err != nil {
		return s, err
	}
	roles := []struct{ name, role string }{
		{"api1", "api"}, {"api2", "api"}, {"worker1", "worker"}, {"worker2", "worker"}, {"scheduler", "scheduler"}, {"alone", ""},
	}
	for _, r := range roles {
		n, err := s.newNode(ctx, r.name, r.role)
		if err != nil {
			return s, err
		}
		s.nodes = append(s.nodes, n)
	}
	last := len(s.nodes) - 1
	s.nodes, s.alone = s.nodes[:last], s.nodes[last]
	return s, nil
}

func (s *site) in(name string) string { return filepath.Join(s.dir, name) }

// startRedis starts the Redis that the processes share.
func (s *site) startRedis(ctx context.Context) error {
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return err
	}
	port := addr[strings.LastIndex(addr, ":")+1:]
	s.redisURL = "redis://" + addr
	s.redis = exec.CommandContext(context.WithoutCancel(ctx), "redis-server", "--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--save", "")
	if err := s.redis.Start(); err != nil {
		return fmt.Errorf("start Redis (scripts/deps redis installs it): %w", err)
	}
	client, err := redis.Open(s.redisURL)
	if err != nil {
		return err
	}
	defer client.Close()
	return await(ctx, "Redis answers", func() (bool, error) { return client.Ping(ctx) == nil, nil })
}

// findProxy returns HAProxy's program. Debian puts it where only administrators look.
func findProxy() (file string, err error) {
	for _, name := range []string{"haproxy", "/usr/sbin/haproxy"} {
		if file, err = exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", fmt.Errorf("find HAProxy (scripts/deps haproxy installs it, or sudo apt-get install -y haproxy): %w", err)
}

// startProxy puts HAProxy before the two API processes.
func (s *site) startProxy(ctx context.Context) error {
	file, err := findProxy()
	if err != nil {
		return err
	}
	if s.front, err = driver.FreeAddr(ctx); err != nil {
		return err
	}
	text := strings.NewReplacer(frontAddr, s.front, api1Addr, s.nodes[0].program.Addr, api2Addr, s.nodes[1].program.Addr).Replace(proxyConfig)
	if err := os.WriteFile(s.in("haproxy.cfg"), []byte(text), 0o600); err != nil {
		return err
	}
	s.proxy, _, err = driver.Program{
		File: file, Args: []string{"-db", "-f", s.in("haproxy.cfg")}, Addr: s.front, Ready: "/balancer", Log: s.in("haproxy.log"),
	}.Start(ctx)
	if err != nil {
		return err
	}
	s.witness, err = newWitness(ctx, s.front)
	return err
}

// start starts all processes at the same moment.
func (s *site) start(ctx context.Context) error {
	var all sync.WaitGroup
	errs := make([]error, len(s.nodes))
	for i, n := range s.nodes {
		all.Go(func() { errs[i] = n.start(ctx) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	token, err := os.ReadFile(s.in("server/operator.token"))
	s.token = strings.TrimSpace(string(token))
	return err
}

// stop stops all processes.
func (s *site) stop() error {
	var all sync.WaitGroup
	errs := make([]error, len(s.nodes))
	for i, n := range s.nodes {
		all.Go(func() { errs[i] = n.running.Stop() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// close stops everything.
func (s *site) close() error {
	err := errors.Join(s.witness.close(), s.proxy.Stop(), s.stop())
	if s.alone != nil {
		err = errors.Join(err, s.alone.running.Stop())
	}
	if s.redis != nil && s.redis.Process != nil {
		err = errors.Join(err, s.redis.Process.Kill())
		_ = s.redis.Wait() // it was killed
	}
	if s.cluster != nil {
		err = errors.Join(err, s.cluster.Close())
	}
	return err
}

// Patience with what should come about by itself. A letter that a worker was sending
// when it was killed is sent by another after 75 seconds.
const (
	awaitEvery = 50 * time.Millisecond
	awaitFor   = 2 * time.Minute
)

// await waits until something is so.
func await(ctx context.Context, what string, so func() (bool, error)) error {
	give := time.Now().Add(awaitFor)
	for {
		ok, err := so()
		if err == nil && ok {
			return nil
		}
		if time.Now().After(give) {
			return errors.Join(fmt.Errorf("it did not come about within %s: %s", awaitFor, what), err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		case <-time.After(awaitEvery):
		}
	}
}
