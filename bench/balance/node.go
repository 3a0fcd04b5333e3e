package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// node is one process of the installation.
type node struct {
	name    string
	program driver.Program
	running *driver.Process // nil before the first start

	mu    sync.Mutex
	kills []kill
}

// kill is when a process was killed: it was gone in between.
type kill struct{ asked, gone time.Time }

// newNode names a process with a role, or one that does everything.
func (s *site) newNode(ctx context.Context, name, role string) (*node, error) {
	addr, err := driver.FreeAddr(ctx)
	args := []string{
		"serve", "--data", s.in("server"), "--listen", addr, "--database-url", s.cluster.URL("postgres"), "--redis-url", s.redisURL,
		"--drain-delay", drainFor.String(), "--trusted-proxies", "127.0.0.1/32", "--rate-address", "0", "--mail-from", "no-reply@guildhall.example",
	}
	if role != "" {
		args = append(args, "--role", role)
	}
	return &node{name: name, program: driver.Program{
		File: s.in("guildhall"), Args: args, Addr: addr, Ready: "/readyz", Log: s.in(name + ".log"),
	}}, err
}

// start starts the process and waits until it is ready.
func (n *node) start(ctx context.Context) error {
	running, _, err := n.program.Start(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", n.name, err)
	}
	n.running = running
	return nil
}

// end has the process end in good order.
func (n *node) end() error {
	if err := n.running.Stop(); err != nil {
		return fmt.Errorf("%s was told to end: %w", n.name, err)
	}
	return nil
}

// kill ends the process without a warning.
func (n *node) kill() error {
	k := kill{asked: time.Now()}
	if err := n.running.Kill(); err != nil {
		return fmt.Errorf("%s: %w", n.name, err)
	}
	if err := n.running.Wait(); err != nil {
		return fmt.Errorf("%s: %w", n.name, err)
	}
	k.gone = time.Now()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kills = append(n.kills, k)
	return nil
}

// killedIn returns whether the process was killed while something went on that began
// and ended then. Clocks of HAProxy's log stand still while it works off a batch.
func (n *node) killedIn(began, ended time.Time) bool {
	const slack = 100 * time.Millisecond
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, k := range n.kills {
		if began.Before(k.gone.Add(slack)) && ended.After(k.asked.Add(-slack)) {
			return true
		}
	}
	return false
}
