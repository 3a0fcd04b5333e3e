package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// What is killed.
const (
	killServer   = "server"
	killPostgres = "postgres"
	killBoth     = "both"
)

// server is a Guildhall with its private PostgreSQL on a folder of its own.
type server struct {
	program driver.Program
	data    string
	running *driver.Process // nil before the first start
}

func newServer(ctx context.Context, program, data, log string) (*server, error) {
	addr, err := driver.FreeAddr(ctx)
	return &server{data: data, program: driver.Program{
		File: program, Args: []string{"serve", "--data", data, "--listen", addr, "--drain-delay", "0s"},
		Addr: addr, Ready: "/readyz", Log: log,
	}}, err
}

// start starts the server and returns how long it took to be ready.
func (s *server) start(ctx context.Context) (time.Duration, error) {
	running, took, err := s.program.Start(ctx)
	if err == nil {
		s.running = running
	}
	return took, err
}

// kill ends what is named without a warning, and returns when the server is gone.
// One whose PostgreSQL is killed has to end by itself: it cannot work, and
// whoever restarts it brings both back.
func (s *server) kill(what string) error {
	if what != killServer {
		pid, err := s.postmaster()
		if err != nil {
			return err
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			return fmt.Errorf("kill PostgreSQL: %w", err)
		}
	}
	if what != killPostgres {
		if err := s.running.Kill(); err != nil {
			return err
		}
	}
	return s.running.Wait()
}

// postmaster returns the process of the server's PostgreSQL.
func (s *server) postmaster() (int, error) {
	text, err := os.ReadFile(filepath.Join(s.data, "postgres", "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 2 {
		return 0, fmt.Errorf("postmaster.pid begins with %q", first)
	}
	return pid, nil
}

// stop has the server end in good order.
func (s *server) stop() error { return s.running.Stop() }
