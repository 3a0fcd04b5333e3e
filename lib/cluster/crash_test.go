package cluster_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
)

func TestKilledPostgresRecovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := start(t, dir)
	keepRow(t, c)
	killPostgres(t, c.PID())
	select {
	case <-c.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("Done does not report the end")
	}
	must(t, c.Close())
	if _, err := os.Stat(filepath.Join(dir, "postgres", "postmaster.pid")); err != nil {
		t.Fatalf("a killed postmaster leaves its lock file: %v", err)
	}
	expectRow(t, start(t, dir))
}

func TestBackendThatOutlivesItsPostmaster(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := start(t, dir)
	keepRow(t, c)
	conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
	must(t, err)
	ended := make(chan error)
	go func() {
		_, err := conn.Exec(t.Context(), "select count(*) from generate_series(1, 1000000000000)")
		ended <- err
	}()
	eventually(t, "the query runs", func() bool {
		return query(t, c, "select count(*)::text from pg_stat_activity where query like '%generate_series%'") == "2"
	})
	must(t, syscall.Kill(c.PID(), syscall.SIGKILL))
	<-c.Done()
	must(t, c.Close())
	expectRow(t, start(t, dir))
	if err := <-ended; err == nil {
		t.Error("the backend went on")
	}
	_ = conn.Close(t.Context()) // It is broken already.
}

// killPostgres kills the postmaster and all its children at once, as a power cut would.
func killPostgres(t *testing.T, pid int) {
	t.Helper()
	children, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/task/" + strconv.Itoa(pid) + "/children")
	must(t, err)
	must(t, syscall.Kill(pid, syscall.SIGKILL))
	for child := range strings.FieldsSeq(string(children)) {
		n, err := strconv.Atoi(child)
		must(t, err)
		if err := syscall.Kill(n, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
}

func TestKilledOwnerIsSucceeded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	owner, out := holder(t, dir)
	pid := postmaster(t, out)
	guest, err := cluster.Attach(t.Context(), dir)
	must(t, err)
	keepRow(t, guest)
	must(t, guest.Close())
	_, err = cluster.Start(t.Context(), cluster.Options{Dir: dir})
	var inUse *cluster.InUseError
	if !errors.As(err, &inUse) || inUse.PID != owner.Process.Pid {
		t.Fatalf("start beside a live owner %d: %v", owner.Process.Pid, err)
	}

	kill(t, owner)
	if !running(pid) {
		t.Fatal("PostgreSQL died with its owner")
	}
	begin := time.Now()
	heir := start(t, dir)
	if heir.PID() != pid || !heir.Owned() {
		t.Errorf("heir has pid %d, owned %v, want to adopt %d", heir.PID(), heir.Owned(), pid)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("adopting took %v", took)
	}
	expectRow(t, heir)
	stop(t, heir)
	if running(pid) {
		t.Error("the adopted PostgreSQL runs after Stop")
	}
	expectRow(t, start(t, dir))
}

func TestAdoptedClusterReportsItsEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	owner, out := holder(t, dir)
	pid := postmaster(t, out)
	kill(t, owner)
	heir := start(t, dir)
	killPostgres(t, pid)
	select {
	case <-heir.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("Done does not report the end of an adopted PostgreSQL")
	}
	must(t, heir.Close())
	query(t, start(t, dir), "select 'recovered'")
}

func TestOrphanOnOtherSettingsIsRestarted(t *testing.T) {
	t.Parallel()
	tests := map[string]func(t *testing.T, dir string){
		"older release": func(t *testing.T, dir string) {
			t.Helper()
			path := filepath.Join(dir, "postgres.json")
			text, err := os.ReadFile(path)
			must(t, err)
			before, _, found := strings.Cut(string(text), `"plan":`)
			if !found {
				t.Fatalf("no plan in %s", text)
			}
			must(t, os.WriteFile(path, []byte(before+`"plan":"older"}`), 0o600))
		},
		"state lost": func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.Remove(filepath.Join(dir, "postgres.json")))
		},
		"state damaged": func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.WriteFile(filepath.Join(dir, "postgres.json"), []byte("{"), 0o600))
		},
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			owner, out := holder(t, dir)
			pid := postmaster(t, out)
			guest, err := cluster.Attach(t.Context(), dir)
			must(t, err)
			keepRow(t, guest)
			must(t, guest.Close())
			kill(t, owner)
			damage(t, dir)
			heir := start(t, dir)
			if heir.PID() == pid || running(pid) {
				t.Errorf("the old PostgreSQL %d was kept", pid)
			}
			expectRow(t, heir)
		})
	}
}

func TestStaleLockFileOfAnotherProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := start(t, dir)
	keepRow(t, c)
	path := filepath.Join(dir, "postgres", "postmaster.pid")
	lock, err := os.ReadFile(path)
	must(t, err)
	stop(t, c)
	// After a restart of the machine the pid may be anybody's: here it is this test's parent, and it lives.
	_, rest, _ := strings.Cut(string(lock), "\n")
	must(t, os.WriteFile(path, []byte(strconv.Itoa(os.Getppid())+"\n"+rest), 0o600))
	expectRow(t, start(t, dir))
}

func TestCopiedFolderIsAClusterOfItsOwn(t *testing.T) {
	t.Parallel()
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	original := start(t, dir)
	keepRow(t, original)
	query(t, original, "select pg_backup_start('copy', true)::text")
	must(t, os.CopyFS(copied, withoutSockets{os.DirFS(dir)}))
	must(t, os.Chmod(filepath.Join(copied, "postgres"), 0o700))

	c := start(t, copied)
	if c.PID() == original.PID() || !running(original.PID()) {
		t.Errorf("the copy is served by %d, the original by %d", c.PID(), original.PID())
	}
	expectRow(t, c)
	expectRow(t, original)
}

// withoutSockets hides what cannot be copied.
type withoutSockets struct{ fs.FS }

func (f withoutSockets) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	kept := entries[:0]
	for _, entry := range entries {
		if entry.Type()&fs.ModeSocket == 0 {
			kept = append(kept, entry)
		}
	}
	return kept, err
}

func TestHalfMadeClusterIsRedone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "[a pattern?*")
	maker, _ := holder(t, dir)
	eventually(t, "initdb is at work", func() bool {
		found, err := fs.Glob(os.DirFS(dir), "postgres.new-*/base/1/*")
		must(t, err)
		return len(found) > 10
	})
	kill(t, maker)
	if _, err := os.Stat(filepath.Join(dir, "postgres")); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("killed too late: %v", err)
	}
	if _, err := cluster.Attach(t.Context(), dir); !errors.Is(err, cluster.ErrNotRunning) {
		t.Errorf("attach to a half-made cluster: %v", err)
	}
	query(t, start(t, dir), "select 'whole'")
	if left, err := fs.Glob(os.DirFS(dir), "postgres.new*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestCancelledStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	brief, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := cluster.Start(brief, cluster.Options{Dir: dir})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("start that was cut short: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "postgres*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	query(t, start(t, dir), "select 'whole'")
}

func TestThrowawayDiesWithItsOwner(t *testing.T) {
	t.Parallel()
	owner, out := holder(t, t.TempDir(), holdThrowaway+"=yes")
	pid := postmaster(t, out)
	kill(t, owner)
	eventually(t, "PostgreSQL is gone", func() bool { return !running(pid) })
}
