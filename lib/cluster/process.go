package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

const (
	patience  = 5 * time.Second        // for what normally takes milliseconds
	shortPoll = 3 * time.Millisecond   // while somebody waits
	longPoll  = 500 * time.Millisecond // for the death of an adopted postmaster, which nobody waits for
)

// process is a postmaster: our child, or one that we adopted or attached to.
type process struct {
	handle *os.Process
	child  bool
	gone   chan struct{} // closed when the process has ended
	hurry  chan struct{} // receives when somebody waits for the end of a process that is not our child
}

func (p *process) pid() int { return p.handle.Pid }

// spawn starts cmd as our child. Bound to our life, it dies with this process however that ends.
func spawn(cmd *exec.Cmd, bound bool) (*process, error) {
	p := &process{child: true, gone: make(chan struct{})}
	started := make(chan error)
	go func() {
		if bound {
			runtime.LockOSThread() // The death signal comes when the starting thread ends: keep it.
			dieWithParent(cmd.SysProcAttr, syscall.SIGQUIT)
		}
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // How it ended stands in its log, and whoever waits looks at gone.
			close(p.gone)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p.handle = cmd.Process
	return p, nil
}

// find returns the running process of that pid, or nil when there is none.
func find(pid int) (*process, error) {
	if !alive(pid) {
		return nil, nil //nolint:nilnil // No process is an ordinary answer.
	}
	handle, err := os.FindProcess(pid)
	if err != nil {
		return nil, fmt.Errorf("find process %d: %w", pid, err)
	}
	return &process{handle: handle, gone: make(chan struct{}), hurry: make(chan struct{}, 1)}, nil
}

// watch notices the end of a process that is not our child, until released is closed.
func (p *process) watch(released <-chan struct{}) {
	if p.child {
		return
	}
	go func() {
		pause := longPoll
		for alive(p.pid()) && !errors.Is(p.handle.Signal(syscall.Signal(0)), os.ErrProcessDone) {
			select {
			case <-released:
				return
			case <-p.hurry:
				pause = shortPoll
			case <-time.After(pause):
			}
		}
		close(p.gone)
	}()
}

// end stops the postmaster: a fast shutdown, which rolls back what is open and writes a checkpoint; when ctx ends
// first, an immediate one, after which the next start recovers from the log. Committed rows survive both.
func (p *process) end(ctx context.Context) error {
	select {
	case p.hurry <- struct{}{}:
	default: // A child needs no watching, and one hint is enough.
	}
	if ended, err := p.signal(ctx, syscall.SIGINT); ended || err != nil {
		return err
	}
	for _, harder := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGKILL} {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*patience)
		ended, err := p.signal(limit, harder)
		cancel()
		if err != nil {
			return err
		}
		if ended {
			return fmt.Errorf("PostgreSQL had to be stopped by signal %q and will recover at its next start: %w",
				harder, context.Cause(ctx))
		}
	}
	return fmt.Errorf("process %d of PostgreSQL does not end", p.pid())
}

// signal sends a signal and waits for the end until ctx ends.
func (p *process) signal(ctx context.Context, s syscall.Signal) (ended bool, err error) {
	if err := p.handle.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return false, fmt.Errorf("signal PostgreSQL: %w", err)
	}
	select {
	case <-p.gone:
		return true, nil
	case <-ctx.Done():
		return false, nil
	}
}

// exists tells whether the system knows the process, of whatever user.
func exists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
