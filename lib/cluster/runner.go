package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// runner is the user who runs PostgreSQL.
type runner struct {
	drop     bool // Guildhall is root and PostgreSQL must not be
	uid, gid int
	name     string
}

// runner chooses the user: oneself, unless that is root. Then whoever owns the cluster, or else the data folder, so
// that a folder once used by an ordinary user stays theirs; then postgres; then nobody.
func (f folder) runner() (runner, error) {
	if os.Geteuid() != 0 {
		return runner{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, path := range []string{f.data(), string(f)} {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return runner{}, fmt.Errorf("find the user who runs PostgreSQL: %w", err)
		}
		if uid, gid := owner(info); uid != 0 {
			return runnerByID(uid, gid), nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if found, err := user.Lookup(name); err == nil {
			return runnerByName(found)
		}
	}
	return runner{}, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody: " +
		"add one (sudo useradd --system postgres) or start Guildhall as an ordinary user")
}

func runnerByID(uid, gid int) runner {
	if found, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		if r, err := runnerByName(found); err == nil {
			return r
		}
	}
	return runner{drop: true, uid: uid, gid: gid, name: strconv.Itoa(uid)} // A bare id, as containers have.
}

func runnerByName(u *user.User) (runner, error) {
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return runner{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return runner{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	return runner{drop: true, uid: uid, gid: gid, name: u.Username}, nil
}

// credential is what the child process becomes; nil means it stays what we are. No supplementary groups are kept.
func (r runner) credential() *syscall.Credential {
	if !r.drop {
		return nil
	}
	return &syscall.Credential{Uid: uint32(r.uid), Gid: uint32(r.gid)}
}

// ensureFolder makes a folder that only the runner may use, or makes an existing one so. A symbolic link is refused:
// root must not hand over what somebody else points at.
func (r runner) ensureFolder(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make PostgreSQL's folder: %w", err)
	}
	if r.owns(path) {
		return nil
	}
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("look at PostgreSQL's folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%s must be a folder", path)
	}
	if err := r.takeOver(path); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o700); err != nil { //nolint:gosec // A folder.
		return fmt.Errorf("close %s to other users: %w", path, err)
	}
	return nil
}

// owns tells whether path is a folder that belongs to the runner and is closed to everybody else.
func (r runner) owns(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
		return false
	}
	uid, _ := owner(info)
	return uid == r.uid
}

// takeOver hands a folder of PostgreSQL, which root has just made or restored from a backup, to the runner.
func (r runner) takeOver(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at PostgreSQL's folder: %w", err)
	}
	uid, _ := owner(info)
	if uid == r.uid {
		return nil
	}
	if !r.drop {
		return fmt.Errorf("%s belongs to user %d: start Guildhall as that user, or as root", dir, uid)
	}
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, r.uid, r.gid) //nolint:gosec // Links are not followed, and nobody else writes here yet.
	})
	if err != nil {
		return fmt.Errorf("hand %s to user %s: %w", dir, r.name, err)
	}
	return nil
}

// canReach returns an error that names the folder on the way to path which the runner may not pass.
func (r runner) canReach(path string) error {
	if !r.drop {
		return nil
	}
	for at := path; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			return fmt.Errorf("look at %s: %w", at, err)
		}
		if info.IsDir() && !r.mayPass(info) {
			return fmt.Errorf("user %s, who runs PostgreSQL because root may not, cannot reach %s: %s is closed to it; "+
				"open it (sudo chmod o+x %s) or choose another place", r.name, path, at, at)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

func (r runner) mayPass(info fs.FileInfo) bool {
	uid, gid := owner(info)
	switch {
	case uid == r.uid:
		return info.Mode()&0o100 != 0
	case gid == r.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
