package pgtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"github.com/guildhall/guildhall/lib/cluster"
)

// template returns a folder with a fresh cluster that has never served, made on first use and kept in the user's cache:
// copying it takes a fraction of the time of making one. Processes that need it at once wait for the first.
func template(ctx context.Context) (string, error) {
	version, err := cluster.Version(ctx, "")
	if err != nil {
		return "", err
	}
	cache, err := cacheFolder()
	if err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(cache, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", errors.Join(fmt.Errorf("lock %s: %w", cache, err), lock.Close())
	}
	sum := sha256.Sum256(fmt.Append(nil, terms().Settings)) // Prints maps in the order of their keys.
	path := filepath.Join(cache, "pg"+strconv.Itoa(version)+"-"+hex.EncodeToString(sum[:6]))
	if _, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		err = makeTemplate(ctx, path)
	}
	return path, errors.Join(err, lock.Close())
}

func cacheFolder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		base = allFolders() // No home: builds in containers, for one.
	}
	path := filepath.Join(base, "guildhall-test")
	return path, os.MkdirAll(path, 0o700)
}

// makeTemplate runs a cluster once and gives its folder the name last.
func makeTemplate(ctx context.Context, path string) error {
	unfinished := path + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	c, err := cluster.Start(ctx, cluster.Options{Dir: unfinished, Throwaway: terms()})
	if err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return err
	}
	for _, own := range []string{"run", "log", "guildhall.lock", "postgres.json"} {
		if err := os.RemoveAll(filepath.Join(unfinished, own)); err != nil {
			return err
		}
	}
	return os.Rename(unfinished, path)
}

// copyTree copies folders and files with their modes and, for root, their owners.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if entry.IsDir() {
			err = os.Mkdir(target, info.Mode().Perm())
		} else {
			err = copyFile(path, target, info.Mode().Perm())
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if err != nil || !ok || os.Geteuid() != 0 {
			return err
		}
		return os.Lchown(target, int(stat.Uid), int(stat.Gid))
	})
}

// copyFile leaves out blocks of zeros, which make up most of a fresh write-ahead log.
func copyFile(from, to string, mode fs.FileMode) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	size, at := int64(len(content)), int64(0)
	for block := range slices.Chunk(content, 8192) {
		if err == nil && bytes.Count(block, []byte{0}) < len(block) {
			_, err = target.WriteAt(block, at)
		}
		at += int64(len(block))
	}
	return errors.Join(err, target.Truncate(size), target.Close())
}
