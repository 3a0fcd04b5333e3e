package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// ownDescriptors is where Linux shows a process its open files. A path through it leads to the opened folder itself,
// so the rights on the folders above do not matter.
const ownDescriptors = "/proc/self/fd"

// firstLent is the descriptor of exec.Cmd's first extra file.
const firstLent = 3

// lent are folders opened by root for PostgreSQL, which runs as somebody else. The data folder stays closed to that
// user, even below /root: PostgreSQL inherits the open folders and names them by descriptor. It can use what it was
// lent and nothing beside or above it. Where the system has no such names, plain paths must be reachable.
type lent struct {
	to    runner
	files []*os.File
}

// name returns the path by which PostgreSQL is to know the folder.
func (l *lent) name(path string) (string, error) {
	if !l.to.drop {
		return path, nil
	}
	if _, err := os.Stat(ownDescriptors); err != nil {
		return path, l.to.canReach(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open PostgreSQL's folder: %w", err)
	}
	l.files = append(l.files, f)
	return ownDescriptors + "/" + strconv.Itoa(firstLent+len(l.files)-1), nil
}

// command prepares a program of PostgreSQL to run as the runner with the lent folders. Its environment is bare, so
// that Guildhall's secrets do not reach it.
func (l *lent) command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = "/"
	cmd.Env = bareEnvironment()
	cmd.ExtraFiles = l.files
	cmd.SysProcAttr = sessionOf(l.to)
	return cmd
}

func (l *lent) close() error {
	var errs []error
	for _, f := range l.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

func bareEnvironment() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
