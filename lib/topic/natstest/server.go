package natstest

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/servertest"
)

// Server is a NATS server that runs for one test, with JetStream.
type Server struct{ *servertest.Server }

// Start starts a server, which ends with the test, and returns when it answers.
func Start(tb testing.TB) *Server {
	tb.Helper()
	return &Server{servertest.Start(tb, servertest.Program{
		Name: "nats-server", Path: program(tb), Answers: dial,
		Args: func(port, dir string) []string {
			return []string{"--addr", "127.0.0.1", "--port", port, "--jetstream", "--store_dir", dir}
		},
	})}
}

// URL returns the address of the server, as NATS_SERVER_URL has it.
func (s *Server) URL() string { return "nats://" + s.Address() }

func dial(ctx context.Context, address string) error {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err //nolint:wrapcheck // whoever waits says for what
	}
	return c.Close() //nolint:wrapcheck // the same
}

// program returns the server's program. It is built when that was not done before.
func program(tb testing.TB) string {
	tb.Helper()
	root := run(tb, ".", "list", "-m", "-f", "{{.Dir}}")
	return run(tb, filepath.Join(root, "tools", "nats"), "tool", "-n", "nats-server")
}

// run runs the go command in a folder and returns what it says.
func run(tb testing.TB, dir string, args ...string) string {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), "go", args...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	return strings.TrimSpace(string(out))
}
