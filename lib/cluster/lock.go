package cluster

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// InUseError tells which live process owns a data folder.
type InUseError struct {
	Dir string // the data folder
	PID int    // of the owner; zero when it has not yet written it down
}

// Error names the folder and the process to stop.
func (e *InUseError) Error() string {
	by := "another process"
	if e.PID > 0 {
		by = "process " + strconv.Itoa(e.PID)
	}
	return fmt.Sprintf("data folder %s is in use by %s: stop it, or give this one another data folder", e.Dir, by)
}

// Unwrap makes errors.Is(err, ErrInUse) true.
func (e *InUseError) Unwrap() error { return ErrInUse }

// acquire takes the lock of a data folder or returns an InUseError. The death of the process releases it. The file stays: removing it would let two processes hold locks on two files of the same name.
func acquire(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the data folder: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder := &InUseError{Dir: filepath.Dir(path), PID: lockHolder(f)}
		return nil, errors.Join(holder, f.Close())
	}
	if err == nil {
		err = errors.Join(giveToOwnerOf(filepath.Dir(path), f), writePID(f))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), f.Close())
	}
	return f, nil
}

// release gives the lock back at once. Closing alone would do so only once every child that is just being started, and
// still has our files, has replaced its program.
func release(lock *os.File) error {
	return errors.Join(syscall.Flock(int(lock.Fd()), syscall.LOCK_UN), lock.Close())
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// lockHolder reads the pid in a lock file that another process holds. A pid that is no longer alive was written by an
// earlier holder: the present one is about to write its own.
func lockHolder(f *os.File) int {
	text, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid <= 0 || !alive(pid) {
		return 0
	}
	return pid
}
