package cluster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// folder is Guildhall's data folder, an absolute path.
type folder string

func openFolder(dir string) (folder, error) {
	if dir == "" {
		return "", errors.New("no data folder given")
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("resolve data folder: %w", err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return "", fmt.Errorf("make data folder: %w", err)
	}
	return folder(path), nil
}

func (f folder) in(name string) string { return filepath.Join(string(f), name) }
func (f folder) lock() string          { return f.in("guildhall.lock") }
func (f folder) data() string          { return f.in("postgres") }
func (f folder) unfinished() string    { return f.in("postgres.new-") } // and a number
func (f folder) passwordFile() string  { return f.in("postgres.password") }
func (f folder) stateFile() string     { return f.in("postgres.json") }
func (f folder) socket() string        { return f.in("run") }
func (f folder) log() string           { return f.in("log") }
func (f folder) pidFile() string       { return filepath.Join(f.data(), "postmaster.pid") }

// startingWith returns the paths that begin with prefix, whatever characters the folder's own name is made of.
func startingWith(prefix string) ([]string, error) {
	dir, name := filepath.Split(prefix)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), name) {
			found = append(found, filepath.Join(dir, entry.Name()))
		}
	}
	return found, nil
}

// version returns the major version of PostgreSQL that made the cluster, or zero when there is none.
func (f folder) version() int {
	text, err := os.ReadFile(filepath.Join(f.data(), "PG_VERSION"))
	if err != nil {
		return 0
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return major
}

// postmaster returns the pid that PostgreSQL's own lock file names, or zero when there is no such file.
func (f folder) postmaster() (int, error) {
	text, err := os.ReadFile(f.pidFile())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read PostgreSQL's lock file: %w", err)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	// A line cut off by a crash is no pid: PostgreSQL itself says what to do about it.
	pid, _ := strconv.Atoi(strings.TrimSpace(string(line)))
	return max(pid, 0), nil
}

// signPIDFile puts our own pid into PostgreSQL's lock file.
func (f folder) signPIDFile() error {
	text, err := os.ReadFile(f.pidFile())
	if err != nil {
		return fmt.Errorf("read PostgreSQL's lock file: %w", err)
	}
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	return writeFile(f.pidFile(), fmt.Appendf(nil, "%d\n%s", os.Getpid(), rest))
}

func (f folder) password() (string, error) {
	text, err := os.ReadFile(f.passwordFile())
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the cluster in %s has lost its password file; put %s back from a backup: %w",
			f.data(), f.passwordFile(), err)
	}
	if err != nil {
		return "", fmt.Errorf("read the cluster's password: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// state is what the next start, and a command beside the running server, must know.
type state struct {
	Port   int    `json:"port"`   // of the socket's name and of 127.0.0.1
	Socket string `json:"socket"` // folder of the unix socket
	PID    int    `json:"pid"`    // of the postmaster; zero until it accepts connections
	Plan   string `json:"plan"`   // fingerprint of the settings it was started with
}

// readState returns the zero state when there is none or it is unreadable: it then is chosen anew.
func (f folder) readState() (state, error) {
	text, err := os.ReadFile(f.stateFile())
	if errors.Is(err, fs.ErrNotExist) {
		return state{}, nil
	}
	if err != nil {
		return state{}, fmt.Errorf("read the cluster's state: %w", err)
	}
	var s state
	if err := json.Unmarshal(text, &s); err != nil {
		return state{}, nil //nolint:nilerr // A damaged state costs a new port, not the cluster.
	}
	return s, nil
}

func (f folder) writeState(s state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode the cluster's state: %w", err)
	}
	return writeFile(f.stateFile(), append(text, '\n'))
}

// writeFile replaces a file durably and in one step, mode 0600. Written by root it belongs to the folder's owner, who
// would otherwise be locked out of it.
func writeFile(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, err), temp.Close(), os.Remove(temp.Name()))
		}
	}()
	if err := giveToOwnerOf(dir, temp); err != nil {
		return err
	}
	if _, err := temp.Write(content); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return errors.Join(temp.Close(), syncFolder(dir))
}

func giveToOwnerOf(dir string, f *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	uid, gid := owner(info)
	return f.Chown(uid, gid)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func owner(info fs.FileInfo) (uid, gid int) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return int(stat.Uid), int(stat.Gid)
}
