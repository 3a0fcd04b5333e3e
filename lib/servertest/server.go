package servertest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"
)

const (
	startLimit = 10 * time.Second
	poll       = 5 * time.Millisecond
)

// Program is a server's program, and how it is spoken with.
type Program struct {
	Name string // for people: "redis"
	Path string // of the program
	// Args returns the arguments with which it listens on a port of 127.0.0.1 and keeps
	// what it keeps in a folder.
	Args func(port, dir string) []string
	// Answers returns nil once the server answers at an address, such as 127.0.0.1:4222.
	Answers func(ctx context.Context, address string) error
}

// Server is a server that runs until the test ends.
type Server struct {
	program Program
	port    string
	dir     string
	running *exec.Cmd // nil while it is down
	output  bytes.Buffer
}

// Start starts a server, which ends with the test, and returns when it answers.
func Start(tb testing.TB, p Program) *Server {
	tb.Helper()
	s := &Server{program: p, port: freePort(tb), dir: tb.TempDir()}
	tb.Cleanup(func() { s.Kill(tb) })
	s.Restart(tb)
	return s
}

// Address returns where the server listens: 127.0.0.1:4222.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", s.port) }

// Kill ends the server at once, as a crash does. It may be down already.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	if s.running == nil {
		return
	}
	if err := s.running.Process.Kill(); err != nil {
		tb.Errorf("kill %s: %v", s.program.Name, err)
	}
	_ = s.running.Wait() // it was killed
	s.running = nil
}

// Freeze stops the server in its tracks: it holds its connections, takes new ones,
// and answers nobody. Kill ends it.
func (s *Server) Freeze(tb testing.TB) {
	tb.Helper()
	if err := s.running.Process.Signal(syscall.SIGSTOP); err != nil {
		tb.Fatalf("freeze %s: %v", s.program.Name, err)
	}
}

// Restart starts the server, which is down, on the same port and returns when it
// answers.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	s.output.Reset()
	cmd := exec.CommandContext(context.Background(), s.program.Path, s.program.Args(s.port, s.dir)...)
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", s.program.Name, err)
	}
	s.running = cmd
	if err := s.await(); err != nil {
		s.Kill(tb)
		tb.Fatalf("start %s on port %s: %v\n%s", s.program.Name, s.port, err, s.output.String())
	}
}

func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		err := s.program.Answers(ctx, s.Address())
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", err)
		case <-time.After(poll):
		}
	}
}

// freePort returns a port that nobody listened on a moment ago.
func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("find a free port: %v", err)
	}
	defer l.Close() //nolint:errcheck // it has accepted nothing
	at, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		tb.Fatalf("find a free port: %v", l.Addr())
	}
	return strconv.Itoa(at.Port)
}
