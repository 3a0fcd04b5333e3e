package redistest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
)

const (
	startLimit = 10 * time.Second
	poll       = 5 * time.Millisecond
)

// Server is a Redis that runs for one test. It keeps nothing on disk, so one that
// was killed begins empty.
type Server struct {
	port    int
	dir     string
	program string
	running *exec.Cmd // nil while it is down
	output  bytes.Buffer
}

// Start starts a Redis, which ends with the test, and returns when it answers.
func Start(tb testing.TB) *Server {
	tb.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		tb.Fatal("redis-server is not in PATH; install it: scripts/deps redis, or sudo apt-get install -y redis-server")
	}
	s := &Server{port: freePort(tb), dir: tb.TempDir(), program: program}
	tb.Cleanup(func() { s.Kill(tb) })
	s.Restart(tb)
	return s
}

// URL returns the address of the server, as [redis.Open] takes it.
func (s *Server) URL() string { return "redis://127.0.0.1:" + strconv.Itoa(s.port) }

// Kill ends the server at once, as a crash does. It may be down already.
func (s *Server) Kill(tb testing.TB) {
	tb.Helper()
	if s.running == nil {
		return
	}
	if err := s.running.Process.Kill(); err != nil {
		tb.Errorf("kill redis: %v", err)
	}
	_ = s.running.Wait() // tells that it was killed
	s.running = nil
}

// Save has the server write a snapshot, with which it begins when it is started the
// next time.
func (s *Server) Save(tb testing.TB) {
	tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(tb.Context(), "tcp", "127.0.0.1:"+strconv.Itoa(s.port))
	if err != nil {
		tb.Fatalf("save redis: %v", err)
	}
	defer conn.Close() //nolint:errcheck // it has said what it had to
	answer := make([]byte, len("+OK"))
	if _, err = conn.Write([]byte("SAVE\r\n")); err == nil {
		_, err = io.ReadFull(conn, answer)
	}
	if err != nil || string(answer) != "+OK" {
		tb.Fatalf("save redis: %q, %v", answer, err)
	}
}

// Freeze stops the server in its tracks: it holds its connections, takes new ones,
// and answers nobody. Kill ends it.
func (s *Server) Freeze(tb testing.TB) {
	tb.Helper()
	if err := s.running.Process.Signal(syscall.SIGSTOP); err != nil {
		tb.Fatalf("freeze redis: %v", err)
	}
}

// Restart starts the server, which is down, on the same port and returns when it
// answers.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	s.output.Reset()
	cmd := exec.CommandContext(context.Background(), s.program, "--port", strconv.Itoa(s.port), "--bind", "127.0.0.1",
		"--dir", s.dir, "--save", "", "--appendonly", "no", "--daemonize", "no")
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		tb.Fatalf("start redis: %v", err)
	}
	s.running = cmd
	if err := s.await(); err != nil {
		s.Kill(tb)
		tb.Fatalf("start redis on port %d: %v\n%s", s.port, err, s.output.String())
	}
}

func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		client, err := redis.Open(s.URL())
		if err != nil {
			return err
		}
		err = client.Ping(ctx)
		client.Close()
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
func freePort(tb testing.TB) int {
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
	return at.Port
}
