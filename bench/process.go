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
	"strings"
	"syscall"
	"time"
)

// process is a program that serves HTTP on a port of its own.
type process struct {
	addr string // host and port
	cmd  *exec.Cmd
	done chan error
}

// ready is how long a program may take until it serves.
const ready = 30 * time.Second

// start runs a program, its output going to the file, and waits until the path
// answers with 200. It returns how long that took from before the program began.
func start(ctx context.Context, addr, path, log, program string, args ...string) (*process, time.Duration, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	defer out.Close()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, args...)
	p := &process{addr: addr, cmd: cmd, done: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, 0, fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	go func() { p.done <- p.cmd.Wait() }()
	for {
		if answers(ctx, "http://"+addr+path) {
			return p, time.Since(begin), nil
		}
		select {
		case err := <-p.done:
			return nil, 0, fmt.Errorf("%s ended before it served (%w); its last words:\n%s", filepath.Base(program), err, tail(log))
		case <-ctx.Done():
			return nil, 0, errors.Join(ctx.Err(), p.stop())
		case <-time.After(2 * time.Millisecond):
		}
		if time.Since(begin) > ready {
			return nil, 0, errors.Join(fmt.Errorf("%s does not serve after %s:\n%s", filepath.Base(program), ready, tail(log)), p.stop())
		}
	}
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

// stop asks the program to end and waits until it has.
func (p *process) stop() error {
	if p == nil {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop %s: %w", p.cmd.Path, err)
	}
	select {
	case err := <-p.done:
		p.done <- err                                                                                            // for whoever asks again
		if ended, ok := errors.AsType[*exec.ExitError](err); ok && ended.Sys().(syscall.WaitStatus).Signaled() { //nolint:forcetypeassert // what Unix systems return
			return nil
		}
		return err
	case <-time.After(ready):
		return errors.Join(fmt.Errorf("%s did not end within %s", p.cmd.Path, ready), p.cmd.Process.Kill())
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

// freeAddr returns an address of this machine on which nobody listens.
func freeAddr(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return addr, nil
}

// build compiles a program of this module into a folder.
func build(ctx context.Context, pkg, program string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", program, pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}
