package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/internal/throwaway"
)

const (
	startLimit   = 2 * time.Minute
	memoryFolder = "/dev/shm"
	plenty       = 4 << 30 // bytes
)

// shared starts the cluster of this process once.
var shared = sync.OnceValues(start)

// Cluster returns the cluster of this test process. It is shared by all its tests: whoever needs a place of their own
// takes a Database.
func Cluster(tb testing.TB) *cluster.Cluster {
	tb.Helper()
	c, err := shared()
	if err != nil {
		tb.Fatalf("start PostgreSQL for tests: %v", err)
	}
	return c
}

// Database makes a database of the test's own, a copy of template (empty means a bare one), and returns its URL for
// the superuser. It is dropped, connections or not, when the test ends. Nobody may be connected to the template.
func Database(tb testing.TB, template string) string {
	tb.Helper()
	c := Cluster(tb)
	if template == "" {
		template = "template1"
	}
	name := "test_" + strings.ToLower(rand.Text())
	exec(tb, c, "create database "+name+" template "+pgx.Identifier{template}.Sanitize())
	tb.Cleanup(func() { exec(tb, c, "drop database "+name+" with (force)") })
	return c.URL(name)
}

func exec(tb testing.TB, c *cluster.Cluster, sql string) {
	tb.Helper()
	ctx := context.Background() // That of the test has already ended when a cleanup runs.
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		tb.Fatalf("connect: %v", err)
	}
	_, err = conn.Exec(ctx, sql)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

// Run runs the tests of a package and then stops and removes its cluster, if one was started. It returns the code to
// exit with.
func Run(m *testing.M) int {
	code := m.Run()
	dir := processFolder(os.Getpid())
	if _, err := os.Stat(dir); err != nil {
		return code // No test asked for a cluster.
	}
	c, err := shared()
	if err == nil {
		err = c.Close()
	}
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL for tests:", err)
		return max(code, 1)
	}
	return code
}

func start() (*cluster.Cluster, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	prepared, err := template(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare a cluster: %w", err)
	}
	if err := sweep(); err != nil {
		return nil, fmt.Errorf("remove clusters of killed tests: %w", err)
	}
	dir := processFolder(os.Getpid())
	if err := copyTree(prepared, dir); err != nil {
		return nil, fmt.Errorf("copy the prepared cluster: %w", err)
	}
	return cluster.Start(ctx, cluster.Options{Dir: dir, Throwaway: terms()})
}

// terms are safe because no test on them looks at what a crash leaves.
func terms() *throwaway.Terms {
	return &throwaway.Terms{Settings: map[string]string{
		"fsync":                      "off",
		"full_page_writes":           "off",
		"synchronous_commit":         "off",
		"shared_buffers":             "64MB",
		"huge_pages":                 "off",
		"max_wal_size":               "256MB", // It may lie in memory.
		"dynamic_shared_memory_type": "mmap",  // Goes with the folder, even when the tests are killed.
	}}
}

// TempDir is the folder for data that nobody would miss: in memory where there is plenty, because a file system on disk
// takes a second to make the thousand files of a cluster; otherwise, or when TMPDIR is set, that of temporary files.
func TempDir() string {
	var shm syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memoryFolder, &shm) != nil ||
		shm.Bavail*uint64(shm.Bsize) < plenty {
		return os.TempDir()
	}
	return memoryFolder
}

func allFolders() string {
	return filepath.Join(TempDir(), "guildhall-test-"+strconv.Itoa(os.Getuid()))
}

func processFolder(pid int) string { return filepath.Join(allFolders(), strconv.Itoa(pid)) }

// sweep removes the folders of processes that are gone, and one of an earlier process of our own pid.
func sweep() error {
	if err := os.MkdirAll(allFolders(), 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(allFolders())
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Getuid() {
		return fmt.Errorf("%s belongs to another user", allFolders())
	}
	entries, err := os.ReadDir(allFolders())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || (pid != os.Getpid() && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(allFolders(), entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
