package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What is killed.
const (
	killServer   = "server"
	killPostgres = "postgres"
	killBoth     = "both"
)

const (
	readyWithin = 60 * time.Second // after a crash PostgreSQL has its log to read
	endWithin   = 30 * time.Second // a server that has lost its PostgreSQL
)

// server is a Guildhall with its private PostgreSQL on a folder of its own.
type server struct {
	program, data, log string
	addr               string
	cmd                *exec.Cmd
	done               chan struct{} // closed when it has ended
	err                error         // how, once done is closed
}

func newServer(ctx context.Context, program, data, log string) (*server, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	s := &server{program: program, data: data, log: log, addr: l.Addr().String()}
	if err := l.Close(); err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	return s, nil
}

// start starts the server and returns how long it took to be ready.
func (s *server) start(ctx context.Context) (time.Duration, error) {
	out, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	begin := time.Now()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), s.program, "serve", "--data", s.data, "--listen", s.addr, "--drain-delay", "0s")
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start the server: %w", err)
	}
	done := make(chan struct{})
	s.cmd, s.done = cmd, done
	go func() {
		s.err = cmd.Wait()
		close(done)
	}()
	for !answers(ctx, "http://"+s.addr+"/readyz") {
		select {
		case <-done:
			return 0, fmt.Errorf("the server ended before it was ready (%w); its last words:\n%s", s.err, tail(s.log))
		case <-ctx.Done():
			return 0, ctx.Err() //nolint:wrapcheck // the caller gave up
		case <-time.After(5 * time.Millisecond):
		}
		if time.Since(begin) > readyWithin {
			return 0, fmt.Errorf("the server is not ready after %s; its last words:\n%s", readyWithin, tail(s.log))
		}
	}
	return time.Since(begin), nil
}

func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
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
		if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("kill the server: %w", err)
		}
	}
	select {
	case <-s.done:
		return nil
	case <-time.After(endWithin):
		return fmt.Errorf("the server goes on %s after its PostgreSQL was killed", endWithin)
	}
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
func (s *server) stop() error {
	if s.cmd == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		if errors.Is(err, os.ErrProcessDone) {
			return nil
		}
		return fmt.Errorf("stop the server: %w", err)
	}
	select {
	case <-s.done:
		return s.err
	case <-time.After(endWithin):
		return errors.Join(fmt.Errorf("the server did not stop within %s", endWithin), s.cmd.Process.Kill())
	}
}

// tail returns the end of a file, as a program's last words.
func tail(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// build compiles a program of this module.
func build(ctx context.Context, pkg, program string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}
