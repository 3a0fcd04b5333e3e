package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"
)

// adopt takes over the PostgreSQL that a killed Guildhall left behind. It returns false when there is none, or when
// there was one that had to be stopped because it runs on other settings or does not answer.
func (c *Cluster) adopt(ctx context.Context, how plan) (bool, error) {
	begin := time.Now()
	p, sure, err := c.leftBehind(ctx)
	if err != nil || p == nil {
		return false, err
	}
	letGo := make(chan struct{})
	p.watch(letGo)
	err = c.recall()
	if err == nil {
		err = c.await(ctx, p, patience, c.prove)
	}
	switch {
	case errors.Is(err, errEnded):
		return false, nil
	case err == nil && c.state.Plan == how.fingerprint():
		c.keep(p)
		c.log.Info("adopted the private PostgreSQL that was left running", "pid", p.pid(), "port", c.state.Port,
			"duration", time.Since(begin))
		c.state.PID = p.pid()
		return true, c.at.writeState(c.state)
	case err == nil || (sure && ctx.Err() == nil):
		c.log.Warn("stopping the private PostgreSQL that was left running", "pid", p.pid(), "error", err)
		return false, p.end(ctx)
	default:
		close(letGo)
		return false, fmt.Errorf("%s names process %d, which does not answer as this cluster; stop that process, or "+
			"remove the file if the process is another program: %w", c.at.pidFile(), p.pid(), err)
	}
}

// leftBehind returns the process that PostgreSQL's lock file names, if it lives, and whether it surely is ours.
func (c *Cluster) leftBehind(ctx context.Context) (p *process, sure bool, err error) {
	pid, err := c.at.postmaster()
	if err != nil || pid == 0 {
		return nil, false, err
	}
	p, err = find(pid)
	if err != nil {
		return nil, false, err
	}
	if p != nil {
		if ours, sure := serves(pid, c.at.data()); ours || !sure {
			return p, sure, nil
		}
	}
	return nil, false, c.clearRemains(ctx, pid)
}

// clearRemains clears the way for a new postmaster after the death of the one that had this pid.
//
// PostgreSQL would stumble over a lock file whose pid lives again as another program, or is dead but not yet asked
// after by its parent. Our own pid makes it look further: to a parent's it gives way. The file is not removed, because
// it also names the shared memory by which PostgreSQL notices backends that outlived their postmaster.
// Such backends, busy in a long query, can no longer commit anything: they are ended.
func (c *Cluster) clearRemains(ctx context.Context, pid int) error {
	if exists(pid) {
		c.log.Warn("lock file of PostgreSQL is left over and its pid is taken", "file", c.at.pidFile(), "pid", pid)
		if err := c.at.signPIDFile(); err != nil {
			return err
		}
	}
	last, err := c.at.readState()
	if err != nil {
		return err
	}
	if err := c.at.dropSocket(last); err != nil {
		return err
	}
	orphans := servants(c.at.data())
	for _, orphan := range orphans {
		if err := syscall.Kill(orphan, syscall.SIGQUIT); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("end a backend without postmaster: %w", err)
		}
	}
	for end := time.Now().Add(patience); slices.ContainsFunc(orphans, alive) && time.Now().Before(end); {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for backends without postmaster: %w", context.Cause(ctx))
		case <-time.After(shortPoll):
		}
	}
	return nil // Were one still alive, PostgreSQL would now say so.
}

// recall reads what the last start wrote down.
func (c *Cluster) recall() (err error) {
	if c.state, err = c.at.readState(); err != nil {
		return err
	}
	if c.state.Port == 0 {
		return errors.New("its port is not written down")
	}
	c.password, err = c.at.password()
	return err
}

func (c *Cluster) attach(ctx context.Context) error {
	if _, err := os.Stat(c.at.stateFile()); errors.Is(err, fs.ErrNotExist) {
		return ErrNotRunning
	}
	if err := c.recall(); err != nil {
		return notRunning(err)
	}
	pid, err := c.at.postmaster()
	if err != nil {
		return err
	}
	if pid == 0 {
		return ErrNotRunning
	}
	p, err := find(pid)
	if err != nil {
		return err
	}
	if p == nil {
		return ErrNotRunning
	}
	if err := c.prove(ctx); err != nil {
		return notRunning(err)
	}
	p.watch(c.stopping)
	c.keep(p)
	return nil
}

// notRunning keeps apart what waiting cannot cure: files that this user may not read.
func notRunning(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrNotRunning, err)
}
