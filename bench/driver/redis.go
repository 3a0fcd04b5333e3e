package driver

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
)

// Redis is a server of its own that keeps nothing on disk: one that was killed begins
// empty.
type Redis struct {
	URL     string // redis://127.0.0.1:6379
	port    string
	dir     string
	running *exec.Cmd // nil while it is down
}

// OpenRedis starts a Redis on a free port, with a folder that is there.
func OpenRedis(ctx context.Context, dir string) (*Redis, error) {
	addr, err := FreeAddr(ctx)
	if err != nil {
		return nil, err
	}
	r := &Redis{URL: "redis://" + addr, port: addr[strings.LastIndexByte(addr, ':')+1:], dir: dir}
	err = r.Start(ctx)
	return r, err
}

// Start starts Redis, which is down, and returns when it answers.
func (r *Redis) Start(ctx context.Context) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "redis-server", "--port", r.port, "--bind", "127.0.0.1",
		"--dir", r.dir, "--save", "", "--appendonly", "no", "--daemonize", "no")
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Redis (scripts/deps redis installs it): %w", err)
	}
	r.running = cmd
	client, err := redis.Open(r.URL)
	if err != nil {
		return err
	}
	defer client.Close()
	const tries, between = 100, 50 * time.Millisecond
	for range tries {
		if err = client.Ping(ctx); err == nil || ctx.Err() != nil {
			break
		}
		time.Sleep(between)
	}
	return err
}

// Kill ends Redis without a warning. It may be down already.
func (r *Redis) Kill() error {
	if r.running == nil {
		return nil
	}
	if err := r.running.Process.Kill(); err != nil {
		return fmt.Errorf("kill Redis: %w", err)
	}
	err := r.running.Wait()
	r.running = nil
	if _, killed := errors.AsType[*exec.ExitError](err); killed {
		return nil
	}
	return err //nolint:wrapcheck // it says what it was
}
