package redistest

import (
	"context"
	"io"
	"net"
	"os/exec"
	"testing"

	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/servertest"
)

// Server is a Redis that runs for one test. It keeps nothing on disk, so one that
// was killed begins empty.
type Server struct{ *servertest.Server }

// Start starts a Redis, which ends with the test, and returns when it answers.
func Start(tb testing.TB) *Server {
	tb.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		tb.Fatal("redis-server is not in PATH; install it: scripts/deps redis, or sudo apt-get install -y redis-server")
	}
	return &Server{servertest.Start(tb, servertest.Program{
		Name: "redis", Path: program, Answers: ping,
		Args: func(port, dir string) []string {
			return []string{"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no", "--daemonize", "no"}
		},
	})}
}

// URL returns the address of the server, as [redis.Open] takes it.
func (s *Server) URL() string { return "redis://" + s.Address() }

// Save has the server write a snapshot, with which it begins when it is started the
// next time.
func (s *Server) Save(tb testing.TB) {
	tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(tb.Context(), "tcp", s.Address())
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

func ping(ctx context.Context, address string) error {
	client, err := redis.Open("redis://" + address)
	if err != nil {
		return err
	}
	defer client.Close()
	return client.Ping(ctx)
}
