package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
	"github.com/guildhall/guildhall/lib/redis"
)

// redisServer is a Redis that keeps nothing on disk: one that was killed begins
// empty.
type redisServer struct {
	url     string
	port    string
	dir     string
	running *exec.Cmd // nil while it is down
}

func openRedis(ctx context.Context, dir string) (*redisServer, error) {
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return nil, err
	}
	r := &redisServer{url: "redis://" + addr, port: addr[strings.LastIndexByte(addr, ':')+1:], dir: dir}
	err = r.start(ctx)
	return r, err
}

// start starts Redis and returns when it answers.
func (r *redisServer) start(ctx context.Context) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), "redis-server", "--port", r.port, "--bind", "127.0.0.1",
		"--dir", r.dir, "--save", "", "--appendonly", "no", "--daemonize", "no")
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start Redis (scripts/deps redis installs it): %w", err)
	}
	r.running = cmd
	client, err := redis.Open(r.url)
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

// kill ends Redis without a warning. It may be down already.
func (r *redisServer) kill() error {
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
