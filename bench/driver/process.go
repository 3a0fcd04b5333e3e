package driver

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

const (
	readyWithin = 60 * time.Second // after a crash PostgreSQL has its log to read
	endWithin   = 30 * time.Second
)

// Program is a program that serves HTTP, and how to start it.
type Program struct {
	File  string
	Args  []string
	Addr  string   // host and port on which it serves
	Ready string   // a path that answers with 200 once it serves
	Log   string   // the file to which its output is added
	Env   []string // settings added to this process's environment: "NAME=value"
}

// Process is a program that runs.
type Process struct {
	Addr string // host and port on which it serves

	name string
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how, once done is closed
}

// Start starts the program and waits until it serves. It returns how long that took
// from before the program began.
func (p Program) Start(ctx context.Context) (*Process, time.Duration, error) {
	out, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	defer out.Close()
	begin := time.Now()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), p.File, p.Args...)
	cmd.Stdout, cmd.Stderr, cmd.Env = out, out, append(os.Environ(), p.Env...)
	run := &Process{Addr: p.Addr, name: filepath.Base(p.File), cmd: cmd, done: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		return nil, 0, fmt.Errorf("start %s: %w", run.name, err)
	}
	go func() {
		run.err = cmd.Wait()
		close(run.done)
	}()
	for !answers(ctx, "http://"+p.Addr+p.Ready) {
		select {
		case <-run.done:
			return nil, 0, fmt.Errorf("%s ended before it served (%w); its last words:\n%s", run.name, run.err, Tail(p.Log))
		case <-ctx.Done():
			return nil, 0, errors.Join(ctx.Err(), run.Stop())
		case <-time.After(2 * time.Millisecond):
		}
		if time.Since(begin) > readyWithin {
			return nil, 0, errors.Join(fmt.Errorf("%s does not serve after %s; its last words:\n%s", run.name, readyWithin, Tail(p.Log)), run.Stop())
		}
	}
	return run, time.Since(begin), nil
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

// PID is the system's number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Stop asks the process to end in good order and waits until it has. One that has
// ended, or never began and is nil, is stopped already; one that a signal ends has
// done as it was told.
func (p *Process) Stop() error {
	if p == nil {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		if errors.Is(err, os.ErrProcessDone) {
			return nil
		}
		return fmt.Errorf("stop %s: %w", p.name, err)
	}
	if err := p.Wait(); err != nil {
		return errors.Join(err, p.cmd.Process.Kill())
	}
	if ended, ok := errors.AsType[*exec.ExitError](p.err); ok && ended.Sys().(syscall.WaitStatus).Signaled() { //nolint:forcetypeassert // what Unix systems return
		return nil
	}
	return p.err
}

// Kill ends the process without a warning; see [Process.Wait].
func (p *Process) Kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", p.name, err)
	}
	return nil
}

// Wait waits until the process has ended, however it did. One that goes on for half
// a minute is an error.
func (p *Process) Wait() error {
	select {
	case <-p.done:
		return nil
	case <-time.After(endWithin):
		return fmt.Errorf("%s did not end within %s", p.name, endWithin)
	}
}

// Tail returns the end of a file, as a program's last words.
func Tail(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// FreeAddr returns an address of this machine on which nobody listens.
func FreeAddr(ctx context.Context) (string, error) {
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
