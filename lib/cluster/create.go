package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// ensureCreated makes the cluster unless it exists. A crash at any moment leaves either no cluster or a whole one with
// its password: the folder gets its name last.
func (c *Cluster) ensureCreated(ctx context.Context, bin programs, as runner) error {
	if err := c.removeUnfinished(ctx); err != nil {
		return err
	}
	_, err := os.Stat(c.at.data())
	if errors.Is(err, fs.ErrNotExist) {
		return c.create(ctx, bin, as)
	}
	if err != nil {
		return fmt.Errorf("look for the cluster: %w", err)
	}
	if err := as.takeOver(c.at.data()); err != nil {
		return err
	}
	if c.at.version() == 0 {
		if err := os.Remove(c.at.data()); err != nil { // Succeeds only on an empty folder.
			return fmt.Errorf("%s is in the way and holds no cluster, move it: %w", c.at.data(), err)
		}
		return c.create(ctx, bin, as)
	}
	c.password, err = c.at.password()
	return err
}

// removeUnfinished removes what an initdb left that was killed midway. Each attempt has a name of its own, because the
// killed one's last child may still be writing; it ends on its own, within moments.
func (c *Cluster) removeUnfinished(ctx context.Context) error {
	left, err := startingWith(c.at.unfinished())
	if err != nil {
		return fmt.Errorf("look for an unfinished cluster: %w", err)
	}
	for _, path := range left {
		c.log.Warn("removing a cluster whose creation was interrupted", "folder", path)
		err := os.RemoveAll(path)
		for end := time.Now().Add(patience); errors.Is(err, syscall.ENOTEMPTY); err = os.RemoveAll(path) {
			if ctx.Err() != nil || time.Now().After(end) {
				break
			}
			time.Sleep(shortPoll)
		}
		if err != nil {
			return fmt.Errorf("remove an unfinished cluster: %w", err)
		}
	}
	return nil
}

func (c *Cluster) create(ctx context.Context, bin programs, as runner) error {
	begin := time.Now()
	unfinished, err := os.MkdirTemp(string(c.at), filepath.Base(c.at.unfinished())+"*")
	if err != nil {
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	if err := as.ensureFolder(unfinished); err != nil {
		return err
	}
	c.password = rand.Text()
	if err := initdb(ctx, bin, as, unfinished, c.password); err != nil {
		return errors.Join(err, os.RemoveAll(unfinished))
	}
	if err := compress(ctx, bin, unfinished); err != nil {
		return err
	}
	if err := writeFile(c.at.passwordFile(), []byte(c.password+"\n")); err != nil {
		return err
	}
	if err := os.Rename(unfinished, c.at.data()); err != nil {
		return fmt.Errorf("name the new cluster: %w", err)
	}
	if err := syncFolder(string(c.at)); err != nil {
		return fmt.Errorf("sync the data folder: %w", err)
	}
	c.log.Info("made a private PostgreSQL cluster", "folder", c.at.data(), "duration", time.Since(begin))
	return nil
}

// initdb fills an empty folder and syncs it to disk. (Doing without its own sync and syncing the file system afterwards
// gained 30 of 700 ms: not worth making every other writer of the disk wait.)
func initdb(ctx context.Context, bin programs, as runner, data, password string) (err error) {
	runtime.LockOSThread() // The death signal below is bound to this thread.
	defer runtime.UnlockOSThread()
	folders := &lent{to: as}
	defer func() { err = errors.Join(err, folders.close()) }()
	name, err := folders.name(data)
	if err != nil {
		return err
	}
	secret, err := pipe(as, password+"\n")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, secret.Close()) }()

	cmd := folders.command(ctx, bin.initdb(), "--pgdata="+name, "--username="+superuser, "--pwfile=/dev/stdin",
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions")
	cmd.Stdin = secret
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	dieWithParent(cmd.SysProcAttr, syscall.SIGKILL)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the cluster with %s: %w\n%s", bin.initdb(), errors.Join(err, ctx.Err()), out)
	}
	return nil
}

// compress has a new cluster use LZ4 where PostgreSQL was built with it: for the page images in its write-ahead log,
// which after a checkpoint then grows by a sixth, at the price of 2 % of throughput (the compression that is always
// there takes 25 %), and for long values in rows, which the one always there packs several times slower. They are
// first settings, written where ALTER SYSTEM may change them.
func compress(ctx context.Context, bin programs, data string) error {
	const lz4 = "wal_compression=lz4"
	const values = "default_toast_compression=lz4"
	ask := exec.CommandContext(ctx, bin.postgres(), "-C", "wal_compression", "-c", lz4, "-c", values, "-D", data)
	ask.Env = bareEnvironment()
	if err := ask.Run(); err != nil {
		return context.Cause(ctx) //nolint:wrapcheck // nil when it only does not know LZ4
	}
	return writeFile(filepath.Join(data, "postgresql.auto.conf"), []byte(lz4+"\n"+values+"\n"))
}

// pipe returns a pipe from which the runner reads text: a password that is never on disk nor on a command line.
func pipe(as runner, text string) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	if as.drop {
		// Linux opens /dev/stdin anew and asks for rights; others duplicate it and may not know owners of pipes.
		if chownErr := r.Chown(as.uid, as.gid); chownErr != nil && runtime.GOOS == "linux" {
			err = chownErr
		}
	}
	if err == nil {
		_, err = w.WriteString(text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("fill a pipe: %w", err), r.Close())
	}
	return r, nil
}
